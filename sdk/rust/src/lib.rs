//! What a Touchstone plugin written in Rust depends on: traits to implement, plain types to return, the host's functions under
//! short names, and one macro that exports a module. Authors never meet the binding generator.
//!
//! ```
//! use serde::Deserialize;
//! use touchstone_sdk::{Answer, Evaluation, Evaluator, Message, Refusal, Task};
//!
//! #[derive(Deserialize)]
//! struct Question {
//!     at_least_words: usize,
//! }
//!
//! #[derive(Deserialize)]
//! struct Config {}
//!
//! struct WordCount;
//!
//! impl Evaluator for WordCount {
//!     type Question = Question;
//!     type Config = Config;
//!
//!     fn evaluate(task: &Task<Question, Config>) -> Result<Evaluation, Refusal> {
//!         let Answer::Text(text) = &task.answer else {
//!             return Err(Refusal::unsupported(Message::zh_en("只接受文字答案。", "Only a text can be scored.")));
//!         };
//!         let words = text.split_whitespace().count();
//!         Ok(Evaluation::new().share("length", words as u64, task.question.at_least_words as u64))
//!     }
//! }
//!
//! touchstone_sdk::export!(evaluator: WordCount);
//! ```
//!
//! The native [`harness`] runs a plugin's logic in ordinary unit tests, without WebAssembly.

mod answer;
#[doc(hidden)]
pub mod bindings;
mod evaluation;
mod evaluator;
#[cfg(not(target_arch = "wasm32"))]
pub mod harness;
mod host;
mod language_runtime;
mod message;
mod question_type;

pub use answer::{Answer, Attachment, Event, Program, SourceFile};
pub use evaluation::{Evaluation, Finding, Measure, Place, Quantity, Refusal, Severity};
pub use evaluator::{Evaluator, Task};
pub use host::{attachments, code, console, log};
pub use language_runtime::LanguageRuntime;
pub use message::{Message, Problem};
pub use question_type::{QuestionType, Step};

#[doc(hidden)]
pub mod glue {
    //! What [`export!`](crate::export) expands to. Not for authors.
    pub use crate::evaluator::EvaluatorGlue;
    pub use crate::language_runtime::LanguageRuntimeGlue;
    pub use crate::question_type::QuestionTypeGlue;
}

/// Full marks in millionths.
pub const FULL_MARKS: u32 = 1_000_000;

/// Exports a plugin's modules: `export!(question_type: A, evaluator: B)`, each at most once.
#[macro_export]
macro_rules! export {
    ($($role:ident: $module:ty),+ $(,)?) => {
        $( $crate::export_module!($role, $module); )+
    };
}

/// Names what a plugin prepares before its first call: `prepare!(function)`, at most once, for a `fn()` that fills statics (a
/// [`std::sync::LazyLock`]) with dictionaries, tables and the like. `touchstone build` runs it once, without a host, and keeps the memory
/// that it leaves: every fresh sandbox begins there. Natively it does not run; the statics are filled when they are first used.
#[macro_export]
macro_rules! prepare {
    ($function:path) => {
        const _: fn() = $function;

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[allow(unsafe_code)]
            #[unsafe(export_name = "touchstone-prepare")]
            extern "C" fn __touchstone_prepare() {
                $function();
            }
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! export_module {
    (question_type, $module:ty) => {
        const _: () = {
            type Glue = $crate::glue::QuestionTypeGlue<$module>;
            #[cfg(target_arch = "wasm32")]
            $crate::bindings::question_type::export_question_type!(Glue with_types_in $crate::bindings::question_type);
            #[cfg(not(target_arch = "wasm32"))]
            const _: std::marker::PhantomData<Glue> = std::marker::PhantomData;
        };
    };
    (evaluator, $module:ty) => {
        const _: () = {
            type Glue = $crate::glue::EvaluatorGlue<$module>;
            #[cfg(target_arch = "wasm32")]
            $crate::bindings::evaluator::export_evaluator!(Glue with_types_in $crate::bindings::evaluator);
            #[cfg(not(target_arch = "wasm32"))]
            const _: std::marker::PhantomData<Glue> = std::marker::PhantomData;
        };
    };
    (language_runtime, $module:ty) => {
        const _: () = {
            type Glue = $crate::glue::LanguageRuntimeGlue<$module>;
            #[cfg(target_arch = "wasm32")]
            $crate::bindings::language_runtime::export_language_runtime!(Glue with_types_in $crate::bindings::language_runtime);
            #[cfg(not(target_arch = "wasm32"))]
            const _: std::marker::PhantomData<Glue> = std::marker::PhantomData;
        };
    };
    ($other:ident, $module:ty) => {
        compile_error!("touchstone_sdk::export! takes question_type, evaluator and language_runtime");
    };
}
