//! The engine's settings: which WebAssembly is accepted, how instances are pooled, what is metered. Decides no limit of a single call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::sandbox::{HOST_BYTE_FUEL, HOST_CALL_FUEL};
use touchstone_core::limits::Fixed;
use touchstone_core::receipt;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// The most linear memory that one memory of an instance can ever have, in bytes. Limits of calls are lower.
pub const POOL_MEMORY_BYTES: usize = 512 << 20;

/// The native stack that WebAssembly code of one call may use, in bytes. `CPython` needs about 230 bytes for each object of a nested
/// structure that it frees: with the usual 1 MiB an honest linked list of 2,100 nodes would trap, with this one of 300,000 does not.
pub const WASM_STACK_BYTES: usize = 64 << 20;

/// What the host itself needs beside it.
const HOST_STACK_BYTES: usize = 1 << 20;

/// How often a running call looks at its deadline.
pub(crate) const EPOCH_TICK: Duration = Duration::from_millis(10);

/// How many components can be alive at once in one process: an evaluator and a language runtime for each concurrent evaluation.
const POOL_COMPONENTS: u32 = 32;
/// The component of `CPython` has up to this many core modules, each with an instance of its own.
const CORE_INSTANCES_PER_COMPONENT: u32 = 100;
const MEMORIES_PER_COMPONENT: u32 = 20;

/// What an instance may have whatever its limits are.
pub const INSTANCE_LIMITS: &[Fixed] = &[
    Fixed { name: "stack", unit: "bytes of the host's stack", most: WASM_STACK_BYTES as u64 },
    Fixed { name: "instances", unit: "instances of core modules", most: CORE_INSTANCES_PER_COMPONENT as u64 },
    Fixed { name: "memories", unit: "linear memories", most: MEMORIES_PER_COMPONENT as u64 },
    Fixed { name: "tables", unit: "tables", most: MEMORIES_PER_COMPONENT as u64 },
    Fixed { name: "memory", unit: "bytes of one linear memory", most: POOL_MEMORY_BYTES as u64 },
    Fixed { name: "pool", unit: "instances of components in one process", most: POOL_COMPONENTS as u64 },
];

/// The version of the engine, as receipts name it; a test holds it against `Cargo.lock`.
const WASMTIME: &str = "48.0.8";

/// A setting of the engine that decides what comes out of a call.
struct Setting {
    name: &'static str,
    /// 0 and 1 for off and on.
    value: u64,
    apply: fn(&mut Config, u64) -> &mut Config,
}

/// All of them, beside what a version of the engine has by itself.
const DECISIVE: &[Setting] = &[
    Setting { name: "consume_fuel", value: 1, apply: |config, on| config.consume_fuel(on == 1) },
    Setting {
        name: "nan_canonicalization",
        value: 1,
        apply: |config, on| config.cranelift_nan_canonicalization(on == 1),
    },
    Setting {
        name: "relaxed_simd_deterministic",
        value: 1,
        apply: |config, on| config.relaxed_simd_deterministic(on == 1),
    },
    Setting { name: "memory64", value: 0, apply: |config, on| config.wasm_memory64(on == 1) },
    Setting { name: "multi_memory", value: 0, apply: |config, on| config.wasm_multi_memory(on == 1) },
    Setting {
        name: "stack_bytes",
        value: WASM_STACK_BYTES as u64,
        apply: |config, bytes| config.max_wasm_stack(usize::try_from(bytes).unwrap_or(usize::MAX)),
    },
];

/// The engine as receipts name it. For which processor it compiles is no part of it: results do not depend on that.
pub fn engine_identity() -> receipt::Engine {
    let host = [("host_call_fuel", HOST_CALL_FUEL), ("host_byte_fuel", HOST_BYTE_FUEL)];
    let decisive = DECISIVE.iter().map(|setting| (setting.name, setting.value));
    receipt::Engine {
        name: "wasmtime".to_owned(),
        version: WASMTIME.to_owned(),
        settings: decisive.chain(host).map(|(name, value)| (name.to_owned(), value.to_string())).collect(),
    }
}

/// The settings every engine of this host has that runs something. It accepts what an engine with `compiling_config` compiled.
pub fn engine_config() -> Config {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(POOL_COMPONENTS)
        .max_component_instance_size(4 << 20)
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(MEMORIES_PER_COMPONENT)
        .total_core_instances(POOL_COMPONENTS * CORE_INSTANCES_PER_COMPONENT)
        .max_core_instance_size(4 << 20)
        .total_memories(POOL_COMPONENTS * 4)
        .total_tables(POOL_COMPONENTS * MEMORIES_PER_COMPONENT)
        .max_memory_size(POOL_MEMORY_BYTES)
        .table_elements(100_000)
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);

    let mut config = compiling_config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

/// The settings that decide what compiled code is like. An engine with nothing else reserves no pool, which costs address space.
pub(crate) fn compiling_config() -> Config {
    let mut config = Config::new();
    for setting in DECISIVE {
        (setting.apply)(&mut config, setting.value);
    }
    config
        .epoch_interruption(true)
        .async_stack_size(WASM_STACK_BYTES + HOST_STACK_BYTES)
        .generate_address_map(false)
        .wasm_backtrace_max_frames(None)
        .concurrency_support(false);
    config
}

/// Runs `work` on a stack that holds an evaluation and the program that it runs. Without it every call makes a stack for itself,
/// which costs time. The memory is only reserved; what no call touches is never there.
pub fn with_evaluation_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::grow(2 * (WASM_STACK_BYTES + HOST_STACK_BYTES) + HOST_STACK_BYTES, work)
}

/// Runs `call` where WebAssembly has its whole stack: the engine checks against its own limit only, not against the thread's end.
pub(crate) fn with_call_stack<T>(call: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(WASM_STACK_BYTES + HOST_STACK_BYTES, WASM_STACK_BYTES + 2 * HOST_STACK_BYTES, call)
}

/// An engine and the thread that advances its epoch, so that running calls notice their deadlines.
pub(crate) struct TickingEngine {
    pub(crate) engine: Engine,
    stop: Arc<AtomicBool>,
    ticker: Option<JoinHandle<()>>,
}

impl TickingEngine {
    pub(crate) fn start(config: &Config) -> Result<Self, wasmtime::Error> {
        let engine = Engine::new(config)?;
        let stop = Arc::new(AtomicBool::new(false));
        let ticker = std::thread::Builder::new().name("epoch".to_owned()).spawn({
            let (engine, stop) = (engine.clone(), Arc::clone(&stop));
            move || {
                while !stop.load(Ordering::Relaxed) {
                    std::thread::sleep(EPOCH_TICK);
                    engine.increment_epoch();
                }
            }
        })?;
        Ok(Self { engine, stop, ticker: Some(ticker) })
    }
}

impl Drop for TickingEngine {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            let _ = ticker.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use super::*;

    #[test]
    fn receipts_name_the_engine_that_is_built_in() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"wasmtime\"\nversion = \"{WASMTIME}\"\n")), "correct `WASMTIME`");
        let settings = engine_identity().settings;
        assert_eq!(settings["nan_canonicalization"], "1");
        assert_eq!(settings["host_call_fuel"], "500");
        assert_eq!(settings.len(), DECISIVE.len() + 2);
    }

    #[test]
    fn what_compiles_and_what_runs_are_compatible() {
        let hash = |config: &Config| {
            let mut hasher = DefaultHasher::new();
            Engine::new(config).unwrap().precompile_compatibility_hash().hash(&mut hasher);
            hasher.finish()
        };
        assert_eq!(hash(&compiling_config()), hash(&engine_config()));
    }
}
