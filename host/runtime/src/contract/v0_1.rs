//! Contract version 0.1.

pub(crate) mod bindings;
mod convert;
mod host;

pub(crate) use convert::{
    MAX_PROBLEMS, answer_to_wit, evaluation_from_wit, problem_from_wit, problems_from_wit, program_to_wit,
    refusal_from_wit,
};
pub(crate) use host::{Offered, link};

/// The interfaces a plugin can export, as a component names them.
pub(crate) const QUESTION_TYPE: &str = "touchstone:plugin/question-type@0.1.0";
pub(crate) const EVALUATOR: &str = "touchstone:plugin/evaluator@0.1.0";
pub(crate) const LANGUAGE_RUNTIME: &str = "touchstone:plugin/language-runtime@0.1.0";

/// The interfaces a plugin can import, as a component names them.
pub(crate) const LOG: &str = "touchstone:plugin/log@0.1.0";
pub(crate) const CONSOLE: &str = "touchstone:plugin/console@0.1.0";
pub(crate) const CODE: &str = "touchstone:plugin/code@0.1.0";
pub(crate) const ATTACHMENTS: &str = "touchstone:plugin/attachments@0.1.0";
