//! python-short: a one-line Python program that reads its input and prints, in a fresh sandbox. Beside raw wasmtime running the same
//! component under the same engine settings with the few imports it needs, and beside native CPython in a namespace sandbox.

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};

use touchstone_core::answer::{Answer, Program};
use touchstone_runtime::{ProgramLimits, Verdict};
use wasmtime::component::Linker;
use wasmtime::{Store, StoreContextMut};

use crate::measure::{Row, in_turn};
use crate::setting::Setting;

mod raw {
    wasmtime::component::bindgen!({ path: "../../wit/plugin", world: "language" });
}

const COMPONENT: &str = "plugins/touchstone.runtime-python.wasm";
const PROGRAM: &str = "print(sum(map(int, input().split())))";
const STDIN: &[u8] = b"1 2 3\n";
const STDOUT: &[u8] = b"6\n";

pub(crate) fn rows(setting: &Setting) -> Vec<Row> {
    let python = setting.runtime.language_runtime(&setting.plugin(COMPONENT)).expect("it links");
    let program = program();
    let limits = ProgramLimits { fuel: 10_000_000_000, memory_bytes: 256 << 20, output_bytes: 1 << 20 };
    let ours = || {
        let report = python.run_program(&program, STDIN, limits).expect("it runs");
        assert!(report.verdict == Verdict::Finished && report.stdout == STDOUT, "{report:?}");
    };

    let (value, baseline_value) = in_turn(15, 20, ours, raw_python(setting));
    let beside_raw =
        Row { name: "python-short", unit: "µs", value, baseline: "raw wasmtime, same settings", baseline_value };
    let (value, baseline_value) = in_turn(15, 4, ours, in_namespaces);
    let baseline = "bwrap --unshare-all /usr/bin/python3";
    vec![beside_raw, Row { name: "python-short", unit: "µs", value, baseline, baseline_value }]
}

fn program() -> Program {
    let json = serde_json::json!({
        "kind": "program", "language": "python", "entry": "main.py",
        "files": [{ "path": "main.py", "text": PROGRAM }],
    });
    match Answer::from_value(&json) {
        Ok(Answer::Program(program)) => program,
        other => panic!("{other:?}"),
    }
}

/// Instantiates and calls; output is thrown away and the environment is empty. Random numbers are a fixed pattern, not zeros: CPython
/// seeds its generator with them at the start, and with zeros it has less to do.
fn raw_python(setting: &Setting) -> impl FnMut() {
    let engine = setting.raw_engine.clone();
    let component = setting.raw_component(COMPONENT);
    let mut linker = Linker::<()>::new(&engine);
    linker.define_unknown_imports_as_traps(&component).expect("imports can be stubbed");
    linker.allow_shadowing(true);
    needed_imports(&mut linker).expect("the imports have these types");
    let pre = linker.instantiate_pre(&component).expect("it links");
    let pre = raw::LanguagePre::new(pre).expect("it is a language runtime");
    let file = raw::touchstone::plugin::types::SourceFile { path: "main.py".to_owned(), text: PROGRAM.to_owned() };
    let program = raw::touchstone::plugin::types::Program {
        language: "python".to_owned(),
        entry: "main.py".to_owned(),
        files: vec![file],
    };
    move || {
        let mut store = Store::new(&engine, ());
        store.set_fuel(10_000_000_000).expect("fuel is on");
        store.set_epoch_deadline(1);
        let language = pre.instantiate(&mut store).expect("it instantiates");
        let run = language.touchstone_plugin_language_runtime();
        let code = run.call_run(&mut store, &program, STDIN, &[]).expect("it runs");
        assert_eq!(black_box(code), 0);
    }
}

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

type Output = raw::touchstone::plugin::console::Output;

/// What a judge with native CPython pays: a process in namespaces of its own.
fn in_namespaces() {
    let arguments = ["--unshare-all", "--die-with-parent", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"];
    let mut child = Command::new("bwrap")
        .args(arguments)
        .args(["--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin", "--proc", "/proc", "--dev", "/dev"])
        .args(["/usr/bin/python3", "-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bwrap starts: apt-get install bubblewrap");
    child.stdin.take().expect("it is piped").write_all(STDIN).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.stdout, STDOUT);
}
