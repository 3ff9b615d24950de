//! Whether a result is the expected one. Looks at one output or value at a time; running the program, or a checker, is `judge`'s part.

mod text;
mod value;

use serde_json::Value;
use touchstone_sdk::{Message, Problem, Program};

use crate::config::question::not_a_function;
use crate::config::{Comparison, Interface, Order, check_source, is_identifier, to_program};
use crate::decimal::Tolerance;

/// A comparison, checked.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Exact,
    Trimmed,
    Tokens,
    Numeric(Tolerance),
    UnorderedLines,
    Value(Tolerance, Order),
    Checker(Checker),
}

/// A program of the author's that decides, called with the test's input, the expected result and the actual one.
#[derive(Debug, Clone)]
pub(crate) struct Checker {
    pub(crate) program: Program,
    pub(crate) function: String,
}

impl Rule {
    /// The rule that `comparison`, which is at `pointer`, asks for.
    pub(crate) fn from_config(
        comparison: &Comparison,
        interface: &Interface,
        pointer: &str,
    ) -> Result<Self, Vec<Problem>> {
        let for_values = matches!(comparison, Comparison::Value { .. });
        let for_calls = matches!(interface, Interface::Call { .. });
        if !comparison.is_checker() && for_values != for_calls {
            return Err(vec![Problem::at(
                format!("{pointer}/kind"),
                Message::zh_en(
                    "接口 `call` 只能用 `value` 或 `checker` 比较；`stdin` 不能用 `value`。",
                    "the interface `call` is compared by `value` or by a `checker`, and `stdin` never by `value`",
                ),
            )]);
        }
        match comparison {
            Comparison::Exact => Ok(Self::Exact),
            Comparison::Trimmed => Ok(Self::Trimmed),
            Comparison::Tokens => Ok(Self::Tokens),
            Comparison::UnorderedLines => Ok(Self::UnorderedLines),
            Comparison::Numeric { absolute, relative } => tolerance(absolute, relative, pointer).map(Self::Numeric),
            Comparison::Value { absolute, relative, order } => {
                tolerance(absolute, relative, pointer).map(|tolerance| Self::Value(tolerance, *order))
            }
            Comparison::Checker { language, entry, files, function } => {
                let mut problems = check_source(entry, files, pointer);
                if !is_identifier(function) {
                    problems.push(not_a_function(function, &format!("{pointer}/function")));
                }
                if !problems.is_empty() {
                    return Err(problems);
                }
                let program = to_program(language, entry, files);
                Ok(Self::Checker(Checker { program, function: function.clone() }))
            }
        }
    }

    /// Whether what a program printed is `expected`. Output that is not UTF-8 equals nothing. A checker is not asked here.
    pub(crate) fn accepts_output(&self, expected: &str, stdout: &[u8]) -> bool {
        if matches!(self, Self::Exact) {
            return expected.as_bytes() == stdout;
        }
        let Ok(actual) = std::str::from_utf8(stdout) else { return false };
        match self {
            Self::Trimmed => text::trimmed(expected, actual),
            Self::Tokens => text::tokens(expected, actual),
            Self::Numeric(tolerance) => text::numeric(expected, actual, tolerance),
            Self::UnorderedLines => text::unordered_lines(expected, actual),
            Self::Exact | Self::Value(..) | Self::Checker(_) => false,
        }
    }

    /// Whether the JSON text that a function returned is `expected`. A checker is not asked here.
    pub(crate) fn accepts_value(&self, expected: &Value, returned: Option<&str>) -> bool {
        let Self::Value(tolerance, order) = self else { return false };
        returned
            .and_then(|json| serde_json::from_str(json).ok())
            .is_some_and(|actual| value::equal(expected, &actual, tolerance, *order))
    }
}

fn tolerance(absolute: &str, relative: &str, pointer: &str) -> Result<Tolerance, Vec<Problem>> {
    Tolerance::parse(absolute, relative).map_err(|name| {
        vec![Problem::at(
            format!("{pointer}/{name}"),
            Message::zh_en(
                "不是合法的容差；请写成非负的十进制数字符串，例如 \"0.001\" 或 \"1e-6\"。",
                "is no tolerance; write a decimal number of 0 or more as a string, as in \"0.001\" or \"1e-6\"",
            ),
        )]
    })
}
