//! Components whose compilation takes much more than their bytes: the child meets its limit, and the host goes on.

use touchstone_runtime::{COMPILE_LIMITS, CompileError, CompileLimits};
use wasm_encoder::{
    BlockType, CodeSection, ComponentSection, Function, FunctionSection, Instruction, Module, ModuleSection,
    TypeSection, ValType,
};

use crate::common::{Cache, component, noop};

/// Values that are alive in every one of so many nested blocks: the compiler keeps as many of its own for each pair.
const LOCALS: u32 = 45_000;
const BLOCKS: u32 = 200;

/// A plugin with one more module: one function in less than a MiB.
fn with_function(body: &[Instruction<'_>]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut function = Function::new([(LOCALS, ValType::I32)]);
    for instruction in body {
        function.instruction(instruction);
    }
    function.instruction(&Instruction::End);
    let mut code = CodeSection::new();
    code.function(&function);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    let mut component = noop();
    ModuleSection(&module).append_to_component(&mut component);
    component
}

fn changes_every_local() -> impl Iterator<Item = Instruction<'static>> {
    let change = |local| {
        [Instruction::LocalGet(local), Instruction::I32Const(1), Instruction::I32Add, Instruction::LocalSet(local)]
    };
    (0..LOCALS).flat_map(change)
}

/// One giant function: nested loops, in each of which every local could have changed.
fn nested_loops() -> Vec<u8> {
    let mut body = vec![Instruction::Loop(BlockType::Empty); BLOCKS as usize];
    body.extend(changes_every_local());
    body.extend((0..BLOCKS).flat_map(|_| [Instruction::LocalGet(0), Instruction::BrIf(0), Instruction::End]));
    with_function(&body)
}

/// A huge `br_table`: 65,000 entries into nested loops, in each of which every local could have changed.
fn huge_table() -> Vec<u8> {
    let targets: Vec<u32> = (0..65_000).map(|n| n % BLOCKS).collect();
    let mut body = vec![Instruction::Loop(BlockType::Empty); BLOCKS as usize];
    body.extend(changes_every_local());
    body.extend([Instruction::LocalGet(0), Instruction::BrTable(targets.into(), 0)]);
    body.extend((0..BLOCKS).map(|_| Instruction::End));
    with_function(&body)
}

#[track_caller]
fn stops(component: &[u8], limits: CompileLimits, expected: &str) {
    let cache = Cache::limited(limits);
    let error = cache.refusal(component);
    assert!(matches!(error, CompileError::Limit { .. }) && !error.is_of_the_machine(), "{error:?}");
    assert!(error.to_string().starts_with(&format!("the compiler stopped at {expected}")), "{error}");
    assert!(cache.artifacts().is_empty());
    // The same cache, the same limits.
    cache.cache.artifact(&noop()).unwrap_or_else(|error| panic!("a well-behaved plugin: {error}"));
}

#[test]
fn a_compile_bomb_meets_the_memory_limit() {
    let limits = CompileLimits { memory_bytes: 384 << 20, ..COMPILE_LIMITS };
    for bomb in [nested_loops(), huge_table()] {
        stops(&bomb, limits, "402653184 bytes of memory (limit `memory_bytes`)");
    }
}

#[test]
fn a_compile_bomb_meets_the_processor_limit() {
    let limits = CompileLimits { cpu_seconds: 1, ..COMPILE_LIMITS };
    for bomb in [nested_loops(), huge_table()] {
        stops(&bomb, limits, "1 seconds of processor time (limit `cpu_seconds`)");
    }
}

#[test]
fn more_code_than_a_file_may_hold_meets_the_limit_of_the_artifact() {
    let cache = Cache::limited(CompileLimits { artifact_bytes: 100_000, ..COMPILE_LIMITS });
    let error = cache.refusal(&component("fixtures/fixture.wasm"));
    assert!(error.to_string().contains("100000 bytes of compiled code (limit `artifact_bytes`)"), "{error}");
}
