//! Whether an error says where: every mistake names a place in the text that it is about, and every syntax error a line of it.

use serde_json::Value;
use touchstone_core::mistake::{Mistake, Mistakes, SyntaxError};

/// Each mistake says what is wrong and what to do, at a value that is there or at a key that is missing in one.
pub(crate) fn check_mistakes(mistakes: &Mistakes, root: &Value) {
    assert!(!mistakes.list().is_empty(), "an error without a mistake");
    for mistake in mistakes.list() {
        let Mistake { path, problem, remedy } = mistake;
        assert!(!problem.trim().is_empty() && !remedy.trim().is_empty(), "{mistake:?}");
        assert!(is_place(path, "", root), "no such place: {mistake:?}");
    }
}

/// The line and column are in the text, or just behind its end.
pub(crate) fn check_syntax(error: &SyntaxError, text: &str) {
    let SyntaxError { line, column, message } = error;
    assert!(!message.trim().is_empty(), "{error:?}");
    let found = line.checked_sub(1).and_then(|before| text.split('\n').nth(before));
    let length = found.unwrap_or_else(|| panic!("no such line: {error:?}")).chars().count();
    assert!((1..=length + 1).contains(column), "no such column: {error:?}");
}

/// Whether `path` is that of `value`, whose own path is `own`, or of something in it.
fn is_place(path: &str, own: &str, value: &Value) -> bool {
    let Some(rest) = path.strip_prefix(own) else { return false };
    if rest.is_empty() {
        return true;
    }
    match value {
        Value::Object(map) => {
            let missing = rest.strip_prefix('.').unwrap_or(rest);
            missing.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                || map.iter().any(|(key, child)| is_place(path, &child_path(own, key), child))
        }
        Value::Array(list) => list.iter().enumerate().any(|(n, child)| is_place(path, &format!("{own}[{n}]"), child)),
        _ => false,
    }
}

fn child_path(own: &str, key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let key = if !key.is_empty() && key.bytes().all(plain) { key.to_owned() } else { format!("{key:?}") };
    if own.is_empty() { key } else { format!("{own}.{key}") }
}
