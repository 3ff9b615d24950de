//! A program, its inputs and limits, run by the fixture's evaluator through `code.run`; and the reports that come back.

use serde::Deserialize;
use serde_json::{Value, json};
use touchstone_core::answer::Answer;

use crate::common::{Outcome, evaluate_answer, evaluation, told};

/// Fuel that is enough for every well-behaved program here.
pub(crate) const PLENTY: u64 = 5_000_000_000;

/// What to run and how.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    language: &'static str,
    entry: &'static str,
    files: Vec<(String, String)>,
    inputs: Vec<Value>,
    fuel: u64,
    memory_bytes: u64,
    output_bytes: u64,
    stop: bool,
    times: u32,
    silent: bool,
    secret: String,
    seed: u64,
}

/// What the evaluator was told about one input.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Report {
    pub(crate) verdict: String,
    pub(crate) exit_code: u8,
    pub(crate) value: Option<String>,
    #[serde(deserialize_with = "unhex")]
    pub(crate) stdout: Vec<u8>,
    #[serde(deserialize_with = "unhex")]
    pub(crate) stderr: Vec<u8>,
    pub(crate) fuel: u64,
    pub(crate) peak_memory_bytes: u64,
}

impl Run {
    /// A program of one file in the fixture's language.
    pub(crate) fn dump(text: &str) -> Self {
        Self::new("dump", "main.txt", text)
    }

    /// A program of one file `main.py`.
    pub(crate) fn python(text: &str) -> Self {
        Self::new("python", "main.py", text)
    }

    /// A program of one file `main.js`.
    pub(crate) fn javascript(text: &str) -> Self {
        Self::new("javascript", "main.js", text)
    }

    pub(crate) fn new(language: &'static str, entry: &'static str, text: &str) -> Self {
        Self {
            language,
            entry,
            files: vec![(entry.to_owned(), text.to_owned())],
            inputs: Vec::new(),
            fuel: PLENTY,
            memory_bytes: 256 << 20,
            output_bytes: 1 << 20,
            stop: false,
            times: 1,
            silent: false,
            secret: String::new(),
            seed: 0,
        }
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// Adds an input: the whole program with this standard input.
    pub(crate) fn stdin(mut self, stdin: &str) -> Self {
        self.inputs.push(json!({ "run": { "stdin": stdin, "args": [] } }));
        self
    }

    /// Adds an input: the whole program with these arguments.
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.inputs.push(json!({ "run": { "stdin": "", "args": args } }));
        self
    }

    /// Adds an input: a call of one function.
    pub(crate) fn call(mut self, function: &str, args: &Value) -> Self {
        self.inputs.push(json!({ "call": { "function": function, "args": args } }));
        self
    }

    pub(crate) fn fuel(mut self, fuel: u64) -> Self {
        self.fuel = fuel;
        self
    }

    pub(crate) fn memory_bytes(mut self, bytes: u64) -> Self {
        self.memory_bytes = bytes;
        self
    }

    pub(crate) fn output_bytes(mut self, bytes: u64) -> Self {
        self.output_bytes = bytes;
        self
    }

    pub(crate) fn stop_at_first_failure(mut self) -> Self {
        self.stop = true;
        self
    }

    /// Has the evaluator run the whole so many times and return no output.
    pub(crate) fn times(mut self, times: u32) -> Self {
        self.times = times;
        self.silent = true;
        self
    }

    /// What the evaluator knows and the program may not.
    pub(crate) fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let inputs = if self.inputs.is_empty() { self.clone().stdin("").inputs } else { self.inputs.clone() };
        let config = json!({
            "secret": self.secret,
            "run": {
                "inputs": inputs, "fuel": self.fuel, "memory_bytes": self.memory_bytes, "output_bytes": self.output_bytes,
                "stop_at_first_failure": self.stop, "times": self.times, "silent": self.silent,
            },
        });
        let files: Vec<Value> = self.files.iter().map(|(path, text)| json!({ "path": path, "text": text })).collect();
        let answer = json!({ "kind": "program", "language": self.language, "entry": self.entry, "files": files });
        evaluate_answer(&config, &Answer::from_value(&answer).expect("a program"), &[], self.seed)
    }

    /// What `code.run` gave back: reports, or a refusal.
    pub(crate) fn told(&self) -> Value {
        told(&evaluation(self.outcome()), "reports")
    }

    pub(crate) fn reports(&self) -> Vec<Report> {
        let told = self.told();
        serde_json::from_value(told.clone()).unwrap_or_else(|error| panic!("{error} in {told}"))
    }

    /// The one report of a run with one input.
    pub(crate) fn report(&self) -> Report {
        let mut reports = self.reports();
        assert_eq!(reports.len(), 1);
        reports.remove(0)
    }

    /// What a program wrote that has to end well.
    #[track_caller]
    pub(crate) fn prints(&self) -> String {
        let report = self.report();
        assert_eq!((report.verdict.as_str(), report.stderr()), ("finished", String::new()), "{}", report.stdout());
        report.stdout()
    }
}

impl Report {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// The verdict, and the last line of the error output.
    pub(crate) fn end(&self) -> (String, String) {
        (self.verdict.clone(), self.stderr().lines().last().unwrap_or_default().to_owned())
    }
}

fn unhex<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    let bytes: Option<Vec<u8>> = text.as_bytes().chunks_exact(2).map(byte).collect();
    bytes.ok_or_else(|| serde::de::Error::custom("not hexadecimal"))
}
