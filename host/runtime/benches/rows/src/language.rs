//! python-short and javascript-short: a one-line program that reads its input and prints, in a fresh sandbox. Beside raw wasmtime running the
//! same component under the same engine settings, and beside the native interpreter in a namespace sandbox.
//!
//! python-cpu and javascript-cpu: a program that computes, net of what a program costs that does nothing; beside the native interpreter.

use std::io::Write;
use std::process::{Command, Stdio};

use touchstone_core::answer::{Answer, Program};
use touchstone_runtime::{LanguageRuntime, ProgramLimits, Verdict};

use crate::measure::{Row, in_turn};
use crate::raw::RawLanguage;
use crate::setting::Setting;

/// A language, and what is run in it.
pub(crate) struct Language {
    name: &'static str,
    pub(crate) component: &'static str,
    pub(crate) file: &'static str,
    short: &'static str,
    nothing: &'static str,
    pub(crate) cpu: &'static str,
    /// The native interpreter, and how it is told to run a text.
    native: [&'static str; 2],
    namespaces: &'static str,
    rows: [&'static str; 2],
    beside: &'static str,
}

pub(crate) const PYTHON: Language = Language {
    name: "python",
    component: "plugins/touchstone.runtime-python.wasm",
    file: "main.py",
    short: "print(sum(map(int, input().split())))",
    nothing: "pass",
    cpu: include_str!("programs/cpu.py"),
    // Never pyenv's shim, which costs more than Python.
    native: ["/usr/bin/python3", "-c"],
    namespaces: "bwrap --unshare-all /usr/bin/python3",
    rows: ["python-short", "python-cpu"],
    beside: "/usr/bin/python3, net of start-up",
};

pub(crate) const JAVASCRIPT: Language = Language {
    name: "javascript",
    component: "plugins/touchstone.runtime-javascript.wasm",
    file: "main.cjs",
    short: "console.log(require('fs').readFileSync(0, 'utf8').split(' ').reduce((sum, word) => sum + Number(word), 0))",
    nothing: ";",
    cpu: include_str!("programs/cpu.cjs"),
    native: ["/usr/bin/node", "-e"],
    namespaces: "bwrap --unshare-all /usr/bin/node",
    rows: ["javascript-short", "javascript-cpu"],
    beside: "/usr/bin/node (a JIT compiler), net of start-up",
};

const STDIN: &[u8] = b"1 2 3\n";
const STDOUT: &[u8] = b"6\n";

pub(crate) fn short(setting: &Setting, language: &Language) -> Vec<Row> {
    let ours = Sandbox::new(setting, language);
    let program = language.program(language.short);
    let raw = RawLanguage::new(&setting.raw_engine, &setting.raw_component(language.component));
    let [value, in_raw, in_namespaces] = in_turn(
        15,
        [
            (20, &mut || assert_eq!(ours.stdout(&program), STDOUT)),
            (20, &mut || raw.run(language.name, language.file, language.short, STDIN)),
            (4, &mut || assert_eq!(stdout(language.in_namespaces()), STDOUT)),
        ],
    );
    let name = language.rows[0];
    let beside = |baseline, baseline_value| Row { name, unit: "µs", value, baseline, baseline_value };
    vec![beside("raw wasmtime, same settings", in_raw), beside(language.namespaces, in_namespaces)]
}

pub(crate) fn cpu(setting: &Setting, language: &Language) -> Vec<Row> {
    let ours = Sandbox::new(setting, language);
    let (program, nothing) = (language.program(language.cpu), language.program(language.nothing));
    assert_eq!(ours.stdout(&program), stdout(language.alone(language.cpu)), "both sides compute the same");
    let [whole, start, native_whole, native_start] = in_turn(
        7,
        [
            (1, &mut || drop(ours.stdout(&program))),
            (4, &mut || drop(ours.stdout(&nothing))),
            (1, &mut || drop(stdout(language.alone(language.cpu)))),
            (4, &mut || drop(stdout(language.alone(language.nothing)))),
        ],
    );
    let (value, baseline_value) = (whole - start, native_whole - native_start);
    vec![Row { name: language.rows[1], unit: "µs", value, baseline: language.beside, baseline_value }]
}

impl Language {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn program(&self, text: &str) -> Program {
        let json = serde_json::json!({
            "kind": "program", "language": self.name, "entry": self.file,
            "files": [{ "path": self.file, "text": text }],
        });
        match Answer::from_value(&json) {
            Ok(Answer::Program(program)) => program,
            other => panic!("{other:?}"),
        }
    }

    /// The native interpreter as it is.
    pub(crate) fn alone(&self, text: &str) -> Command {
        let mut command = Command::new(self.native[0]);
        command.env_clear().args([self.native[1], text]);
        command
    }

    /// What a judge with a native interpreter pays: a process in namespaces of its own.
    fn in_namespaces(&self) -> Command {
        let mut command = Command::new("/usr/bin/bwrap");
        command
            .env_clear()
            .args(["--unshare-all", "--die-with-parent", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"])
            .args(["--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin", "--proc", "/proc"])
            .args(["--dev", "/dev"])
            .args(self.native)
            .arg(self.short);
        command
    }
}

/// A language in our sandbox.
pub(crate) struct Sandbox(LanguageRuntime);

impl Sandbox {
    pub(crate) fn new(setting: &Setting, language: &Language) -> Self {
        Self(setting.runtime.language_runtime(&setting.plugin(language.component)).expect("it links"))
    }

    /// What a program prints in a fresh instance.
    pub(crate) fn stdout(&self, program: &Program) -> Vec<u8> {
        let limits = ProgramLimits { fuel: 100_000_000_000, memory_bytes: 256 << 20, output_bytes: 1 << 20 };
        let report = self.0.run_program(program, STDIN, limits).expect("it runs");
        assert!(report.verdict == Verdict::Finished, "{report:?}");
        report.stdout
    }
}

fn stdout(mut command: Command) -> Vec<u8> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{command:?}: {error}; apt-get install bubblewrap nodejs"));
    // A program that reads nothing may be gone.
    let _ = child.stdin.take().expect("it is piped").write_all(STDIN);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{command:?}");
    output.stdout
}
