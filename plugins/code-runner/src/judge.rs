//! Runs a program on tests and gives each its verdict. Both modules use it: the question type for the visible tests, the evaluator for
//! all. Knows nothing of groups, weights or findings.

use serde_json::Value;
use touchstone_sdk::code::{self, CallInput, Input, Limits, Report};
use touchstone_sdk::{FULL_MARKS, Program};

use crate::comparison::{Checker, Rule};
use crate::config::question::Question;
use crate::config::{Case, CaseInput};
use crate::decimal::Decimal;
use crate::verdict::Verdict;

/// What became of one test.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// Millionths of the test's marks.
    pub(crate) credit: u32,
    /// Its output and value are cut to what evidence and views need.
    pub(crate) report: Report,
    /// How much the program wrote, in bytes: standard output and standard error.
    pub(crate) written: (usize, usize),
    pub(crate) value_cut: bool,
}

/// How much output is asked for at once, in bytes. The host gives no more than 16 MiB in one result, and a candidate's flood on every
/// test should cost marks, not end the evaluation.
const OUTPUT_AT_ONCE: u64 = 8 << 20;

/// How much of an output, and of a value, outlives its verdict, in bytes.
const KEPT_BYTES: usize = 16 << 10;

/// Why there are no verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nobody runs the program's language; the list is what can be run.
    UnknownLanguage(Vec<String>),
    /// The evaluation has run as much as it may.
    BudgetSpent,
    /// The host did not report on every test.
    TooFewReports,
    /// The checker did not give a mark; the test's id.
    Checker(String),
}

/// One outcome per test, in order, each test in a sandbox of its own.
pub(crate) fn judge<'a>(
    program: &Program,
    question: &Question,
    cases: impl Iterator<Item = &'a Case>,
) -> Result<Vec<Outcome>, Failure> {
    let cases: Vec<&Case> = cases.collect();
    let limits: Limits = question.limits.into();
    let at_once = usize::try_from(OUTPUT_AT_ONCE / u64::from(limits.output_bytes.max(1))).unwrap_or(usize::MAX).max(1);
    let mut outcomes = Vec::with_capacity(cases.len());
    for cases in cases.chunks(at_once) {
        let inputs: Vec<Input> = cases.iter().map(|case| question.interface.input(&case.input)).collect();
        let reports = run(program, &inputs, limits)?;
        let credits = match &question.rule {
            Rule::Checker(checker) => asked(checker, cases, &reports, limits)?,
            rule => cases
                .iter()
                .zip(&reports)
                .map(|(case, report)| if accepts(rule, case, report) { FULL_MARKS } else { 0 })
                .collect(),
        };
        outcomes.extend(reports.into_iter().zip(credits).map(|(report, credit)| Outcome::of(report, credit)));
    }
    Ok(outcomes)
}

impl Outcome {
    pub(crate) fn of(mut report: Report, credit: u32) -> Self {
        let (verdict, credit) = match Verdict::of_run(report.verdict) {
            Some(verdict) => (verdict, 0),
            None => (of_credit(credit), credit),
        };
        let written = (report.stdout.len(), report.stderr.len());
        report.stdout.truncate(KEPT_BYTES);
        // An error's message is at the end.
        report.stderr.drain(..report.stderr.len().saturating_sub(KEPT_BYTES));
        let value_cut = report.value.as_ref().is_some_and(|value| value.len() > KEPT_BYTES);
        if let Some(value) = &mut report.value {
            value.truncate(value.floor_char_boundary(KEPT_BYTES));
        }
        Self { verdict, credit, report, written, value_cut }
    }
}

/// One report per input, from programs of the candidate's or the author's.
pub(crate) fn run(program: &Program, inputs: &[Input], limits: Limits) -> Result<Vec<Report>, Failure> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    let reports = code::run(program, inputs, limits, false).map_err(|refusal| match refusal {
        code::Refusal::UnknownLanguage(languages) => Failure::UnknownLanguage(languages),
        code::Refusal::BudgetSpent => Failure::BudgetSpent,
    })?;
    if reports.len() == inputs.len() { Ok(reports) } else { Err(Failure::TooFewReports) }
}

fn accepts(rule: &Rule, case: &Case, report: &Report) -> bool {
    match (&case.input, &case.expected) {
        (CaseInput::Stdin(_), Some(Value::String(expected))) => rule.accepts_output(expected, &report.stdout),
        (CaseInput::Args(_), Some(expected)) => rule.accepts_value(expected, report.value.as_deref()),
        _ => false,
    }
}

fn of_credit(credit: u32) -> Verdict {
    match credit {
        FULL_MARKS => Verdict::Accepted,
        0 => Verdict::WrongAnswer,
        _ => Verdict::PartlyAccepted,
    }
}

/// The checker's mark for each test, in millionths; 0 where the program did not end well, which the checker is not asked about.
fn asked(checker: &Checker, cases: &[&Case], reports: &[Report], limits: Limits) -> Result<Vec<u32>, Failure> {
    let mut places = Vec::new();
    let mut inputs = Vec::new();
    for (place, (case, report)) in cases.iter().zip(reports).enumerate() {
        if Verdict::of_run(report.verdict).is_none()
            && let Some(actual) = actual(case, report)
        {
            places.push(place);
            inputs.push(Input::Call(CallInput {
                function: checker.function.clone(),
                args: vec![input_json(case), case.expected.as_ref().unwrap_or(&Value::Null).to_string(), actual],
            }));
        }
    }
    let mut credits = vec![0; cases.len()];
    let marks = run(&checker.program, &inputs, limits)?;
    for (place, mark) in places.into_iter().zip(marks) {
        credits[place] = credit(&mark).ok_or_else(|| Failure::Checker(cases[place].id.clone()))?;
    }
    Ok(credits)
}

/// The program's result as JSON: the text it printed, or the value it returned. None for output that is not UTF-8.
fn actual(case: &Case, report: &Report) -> Option<String> {
    match &case.input {
        CaseInput::Stdin(_) => std::str::from_utf8(&report.stdout).ok().map(|text| Value::from(text).to_string()),
        CaseInput::Args(_) => report.value.clone(),
    }
}

fn input_json(case: &Case) -> String {
    match &case.input {
        CaseInput::Stdin(text) => Value::from(text.as_str()).to_string(),
        CaseInput::Args(args) => Value::from(args.clone()).to_string(),
    }
}

fn credit(mark: &Report) -> Option<u32> {
    if Verdict::of_run(mark.verdict).is_some() {
        return None;
    }
    match mark.value.as_deref()?.trim() {
        "true" => Some(FULL_MARKS),
        "false" => Some(0),
        number => Decimal::parse(number)?.to_millionths(),
    }
}
