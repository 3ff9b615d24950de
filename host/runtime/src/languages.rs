//! Runs a candidate's program: each input in a fresh instance of a language runtime, with limits of its own, sharing no memory with the
//! evaluator that asked or with any other input. Says how each run ended; judges no output.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use touchstone_core::answer;
use wasmtime::Store;

use crate::contract::v0_1::bindings::language_runtime::LanguagePre;
use crate::contract::v0_1::bindings::types::Program;
use crate::contract::v0_1::program_to_wit;
use crate::failure::{Failure, FailureKind};
use crate::limits::{CEILING, Limits};
use crate::plugin::Plugin;
use crate::sandbox::{Console, Deadline, State, Stop, Usage, failed, run as run_sandbox};

/// How much fuel a program uses in a millisecond on a machine too slow to be useful: a tenth of what was measured.
const SLOWEST_FUEL_PER_MS: u64 = 300_000;

/// The language runtimes that an interview names, by the languages they run.
#[derive(Default)]
pub struct Languages {
    runtimes: BTreeMap<String, Arc<LanguageRuntime>>,
}

/// A plugin's language runtime, linked.
pub struct LanguageRuntime {
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) pre: LanguagePre<State>,
}

/// Two language runtimes of one interview run the same language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{first}` and `{second}` both run `{language}`; name one of them in the interview's `runtimes`")]
pub struct AmbiguousLanguage {
    /// The language.
    pub language: String,
    /// A plugin that runs it.
    pub first: String,
    /// Another.
    pub second: String,
}

/// One input for a program.
pub(crate) enum Input {
    Run { stdin: Vec<u8>, args: Vec<String> },
    Call { function: String, args: Vec<String> },
}

/// What one run may spend; lowered to what the host allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramLimits {
    /// WebAssembly operations.
    pub fuel: u64,
    /// Linear memory in sum, in bytes.
    pub memory_bytes: u64,
    /// Standard output and standard error together, in bytes.
    pub output_bytes: u64,
}

/// How one run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In one word.
    pub verdict: Verdict,
    /// The program's own, 1 where it was stopped.
    pub exit_code: u8,
    /// What the called function returned, as JSON.
    pub value: Option<String>,
    /// What was written before the end.
    pub stdout: Vec<u8>,
    /// What was written before the end, and the error's message last.
    pub stderr: Vec<u8>,
    /// WebAssembly operations, the language's own start included.
    pub fuel: u64,
    /// Linear memory in sum, in bytes.
    pub peak_memory_bytes: u64,
}

/// How a program ended. The contract's `wit/plugin/host.wit` says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the cases are the contract's")]
pub enum Verdict {
    Finished,
    RuntimeError,
    CompileError,
    TimeLimit,
    MemoryLimit,
    OutputLimit,
}

pub(crate) enum CodeRefusal {
    UnknownLanguage(Vec<String>),
    BudgetSpent,
}

/// What a language runtime's function gave back.
enum Ended {
    Exit(u8),
    Value(Result<String, String>),
    Checked(Result<(), String>),
}

impl Languages {
    /// The languages of these runtimes.
    ///
    /// # Errors
    ///
    /// When two of them run the same one.
    pub fn new(runtimes: impl IntoIterator<Item = LanguageRuntime>) -> Result<Self, AmbiguousLanguage> {
        let mut by_name: BTreeMap<String, Arc<LanguageRuntime>> = BTreeMap::new();
        for runtime in runtimes {
            let runtime = Arc::new(runtime);
            for language in runtime.plugin.languages() {
                if let Some(other) = by_name.insert(language.clone(), Arc::clone(&runtime)) {
                    return Err(AmbiguousLanguage {
                        language,
                        first: other.plugin.id().to_string(),
                        second: runtime.plugin.id().to_string(),
                    });
                }
            }
        }
        Ok(Self { runtimes: by_name })
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.runtimes.keys().cloned().collect()
    }
}

/// Runs `program` on each input for the evaluator whose state is `caller`, and books what it cost there. An error ends the evaluator's call.
pub(crate) fn run(
    caller: &mut State,
    program: &Program,
    inputs: Vec<Input>,
    wanted: ProgramLimits,
    stop_at_first_failure: bool,
) -> Result<Result<Vec<Report>, CodeRefusal>, Stop> {
    let started = Instant::now();
    let result = run_all(caller, program, inputs, wanted, stop_at_first_failure);
    // What programs take is bounded by their own fuel and deadlines, and is not the caller's fault.
    caller.deadline.extend(started.elapsed());
    result
}

fn run_all(
    caller: &mut State,
    program: &Program,
    inputs: Vec<Input>,
    wanted: ProgramLimits,
    stop_at_first_failure: bool,
) -> Result<Result<Vec<Report>, CodeRefusal>, Stop> {
    let seed = caller.seed;
    let (all_fuel, all_inputs) = (caller.limits.program_fuel, caller.limits.program_inputs);
    let all_bytes = caller.limits.transfer_bytes;
    let Some(budget) = &mut caller.code else {
        return Err(Stop::HostCall("`code` without the capability `run-code`"));
    };
    let Some(runtime) = budget.languages.runtimes.get(&program.language).map(Arc::clone) else {
        return Ok(Err(CodeRefusal::UnknownLanguage(budget.languages.names())));
    };
    let count = inputs.len() as u64;
    if count > all_inputs - budget.inputs_spent {
        return Ok(Err(CodeRefusal::BudgetSpent));
    }
    budget.inputs_spent += count;

    let limits = allowed(wanted, runtime.plugin.limits());
    // What is left of the budget must cover a whole input: a stop by the budget would look like the candidate's fault.
    let mut spend = |action| {
        if all_fuel - budget.fuel_spent < limits.fuel {
            return Ok(Err(CodeRefusal::BudgetSpent));
        }
        let report = runtime.run(State::new(limits, deadline_of(limits), seed), program, &action)?;
        budget.fuel_spent += report.fuel;
        Ok(Ok(report))
    };

    let check = match spend(Action::CompileCheck)? {
        Ok(report) => report,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // The reports go to the caller as one result; the host never gathers more than one result may hold.
    let mut bytes = 0;
    let mut keep = |report: &Report| {
        bytes += report.bytes();
        if bytes > all_bytes { Err(Stop::Transfer) } else { Ok(()) }
    };
    let mut reports = Vec::with_capacity(inputs.len());
    if check.verdict != Verdict::Finished {
        for _ in &inputs {
            keep(&check)?;
            reports.push(check.again());
        }
        return Ok(Ok(reports));
    }
    for input in inputs {
        match spend(Action::Input(input))? {
            Ok(report) => {
                keep(&report)?;
                reports.push(report);
            }
            Err(refusal) => return Ok(Err(refusal)),
        }
        if stop_at_first_failure && reports.last().is_some_and(|report| report.verdict != Verdict::Finished) {
            break;
        }
    }
    Ok(Ok(reports))
}

/// Behind a program's fuel even on a slow machine: what fuel would have stopped, the clock never does.
fn deadline_of(limits: Limits) -> Deadline {
    Deadline::after_ms(limits.wall_ms + limits.fuel / SLOWEST_FUEL_PER_MS)
}

/// What a program gets of what was asked for.
fn allowed(wanted: ProgramLimits, runtime: Limits) -> Limits {
    Limits {
        fuel: wanted.fuel.min(CEILING.fuel),
        memory_bytes: wanted.memory_bytes.min(CEILING.memory_bytes),
        output_bytes: wanted.output_bytes.min(CEILING.output_bytes),
        // A program's fuel is its budget of host calls, too.
        host_calls: CEILING.host_calls,
        host_bytes: CEILING.host_bytes,
        ..runtime
    }
}

enum Action {
    CompileCheck,
    Input(Input),
}

impl LanguageRuntime {
    /// Runs a whole program once on a standard input, as `code.run` does for one input, but without checking that it compiles first.
    ///
    /// # Errors
    ///
    /// When the host failed, or the language runtime broke the contract; never because of the program.
    pub fn run_program(
        &self,
        program: &answer::Program,
        stdin: &[u8],
        limits: ProgramLimits,
    ) -> Result<Report, Failure> {
        let limits = allowed(limits, self.plugin.limits());
        let state = State::new(limits, deadline_of(limits), 0);
        let action = Action::Input(Input::Run { stdin: stdin.to_vec(), args: Vec::new() });
        self.run(state, &program_to_wit(program), &action).map_err(|stop| {
            let kind = match stop {
                Stop::Deadline { limit_ms } => FailureKind::Deadline { limit_ms },
                other => FailureKind::Host { reason: other.to_string() },
            };
            failed(self.plugin.id(), kind)
        })
    }

    fn run(&self, mut state: State, program: &Program, action: &Action) -> Result<Report, Stop> {
        state.console = Some(Console::new(state.limits.output_bytes));
        if let Action::Input(Input::Run { stdin, .. }) = action {
            state.stdin = stdin.iter().copied().collect();
        }
        let (result, state, usage) = run_sandbox(self.pre.engine(), state, |store| self.call(store, program, action));
        // A whole program may exit; a function that should return may not.
        let result = match (result, action) {
            (Err(FailureKind::Exit { code }), Action::Input(Input::Run { .. })) => Ok(Ended::Exit(code)),
            (result, _) => result,
        };
        Self::report(result, state, usage)
    }

    fn call(&self, store: &mut Store<State>, program: &Program, action: &Action) -> Result<Ended, wasmtime::Error> {
        let language = self.pre.instantiate(&mut *store)?;
        let language = language.touchstone_plugin_language_runtime();
        Ok(match action {
            Action::CompileCheck => Ended::Checked(language.call_compile_check(store, program)?),
            Action::Input(Input::Run { stdin, args }) => Ended::Exit(language.call_run(store, program, stdin, args)?),
            Action::Input(Input::Call { function, args }) => {
                Ended::Value(language.call_call(store, program, function, args)?)
            }
        })
    }

    /// Whatever the instance did is the program's doing, which ran in it; only the deadline and the host's own faults are not.
    fn report(result: Result<Ended, FailureKind>, state: State, usage: Usage) -> Result<Report, Stop> {
        let memory_refused = state.memory_refused();
        let most_bytes = usize::try_from(state.limits.output_bytes).unwrap_or(usize::MAX);
        let console = state.console.unwrap_or_else(|| Console::new(0));
        let mut report = Report {
            verdict: Verdict::Finished,
            exit_code: 0,
            value: None,
            stdout: console.stdout,
            stderr: console.stderr,
            fuel: usage.fuel,
            peak_memory_bytes: usage.peak_memory_bytes,
        };
        let bytes_left = most_bytes - report.stdout.len() - report.stderr.len();
        let error = if memory_refused { Verdict::MemoryLimit } else { Verdict::RuntimeError };
        match result {
            Ok(Ended::Exit(0) | Ended::Checked(Ok(()))) => {}
            Ok(Ended::Exit(code)) => report.ended(error, code, ""),
            Ok(Ended::Checked(Err(message))) => report.ended(Verdict::CompileError, 1, up_to(bytes_left, &message)),
            Ok(Ended::Value(Ok(json))) if json.len() > bytes_left => report.ended(Verdict::OutputLimit, 1, ""),
            Ok(Ended::Value(Ok(json))) => match serde_json::from_str::<serde::de::IgnoredAny>(&json) {
                Ok(_) => report.value = Some(json),
                Err(fault) => report.ended(error, 1, &format!("what the function returned is no JSON: {fault}")),
            },
            Ok(Ended::Value(Err(message))) => report.ended(error, 1, up_to(bytes_left, &message)),
            Err(FailureKind::Fuel { .. } | FailureKind::Calls { .. }) => report.ended(Verdict::TimeLimit, 1, ""),
            Err(FailureKind::Memory { .. } | FailureKind::Tables { .. } | FailureKind::Handles { .. }) => {
                report.ended(Verdict::MemoryLimit, 1, "");
            }
            Err(FailureKind::Output { .. }) => report.ended(Verdict::OutputLimit, 1, ""),
            Err(FailureKind::Stack { .. }) => report.ended(Verdict::RuntimeError, 1, "the stack is used up"),
            Err(FailureKind::Exit { code }) => report.ended(error, code, "the program exited instead of returning"),
            Err(FailureKind::Trap { reason } | FailureKind::Contract { reason }) => {
                report.ended(Verdict::RuntimeError, 1, &reason);
            }
            Err(FailureKind::Deadline { limit_ms }) => return Err(Stop::Deadline { limit_ms }),
            Err(FailureKind::Host { reason }) => return Err(Stop::Host(reason)),
        }
        Ok(report)
    }
}

/// The beginning of a message, in whole characters.
fn up_to(bytes: usize, message: &str) -> &str {
    &message[..message.floor_char_boundary(bytes)]
}

impl Report {
    fn ended(&mut self, verdict: Verdict, exit_code: u8, message: &str) {
        self.verdict = verdict;
        self.exit_code = exit_code;
        if !message.is_empty() {
            self.stderr.extend_from_slice(message.as_bytes());
        }
    }

    /// What it holds of the program's making.
    fn bytes(&self) -> u64 {
        (self.stdout.len() + self.stderr.len() + self.value.as_ref().map_or(0, String::len)) as u64
    }

    /// The same end for another input that was not run because of it.
    fn again(&self) -> Self {
        Self {
            verdict: self.verdict,
            exit_code: self.exit_code,
            value: None,
            stdout: self.stdout.clone(),
            stderr: self.stderr.clone(),
            fuel: 0,
            peak_memory_bytes: self.peak_memory_bytes,
        }
    }
}

#[cfg(test)]
mod tests;
