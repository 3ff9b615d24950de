//! One call in one fresh instance: makes the store, sets its limits, runs, and says how it ended. Knows nothing of questions or scores.

mod console;
mod log_book;
mod memory;
pub(crate) mod wasi;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use touchstone_core::ids::PluginId;
use wasmtime::{Engine, Store, Trap, UpdateDeadline};

use crate::engine::{WASM_STACK_BYTES, with_call_stack};
use crate::failure::{Failure, FailureKind};
use crate::languages::Languages;
use crate::limits::Limits;

pub(crate) use console::Console;
pub use log_book::{LogBook, LogLevel};
use memory::MemoryMeter;
use wasi::VirtualWasi;

/// What a host call costs beside the operations of the guest itself, in fuel: about what its time would buy in WebAssembly.
pub(crate) const HOST_CALL_FUEL: u64 = 500;
/// What each byte costs that the host makes, reads or copies for the guest, in fuel.
pub(crate) const HOST_BYTE_FUEL: u64 = 4;

/// What the host keeps for one call.
pub(crate) struct State {
    pub(crate) limits: Limits,
    pub(crate) deadline: Deadline,
    pub(crate) seed: u64,
    pub(crate) log: LogBook,
    pub(crate) console: Option<Console>,
    pub(crate) code: Option<CodeBudget>,
    pub(crate) attachments: Attachments,
    /// What a program reads as its standard input through WASI.
    pub(crate) stdin: VecDeque<u8>,
    wasi: VirtualWasi,
    memory: MemoryMeter,
    /// What host calls have cost so far, in fuel.
    host_fuel: u64,
    host_calls: u64,
    host_bytes: u64,
}

/// Which programs a call may run, and what is left to run them.
pub(crate) struct CodeBudget {
    pub(crate) languages: Arc<Languages>,
    pub(crate) fuel_spent: u64,
    pub(crate) inputs_spent: u64,
}

/// What a call may read of the candidate's files.
#[derive(Default)]
pub(crate) struct Attachments {
    pub(crate) contents: Arc<[Vec<u8>]>,
    pub(crate) bytes_read: u64,
}

/// When a call has to be over. The programs that it starts have deadlines of their own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    limit_ms: u64,
}

/// Why the host itself ended a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    #[error("the fuel limit was met by host calls")]
    Fuel,
    #[error("the limit of host calls was met")]
    HostCalls,
    #[error("the limit of bytes in host calls was met")]
    HostBytes,
    #[error("the output limit was met")]
    Output,
    #[error("the transfer limit was met")]
    Transfer,
    #[error("the deadline of {limit_ms} ms was met")]
    Deadline { limit_ms: u64 },
    #[error("exit with code {0}")]
    Exit(u8),
    #[error("a host call was refused: {0}")]
    HostCall(&'static str),
    #[error("{0}")]
    Host(String),
}

/// What one call spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// WebAssembly operations of the plugin itself, and what host calls cost it; never more than the limit.
    pub fuel: u64,
    /// WebAssembly operations of the programs that it ran.
    pub program_fuel: u64,
    /// Linear memory in sum at its largest, in bytes.
    pub peak_memory_bytes: u64,
}

/// A call that is over: its result or failure, what it spent, what it logged.
#[derive(Debug)]
pub struct Call<T> {
    /// What came out.
    pub result: Result<T, Failure>,
    /// What it spent.
    pub usage: Usage,
    /// What it logged.
    pub log: LogBook,
}

impl<T> Call<T> {
    /// The same call with its result checked or changed.
    pub(crate) fn and_then<U>(self, next: impl FnOnce(T) -> Result<U, Failure>) -> Call<U> {
        Call { result: self.result.and_then(next), usage: self.usage, log: self.log }
    }
}

impl Deadline {
    pub(crate) fn after_ms(limit_ms: u64) -> Self {
        Self { at: Instant::now() + Duration::from_millis(limit_ms), limit_ms }
    }

    /// Moves it on by the time that was someone else's.
    pub(crate) fn extend(&mut self, by: Duration) {
        self.at += by;
    }
}

impl State {
    pub(crate) fn new(limits: Limits, deadline: Deadline, seed: u64) -> Self {
        Self {
            limits,
            deadline,
            seed,
            log: LogBook::new(limits.log_lines, limits.log_bytes),
            console: None,
            code: None,
            attachments: Attachments::default(),
            stdin: VecDeque::new(),
            wasi: VirtualWasi::new(seed),
            memory: MemoryMeter::new(&limits),
            host_fuel: 0,
            host_calls: 0,
            host_bytes: 0,
        }
    }

    /// Books a host call that handles so many bytes. Host calls may cost as much fuel as the guest itself: without a price of
    /// their own, a guest that has the host work for it would meet the deadline, which is no verdict.
    pub(crate) fn pay(&mut self, bytes: usize) -> Result<(), Stop> {
        self.host_calls += 1;
        if self.host_calls > self.limits.host_calls {
            return Err(Stop::HostCalls);
        }
        self.spend(HOST_CALL_FUEL)?;
        self.pay_bytes(bytes)
    }

    /// Books bytes that a host call handles beyond those that it was booked with.
    pub(crate) fn pay_bytes(&mut self, bytes: usize) -> Result<(), Stop> {
        self.host_bytes = self.host_bytes.saturating_add(bytes as u64);
        if self.host_bytes > self.limits.host_bytes {
            return Err(Stop::HostBytes);
        }
        self.spend((bytes as u64).saturating_mul(HOST_BYTE_FUEL))
    }

    fn spend(&mut self, fuel: u64) -> Result<(), Stop> {
        self.host_fuel = self.host_fuel.saturating_add(fuel);
        if self.host_fuel > self.limits.fuel { Err(Stop::Fuel) } else { Ok(()) }
    }

    /// Whether the instance was refused memory at some point.
    pub(crate) fn memory_refused(&self) -> bool {
        self.memory.memory_refused()
    }

    /// Takes what a guest wrote to the WASI streams: a program's output where there is a console, else lines for the log.
    fn captured(&mut self, stderr: bool, bytes: &[u8]) -> Result<(), Stop> {
        self.pay(bytes.len())?;
        if let Some(console) = &mut self.console {
            return console.write(stderr, bytes);
        }
        let level = if stderr { LogLevel::Warn } else { LogLevel::Info };
        self.log.write(level, &String::from_utf8_lossy(bytes));
        Ok(())
    }
}

/// How many stores this process has made.
static STORES: AtomicU64 = AtomicU64::new(0);

/// How many stores this process has made: one for each call of a module, and one for each input of a candidate's program. What checks that
/// no two calls shared one asks here.
pub fn stores_made() -> u64 {
    STORES.load(Ordering::Relaxed)
}

/// Runs `call` in a fresh store and tells how it ended; the store is gone afterwards.
pub(crate) fn run<T>(
    engine: &Engine,
    state: State,
    call: impl FnOnce(&mut Store<State>) -> Result<T, wasmtime::Error>,
) -> (Result<T, FailureKind>, State, Usage) {
    with_call_stack(|| run_here(engine, state, call))
}

fn run_here<T>(
    engine: &Engine,
    state: State,
    call: impl FnOnce(&mut Store<State>) -> Result<T, wasmtime::Error>,
) -> (Result<T, FailureKind>, State, Usage) {
    let limits = state.limits;
    let mut store = Store::new(engine, state);
    STORES.fetch_add(1, Ordering::Relaxed);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(usize::try_from(limits.transfer_bytes).unwrap_or(usize::MAX));
    store.set_max_component_handles(usize::try_from(limits.handles).unwrap_or(usize::MAX));
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|store| {
        let deadline = store.data().deadline;
        if Instant::now() < deadline.at {
            return Ok(UpdateDeadline::Continue(1));
        }
        Err(Stop::Deadline { limit_ms: deadline.limit_ms }.into())
    });
    let result = store.set_fuel(limits.fuel).and_then(|()| call(&mut store));
    let guest_fuel = limits.fuel - store.get_fuel().unwrap_or(0);
    let state = store.into_data();
    let fuel = guest_fuel.saturating_add(state.host_fuel).min(limits.fuel);
    let usage = Usage {
        fuel,
        program_fuel: state.code.as_ref().map_or(0, |code| code.fuel_spent),
        peak_memory_bytes: state.memory.peak(),
    };
    let result = result.map_err(|error| classify(&error, &state));
    (result, state, usage)
}

/// How wasmtime's error begins when one transfer is over `set_hostcall_fuel`.
const TOO_MUCH_DATA: &str = "too much data is being copied between the host and the guest";
/// How it ends when there are more handles than `set_max_component_handles`.
const TOO_MANY_HANDLES: &str = "store handle limit exceeded";

fn classify(error: &wasmtime::Error, state: &State) -> FailureKind {
    let limits = &state.limits;
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop {
            Stop::Fuel => FailureKind::Fuel { limit: limits.fuel },
            Stop::HostCalls => FailureKind::Calls { limit: limits.host_calls },
            Stop::HostBytes => FailureKind::Output { name: "host_bytes", limit: limits.host_bytes },
            Stop::Transfer => FailureKind::Output { name: "transfer_bytes", limit: limits.transfer_bytes },
            Stop::Output => FailureKind::Output { name: "output_bytes", limit: limits.output_bytes },
            Stop::Deadline { limit_ms } => FailureKind::Deadline { limit_ms: *limit_ms },
            Stop::Exit(code) => FailureKind::Exit { code: *code },
            Stop::HostCall(_) => FailureKind::Trap { reason: stop.to_string() },
            Stop::Host(reason) => FailureKind::Host { reason: reason.clone() },
        };
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return match trap {
            Trap::OutOfFuel => FailureKind::Fuel { limit: limits.fuel },
            Trap::StackOverflow => FailureKind::Stack { limit: WASM_STACK_BYTES as u64 },
            _ => state.memory.failure().unwrap_or_else(|| FailureKind::Trap { reason: trap.to_string() }),
        };
    }
    if let Some(memory) = state.memory.failure() {
        return memory;
    }
    // The engine's errors for these are private. Nothing of the guest's is in a root cause, so no guest can forge these words; the
    // tests of the two limits fail when an upgrade changes them.
    let cause = error.root_cause().to_string();
    if cause.starts_with(TOO_MUCH_DATA) {
        return FailureKind::Output { name: "transfer_bytes", limit: limits.transfer_bytes };
    }
    if cause.ends_with(TOO_MANY_HANDLES) {
        return FailureKind::Handles { limit: limits.handles };
    }
    let reason = format!("{error:#}");
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return FailureKind::Host { reason };
    }
    // What is left is an instance that could not be made, or a value that could not be read.
    FailureKind::Contract { reason }
}

/// Puts together what a call of `plugin` left.
pub(crate) fn finish<T>(plugin: &PluginId, result: Result<T, FailureKind>, state: State, usage: Usage) -> Call<T> {
    Call { result: result.map_err(|kind| failed(plugin, kind)), usage, log: state.log }
}

/// A failure of `plugin`.
pub(crate) fn failed(plugin: &PluginId, kind: FailureKind) -> Failure {
    Failure { plugin: plugin.clone(), kind }
}
