//! What both configs are made of, as written by the author. Only the shape is here; `question` and `evaluator` beside this file check
//! what a schema cannot say and turn the raw config into what the modules work with.

pub(crate) mod evaluator;
pub(crate) mod question;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use touchstone_sdk::{Message, Problem, Program, SourceFile, code};

use crate::program;

/// A text per language (BCP 47 tag).
pub(crate) type Localized = BTreeMap<String, String>;

/// How a program takes its input and gives its result.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Interface {
    /// The whole program runs on a standard input and prints.
    Stdin,
    /// One function is called with JSON arguments and returns a JSON value.
    Call {
        /// The function's name.
        function: String,
    },
}

/// Files of a program in a language that the place in the config names.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) entry: String,
    pub(crate) files: Vec<File>,
}

/// One file.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What one run of a program may spend. The host lowers each to what the administrator allows.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RunLimits {
    /// WebAssembly operations; four thousand million take about half a second.
    pub(crate) fuel: u64,
    /// Linear memory in sum, the language's own included.
    pub(crate) memory_bytes: u64,
    /// Standard output and standard error together.
    pub(crate) output_bytes: u32,
}

/// When an output counts as right.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Comparison {
    /// Every byte of the output.
    Exact,
    /// Without white space at the ends of lines and without empty lines at the end.
    Trimmed,
    /// The words, however they are spaced.
    Tokens,
    /// The words, numbers among them within a tolerance.
    Numeric {
        #[serde(default = "zero")]
        absolute: String,
        #[serde(default = "zero")]
        relative: String,
    },
    /// The lines as in `trimmed`, in any order.
    UnorderedLines,
    /// The returned JSON value.
    Value {
        #[serde(default = "zero")]
        absolute: String,
        #[serde(default = "zero")]
        relative: String,
        #[serde(default)]
        order: Order,
    },
    /// What a program of the author's says.
    Checker { language: String, entry: String, files: Vec<File>, function: String },
}

/// Whether the order of arrays counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// Everywhere.
    #[default]
    Kept,
    /// Everywhere but in the outermost array.
    OuterFree,
    /// Nowhere.
    Free,
}

/// A test's input and expected result, checked.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) input: CaseInput,
    /// Absent only where a checker decides.
    pub(crate) expected: Option<Value>,
}

/// What a program gets.
#[derive(Debug, Clone)]
pub(crate) enum CaseInput {
    Stdin(String),
    Args(Vec<Value>),
}

/// A test's fields as they stand in either config.
pub(crate) struct RawCase<'a> {
    pub(crate) id: &'a str,
    pub(crate) stdin: Option<&'a String>,
    pub(crate) args: Option<&'a Vec<Value>>,
    pub(crate) expected: Option<&'a Value>,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self { fuel: 4_000_000_000, memory_bytes: 256 << 20, output_bytes: 1 << 20 }
    }
}

impl From<RunLimits> for code::Limits {
    fn from(limits: RunLimits) -> Self {
        Self { fuel: limits.fuel, memory_bytes: limits.memory_bytes, output_bytes: limits.output_bytes }
    }
}

impl Source {
    /// The program in `language`.
    pub(crate) fn program(&self, language: &str) -> Program {
        to_program(language, &self.entry, &self.files)
    }
}

impl Comparison {
    /// Whether the author's program decides.
    pub(crate) fn is_checker(&self) -> bool {
        matches!(self, Self::Checker { .. })
    }
}

impl Interface {
    /// The input as the host takes it.
    pub(crate) fn input(&self, input: &CaseInput) -> code::Input {
        match (self, input) {
            (Self::Call { function }, CaseInput::Args(args)) => code::Input::Call(code::CallInput {
                function: function.clone(),
                args: args.iter().map(Value::to_string).collect(),
            }),
            (Self::Call { function }, CaseInput::Stdin(_)) => {
                code::Input::Call(code::CallInput { function: function.clone(), args: Vec::new() })
            }
            (Self::Stdin, CaseInput::Stdin(text)) => {
                code::Input::Run(code::RunInput { stdin: text.clone().into_bytes(), args: Vec::new() })
            }
            (Self::Stdin, CaseInput::Args(_)) => {
                code::Input::Run(code::RunInput { stdin: Vec::new(), args: Vec::new() })
            }
        }
    }

    /// The test, if it fits this interface; else a problem below `pointer`.
    pub(crate) fn case(&self, raw: &RawCase, pointer: &str, needs_expected: bool) -> Result<Case, Problem> {
        let input = match (self, raw.stdin, raw.args) {
            (Self::Stdin, Some(stdin), None) => CaseInput::Stdin(stdin.clone()),
            (Self::Stdin, _, Some(_)) => {
                return Err(Problem::at(
                    format!("{pointer}/args"),
                    Message::zh_en(
                        "题目的接口是 `stdin`，测试不能带 `args`；请改用 `stdin`。",
                        "the question's interface is `stdin`, so a test has no `args`; give it `stdin`",
                    ),
                ));
            }
            (Self::Stdin, None, None) => {
                return Err(Problem::at(
                    pointer,
                    Message::zh_en("测试缺少 `stdin`。", "the test has no `stdin`; add it, empty if there is no input"),
                ));
            }
            (Self::Call { .. }, None, Some(args)) => CaseInput::Args(args.clone()),
            (Self::Call { .. }, Some(_), _) => {
                return Err(Problem::at(
                    format!("{pointer}/stdin"),
                    Message::zh_en(
                        "题目的接口是 `call`，测试不能带 `stdin`；请改用 `args`。",
                        "the question's interface is `call`, so a test has no `stdin`; give it `args`",
                    ),
                ));
            }
            (Self::Call { .. }, None, None) => {
                return Err(Problem::at(
                    pointer,
                    Message::zh_en("测试缺少 `args`。", "the test has no `args`; add the list of arguments"),
                ));
            }
        };
        match (self, raw.expected) {
            (Self::Stdin, Some(expected)) if !expected.is_string() && needs_expected => Err(Problem::at(
                format!("{pointer}/expected"),
                Message::zh_en(
                    "接口为 `stdin` 时，`expected` 必须是字符串，即期望的标准输出。",
                    "with the interface `stdin`, `expected` is a string: the standard output expected",
                ),
            )),
            (_, None) if needs_expected => Err(Problem::at(
                pointer,
                Message::zh_en(
                    "测试缺少 `expected`；只有使用检查程序时才能省略。",
                    "the test has no `expected`; it can be left out only where a checker decides",
                ),
            )),
            (_, expected) => Ok(Case { id: raw.id.to_owned(), input, expected: expected.cloned() }),
        }
    }
}

/// Distinguishes `null`, which a function may return, from nothing.
pub(crate) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A program of these files.
pub(crate) fn to_program(language: &str, entry: &str, files: &[File]) -> Program {
    Program {
        language: language.to_owned(),
        entry: entry.to_owned(),
        files: files.iter().map(|file| SourceFile { path: file.path.clone(), text: file.text.clone() }).collect(),
    }
}

/// The text in `locale`, else in its primary language, else in Chinese, else the first.
pub(crate) fn text_in<'a>(localized: &'a Localized, locale: &str) -> &'a str {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    localized
        .get(locale)
        .or_else(|| localized.iter().find(|(tag, _)| primary(tag) == primary(locale)).map(|(_, text)| text))
        .or_else(|| localized.get("zh-CN"))
        .or_else(|| localized.values().next())
        .map_or("", String::as_str)
}

/// Problems of a localized text at `pointer`.
pub(crate) fn check_localized(localized: &Localized, pointer: &str) -> Option<Problem> {
    if localized.is_empty() || localized.values().any(|text| text.trim().is_empty()) {
        return Some(Problem::at(
            pointer,
            Message::zh_en(
                "至少要有一种语言的文字，并且不能为空。",
                "needs a text in at least one language, and none of them empty",
            ),
        ));
    }
    None
}

/// Problems of one program per language, which are under `key`; `stranger` says what to do about a language that is not `allowed`.
pub(crate) fn check_sources(
    sources: &BTreeMap<String, Source>,
    allowed: &[String],
    key: &str,
    stranger: impl Fn(&str) -> Message,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (language, source) in sources {
        let pointer = format!("/{key}/{}", escaped(language));
        if !allowed.contains(language) {
            problems.push(Problem::at(pointer.clone(), stranger(language)));
        }
        problems.extend(check_source(&source.entry, &source.files, &pointer));
    }
    problems
}

/// Problems of a program in a config, which is at `pointer`.
pub(crate) fn check_source(entry: &str, files: &[File], pointer: &str) -> Vec<Problem> {
    program::check_files(entry, files.iter().map(|file| (file.path.as_str(), file.text.as_str())), pointer)
}

/// Whether every language that we know takes this as a function's name.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
}

/// Whether this can be an id: kebab-case, at most 64 characters.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() <= 64
        && !id.is_empty()
        && id
            .split('-')
            .all(|part| !part.is_empty() && part.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit()))
}

/// Problem of an id at `pointer`: its form, or that `seen` holds it already.
pub(crate) fn check_id(id: &str, pointer: &str, seen: &mut Vec<String>) -> Option<Problem> {
    let pointer = format!("{pointer}/id");
    if !is_id(id) {
        return Some(Problem::at(
            pointer,
            Message::zh_en(
                format!("`{id}` 不是合法的标识；请用小写字母、数字和连字符，例如 `edge-1`。"),
                format!("`{id}` is no id; use lower-case letters, digits and hyphens, as in `edge-1`"),
            ),
        ));
    }
    if seen.iter().any(|other| other == id) {
        return Some(Problem::at(
            pointer,
            Message::zh_en(
                format!("标识 `{id}` 重复；每个标识只能用一次。"),
                format!("the id `{id}` is taken; give each its own"),
            ),
        ));
    }
    seen.push(id.to_owned());
    None
}

/// A key of an object as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn zero() -> String {
    "0".to_owned()
}
