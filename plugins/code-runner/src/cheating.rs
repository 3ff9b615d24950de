//! Evidence of cheating: what the source says and what the outcomes show. Evidence only: the hidden tests and the sandbox keep a cheat's
//! score low by themselves, and no finding here changes a score.

mod javascript;
mod literals;
mod outputs;
mod python;
mod seen;
mod tokens;

use touchstone_sdk::{Finding, Program};

use crate::config::evaluator::Plan;
use crate::judge::Outcome;

/// Findings about the program, gravest first.
pub(crate) fn findings(plan: &Plan, program: &Program, outcomes: &[Outcome]) -> Vec<Finding> {
    let mut findings = Vec::new();
    match program.language.as_str() {
        "python" => {
            findings.extend(python::findings(program));
            findings.extend(literals::hard_coded(plan, program, outcomes, literals::of_python));
        }
        "javascript" => {
            findings.extend(javascript::findings(program));
            findings.extend(literals::hard_coded(plan, program, outcomes, literals::of_javascript));
        }
        _ => {}
    }
    findings.extend(outputs::always_the_same(plan, outcomes));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
