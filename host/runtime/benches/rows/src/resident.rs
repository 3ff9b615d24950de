//! idle-plugin-bytes and live-instance-bytes: private resident memory, apart from mapped files, from `/proc/PID/smaps`. Each figure is taken in
//! a process of its own.
//!
//! idle-plugin-bytes: a plugin that was loaded, linked and called once; in a worker, beside a process that opens artifacts by name. The
//! evaluator's figure is a mean over many. live-instance-bytes: a Python program while it runs, beside a native process that runs the same; and
//! the evaluator of written answers, whose model is most of its memory, beside that memory.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use touchstone_core::grants::Grants;
use touchstone_runtime::{ArtifactCache, Languages, Plugin, ProgramLimits, Runtime, with_evaluation_stack};

use crate::fresh;
use crate::language::PYTHON;
use crate::measure::{Row, as_f64, median};
use crate::opening::BUNDLED;
use crate::setting::{Setting, artifacts, copy_of};

/// The argument with which this program measures itself and prints the figure.
pub(crate) const PROBE: &str = "--probe";

const EVALUATOR: &str = BUNDLED[4];
/// How many evaluators are loaded.
const EVALUATORS: usize = 32;
const ENDLESS: &str = "while True: pass";

pub(crate) fn idle_plugin(setting: &Setting) -> Vec<Row> {
    for number in 0..=EVALUATORS {
        setting.plugin_of(&copy_of(&setting.component(EVALUATOR), number));
    }
    setting.plugin(PYTHON.component);
    // Pages of a file that the disk does not have yet would count as written by this process.
    assert!(Command::new("sync").status().is_ok_and(|status| status.success()), "`sync` runs");
    let row = |what, baseline| {
        let [value, baseline_value] = figures(|| [probe_in_child(what, "worker"), probe_in_child(what, "by-name")]);
        Row { name: "idle-plugin-bytes", unit: "B", value, baseline, baseline_value }
    };
    vec![row("evaluators", "an evaluator, opened by name"), row("python", "CPython's, opened by name")]
}

pub(crate) fn live_instance(setting: &Setting) -> Vec<Row> {
    setting.plugin(PYTHON.component);
    setting.plugin(fresh::TEXT_ANSWER);
    let row = |value, baseline, baseline_value| Row {
        name: "live-instance-bytes",
        unit: "B",
        value,
        baseline,
        baseline_value,
    };
    let [python, native] = figures(|| [probe_in_child("live", "by-name"), native_bytes()]);
    let [text, memory] = figures(|| ["live-text", "text-memory"].map(|what| probe_in_child(what, "by-name")));
    vec![row(python, "a /usr/bin/python3 process", native), row(text, "the linear memory of text-answer", memory)]
}

fn figures(mut measure: impl FnMut() -> [f64; 2]) -> [f64; 2] {
    let pairs: Vec<[f64; 2]> = (0..3).map(|_| measure()).collect();
    [0, 1].map(|side| median(pairs.iter().map(|pair| pair[side]).collect()))
}

fn probe_in_child(what: &str, opened: &str) -> f64 {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).args([PROBE, what, opened]).stderr(Stdio::inherit()).output();
    let text = String::from_utf8(output.expect("it starts").stdout).expect("a figure");
    text.trim().parse().unwrap_or_else(|_| panic!("no figure of {what}: {text}"))
}

/// What this program does when it is started with [`PROBE`].
pub(crate) fn probe(arguments: &[String]) {
    let probe = Probe::start(&arguments[1]);
    let bytes = with_evaluation_stack(|| match arguments[0].as_str() {
        "evaluators" => probe.evaluators(),
        "python" => probe.python(),
        "live" => probe.live(),
        "live-text" => probe.live_text(),
        "text-memory" => probe.text_memory(),
        other => panic!("nothing is called `{other}`"),
    });
    println!("{bytes}");
}

struct Probe {
    setting: Setting,
    runtime: Runtime,
    cache: ArtifactCache,
}

impl Probe {
    fn start(opened: &str) -> Self {
        let cache = ArtifactCache::new(artifacts());
        let runtime = match opened {
            "worker" => Runtime::of_artifacts(),
            _ => Runtime::new(cache.clone()),
        };
        Self { setting: Setting::prepare(), runtime: runtime.expect("the sandbox starts"), cache }
    }

    fn load(&self, component: &[u8]) -> Arc<Plugin> {
        let artifact = self.cache.artifact(component).expect("it is warm");
        self.runtime.load_artifact(&artifact).expect("it loads")
    }

    /// Loads, links and calls evaluator number `number`, and keeps it.
    fn evaluator(&self, number: usize) -> touchstone_runtime::Evaluator {
        let plugin = self.load(&copy_of(&self.setting.component(EVALUATOR), number));
        let evaluator = self.runtime.evaluator(&plugin, &Grants::default(), &Arc::new(Languages::default()));
        let evaluator = evaluator.expect("it links");
        let _ = evaluator.check_config("{}", "{}").result.expect("it runs");
        evaluator
    }

    fn evaluators(&self) -> f64 {
        let _first = self.evaluator(0);
        let before = private_bytes("self");
        let _kept: Vec<_> = (1..=EVALUATORS).map(|number| self.evaluator(number)).collect();
        (private_bytes("self") - before) / as_f64(EVALUATORS)
    }

    fn python(&self) -> f64 {
        let _first = self.evaluator(0);
        let component = self.setting.component(PYTHON.component);
        let before = private_bytes("self");
        let python = self.runtime.language_runtime(&self.load(&component)).expect("it links");
        let limits = ProgramLimits { fuel: 1_000_000_000, memory_bytes: 256 << 20, output_bytes: 1 };
        python.run_program(&PYTHON.program("pass"), b"", limits).expect("it runs");
        private_bytes("self") - before
    }

    /// The most that an instance has while it runs.
    fn live(&self) -> f64 {
        let python = self.load(&self.setting.component(PYTHON.component));
        let python = self.runtime.language_runtime(&python).expect("it links");
        let before = private_bytes("self");
        let limits = ProgramLimits { fuel: 1_000_000_000, memory_bytes: 256 << 20, output_bytes: 1 };
        std::thread::scope(|scope| {
            let run =
                scope.spawn(|| with_evaluation_stack(|| python.run_program(&PYTHON.program(ENDLESS), b"", limits)));
            let mut most = before;
            while !run.is_finished() {
                most = private_bytes("self").max(most);
                std::thread::sleep(Duration::from_millis(5));
            }
            most - before
        })
    }
}

impl Probe {
    /// The most that an instance of text-answer has while it evaluates.
    fn live_text(&self) -> f64 {
        let evaluator = self.text_evaluator();
        let before = private_bytes("self");
        std::thread::scope(|scope| {
            let run = scope.spawn(|| with_evaluation_stack(|| (0..40).for_each(|_| _ = self.evaluate(&evaluator))));
            let mut most = before;
            while !run.is_finished() {
                most = private_bytes("self").max(most);
                std::thread::sleep(Duration::from_millis(1));
            }
            most - before
        })
    }

    fn text_memory(&self) -> f64 {
        let bytes = self.evaluate(&self.text_evaluator());
        as_f64(usize::try_from(bytes).expect("it fits in memory"))
    }

    fn text_evaluator(&self) -> touchstone_runtime::Evaluator {
        let plugin = self.load(&self.setting.component(fresh::TEXT_ANSWER));
        let evaluator = self.runtime.evaluator(&plugin, &Grants::default(), &Arc::new(Languages::default()));
        evaluator.expect("it links")
    }

    /// The linear memory that one evaluation had in the end.
    fn evaluate(&self, evaluator: &touchstone_runtime::Evaluator) -> u64 {
        let case = fresh::text_case(&self.setting);
        let call = case.evaluate(evaluator);
        call.usage.peak_memory_bytes
    }
}

fn native_bytes() -> f64 {
    let mut child = PYTHON.alone(ENDLESS).spawn().expect("apt-get install python3");
    std::thread::sleep(Duration::from_millis(300));
    let bytes = private_bytes(&child.id().to_string());
    child.kill().expect("it is ours");
    child.wait().expect("it ends");
    bytes
}

/// Private memory of a process that no mapped file stands behind, and what it wrote over such files; and memory files that it holds, where
/// the engine keeps copies of memory images.
fn private_bytes(process: &str) -> f64 {
    let smaps = fs::read_to_string(format!("/proc/{process}/smaps")).expect("this is Linux");
    let mut bytes = 0;
    let mut of_file = false;
    for line in smaps.lines() {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        match words[..] {
            ["Private_Clean:", kilobytes, _] if !of_file => bytes += kilobytes.parse::<usize>().expect("a number"),
            ["Private_Dirty:", kilobytes, _] => bytes += kilobytes.parse::<usize>().expect("a number"),
            [range, _, _, _, inode, ..] if range.contains('-') && !range.ends_with(':') => of_file = inode != "0",
            _ => {}
        }
    }
    as_f64(bytes * 1024 + in_memory_files(Path::new("/proc").join(process).join("fd").as_path()))
}

fn in_memory_files(descriptors: &Path) -> usize {
    let entries = fs::read_dir(descriptors).expect("it may be read");
    let images = entries.flatten().filter(|entry| {
        fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("/memfd:wasm-memory-image"))
    });
    let blocks: u64 = images.filter_map(|entry| Some(fs::metadata(entry.path()).ok()?.blocks())).sum();
    usize::try_from(blocks * 512).expect("it is in memory")
}
