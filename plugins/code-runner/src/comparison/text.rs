//! Comparing what was printed with what was expected. White space is what Unicode calls so.

use crate::decimal::{Decimal, Tolerance};

/// Equal line by line, apart from white space at their ends and empty lines at the end.
pub(super) fn trimmed(expected: &str, actual: &str) -> bool {
    trimmed_lines(expected).eq(trimmed_lines(actual))
}

/// Equal word by word.
pub(super) fn tokens(expected: &str, actual: &str) -> bool {
    expected.split_whitespace().eq(actual.split_whitespace())
}

/// Equal word by word; two words that are numbers may differ by the tolerance.
pub(super) fn numeric(expected: &str, actual: &str, tolerance: &Tolerance) -> bool {
    let mut expected = expected.split_whitespace();
    let mut actual = actual.split_whitespace();
    loop {
        match (expected.next(), actual.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if left == right || near(left, right, tolerance) => {}
            _ => return false,
        }
    }
}

/// The same lines as `trimmed` would compare, each as often, in any order.
pub(super) fn unordered_lines(expected: &str, actual: &str) -> bool {
    let sorted = |text| {
        let mut lines: Vec<&str> = trimmed_lines(text).collect();
        lines.sort_unstable();
        lines
    };
    sorted(expected) == sorted(actual)
}

fn near(expected: &str, actual: &str, tolerance: &Tolerance) -> bool {
    match (Decimal::parse(expected), Decimal::parse(actual)) {
        (Some(expected), Some(actual)) => tolerance.allows(&expected, &actual),
        _ => false,
    }
}

fn trimmed_lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().split('\n').map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::{numeric, tokens, trimmed, unordered_lines};
    use crate::decimal::Tolerance;

    #[test]
    fn texts_compared() {
        for (expected, actual, by_lines, by_tokens, in_any_order) in [
            ("a\nb\n", "a\nb\n", true, true, true),
            ("a\nb\n", "a  \r\nb\n\n\n", true, true, true),
            ("a\nb\n", " a\nb", false, true, false),
            ("a\nb\n", "a b", false, true, false),
            ("a\nb\n", "b\na", false, false, true),
            ("a\nb\n", "a\n\nb", false, true, false),
            ("a\na\nb", "a\nb\nb", false, false, false),
            ("", "\n", true, true, true),
            ("", "0", false, false, false),
        ] {
            assert_eq!(trimmed(expected, actual), by_lines, "trimmed {expected:?} {actual:?}");
            assert_eq!(tokens(expected, actual), by_tokens, "tokens {expected:?} {actual:?}");
            assert_eq!(unordered_lines(expected, actual), in_any_order, "lines {expected:?} {actual:?}");
        }
    }

    #[test]
    fn numbers_in_a_text() {
        let tolerance = Tolerance::parse("0.01", "0").unwrap();
        for (expected, actual, near) in [
            ("mean 1.50", "mean 1.509", true),
            ("mean 1.50", "mean 1.52", false),
            ("mean 1.50", "average 1.50", false),
            ("1 2", "1 2 3", false),
            ("nan", "nan", true),
            ("1", "nan", false),
        ] {
            assert_eq!(numeric(expected, actual, &tolerance), near, "{expected} {actual}");
        }
    }
}
