//! From fuel to the score of efficiency: the candidate's beside the reference solution's, on the same inputs in the same evaluation,
//! each less what the language's start and reading the input cost.
//!
//! For every test measured, with allowance a (per cent), the reference's net fuel r and the candidate's c, both at least the floor:
//! min(1, a·r / (100·c)) if the test is accepted, else 0. The score is the mean by the tests' weights, rounded down.

use touchstone_sdk::code::{Input, Limits};
use touchstone_sdk::{FULL_MARKS, Program, SourceFile};

use crate::config::evaluator::Plan;
use crate::config::{CaseInput, Interface};
use crate::judge::{self, Failure, Outcome};
use crate::verdict::Verdict;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    /// Millionths.
    pub(crate) score: u32,
    /// Each accepted test that was measured.
    pub(crate) accepted: Vec<Compared>,
}

/// One accepted test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Its place in the plan.
    pub(crate) test: usize,
    /// The candidate's net fuel, at least the floor.
    pub(crate) candidate: u64,
    /// The reference's, the same way.
    pub(crate) reference: u64,
    /// Millionths of the test's marks.
    pub(crate) share: u32,
}

/// What a program in `language` costs that does nothing: one figure per test, in the plan's order. For whole programs it is the
/// language's start, the same for all; for calls also taking the arguments in. 0 where we know no such program.
pub(crate) fn baseline(language: &str, plan: &Plan) -> Result<Vec<u64>, Failure> {
    let Some(program) = idle_program(language, &plan.question.interface) else {
        return Ok(vec![0; plan.tests.len()]);
    };
    let limits: Limits = plan.question.limits.into();
    let input = |input: &CaseInput| plan.question.interface.input(input);
    if matches!(plan.question.interface, Interface::Stdin) {
        let reports = judge::run(&program, &[input(&CaseInput::Stdin(String::new()))], limits)?;
        return Ok(vec![reports.first().map_or(0, |report| report.fuel); plan.tests.len()]);
    }
    let measured: Vec<usize> = (0..plan.tests.len()).filter(|test| is_measured(plan, *test)).collect();
    let inputs: Vec<Input> = measured.iter().map(|test| input(&plan.tests[*test].case.input)).collect();
    let mut fuel = vec![0; plan.tests.len()];
    for (test, report) in measured.into_iter().zip(judge::run(&program, &inputs, limits)?) {
        fuel[test] = report.fuel;
    }
    Ok(fuel)
}

/// The score, from the outcomes of both programs and the baseline, each one per test.
pub(crate) fn measure(plan: &Plan, candidate: &[Outcome], reference: &[Outcome], baseline: &[u64]) -> Measured {
    let net = |outcome: &Outcome, test: usize| {
        outcome.report.fuel.saturating_sub(baseline[test]).max(plan.efficiency.floor_fuel)
    };
    let mut accepted = Vec::new();
    let mut weights = 0_u128;
    let mut sum = 0_u128;
    for test in (0..plan.tests.len()).filter(|test| is_measured(plan, *test)) {
        weights += u128::from(plan.tests[test].weight);
        if candidate[test].verdict != Verdict::Accepted {
            continue;
        }
        let (candidate, reference) = (net(&candidate[test], test), net(&reference[test], test));
        let share = share(plan.efficiency.allowance_percent, candidate, reference);
        sum += u128::from(plan.tests[test].weight) * u128::from(share);
        accepted.push(Compared { test, candidate, reference, share });
    }
    let score = u32::try_from(sum.checked_div(weights).unwrap_or(0)).unwrap_or(FULL_MARKS);
    Measured { score, accepted }
}

/// Whether the test's fuel counts.
pub(crate) fn is_measured(plan: &Plan, test: usize) -> bool {
    plan.tests[test].group.is_some_and(|group| plan.efficiency.groups.contains(&group))
}

fn share(allowance_percent: u32, candidate: u64, reference: u64) -> u32 {
    let allowed = u128::from(allowance_percent) * u128::from(reference);
    let spent = 100 * u128::from(candidate);
    if spent <= allowed {
        return FULL_MARKS;
    }
    u32::try_from(allowed * u128::from(FULL_MARKS) / spent).unwrap_or(FULL_MARKS)
}

/// A program that starts and ends.
fn idle_program(language: &str, interface: &Interface) -> Option<Program> {
    let (path, text) = match (language, interface) {
        ("python", Interface::Stdin) => ("main.py", String::new()),
        ("python", Interface::Call { function }) => ("main.py", format!("def {function}(*args):\n    return None\n")),
        ("javascript", Interface::Stdin) => ("main.js", String::new()),
        ("javascript", Interface::Call { function }) => {
            ("main.js", format!("export function {function}() {{ return null; }}\n"))
        }
        _ => return None,
    };
    let files = vec![SourceFile { path: path.to_owned(), text }];
    Some(Program { language: language.to_owned(), entry: path.to_owned(), files })
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn full_marks_within_the_allowance_then_in_proportion() {
        for (allowance, candidate, reference, expected) in [
            (200, 100, 100, 1_000_000),
            (200, 200, 100, 1_000_000),
            (200, 400, 100, 500_000),
            (200, 300, 100, 666_666),
            (100, 101, 100, 990_099),
            (100_000, u64::MAX, u64::MAX, 1_000_000),
            (200, u64::MAX, 1, 0),
        ] {
            assert_eq!(share(allowance, candidate, reference), expected, "{allowance} {candidate} {reference}");
        }
    }
}
