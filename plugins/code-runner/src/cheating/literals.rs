//! Whether a program knows the visible tests by heart: it passes them and fails most others, and has their inputs or results written
//! in its source. Comments, strings that stand alone, assertions and what only runs as a script are not looked at.

use serde_json::Value;
use touchstone_sdk::{Finding, Message, Place, Program, Severity};

use super::tokens::{Kind, Token};
use super::{javascript, python};
use crate::config::evaluator::Plan;
use crate::config::{Case, CaseInput, Interface};
use crate::judge::Outcome;
use crate::verdict::Verdict;

/// A literal as long as this is no coincidence.
const TELLING: usize = 8;
/// Shorter ones tell something only if they come from two tests.
const SHORT: usize = 4;

/// The finding, if there is ground for one. `read` gives what counts of a file's text; it is told whether only a function is called.
pub(crate) fn hard_coded(
    plan: &Plan,
    program: &Program,
    outcomes: &[Outcome],
    read: fn(&str, bool) -> Source,
) -> Option<Finding> {
    if !looks_learnt(plan, outcomes) {
        return None;
    }
    let hidden: Vec<String> = plan
        .tests
        .iter()
        .filter(|test| !test.visible)
        .flat_map(|test| texts(&test.case))
        .map(|text| plain(&text))
        .collect();
    let accepted = plan
        .tests
        .iter()
        .zip(outcomes)
        .filter(|(test, outcome)| test.visible && outcome.verdict == Verdict::Accepted)
        .map(|(test, _)| &test.case);
    let needles: Vec<Vec<String>> = accepted
        .map(|case| {
            let mut needles: Vec<String> = parts(case).iter().flat_map(|text| pieces(text)).collect();
            needles.retain(|needle| !hidden.iter().any(|text| text.contains(needle.as_str())));
            needles.sort();
            needles.dedup();
            needles
        })
        .collect();
    let is_call = matches!(plan.question.interface, Interface::Call { .. });
    program.files.iter().find_map(|file| {
        let source = read(&file.text, is_call);
        let found: Vec<Vec<(u32, u32, usize)>> =
            needles.iter().map(|needles| needles.iter().filter_map(|needle| source.find(needle)).collect()).collect();
        let telling = found.iter().flatten().any(|(_, _, length)| *length >= TELLING);
        let tests = found.iter().filter(|places| !places.is_empty()).count();
        if !telling && tests < 2 {
            return None;
        }
        let first = found.iter().flatten().map(|(first, _, _)| *first).min()?;
        let last = found.iter().flatten().map(|(_, last, _)| *last).max()?;
        Some(finding(tests, &file.path, first, last))
    })
}

fn finding(tests: usize, path: &str, first: u32, last: u32) -> Finding {
    let message = Message::zh_en(
        format!("程序中直接写有 {tests} 个公开测试的输入或结果；公开测试能通过，而大多数隐藏测试不能通过。"),
        format!(
            "the source holds inputs or results of {tests} visible test(s); it passes the visible tests and fails most hidden ones"
        ),
    );
    Finding::new("hard-coded-tests", Severity::Major, message).on("correctness").at(Place::Lines {
        path: path.to_owned(),
        first,
        last,
    })
}

/// At least half of the visible tests accepted, and less than half of the hidden ones.
fn looks_learnt(plan: &Plan, outcomes: &[Outcome]) -> bool {
    let count = |visible: bool, accepted: bool| {
        let of_kind = plan.tests.iter().zip(outcomes).filter(|(test, _)| test.visible == visible);
        of_kind.filter(|(_, outcome)| !accepted || outcome.verdict == Verdict::Accepted).count()
    };
    let (visible, passed_visible) = (count(true, false), count(true, true));
    let (hidden, passed_hidden) = (count(false, false), count(false, true));
    passed_visible > 0 && 2 * passed_visible >= visible && 2 * passed_hidden < hidden
}

/// A test's input and expected result as texts.
fn texts(case: &Case) -> Vec<String> {
    let mut texts: Vec<String> = match &case.input {
        CaseInput::Stdin(text) => vec![text.clone()],
        CaseInput::Args(args) => args.iter().map(Value::to_string).collect(),
    };
    match &case.expected {
        Some(Value::String(text)) => texts.push(text.clone()),
        Some(value) => texts.push(value.to_string()),
        None => {}
    }
    texts
}

/// The same, and every array and object within them: an object's keys may stand in any order in the source.
fn parts(case: &Case) -> Vec<String> {
    let mut parts = texts(case);
    let args = if let CaseInput::Args(args) = &case.input { args.as_slice() } else { &[] };
    for value in args.iter().chain(&case.expected) {
        nested(value, &mut parts);
    }
    parts
}

fn nested(value: &Value, parts: &mut Vec<String>) {
    let inner: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => return,
    };
    for value in inner {
        if value.is_array() || value.is_object() {
            parts.push(value.to_string());
            nested(value, parts);
        }
    }
}

/// What to look for of a text: each line, and the whole.
fn pieces(text: &str) -> Vec<String> {
    let lines = text.lines().map(plain);
    lines.chain([plain(text)]).filter(|piece| piece.len() >= SHORT).collect()
}

/// Without white space, quotes and the differences between JSON and the languages.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|next| !next.is_whitespace() && *next != '"' && *next != '\'').collect();
    text.replace("true", "True").replace("false", "False").replace("null", "None").replace('(', "[").replace(')', "]")
}

/// A file's code as `plain` writes it, each byte with the line on which its token begins.
pub(crate) struct Source {
    text: String,
    lines: Vec<u32>,
}

/// The code of a Python file.
pub(crate) fn of_python(source: &str, is_call: bool) -> Source {
    Source::read(&python::tokens(source), is_call)
}

/// The code of a JavaScript file.
pub(crate) fn of_javascript(source: &str, is_call: bool) -> Source {
    Source::read(&javascript::tokens(source), is_call)
}

impl Source {
    fn read(tokens: &[Token], is_call: bool) -> Self {
        let mut read = Self { text: String::new(), lines: Vec::new() };
        let mut in_script = false;
        for statement in tokens.split(|token| token.kind == Kind::Newline) {
            let Some(first) = statement.first() else { continue };
            if first.column == 0 {
                in_script =
                    is_call && first.name() == Some("if") && statement.get(1).and_then(Token::name) == Some("__name__");
            }
            let stands_alone = statement.iter().all(|token| token.text().is_some());
            if in_script || stands_alone || first.name() == Some("assert") {
                continue;
            }
            for token in statement {
                read.push(token);
            }
            read.end_statement();
        }
        read
    }

    fn push(&mut self, token: &Token) {
        let text = match &token.kind {
            Kind::Name(text) | Kind::Number(text) | Kind::Text(text) => plain(text),
            Kind::Operator(operator) => plain(operator),
            Kind::Newline => return,
        };
        self.lines.extend(std::iter::repeat_n(token.line, text.len()));
        self.text.push_str(&text);
    }

    /// Nothing is found across the end of a statement.
    fn end_statement(&mut self) {
        self.lines.push(self.lines.last().copied().unwrap_or(1));
        self.text.push('\n');
    }

    /// First and last line of where `needle` stands, and its length.
    fn find(&self, needle: &str) -> Option<(u32, u32, usize)> {
        let at = self.text.find(needle)?;
        Some((self.lines[at], self.lines[at + needle.len() - 1], needle.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::{of_javascript, of_python, plain};

    #[test]
    fn literals_are_found_in_code_only() {
        let needle = plain("[[1, 3], [2, 6]]");
        for (source, found) in [
            ("x = 1\nif a == [[1, 3], [2, 6]]:\n    pass", Some(2)),
            ("if a == [(1, 3), (2, 6)]: pass", Some(1)),
            ("table = {\n  '[[1, 3],[2, 6]]': 0,\n}", Some(2)),
            ("# [[1, 3], [2, 6]]", None),
            ("def f():\n    '''[[1, 3], [2, 6]]'''", None),
            ("assert f([[1, 3], [2, 6]])", None),
            ("if __name__ == '__main__':\n    print(f([[1, 3], [2, 6]]))", None),
            ("a = [[1, 3]]\nb = [[2, 6]]", None),
        ] {
            let found_at = of_python(source, true).find(&needle).map(|(first, _, _)| first);
            assert_eq!(found_at, found, "{source}");
        }
    }

    #[test]
    fn literals_are_found_in_javascript_too() {
        let needle = plain("[[1, 3], [2, 6]]");
        for (source, found) in [
            ("const x = 1;\nif (same(a, [[1, 3], [2, 6]])) return;", Some(2)),
            ("const table = {\n  '[[1,3],[2,6]]': 0,\n};", Some(2)),
            ("const table = { x: `[[1, 3], [2, 6]]` };", Some(1)),
            ("const a = [\n  [1, 3],\n  [2, 6],\n];", None),
            ("// [[1, 3], [2, 6]]\n/* [[1, 3], [2, 6]] */", None),
            ("assert.deepEqual(f([[1, 3], [2, 6]]), 1)", None),
            ("const a = [[1, 3]];\nconst b = [[2, 6]];", None),
        ] {
            let found_at = of_javascript(source, true).find(&needle).map(|(first, _, _)| first);
            assert_eq!(found_at, found, "{source}");
        }
    }
}
