//! What the host offers a plugin of contract 0.1, and how it is linked. An import that is not granted is not in the linker at all.

use wasmtime::Engine;
use wasmtime::component::{Component, HasSelf, Linker};

use super::bindings::{attachments, code, console, log, types};
use crate::languages::{CodeRefusal, Input, ProgramLimits, Report, Verdict};
use crate::sandbox::{LogLevel, State, Stop, wasi};

/// Which imports a linker holds beside `log` and the virtual WASI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) console: bool,
    pub(crate) code: bool,
    pub(crate) attachments: bool,
}

/// A linker that holds `log`, what is `offered`, and the WASI functions that `component` imports.
pub(crate) fn link(engine: &Engine, component: &Component, offered: Offered) -> Result<Linker<State>, wasmtime::Error> {
    let mut linker = Linker::new(engine);
    types::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    log::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    if offered.console {
        console::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    }
    if offered.code {
        code::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    }
    if offered.attachments {
        attachments::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    }
    wasi::add_to_linker(&mut linker, component)?;
    Ok(linker)
}

impl types::Host for State {}

impl log::Host for State {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        let level = match level {
            log::Level::Debug => LogLevel::Debug,
            log::Level::Info => LogLevel::Info,
            log::Level::Warn => LogLevel::Warn,
            log::Level::Error => LogLevel::Error,
        };
        self.pay(message.len())?;
        self.log.write(level, &message);
        Ok(())
    }
}

impl console::Host for State {
    fn write(&mut self, to: console::Output, bytes: Vec<u8>) -> wasmtime::Result<()> {
        self.pay(bytes.len())?;
        match &mut self.console {
            Some(console) => Ok(console.write(matches!(to, console::Output::Stderr), &bytes)?),
            None => Err(Stop::HostCall("there is no console outside of `run` and `call`").into()),
        }
    }
}

impl attachments::Host for State {
    fn read(&mut self, id: u32, offset: u64, length: u32) -> wasmtime::Result<Result<Vec<u8>, attachments::Refusal>> {
        self.pay(0)?;
        let Some(content) = self.attachments.contents.get(id as usize) else {
            return Ok(Err(attachments::Refusal::UnknownAttachment));
        };
        let range = usize::try_from(offset).ok().and_then(|start| Some(start..start.checked_add(length as usize)?));
        let Some(bytes) = range.and_then(|range| content.get(range)) else {
            return Ok(Err(attachments::Refusal::OutOfRange));
        };
        let bytes_read = self.attachments.bytes_read + u64::from(length);
        if bytes_read > self.limits.attachment_bytes {
            return Ok(Err(attachments::Refusal::BudgetSpent));
        }
        self.attachments.bytes_read = bytes_read;
        let bytes = bytes.to_vec();
        self.pay_bytes(bytes.len())?;
        Ok(Ok(bytes))
    }
}

impl code::Host for State {
    fn languages(&mut self) -> wasmtime::Result<Vec<String>> {
        self.pay(0)?;
        Ok(self.code.as_ref().map_or_else(Vec::new, |code| code.languages.names()))
    }

    fn run(
        &mut self,
        program: types::Program,
        inputs: Vec<code::Input>,
        limits: code::Limits,
        stop_at_first_failure: bool,
    ) -> wasmtime::Result<Result<Vec<code::Report>, code::Refusal>> {
        self.pay(0)?;
        let inputs = inputs.into_iter().map(Input::from).collect();
        let limits = ProgramLimits {
            fuel: limits.fuel,
            memory_bytes: limits.memory_bytes,
            output_bytes: u64::from(limits.output_bytes),
        };
        match crate::languages::run(self, &program, inputs, limits, stop_at_first_failure)? {
            Ok(reports) => Ok(Ok(reports.into_iter().map(Into::into).collect())),
            Err(CodeRefusal::UnknownLanguage(known)) => Ok(Err(code::Refusal::UnknownLanguage(known))),
            Err(CodeRefusal::BudgetSpent) => Ok(Err(code::Refusal::BudgetSpent)),
        }
    }
}

impl From<code::Input> for Input {
    fn from(input: code::Input) -> Self {
        match input {
            code::Input::Run(run) => Self::Run { stdin: run.stdin, args: run.args },
            code::Input::Call(call) => Self::Call { function: call.function, args: call.args },
        }
    }
}

impl From<Report> for code::Report {
    fn from(report: Report) -> Self {
        Self {
            verdict: match report.verdict {
                Verdict::Finished => code::Verdict::Finished,
                Verdict::RuntimeError => code::Verdict::RuntimeError,
                Verdict::CompileError => code::Verdict::CompileError,
                Verdict::TimeLimit => code::Verdict::TimeLimit,
                Verdict::MemoryLimit => code::Verdict::MemoryLimit,
                Verdict::OutputLimit => code::Verdict::OutputLimit,
            },
            exit_code: report.exit_code,
            value: report.value,
            stdout: report.stdout,
            stderr: report.stderr,
            fuel: report.fuel,
            peak_memory_bytes: report.peak_memory_bytes,
        }
    }
}
