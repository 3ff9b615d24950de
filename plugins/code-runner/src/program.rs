//! Whether a program can be taken at all: its language, entry and files. Says nothing about what it does.

use touchstone_sdk::{Message, Problem, Program};

const MOST_FILES: usize = 50;
const MOST_BYTES: usize = 256 * 1024;
const LONGEST_PATH: usize = 200;

/// Problems of a candidate's program; pointers begin with `pointer`, which is where the program is.
pub(crate) fn check(program: &Program, languages: &[String], pointer: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !languages.contains(&program.language) {
        let list = languages.join(", ");
        problems.push(Problem::at(
            format!("{pointer}/language"),
            Message::zh_en(
                format!("本题不接受语言 `{}`；可用：{list}。", program.language),
                format!("this question does not take `{}`; use one of: {list}", program.language),
            ),
        ));
    }
    let files = program.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
    problems.extend(check_files(&program.entry, files, pointer));
    problems
}

/// Problems of a program's entry and files (path, text) at `pointer`.
pub(crate) fn check_files<'a>(
    entry: &str,
    files: impl Iterator<Item = (&'a str, &'a str)>,
    pointer: &str,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut paths: Vec<&str> = Vec::new();
    let mut bytes = 0_usize;
    // Each is held against those before it; beyond what is taken they are only counted.
    for (index, (path, text)) in files.enumerate() {
        bytes = bytes.saturating_add(text.len());
        let place = format!("{pointer}/files/{index}/path");
        if !is_path(path) {
            problems.push(Problem::at(
                place,
                Message::zh_en(
                    format!("`{path}` 不是合法的文件路径；请用以 `/` 分隔的相对路径，例如 `main.py`。"),
                    format!("`{path}` is no path; use a relative one with `/` between its parts, as in `main.py`"),
                ),
            ));
        } else if index < MOST_FILES && paths.contains(&path) {
            problems.push(Problem::at(
                place,
                Message::zh_en(
                    format!("文件 `{path}` 重复；每个路径只能出现一次。"),
                    format!("there are two files `{path}`; keep one"),
                ),
            ));
        }
        paths.push(path);
    }
    if paths.len() > MOST_FILES {
        problems.push(Problem::at(
            format!("{pointer}/files"),
            Message::zh_en(
                format!("共有 {} 个文件，最多 {MOST_FILES} 个。", paths.len()),
                format!("{} files, at most {MOST_FILES}", paths.len()),
            ),
        ));
    }
    if bytes > MOST_BYTES {
        problems.push(Problem::at(
            format!("{pointer}/files"),
            Message::zh_en(
                format!("所有文件共 {bytes} 字节，最多 {MOST_BYTES} 字节。"),
                format!("the files have {bytes} bytes in sum, at most {MOST_BYTES}"),
            ),
        ));
    }
    if !paths.contains(&entry) {
        problems.push(Problem::at(
            format!("{pointer}/entry"),
            Message::zh_en(
                format!("入口文件 `{entry}` 不在 `files` 中；请加上它，或改正 `entry`。"),
                format!("the entry `{entry}` is not among `files`; add it, or correct `entry`"),
            ),
        ));
    }
    problems
}

fn is_path(path: &str) -> bool {
    path.len() <= LONGEST_PATH
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !path.contains(|character: char| character == '\\' || character.is_control())
}
