//! Folders of plugins that cannot be used: each failure names the component's file and what to do with it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Example, Run, component, fails, link, run, touchstone};

fn score_with(plugins: &Path) -> Run {
    let example = Example::small();
    run(&mut touchstone(&["score", example.path(), "--plugins", plugins.to_str().unwrap()]))
}

fn code_runner() -> PathBuf {
    component("plugins/touchstone.code-runner.wasm")
}

/// The component with every `from` replaced by `to`, which is as long.
fn patched(component: &Path, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(component).unwrap();
    let places: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty(), "no `{from}` in `{}`", component.display());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn a_folder_without_plugins() {
    let folder = tempfile::tempdir().unwrap();
    let hint = "hint: build plugins with `touchstone build FOLDER`, or name their folder with `--plugins FOLDER`";
    fails("empty", &score_with(folder.path()), 4, &["there is no plugin (`*.wasm`) in `", hint]);
    fails("missing", &score_with(&folder.path().join("x")), 4, &["there is no `", "/x`", hint]);
}

#[test]
fn a_file_that_is_no_plugin_of_this_host() {
    let garbage = b"not WebAssembly at all".to_vec();
    let core_module = b"\0asm\x01\0\0\0".to_vec();
    let empty_component = b"\0asm\x0d\0\x01\0".to_vec();
    let cut_off = fs::read(code_runner()).unwrap()[..100_000].to_vec();
    let cases = [
        ("garbage", garbage, "it is no WebAssembly component"),
        ("nothing", Vec::new(), "it is no WebAssembly component"),
        (
            "a core module",
            core_module,
            "it is a core WebAssembly module, not a component\nhint: make it with `touchstone build",
        ),
        ("a component without a manifest", empty_component, "it holds no manifest"),
        ("a component that was cut off", cut_off, "it is no WebAssembly component"),
        (
            "an import of another contract",
            patched(&code_runner(), "touchstone:plugin/log@0.1.0", "touchstone:plugin/log@0.9.0"),
            "it was built for the plugin contract 0.9",
        ),
        (
            "an export of another contract",
            patched(&code_runner(), "touchstone:plugin/evaluator@0.1.0", "touchstone:plugin/evaluator@0.9.0"),
            "it was built for the plugin contract 0.9",
        ),
        (
            "a manifest of another contract",
            patched(&code_runner(), "\"contract\":\"0.1\"", "\"contract\":\"0.9\""),
            "it was built for the plugin contract 0.9",
        ),
        (
            "a manifest that asks for nothing",
            patched(&code_runner(), "\"capabilities\":{\"run-code\":", "\"capabilities\":{\"run-cost\":"),
            "run-cost",
        ),
        (
            "a manifest that is no JSON",
            patched(&code_runner(), "{\"plugin\":{\"id\":", "{\"plugin\":{\"id\";"),
            "not valid JSON: line 1, column",
        ),
    ];
    for (what, bytes, said) in cases {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("odd.wasm"), bytes).unwrap();
        let take_out = "take it out of the folder";
        fails(what, &score_with(folder.path()), 4, &["cannot load `", "/odd.wasm`: ", said, take_out]);
    }
}

#[test]
fn one_plugin_in_two_files() {
    let folder = tempfile::tempdir().unwrap();
    link(&code_runner(), folder.path());
    fs::copy(code_runner(), folder.path().join("a.wasm")).unwrap();
    let said =
        ["/a.wasm` and `", "/touchstone.code-runner.wasm` are both touchstone/code-runner 0.1.0", "hint: remove one"];
    fails("twice", &score_with(folder.path()), 4, &said);
}

#[test]
fn a_component_that_wants_more_than_the_host_gives() {
    let folder = tempfile::tempdir().unwrap();
    link(&component("plugins/touchstone.device-checklist.wasm"), folder.path());
    link(&component("plugins/touchstone.runtime-python.wasm"), folder.path());
    let greedy = patched(&code_runner(), "\"memory_bytes\":134217728", "\"memory_bytes\":934217728");
    fs::write(folder.path().join("greedy.wasm"), greedy).unwrap();
    fails("greedy", &score_with(folder.path()), 4, &["cannot load `", "/greedy.wasm`: ", "memory_bytes", "hint: "]);
}
