//! What became of one test: the sandbox's verdict and the comparison together.

use serde::Serialize;
use touchstone_sdk::code;

/// The verdict on one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// It ended well and the result is right.
    Accepted,
    /// It ended well; a checker gave part of the marks.
    PartlyAccepted,
    /// It ended well and the result is not right.
    WrongAnswer,
    /// It used up its fuel.
    TimeLimit,
    /// It wanted more memory than it may have.
    MemoryLimit,
    /// It wrote more than it may.
    OutputLimit,
    /// It ended with an error.
    RuntimeError,
    /// It is no program in its language.
    CompileError,
}

impl Verdict {
    /// All, from best to worst.
    pub(crate) const ALL: [Self; 8] = [
        Self::Accepted,
        Self::PartlyAccepted,
        Self::WrongAnswer,
        Self::TimeLimit,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::RuntimeError,
        Self::CompileError,
    ];

    /// The verdict of a run that did not end well; none where the result has to be looked at.
    pub(crate) fn of_run(verdict: code::Verdict) -> Option<Self> {
        match verdict {
            code::Verdict::Finished => None,
            code::Verdict::RuntimeError => Some(Self::RuntimeError),
            code::Verdict::CompileError => Some(Self::CompileError),
            code::Verdict::TimeLimit => Some(Self::TimeLimit),
            code::Verdict::MemoryLimit => Some(Self::MemoryLimit),
            code::Verdict::OutputLimit => Some(Self::OutputLimit),
        }
    }

    /// Its stable name: a finding's code, a part of an indicator's id.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::PartlyAccepted => "partly-accepted",
            Self::WrongAnswer => "wrong-answer",
            Self::TimeLimit => "time-limit",
            Self::MemoryLimit => "memory-limit",
            Self::OutputLimit => "output-limit",
            Self::RuntimeError => "runtime-error",
            Self::CompileError => "compile-error",
        }
    }

    /// Its name for people: Chinese, English.
    pub(crate) fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Accepted => ("通过", "accepted"),
            Self::PartlyAccepted => ("部分通过", "partly accepted"),
            Self::WrongAnswer => ("答案错误", "wrong answer"),
            Self::TimeLimit => ("运算量超限", "time limit (fuel) exceeded"),
            Self::MemoryLimit => ("内存超限", "memory limit exceeded"),
            Self::OutputLimit => ("输出超限", "output limit exceeded"),
            Self::RuntimeError => ("运行时错误", "runtime error"),
            Self::CompileError => ("编译错误", "compile error"),
        }
    }
}
