//! What the scans of a source report, whatever its language, and how it becomes a finding.

use touchstone_sdk::{Finding, Message, Place, Severity};

/// Names under which somebody hopes to find the tests.
pub(super) const TEST_MODULES: [&str; 16] = [
    "answer_key",
    "checker",
    "evaluator",
    "expected",
    "expected_output",
    "expected_outputs",
    "grader",
    "grading",
    "hidden_tests",
    "judge",
    "reference_solution",
    "test_cases",
    "test_data",
    "testcases",
    "testdata",
    "verifier",
];

/// More than this many of one code say nothing new.
const MOST_OF_A_CODE: usize = 20;

/// Findings about what was seen: path, line, what; the first few of each code.
pub(super) fn findings(seen: Vec<(String, u32, Seen)>) -> Vec<Finding> {
    let mut counts = [0_usize; 2];
    seen.into_iter()
        .filter(|(_, _, what)| {
            let count = &mut counts[usize::from(what.is_search())];
            *count += 1;
            *count <= MOST_OF_A_CODE
        })
        .map(|(path, line, what)| what.finding(path, line))
        .collect()
}

/// Something seen on a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// Imports a module that is the runtime's.
    RuntimeModule(String),
    /// Uses a part of the interpreter.
    RuntimePart(String),
    /// Replaces a part of a module that is not the program's own.
    Replaced(String),
    /// Imports a module that would be the grader's.
    TestModule(String),
    /// Looks for files.
    Search(String),
}

impl Seen {
    fn is_search(&self) -> bool {
        matches!(self, Self::TestModule(_) | Self::Search(_))
    }

    fn finding(self, path: String, line: u32) -> Finding {
        let (code, severity) = if self.is_search() {
            ("looks-for-tests", Severity::Major)
        } else {
            ("tampers-with-runtime", Severity::Critical)
        };
        let message = match self {
            Self::RuntimeModule(what) => Message::zh_en(
                format!("导入了 `{what}`：它属于运行环境，或能绕过语言本身；解题用不到。"),
                format!(
                    "imports `{what}`, which is the runtime's own or leads out of the language; no solution needs it"
                ),
            ),
            Self::RuntimePart(what) => Message::zh_en(
                format!("使用了 `{what}`，借此可触及解释器内部；解题用不到。"),
                format!("uses `{what}`, which reaches into the interpreter; no solution needs it"),
            ),
            Self::Replaced(what) => Message::zh_en(
                format!("改写了 `{what}`：它不是程序自己的代码。"),
                format!("replaces `{what}`, which is not the program's own"),
            ),
            Self::TestModule(what) => Message::zh_en(
                format!("试图导入 `{what}`：程序里没有这个模块，像是在寻找评测程序或标准答案。"),
                format!(
                    "tries to import `{what}`, no module of the program's: it seems to look for the grader or the answers"
                ),
            ),
            Self::Search(what) => Message::zh_en(
                format!("使用了 `{what}`，像是在寻找测试数据；沙箱里没有文件。"),
                format!("uses `{what}`, as if to look for the tests; the sandbox holds no files"),
            ),
        };
        Finding::new(code, severity, message).at(Place::Lines { path, first: line, last: line })
    }
}

/// Holds the codes and lines of what is found in a program against what is expected; its first file is the entry.
#[cfg(test)]
pub(super) fn check_findings(
    findings: fn(&touchstone_sdk::Program) -> Vec<Finding>,
    language: &str,
    files: &[(&str, &str)],
    expected: &[(&str, u32)],
) {
    let file =
        |(path, text): &(&str, &str)| touchstone_sdk::SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
    let program = touchstone_sdk::Program {
        language: language.to_owned(),
        entry: files[0].0.to_owned(),
        files: files.iter().map(file).collect(),
    };
    let found = findings(&program);
    let line = |place: &Place| if let Place::Lines { first, .. } = place { *first } else { 0 };
    let found: Vec<(&str, u32)> = found.iter().map(|finding| (finding.code.as_str(), line(&finding.place))).collect();
    assert_eq!(found, expected, "{}", files[0].1);
}
