//! Examples and interviews that cannot be scored: each failure has its exit code and says file, place and remedy.

use std::fs;

use serde_json::{Value, json};

use crate::common::{Example, case, fails, item, read_json, rubric, run, score, sheet, touchstone};

const FILE: &str = "interview.json";

/// What makes an example wrong.
type Change = fn(&Example);

/// What is wrong, where, by which value, the exit code, and what is said.
type Wrong<'a> = (&'a str, &'a str, Value, i32, &'a [&'a str]);

/// The small example with each of the values at its place.
fn check<const N: usize>(cases: [Wrong<'_>; N]) {
    for (what, pointer, value, code, said) in cases {
        let example = Example::small();
        example.set(FILE, pointer, value);
        fails(what, &score(example.folder(), &[]), code, said);
    }
}

#[test]
fn an_example_that_is_not_there() {
    let cases: [(&str, Change, &[&str]); 6] = [
        (
            "no interview",
            |example| example.remove(FILE),
            &["there is no `", "/interview.json`", "hint: an example is a folder"],
        ),
        (
            "no answers",
            |example| example.remove("answers"),
            &["there is no `", "/answers`", "hint: an example is a folder"],
        ),
        (
            "an empty folder of answers",
            |example| example.remove("answers/ada.json"),
            &["there is no answer in `", "/answers`", "hint: write one file per candidate there"],
        ),
        (
            "an interview that is no text",
            |example| fs::write(example.folder().join(FILE), [0xff, 0xfe]).unwrap(),
            &["/interview.json` is not text in UTF-8", "hint: save it as UTF-8"],
        ),
        (
            "JSON that breaks off",
            |example| example.write(FILE, "{\n  \"id\": \"小\",,\n"),
            &["/interview.json`, line 2, column 13: not valid JSON: key must be a string", "hint: correct line 2"],
        ),
        (
            "a key that comes twice",
            |example| example.write(FILE, "{\"id\": 1, \"id\": 2}"),
            &["line 1, column ", "the key `id` comes twice in one object"],
        ),
    ];
    for (what, change, said) in cases {
        let example = Example::small();
        change(&example);
        fails(what, &score(example.folder(), &[]), 3, said);
    }
    let nowhere = std::path::Path::new("no/such/folder");
    fails(
        "no folder",
        &score(nowhere, &[]),
        3,
        &["there is no folder `no/such/folder`", "hint: an example is a folder"],
    );
}

#[test]
fn mistakes_of_the_interview_itself() {
    check([
        (
            "an unknown key",
            "/titel",
            json!(1),
            3,
            &["/interview.json`, at `/titel`: unknown key `titel`", "hint: remove it"],
        ),
        (
            "a map into nowhere",
            "/items/1/maps/0/to",
            json!("safty"),
            3,
            &[
                "has 2 mistakes",
                "  `/items/1/maps/0/to`: the rubric has no dimension `safty`; did you mean `safety`?",
                "  `/rubric/dimensions/1`: no item feeds",
            ],
        ),
        (
            "a plugin that is not there",
            "/items/0/question/plugin",
            json!("touchstone/code-runer"),
            4,
            &[
                "at `/items/0/question`: the plugin `touchstone/code-runer` is not there in a version that meets `*`",
                "hint: install or build it",
                "touchstone/code-runner 0.1.0, touchstone/data-viz 0.1.0",
            ],
        ),
        (
            "a plugin in another version",
            "/items/0/evaluator/version",
            json!("^0.9"),
            4,
            &["at `/items/0/evaluator`", "`touchstone/code-runner` is not there in a version that meets `^0.9`"],
        ),
        (
            "a plugin without such a module",
            "/items/0/question/plugin",
            json!("touchstone/runtime-python"),
            3,
            &[
                "at `/items/0/question`: the plugin `touchstone/runtime-python` has no question-type, only `language-runtime`",
            ],
        ),
    ]);
}

#[test]
fn configs_maps_and_grants_that_the_plugins_do_not_take() {
    check([
        (
            "a config that its schema does not take",
            "/items/0/evaluator/config/tests/0/stdin",
            json!(7),
            3,
            &["/items/0/evaluator/config/tests/0", "see the config schema of `touchstone/code-runner#evaluator`"],
        ),
        (
            "a config that its plugin does not take",
            "/items/1/evaluator/config/steps/0/match/control",
            json!("eject"),
            3,
            &[
                "at `/items/1/evaluator/config/steps/0/match/control`: ",
                "eject",
                "hint: correct it there; `touchstone/device-checklist#evaluator` does not take it as it is",
            ],
        ),
        (
            "a map from a dimension that nobody measures",
            "/items/1/maps/0/from",
            json!("saftey"),
            3,
            &[
                "at `/items/1/maps/0/from`: the evaluator measures no dimension `saftey`",
                "hint: did you mean `safety`?",
            ],
        ),
        (
            "an evaluator for other answers",
            "/items/0/evaluator",
            item("x", "touchstone/device-checklist", &case("device-checklist", "all-in-order"), &[])["evaluator"]
                .clone(),
            3,
            &["`/items/0/evaluator`: the question type yields `program` answers, the evaluator takes `events`"],
        ),
        (
            "a capability that was not granted",
            "/grants",
            json!({}),
            3,
            &[
                "/interview.json`, at `/grants`: plugin `touchstone/code-runner` imports `touchstone:plugin/code@",
                "capability `run-code`, which it was not granted",
                "hint: add \"run-code\" to the list of `touchstone/code-runner` under `grants`",
            ],
        ),
        (
            "a grant that nobody asked for",
            "/grants",
            json!({"touchstone/code-runner": ["run-code", "attachments"]}),
            3,
            &[
                "at `/grants/touchstone~1code-runner`: the plugin `touchstone/code-runner` does not ask for `attachments`",
                "hint: remove the grant",
            ],
        ),
    ]);
}

#[test]
fn one_language_runtime_twice() {
    let example = Example::small();
    let python = json!({"plugin": "touchstone/runtime-python", "version": "^0.1"});
    example.set(FILE, "/runtimes", json!([python, python]));
    fails(
        "twice",
        &score(example.folder(), &[]),
        3,
        &["at `/runtimes/1/plugin`: the plugin `touchstone/runtime-python` comes twice"],
    );
}

#[test]
fn a_plugin_that_fails_before_anything_is_scored() {
    let example = Example::fixture(&json!({"act": {"panic": "the author's fault"}}));
    fails(
        "a panic in check-config",
        &score(example.folder(), &[]),
        4,
        &[
            "/interview.json`, at `/items/0/evaluator/config`: plugin `touchstone/fixture`: trapped",
            "the author's fault",
            "hint: this is a fault of `touchstone/fixture`, not of the file: tell its author",
        ],
    );
    let example = Example::fixture(&json!({"problems": ["/a", "/b"]}));
    fails(
        "two problems",
        &score(example.folder(), &[]),
        3,
        &[
            "has 2 mistakes\n  `/items/0/evaluator/config/a`: no good\n  `/items/0/evaluator/config/b`: no good\nhint: correct",
        ],
    );
}

#[test]
fn the_command_line_itself() {
    for arguments in [&["score"][..], &["score", "x", "--lang", "fr"], &["scor", "x"], &["build"]] {
        let ran = run(&mut touchstone(arguments));
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("error: ") && ran.stderr.contains("--help"), "{}", ran.stderr);
    }
}

#[test]
fn help_says_what_the_exit_codes_mean() {
    for arguments in [&["--help"][..], &["score", "--help"], &["build", "--help"], &["verify", "--help"]] {
        let ran = run(&mut touchstone(arguments));
        assert_eq!(ran.code, 0);
        for part in ["Usage: touchstone", "Exit codes:\n  0  Done\n", "  7  Scored, but", "  8  A receipt"] {
            assert!(ran.stdout.contains(part), "{arguments:?}:\n{}", ran.stdout);
        }
        assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ran.stdout);
    }
}

#[test]
fn one_candidate_in_two_files() {
    let example = Example::small();
    let answers = read_json(&example.folder().join("answers/ada.json"))["answers"].clone();
    example.write("answers/again.json", &sheet("ada", &answers).to_string());
    let said = ["/answers/ada.json` and `", "/answers/again.json` are both of the candidate `ada`", "hint: give each"];
    fails("duplicate", &score(example.folder(), &[]), 3, &said);
}

#[test]
fn every_mistake_is_told_at_once() {
    let example = Example::of(&json!({"id": "Big", "rubric": rubric(&[]), "items": []}), &[]);
    let ran = score(example.folder(), &[]);
    fails("many", &ran, 3, &["/interview.json` has ", "`/id`: ", "`/title`: ", "`/items`: ", "`/rubric/dimensions`: "]);
}
