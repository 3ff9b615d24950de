//! The language runtime an author implements, and the glue that exports it.

use std::marker::PhantomData;

use serde_json::Value;

use crate::bindings::language_runtime::exports::touchstone::plugin::language_runtime as wit;
use crate::{Program, log};

/// Runs a candidate's program; output goes through [`crate::console`]. The host sets, meters and enforces every limit.
pub trait LanguageRuntime {
    /// Parses the program without running it.
    ///
    /// # Errors
    ///
    /// What the language's own compiler would print.
    fn compile_check(program: &Program) -> Result<(), String>;

    /// Runs the entry file as a whole program and returns its exit code.
    fn run(program: &Program, stdin: &[u8], args: &[String]) -> u8;

    /// Calls one function of the program.
    ///
    /// # Errors
    ///
    /// The language's own message, with the candidate's files and lines.
    fn call(program: &Program, function: &str, args: &[Value]) -> Result<Value, String>;
}

#[doc(hidden)]
pub struct LanguageRuntimeGlue<L>(PhantomData<L>);

impl<L: LanguageRuntime> wit::Guest for LanguageRuntimeGlue<L> {
    fn compile_check(program: Program) -> Result<(), String> {
        log::on_panic();
        L::compile_check(&program)
    }

    fn run(program: Program, stdin: Vec<u8>, args: Vec<String>) -> u8 {
        log::on_panic();
        L::run(&program, &stdin, &args)
    }

    fn call(program: Program, function: String, args: Vec<String>) -> Result<String, String> {
        log::on_panic();
        let args: Vec<Value> = args
            .iter()
            .map(|json| serde_json::from_str(json).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?;
        L::call(&program, &function, &args).map(|value| value.to_string())
    }
}
