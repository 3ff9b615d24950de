//! What the tests of the reports share: an interview with a table of scores (`data/`, made by `make_data.py`), and how a report is run and read.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use num_rational::BigRational;
use serde_json::Value;
use svg::parser::Event;

use crate::common::{Run, run, touchstone};

/// A file of `data/`.
pub(crate) fn data(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/data").join(name);
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// A report on the table of scores; `more` comes last on the command line.
pub(crate) fn report(command: &str, more: &[&str]) -> Run {
    let (scores, interview) = (data("scores.csv"), data("interview.json"));
    let mut arguments = vec![command, "--scores", &scores, "--interview", &interview];
    arguments.extend(more);
    run(&mut touchstone(&arguments))
}

/// What it prints, without a complaint.
#[track_caller]
pub(crate) fn printed(ran: Run) -> String {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    ran.stdout
}

/// Its JSON, which is the same bytes each time.
#[track_caller]
pub(crate) fn json(command: &str, more: &[&str]) -> Value {
    let mut more = more.to_vec();
    more.push("--json");
    let text = printed(report(command, &more));
    assert_eq!(text, printed(report(command, &more)), "{command} {more:?}");
    serde_json::from_str(&text).unwrap()
}

/// Its CSV, read back: by column.
#[track_caller]
pub(crate) fn csv(command: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let mut more = more.to_vec();
    more.push("--csv");
    rows(&printed(report(command, &more)))
}

/// The rows of a CSV, by column.
pub(crate) fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Result<Vec<_>, _> = reader.deserialize().collect();
    rows.unwrap()
}

/// Its picture: well-formed, without anything that a viewer could run or fetch.
#[track_caller]
pub(crate) fn picture(command: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.svg");
    let mut more = more.to_vec();
    more.extend(["--svg", path.to_str().unwrap()]);
    printed(report(command, &more));
    let text = fs::read_to_string(&path).unwrap();
    let mut depth = 0;
    for event in svg::read(&text).unwrap() {
        match event {
            Event::Error(error) => panic!("{error}\n{text}"),
            Event::Tag(name, kind, attributes) => {
                assert!(!["script", "image", "a", "use", "foreignObject"].contains(&name), "{name}");
                assert!(attributes.keys().all(|key| !key.starts_with("on") && !key.contains("href")), "{attributes:?}");
                match kind {
                    svg::node::element::tag::Type::Start => depth += 1,
                    svg::node::element::tag::Type::End => depth -= 1,
                    svg::node::element::tag::Type::Empty => {}
                }
            }
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{text}");
    assert!(text.contains("prefers-color-scheme: dark") && text.contains("role=\"img\""), "{text}");
    text
}

/// An exact number of a report: `253/3`.
#[track_caller]
pub(crate) fn exact(text: &str) -> BigRational {
    BigRational::from_str(text).unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

#[track_caller]
pub(crate) fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}
