//! Answers that cannot be taken: each failure names the candidate's file, the place in it, and what to do.

use serde_json::{Value, json};

use crate::common::{Example, fails, score, sheet};

const FILE: &str = "answers/ada.json";

#[test]
fn answers_that_cannot_be_taken() {
    let program = |language: &str| json!({"kind": "program", "language": language, "entry": "main.py", "files": [{"path": "main.py", "text": ""}]});
    let event = |name: &str, detail: Value| json!({"received_ms": 1, "client_ms": 1, "name": name, "detail": detail});
    let events = |event: Value| json!({"kind": "events", "events": [event]});
    let cases: [(&str, &str, Value, &[&str]); 10] = [
        (
            "an item that does not exist",
            "/answers/programm",
            json!({"kind": "omitted"}),
            &[
                "/answers/ada.json`, at `/answers/programm`: the interview `small` has no item `programm`",
                "hint: did you mean `program`?",
            ],
        ),
        (
            "text for a program",
            "/answers/program",
            json!({"kind": "text", "text": "print(1)"}),
            &[
                "/answers/ada.json`, at `/answers/program/kind`: `touchstone/code-runner#question-type` takes no answer of the kind `text`",
                "hint: send one of the kind `program`",
            ],
        ),
        (
            "a kind that does not exist",
            "/answers/program",
            json!({"kind": "programm"}),
            &["at `/answers/program/kind`: `programm` is no kind of answer", "hint: did you mean `program`?"],
        ),
        (
            "a program without its entry",
            "/answers/program/entry",
            json!("run.py"),
            &["at `/answers/program/entry`: `run.py` is none of the files"],
        ),
        (
            "a path out of the program",
            "/answers/program/files/0/path",
            json!("../main.py"),
            &["/answers/program/files/0/path", "`../main.py` has a part `.` or `..`"],
        ),
        (
            "a language that the question does not take",
            "/answers/program",
            program("cobol"),
            &["/answers/ada.json`, at `/answers/program/language`: ", "cobol", "python", "hint: "],
        ),
        (
            "an event that the schema does not know",
            "/answers/device",
            events(event("press", json!({"button": "power"}))),
            &[
                "/answers/ada.json`, at `/answers/device/events/0/detail`: unknown key `button`",
                "hint: send what the module's manifest describes",
            ],
        ),
        (
            "an event on a control that the device does not have",
            "/answers/device",
            events(event("press", json!({"control": "eject"}))),
            &["at `/answers/device/events/0", "eject", "hint: "],
        ),
        (
            "events out of order",
            "/answers/device",
            json!({"kind": "events", "events": [
                {"received_ms": 9, "client_ms": 1, "name": "wait"}, {"received_ms": 8, "client_ms": 1, "name": "wait"},
            ]}),
            &["at `/answers/device/events/1`: it was received at 8 ms, before the event ahead of it (9 ms)"],
        ),
        (
            "no language",
            "/locale",
            json!("english!"),
            &["at `/locale`: `english!` is no language tag", "hint: write one such as"],
        ),
    ];
    for (what, pointer, value, said) in cases {
        let example = Example::small();
        example.set(FILE, pointer, value);
        fails(what, &score(example.folder(), &[]), 3, said);
    }
}

#[test]
fn an_upload_that_is_not_there() {
    let example = Example::fixture(&json!({}));
    let file = json!({"name": "a.csv", "media_type": "text/csv", "path": "files/a.csv"});
    example.set(FILE, "/answers/item", json!({"kind": "files", "files": [file]}));
    let said = ["there is no `", "/answers/files/a.csv`", "/answers/ada.json` names it under `/answers/item/files`"];
    fails("missing", &score(example.folder(), &[]), 3, &said);
    example.write("answers/files/a.csv", "1,2");
    assert_eq!(score(example.folder(), &[]).code, 0);
}

#[test]
fn what_the_question_type_says_is_told() {
    let example = Example::fixture(&json!({}));
    example.set(FILE, "/answers/item/text", json!(""));
    let said = ["/answers/ada.json`, at `/answers/item`: empty", "`touchstone/fixture#question-type` does not take it"];
    fails("empty", &score(example.folder(), &[]), 3, &said);
}

/// An example whose answers are lines of `answers.jsonl` alone.
fn lines(lines: &str) -> Example {
    let example = Example::fixture(&json!({}));
    example.remove("answers");
    example.write("answers.jsonl", lines);
    example
}

fn line(candidate: &str, answer: &Value) -> String {
    format!("{}\n", sheet(candidate, &json!({"item": answer})))
}

#[test]
fn lines_and_files_are_answers_alike() {
    let hello = json!({"kind": "text", "text": "hello"});
    let example = lines(&format!("{}\n{}", line("ada", &hello), line("grace", &hello)));
    example.write("answers/alan.json", &sheet("alan", &json!({"item": hello})).to_string());
    let ran = score(example.folder(), &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let candidates = report["candidates"].as_array().unwrap().iter().map(|one| &one["candidate"]["id"]);
    let mut ids: Vec<&str> = candidates.map(|id| id.as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["ada", "alan", "grace"]);
}

#[test]
fn lines_that_cannot_be_taken() {
    let hello = json!({"kind": "text", "text": "hello"});
    let good = line("ada", &hello);
    let files = json!({"kind": "files", "files": [{"name": "a.csv", "media_type": "text/csv", "path": "a.csv"}]});
    let unknown = format!("{}\n", sheet("grace", &json!({"itme": hello})));
    let cases: [(&str, String, &[&str]); 6] = [
        ("no line", "\n".to_owned(), &["there is no answer in `", "answers.jsonl`"]),
        ("no JSON", format!("{good}\n{{\"candidate\": ?}}\n"), &["answers.jsonl`, line 3, column 15: not valid JSON"]),
        ("no name", good.replace("\"name\":", "\"nmae\":"), &["answers.jsonl:1`", "/candidate/nmae"]),
        ("no such item", format!("{good}{unknown}"), &["answers.jsonl:2`, at `/answers/itme`", "did you mean `item`?"]),
        (
            "uploads",
            format!("{good}{}", line("grace", &files)),
            &["answers.jsonl:2`, at `/answers/item/kind`: a line of `answers.jsonl` takes no uploaded files"],
        ),
        (
            "twice",
            format!("{good}{good}"),
            &["answers.jsonl:1` and `", "answers.jsonl:2` are both of the candidate `ada`"],
        ),
    ];
    for (what, text, said) in cases {
        fails(what, &score(lines(&text).folder(), &[]), 3, said);
    }
}

#[test]
fn a_candidate_in_a_line_and_in_a_file() {
    let hello = json!({"kind": "text", "text": "hello"});
    let example = lines(&line("ada", &hello));
    example.write(FILE, &sheet("ada", &json!({"item": hello})).to_string());
    let said = ["/answers.jsonl:1` and `", "/answers/ada.json` are both of the candidate `ada`"];
    fails("both", &score(example.folder(), &[]), 3, &said);
}
