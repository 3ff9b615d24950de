//! cold-50: the time in which a new runtime opens and links 50 installed plugins whose artifacts are warm: the five bundled ones, and 45 more
//! components that are copies of the evaluators in Rust. Beside the plain reading of the same files: components and artifacts.

use std::fs::{self, File};
use std::hint::black_box;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use touchstone_core::grants::Grants;
use touchstone_core::words::{Capability, ModuleKind};
use touchstone_runtime::{Artifact, ArtifactCache, Languages, Plugin, Runtime};

use crate::measure::{Row, in_turn};
use crate::setting::{Setting, artifacts, copy_of};

const PLUGINS: usize = 50;

pub(crate) const BUNDLED: [&str; 5] = [
    "plugins/touchstone.runtime-python.wasm",
    "plugins/touchstone.runtime-javascript.wasm",
    "plugins/touchstone.data-viz.wasm",
    "plugins/touchstone.code-runner.wasm",
    "plugins/touchstone.device-checklist.wasm",
];

pub(crate) fn cold_50(setting: &Setting) -> Vec<Row> {
    let installed = tempfile::tempdir().expect("a folder");
    let cache = ArtifactCache::new(artifacts());
    let mut paths = Vec::new();
    let mut warm = Vec::new();
    for number in 0..PLUGINS {
        let bytes = BUNDLED.get(number).map_or_else(
            || copy_of(&setting.component(BUNDLED[3 + number % 2]), number),
            |component| setting.component(component),
        );
        warm.push(cache.artifact(&bytes).expect("it compiles"));
        paths.push(installed.path().join(number.to_string()));
        fs::write(&paths[number], bytes).expect("there is space");
    }
    let [value, baseline_value] = in_turn(
        7,
        [
            (1, &mut || {
                let runtime = Runtime::new(cache.clone()).expect("the sandbox starts");
                for path in &paths {
                    let plugin = runtime.load(&fs::read(path).expect("it is there")).expect("it loads");
                    link(&runtime, &plugin);
                }
            }),
            (1, &mut || {
                for path in &paths {
                    black_box(fs::read(path).expect("it is there"));
                }
                for artifact in &warm {
                    black_box(content(artifact));
                }
            }),
        ],
    );
    let baseline = "reading the components and the artifacts";
    vec![Row { name: "cold-50", unit: "µs", value, baseline, baseline_value }]
}

fn content(artifact: &Artifact) -> Vec<u8> {
    let file = File::from(artifact.as_fd().try_clone_to_owned().expect("a descriptor"));
    let mut bytes = vec![0; usize::try_from(file.metadata().expect("a file").len()).expect("it fits")];
    file.read_exact_at(&mut bytes, 0).expect("it can be read");
    bytes
}

/// Links what the plugin has.
fn link(runtime: &Runtime, plugin: &Arc<Plugin>) {
    let grants = Grants::of(Capability::ALL.iter().copied());
    let languages = Arc::new(Languages::default());
    if plugin.manifest().has(ModuleKind::Evaluator) {
        runtime.evaluator(plugin, &grants, &languages).expect("it links");
    }
    if plugin.manifest().has(ModuleKind::QuestionType) {
        runtime.question_type(plugin, &grants, &languages).expect("it links");
    }
    if plugin.manifest().has(ModuleKind::LanguageRuntime) {
        runtime.language_runtime(plugin).expect("it links");
    }
}
