//! Runs a plugin's logic in ordinary unit tests: typed in, typed out, no WebAssembly. What the host would offer is answered by what the
//! test set up; limits and sandboxes are the host's business and not imitated.
//!
//! ```
//! # use touchstone_sdk::{Answer, Evaluation, Evaluator, Refusal, Task, harness::Harness};
//! # struct Always;
//! # impl Evaluator for Always {
//! #     type Question = serde_json::Value;
//! #     type Config = serde_json::Value;
//! #     fn evaluate(_: &Task<Self::Question, Self::Config>) -> Result<Evaluation, Refusal> {
//! #         Ok(Evaluation::new().share("correctness", 1, 2))
//! #     }
//! # }
//! use serde_json::json;
//!
//! let evaluation = Harness::new().evaluate::<Always>(json!({}), json!({}), Answer::Text("42".to_owned())).unwrap();
//! assert_eq!(evaluation.scores.len(), 1);
//! ```

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::code::{Input, Limits, Refusal as CodeRefusal, Report, Verdict};
use crate::{Answer, Evaluation, Evaluator, Problem, Program, QuestionType, Refusal, Step, Task, attachments};

/// Answers in the host's place. Each test makes its own.
#[derive(Default)]
pub struct Harness {
    seed: u64,
    languages: Vec<String>,
    run: Option<RunProgram>,
    attachments: Vec<Vec<u8>>,
}

type RunProgram = Box<dyn FnMut(&Program, &Input, &Limits) -> Report>;

impl Harness {
    /// A host that grants nothing; seed 0, locale `en`.
    pub fn new() -> Self {
        Self::default()
    }

    /// With another seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Grants `run-code`: `run` stands for a fresh sandbox that runs `language`.
    #[must_use]
    pub fn language(mut self, language: &str, run: impl FnMut(&Program, &Input, &Limits) -> Report + 'static) -> Self {
        self.languages.push(language.to_owned());
        self.run = Some(Box::new(run));
        self
    }

    /// Grants `attachments`: the content of the attachment with the next id, from 0.
    #[must_use]
    pub fn attachment(mut self, content: Vec<u8>) -> Self {
        self.attachments.push(content);
        self
    }

    /// Scores one answer.
    ///
    /// # Errors
    ///
    /// The evaluator's refusal.
    ///
    /// # Panics
    ///
    /// When a config does not fit the evaluator's types.
    pub fn evaluate<E: Evaluator>(self, question: Value, config: Value, answer: Answer) -> Result<Evaluation, Refusal> {
        let task = Task {
            item: "item".to_owned(),
            question: typed(question),
            config: typed(config),
            answer,
            locale: "en".to_owned(),
            seed: self.seed,
        };
        self.host(|| E::evaluate(&task))
    }

    /// One action of a candidate.
    ///
    /// # Errors
    ///
    /// The question type's problem.
    ///
    /// # Panics
    ///
    /// When the config or the action does not fit the question type's types.
    pub fn interact<Q: QuestionType>(
        self,
        config: Value,
        state: Option<Q::State>,
        action: Value,
        now_ms: u64,
    ) -> Result<Step<Q::State, Q::View>, Problem> {
        let seed = self.seed;
        self.host(|| Q::interact(&typed(config), seed, state, typed(action), now_ms))
    }

    fn host<T>(self, call: impl FnOnce() -> T) -> T {
        HOST.replace(self);
        let result = call();
        HOST.take();
        result
    }
}

/// A report of a program that ended well with this output.
pub fn finished(stdout: &str) -> Report {
    Report {
        verdict: Verdict::Finished,
        exit_code: 0,
        value: None,
        stdout: stdout.as_bytes().to_vec(),
        stderr: Vec::new(),
        fuel: 1,
        peak_memory_bytes: 1,
    }
}

thread_local! {
    static HOST: RefCell<Harness> = RefCell::new(Harness::new());
    static CONSOLE: RefCell<(Vec<u8>, Vec<u8>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// What was written to the console in this thread since the last call: stdout, stderr.
pub fn take_console() -> (Vec<u8>, Vec<u8>) {
    CONSOLE.take()
}

fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("does not fit the plugin's type: {error}"))
}

pub(crate) fn console_written(stderr: bool, bytes: &[u8]) {
    CONSOLE.with_borrow_mut(|(out, err)| if stderr { err } else { out }.extend_from_slice(bytes));
}

pub(crate) fn read_attachment(id: u32, offset: u64, length: u32) -> Result<Vec<u8>, attachments::Refusal> {
    HOST.with_borrow(|host| {
        let content = host.attachments.get(id as usize).ok_or(attachments::Refusal::UnknownAttachment)?;
        let start = usize::try_from(offset).map_err(|_| attachments::Refusal::OutOfRange)?;
        let end = start.checked_add(length as usize).ok_or(attachments::Refusal::OutOfRange)?;
        content.get(start..end).map(<[u8]>::to_vec).ok_or(attachments::Refusal::OutOfRange)
    })
}

pub(crate) fn code_languages() -> Vec<String> {
    HOST.with_borrow(|host| host.languages.clone())
}

pub(crate) fn run_code(
    program: &Program,
    inputs: &[Input],
    limits: Limits,
    stop_at_first_failure: bool,
) -> Result<Vec<Report>, CodeRefusal> {
    HOST.with_borrow_mut(|host| {
        if !host.languages.contains(&program.language) {
            return Err(CodeRefusal::UnknownLanguage(host.languages.clone()));
        }
        let run = host.run.as_mut().expect("a harness with a language has a way to run it");
        let mut reports = Vec::new();
        for input in inputs {
            reports.push(run(program, input, &limits));
            if stop_at_first_failure && reports.last().is_some_and(|report| report.verdict != Verdict::Finished) {
                break;
            }
        }
        Ok(reports)
    })
}
