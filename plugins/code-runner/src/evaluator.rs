//! The evaluator: runs the answer on every test, and the reference solution beside it, and puts scores, figures and evidence together.
//! Blames the candidate for nothing that is not the candidate's: a reference or a checker that fails asks for a person.

use touchstone_sdk::{Answer, Evaluation, Evaluator, Measure, Message, Problem, Program, Refusal, Task};

use crate::config::evaluator::{Dimension, EvaluatorConfig, Plan};
use crate::config::question::QuestionConfig;
use crate::efficiency::{self, Measured};
use crate::judge::{Failure, Outcome, judge};
use crate::verdict::Verdict;
use crate::{cheating, feedback, program, scoring};

/// Scores a program by its tests.
pub(crate) struct CodeEvaluator;

impl Evaluator for CodeEvaluator {
    type Question = QuestionConfig;
    type Config = EvaluatorConfig;

    fn check_config(question: &QuestionConfig, config: &EvaluatorConfig) -> Vec<Problem> {
        config.checked(question).err().unwrap_or_default()
    }

    fn evaluate(task: &Task<QuestionConfig, EvaluatorConfig>) -> Result<Evaluation, Refusal> {
        let plan = task.config.checked(&task.question).map_err(wrong_config)?;
        let Answer::Program(program) = &task.answer else {
            return Err(Refusal::malformed_answer(Message::zh_en(
                "这道题的答案必须是程序。",
                "the answer to this question is a program; nothing else can be scored",
            )));
        };
        if let Some(problem) = program::check(program, &task.question.languages, "").into_iter().next() {
            return Err(Refusal::malformed_answer(problem.message));
        }
        match judge(program, &plan.question, plan.tests.iter().map(|test| &test.case)) {
            Ok(outcomes) => Ok(evaluation(&plan, program, &outcomes)),
            Err(Failure::UnknownLanguage(languages)) => Err(unknown_language(program, &languages)),
            Err(failure) => Ok(nothing_measured(&reason(&failure, Whose::Candidate))),
        }
    }
}

/// Whose program was running.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Candidate,
    Reference,
}

fn evaluation(plan: &Plan, program: &Program, outcomes: &[Outcome]) -> Evaluation {
    let totals = scoring::totals(&plan.groups, &plan.tests);
    let earned = scoring::earned(&plan.groups, &plan.tests, outcomes);
    let mut evaluation = Evaluation::new();
    for dimension in [Dimension::Correctness, Dimension::Robustness] {
        let measure = match scoring::score(dimension, &plan.groups, &totals, &earned) {
            Some(millionths) => Measure::Millionths(millionths),
            None => Measure::NotMeasured(Message::zh_en(
                "这道题没有测试计入这一维度。",
                "no test of this item counts towards this dimension",
            )),
        };
        evaluation.scores.push((dimension.id().to_owned(), measure));
    }
    evaluation.indicators = feedback::of_tests(plan, outcomes, &totals, &earned);
    evaluation.findings = cheating::findings(plan, program, outcomes);
    evaluation.findings.extend(feedback::failures(plan, program, outcomes));
    let efficiency = match efficiency_of(plan, program, outcomes) {
        Efficiency::Measured(measured) => {
            evaluation.indicators.extend(feedback::of_fuel(&measured));
            evaluation.findings.extend(feedback::slower(plan, &measured));
            Measure::Millionths(measured.score)
        }
        Efficiency::NotMeasured(reason) => Measure::NotMeasured(reason),
        Efficiency::Review(reason) => {
            evaluation.review = Some(reason.clone());
            Measure::NotMeasured(reason)
        }
    };
    evaluation.scores.push(("efficiency".to_owned(), efficiency));
    evaluation
}

/// What came of running the reference.
enum Efficiency {
    Measured(Measured),
    NotMeasured(Message),
    Review(Message),
}

fn efficiency_of(plan: &Plan, program: &Program, outcomes: &[Outcome]) -> Efficiency {
    let Some(reference) = plan.references.iter().find(|reference| reference.language == program.language) else {
        let language = &program.language;
        return Efficiency::NotMeasured(Message::zh_en(
            format!("没有 `{language}` 语言的参考解，无法衡量效率。"),
            format!("there is no reference solution in `{language}` to measure efficiency by"),
        ));
    };
    let measured = judge(reference, &plan.question, plan.tests.iter().map(|test| &test.case))
        .and_then(|of_reference| Ok((efficiency::baseline(&program.language, plan)?, of_reference)));
    let (baseline, of_reference) = match measured {
        Ok(measured) => measured,
        Err(failure) => return Efficiency::Review(reason(&failure, Whose::Reference)),
    };
    let failed: Vec<&str> = plan
        .tests
        .iter()
        .zip(&of_reference)
        .filter(|(_, outcome)| outcome.verdict != Verdict::Accepted)
        .map(|(test, _)| test.case.id.as_str())
        .collect();
    if !failed.is_empty() {
        return Efficiency::Review(Message::zh_en(
            format!("参考解没有通过这些测试：{}。题目本身可能有误，请人工检查；责任不在答题人。", failed.join("、")),
            format!(
                "the reference solution fails these tests: {}. The item itself may be wrong and needs a person; \
                 nothing of this is the candidate's fault",
                failed.join(", ")
            ),
        ));
    }
    Efficiency::Measured(efficiency::measure(plan, outcomes, &of_reference, &baseline))
}

fn nothing_measured(reason: &Message) -> Evaluation {
    ["correctness", "robustness", "efficiency"]
        .into_iter()
        .fold(Evaluation::new(), |evaluation, dimension| evaluation.not_measured(dimension, reason.clone()))
        .review(reason.clone())
}

fn reason(failure: &Failure, whose: Whose) -> Message {
    match failure {
        Failure::BudgetSpent => {
            let (chinese, english) = match whose {
                Whose::Candidate => ("答题人的程序", "the candidate's program"),
                Whose::Reference => ("参考解", "the reference solution"),
            };
            Message::zh_en(
                format!(
                    "运行{chinese}时，本次评估可用的运算量或运行次数已经用完；请调低每个测试的上限、减少测试，或由管理员放宽预算。"
                ),
                format!(
                    "this evaluation's fuel or number of runs was spent while running {english}; lower the limits per test, \
                     drop some tests, or have the administrator raise the budget"
                ),
            )
        }
        Failure::UnknownLanguage(languages) => {
            let list = languages.join(", ");
            Message::zh_en(
                format!("检查程序的语言无法运行；可用的语言：{list}。"),
                format!("nothing runs the checker's language; what can be run: {list}"),
            )
        }
        Failure::TooFewReports => Message::zh_en(
            "沙箱没有给出每个测试的结果，需要人工检查。",
            "the sandbox did not report on every test; a person has to look",
        ),
        Failure::Checker(test) => Message::zh_en(
            format!(
                "检查程序在测试 `{test}` 上没有给出 true、false 或 0 到 1 之间的数；题目本身可能有误，请人工检查。"
            ),
            format!(
                "the checker gave neither true, false nor a number from 0 to 1 on the test `{test}`; the item itself may be \
                 wrong and needs a person"
            ),
        ),
    }
}

fn unknown_language(program: &Program, languages: &[String]) -> Refusal {
    let list = languages.join(", ");
    Refusal::unsupported(Message::zh_en(
        format!("面试流程中没有能运行 `{}` 的语言运行时；可用：{list}。", program.language),
        format!("no language runtime of this interview runs `{}`; what can be run: {list}", program.language),
    ))
}

fn wrong_config(problems: Vec<Problem>) -> Refusal {
    let Some(first) = problems.into_iter().next() else {
        return Refusal::unsupported(Message::zh_en("配置有误。", "the config is wrong"));
    };
    let text = |tag| first.message.text(tag).unwrap_or_default();
    Refusal::unsupported(Message::zh_en(
        format!("配置 `{}` 有误：{}", first.pointer, text("zh-CN")),
        format!("the config at `{}`: {}", first.pointer, text("en")),
    ))
}
