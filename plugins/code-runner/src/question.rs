//! The question type: what a candidate sees and can try out. It has no hidden test to give away, and the expected results of the
//! visible ones stay here too: the candidate sees inputs, own outputs and verdicts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_sdk::{Answer, Message, Problem, Program, QuestionType, Step};

use crate::config::question::{Question, QuestionConfig};
use crate::config::{Case, CaseInput, File, Interface, RunLimits, Source, text_in, to_program};
use crate::judge::{self, Failure, Outcome, judge};
use crate::program;
use crate::verdict::Verdict;

/// The most of one output that goes back to the page.
const SHOWN_BYTES: usize = 4096;

/// A question that is answered by a program.
pub(crate) struct CodeQuestion;

/// What the page receives.
#[derive(Debug, Serialize)]
pub(crate) struct Presented {
    statement: String,
    languages: Vec<String>,
    starter: BTreeMap<String, Source>,
    interface: Interface,
    visible_tests: Vec<ShownInput>,
    limits: RunLimits,
}

/// A visible test without what is expected of it.
#[derive(Debug, Serialize)]
struct ShownInput {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    stdin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Vec<Value>>,
}

/// What a candidate can do.
#[derive(Debug, Deserialize)]
#[serde(tag = "run", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Run the program on every visible test.
    Visible {
        /// The program as it is now.
        program: Candidate,
    },
    /// Run it on an input of the candidate's own.
    Custom {
        /// The program as it is now.
        program: Candidate,
        /// With the interface `stdin`.
        #[serde(default)]
        stdin: Option<String>,
        /// With the interface `call`.
        #[serde(default)]
        args: Option<Vec<Value>>,
    },
}

/// A program in an action, in the form of an answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Candidate {
    #[serde(default)]
    kind: Option<String>,
    language: String,
    entry: String,
    files: Vec<File>,
}

/// What is remembered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// How many times the candidate ran the program.
    pub(crate) runs: u32,
}

/// What the page gets after a run.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    runs: u32,
    results: Vec<Shown>,
}

/// What became of one input.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    input: ShownInput,
    /// A verdict, or `finished` where nothing was expected.
    verdict: &'static str,
    exit_code: u8,
    value: Option<Value>,
    /// The value is too long to be shown.
    value_truncated: bool,
    stdout: ShownOutput,
    stderr: ShownOutput,
    fuel: u64,
    peak_memory_bytes: u64,
}

/// A part of an output, and how long all of it was: of standard output the beginning, of standard error the end, where the message is.
#[derive(Debug, Serialize)]
struct ShownOutput {
    text: String,
    bytes: usize,
    truncated: bool,
}

impl QuestionType for CodeQuestion {
    type Config = QuestionConfig;
    type Presented = Presented;
    type State = State;
    type Action = Action;
    type View = View;

    fn check_config(config: &QuestionConfig) -> Vec<Problem> {
        config.checked().err().unwrap_or_default()
    }

    fn present(config: &QuestionConfig, locale: &str, _seed: u64) -> Result<Presented, Problem> {
        let question = checked(config)?;
        Ok(Presented {
            statement: text_in(&config.statement, locale).to_owned(),
            languages: config.languages.clone(),
            starter: config.starter.clone(),
            interface: question.interface,
            visible_tests: question.visible.iter().map(ShownInput::of).collect(),
            limits: question.limits,
        })
    }

    fn interact(
        config: &QuestionConfig,
        _seed: u64,
        state: Option<State>,
        action: Action,
        _now_ms: u64,
    ) -> Result<Step<State, View>, Problem> {
        let question = checked(config)?;
        let state = State { runs: state.unwrap_or_default().runs.saturating_add(1) };
        let results = match action {
            Action::Visible { program } => {
                let program = program.checked(config)?;
                let outcomes = judge(&program, &question, question.visible.iter())
                    .map_err(|failure| not_run(&program, &failure))?;
                let shown = question.visible.iter().zip(outcomes);
                shown.map(|(case, outcome)| Shown::of(case, outcome)).collect()
            }
            Action::Custom { program, stdin, args } => {
                let program = program.checked(config)?;
                vec![own_input(&question, &program, stdin, args)?]
            }
        };
        Ok(Step { state, view: View { runs: state.runs, results } })
    }

    fn check_answer(config: &QuestionConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        match answer {
            Answer::Program(program) => program::check(program, &config.languages, ""),
            _ => vec![Problem::at(
                "",
                Message::zh_en("这道题的答案必须是程序。", "the answer to this question is a program"),
            )],
        }
    }
}

fn checked(config: &QuestionConfig) -> Result<Question, Problem> {
    config.checked().map_err(|problems| {
        let whole = Problem::at("", Message::zh_en("配置有误。", "the config is wrong"));
        problems.into_iter().next().unwrap_or(whole)
    })
}

fn own_input(
    question: &Question,
    program: &Program,
    stdin: Option<String>,
    args: Option<Vec<Value>>,
) -> Result<Shown, Problem> {
    let input = match (&question.interface, stdin, args) {
        (Interface::Stdin, stdin, None) => CaseInput::Stdin(stdin.unwrap_or_default()),
        (Interface::Call { .. }, None, Some(args)) => CaseInput::Args(args),
        (Interface::Stdin, ..) => {
            return Err(Problem::at(
                "/args",
                Message::zh_en(
                    "这道题从标准输入读取，请用 `stdin`。",
                    "this question reads standard input; give `stdin`",
                ),
            ));
        }
        (Interface::Call { .. }, ..) => {
            return Err(Problem::at(
                "/args",
                Message::zh_en(
                    "这道题调用函数，请用 `args` 给出参数列表。",
                    "this question calls a function; give `args`, a list",
                ),
            ));
        }
    };
    let case = Case { id: "custom".to_owned(), input, expected: None };
    let reports = judge::run(program, &[question.interface.input(&case.input)], question.limits.into())
        .map_err(|failure| not_run(program, &failure))?;
    let report = reports.into_iter().next().ok_or_else(|| not_run(program, &Failure::TooFewReports))?;
    let ended = Verdict::of_run(report.verdict);
    let mut shown = Shown::of(&case, Outcome::of(report, 0));
    if ended.is_none() {
        shown.verdict = "finished";
    }
    Ok(shown)
}

fn not_run(program: &Program, failure: &Failure) -> Problem {
    match failure {
        Failure::UnknownLanguage(languages) => {
            let list = languages.join(", ");
            Problem::at(
                "/program/language",
                Message::zh_en(
                    format!("现在无法运行 `{}`；可用：{list}。", program.language),
                    format!("nothing here runs `{}`; what can be run: {list}", program.language),
                ),
            )
        }
        Failure::BudgetSpent => Problem::at(
            "",
            Message::zh_en(
                "这次试运行可用的运算量已经用完；请检查程序中是否有死循环。",
                "this try has spent the fuel it may; see whether the program loops for ever",
            ),
        ),
        Failure::TooFewReports | Failure::Checker(_) => Problem::at(
            "",
            Message::zh_en(
                "这次试运行没有得到结果，问题不在你的程序；可以继续作答。",
                "this try gave no result through no fault of your program; you can go on",
            ),
        ),
    }
}

impl Candidate {
    fn checked(&self, config: &QuestionConfig) -> Result<Program, Problem> {
        if self.kind.as_deref().is_some_and(|kind| kind != "program") {
            return Err(Problem::at(
                "/program/kind",
                Message::zh_en(
                    "只能运行程序；`kind` 应为 `program`。",
                    "only a program can be run; `kind` is `program`",
                ),
            ));
        }
        let program = to_program(&self.language, &self.entry, &self.files);
        match program::check(&program, &config.languages, "/program").into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(program),
        }
    }
}

impl ShownInput {
    fn of(case: &Case) -> Self {
        let id = case.id.clone();
        match &case.input {
            CaseInput::Stdin(text) => Self { id, stdin: Some(text.clone()), args: None },
            CaseInput::Args(args) => Self { id, stdin: None, args: Some(args.clone()) },
        }
    }
}

impl Shown {
    fn of(case: &Case, outcome: Outcome) -> Self {
        let report = outcome.report;
        Self {
            input: ShownInput::of(case),
            verdict: outcome.verdict.code(),
            exit_code: report.exit_code,
            value: report.value.and_then(|json| serde_json::from_str(&json).ok()),
            value_truncated: outcome.value_cut,
            stdout: ShownOutput::beginning(&report.stdout, outcome.written.0),
            stderr: ShownOutput::end(&report.stderr, outcome.written.1),
            fuel: report.fuel,
            peak_memory_bytes: report.peak_memory_bytes,
        }
    }
}

impl ShownOutput {
    fn beginning(kept: &[u8], bytes: usize) -> Self {
        Self::of(&kept[..kept.len().min(SHOWN_BYTES)], bytes)
    }

    fn end(kept: &[u8], bytes: usize) -> Self {
        Self::of(&kept[kept.len().saturating_sub(SHOWN_BYTES)..], bytes)
    }

    fn of(shown: &[u8], bytes: usize) -> Self {
        Self { text: String::from_utf8_lossy(shown).into_owned(), bytes, truncated: shown.len() < bytes }
    }
}
