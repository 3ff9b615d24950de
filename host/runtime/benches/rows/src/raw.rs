//! Raw wasmtime for the baselines: a store, an instance and a call of a component, and no more. Its imports are the few that a language
//! runtime needs, without meters.

use std::hint::black_box;

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store, StoreContextMut};

pub(crate) mod scorer {
    wasmtime::component::bindgen!({ path: "../../../../wit/plugin", world: "scorer" });
}

mod language {
    wasmtime::component::bindgen!({ path: "../../../../wit/plugin", world: "language" });
}

use language::touchstone::plugin::console::Output;
use language::touchstone::plugin::types::{Program, SourceFile};

/// A language runtime on an engine of its own.
pub(crate) struct RawLanguage {
    engine: Engine,
    pre: language::LanguagePre<()>,
}

/// An evaluator on an engine of its own.
pub(crate) fn scorer(engine: &Engine, component: &Component) -> scorer::ScorerPre<()> {
    let mut linker = Linker::<()>::new(engine);
    linker.define_unknown_imports_as_traps(component).expect("nothing it needs is missing");
    scorer::ScorerPre::new(linker.instantiate_pre(component).expect("it links")).expect("it is an evaluator")
}

/// A store as cheap as the engine allows.
pub(crate) fn store(engine: &Engine) -> Store<()> {
    let mut store = Store::new(engine, ());
    // Refused where fuel is off.
    let _ = store.set_fuel(100_000_000_000);
    store.set_epoch_deadline(1);
    store
}

impl RawLanguage {
    pub(crate) fn new(engine: &Engine, component: &Component) -> Self {
        let mut linker = Linker::<()>::new(engine);
        linker.define_unknown_imports_as_traps(component).expect("imports can be stubbed");
        linker.allow_shadowing(true);
        needed_imports(&mut linker).expect("the imports have these types");
        let pre = linker.instantiate_pre(component).expect("it links");
        Self { engine: engine.clone(), pre: language::LanguagePre::new(pre).expect("it is a language runtime") }
    }

    /// Runs a program in a fresh instance. Output is thrown away.
    pub(crate) fn run(&self, language: &str, file: &str, text: &str, stdin: &[u8]) {
        let files = vec![SourceFile { path: file.to_owned(), text: text.to_owned() }];
        let program = Program { language: language.to_owned(), entry: file.to_owned(), files };
        let mut store = store(&self.engine);
        let instance = self.pre.instantiate(&mut store).expect("it instantiates");
        let run = instance.touchstone_plugin_language_runtime();
        assert_eq!(run.call_run(&mut store, &program, stdin, &[]).expect("it runs"), 0);
    }
}

/// The environment is empty. Random numbers are a fixed pattern, not zeros: CPython seeds its generator with them at the start, and with
/// zeros it has less to do.
fn needed_imports(linker: &mut Linker<()>) -> wasmtime::Result<()> {
    type Caller<'a> = StoreContextMut<'a, ()>;
    let wasi = |interface: &str| format!("wasi:{interface}@0.2.9");
    let mut environment = linker.instance(&wasi("cli/environment"))?;
    environment.func_wrap("get-environment", |_: Caller<'_>, ()| Ok((Vec::<(String, String)>::new(),)))?;
    environment.func_wrap("get-arguments", |_: Caller<'_>, ()| Ok((Vec::<String>::new(),)))?;
    let mut random = linker.instance(&wasi("random/random"))?;
    random.func_wrap("get-random-bytes", |_: Caller<'_>, (length,): (u64,)| {
        Ok(((0..length).map(|n| n.to_le_bytes()[0].wrapping_mul(97)).collect::<Vec<u8>>(),))
    })?;
    let mut console = linker.instance("touchstone:plugin/console@0.1.0")?;
    console.func_wrap("write", |_: Caller<'_>, (_, bytes): (Output, Vec<u8>)| {
        black_box(bytes);
        Ok(())
    })?;
    Ok(())
}
