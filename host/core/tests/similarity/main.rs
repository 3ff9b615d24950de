//! Near-copies in answers that were not written for the tests of it: the 200 replies of the gold set, which people wrote apart, the 1,000
//! stored ones, which a program put together from sentences, and the programs of an example. Copies are planted and have to be found.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use touchstone_core::answer::{Answer, AnswerSheet};
use touchstone_core::interview::Interview;
use touchstone_core::similarity::{Gathered, Settings, SimilarityReport, UntoldReason, compare};

const SUPPORT: &str = include_str!("../../../../examples/customer-support/interview.json");
const GOLD: &str = include_str!("../../../../examples/customer-support/gold/answers.jsonl");
const STORED: &str = include_str!("../../../../examples/customer-support/stored/answers.jsonl");
const BACKEND: &str = include_str!("../../../../examples/backend-engineer/interview.json");
const PROGRAMS: [&str; 4] = [
    include_str!("../../../../examples/backend-engineer/answers/chen-yu.json"),
    include_str!("../../../../examples/backend-engineer/answers/li-qiang.json"),
    include_str!("../../../../examples/backend-engineer/answers/wang-fang.json"),
    include_str!("../../../../examples/backend-engineer/answers/zhao-lei.json"),
];

fn sheets(lines: &str) -> Vec<AnswerSheet> {
    lines.lines().map(|line| AnswerSheet::from_json(line).unwrap()).collect()
}

fn report(interview: &str, sheets: &[AnswerSheet]) -> SimilarityReport {
    let mut gathered = Gathered::default();
    for sheet in sheets {
        for (item, answer) in sheet.answers() {
            gathered.add(&sheet.candidate().id, item, answer, []);
        }
    }
    compare(&Interview::from_json(interview).unwrap(), gathered, &Settings::default())
}

fn too_short(report: &SimilarityReport) -> usize {
    report.untold.iter().filter(|untold| untold.reason == UntoldReason::TooShort).count()
}

/// The sheet of somebody else with what `change` makes of its text.
fn copied(sheet: &AnswerSheet, change: impl Fn(&str) -> String) -> AnswerSheet {
    let (item, answer) = sheet.answers().next().unwrap();
    let Answer::Text(text) = answer else { panic!("a text") };
    let mut answers = serde_json::Map::new();
    answers.insert(item.to_string(), json!({"kind": "text", "text": change(text)}));
    let id = format!("x-{}", sheet.candidate().id);
    let sheet =
        json!({"candidate": {"id": id, "name": "x"}, "locale": sheet.locale(), "answers": Value::Object(answers)});
    AnswerSheet::from_json(&sheet.to_string()).unwrap()
}

#[test]
fn of_answers_that_people_wrote_apart_no_two_are_told() {
    let report = report(SUPPORT, &sheets(GOLD));
    assert_eq!((report.pairs.len(), report.identical_answers.len()), (0, 0), "{:#?}", report.pairs);
    assert!(report.compared >= 80, "{}", report.compared);
    assert_eq!(report.compared + report.untold.len(), 200);
}

/// Each reply that is long enough, copied by somebody who adds a greeting and a farewell, and drops the spaces.
#[test]
fn every_planted_copy_is_told_and_nothing_else() {
    let gold = sheets(GOLD);
    let (mut all, alone) = (gold.clone(), report(SUPPORT, &gold));
    let change = |text: &str| {
        format!(
            "Hello, this is somebody from your shop. {} 再次感谢您的来信，祝一切顺利。",
            text.replace([' ', '\n'], "")
        )
    };
    all.extend(gold.iter().map(|sheet| copied(sheet, change)));
    let report = report(SUPPORT, &all);
    for pair in &report.pairs {
        assert_eq!(format!("x-{}", pair.one.answer.candidate), pair.other.answer.candidate.as_str(), "{pair:#?}");
    }
    let told: BTreeSet<_> = report.pairs.iter().map(|pair| &pair.one.answer.candidate).collect();
    // What was too short alone is still.
    assert_eq!((told.len(), alone.common), (alone.compared, 0));
}

/// One character in thirty, one letter in ninety, is another one: most copies are told all the same.
#[test]
fn copies_with_words_changed_are_mostly_told() {
    let gold = sheets(GOLD);
    let mut all = gold.clone();
    all.extend(gold.iter().map(|sheet| {
        let (every, other) = if sheet.locale().starts_with("zh") { (30, '某') } else { (90, 'q') };
        copied(sheet, |text| {
            let changed = text.chars().enumerate().map(|(n, c)| if n % every == every / 2 { other } else { c });
            changed.collect()
        })
    }));
    let (alone, report) = (report(SUPPORT, &gold), report(SUPPORT, &all));
    assert!(
        report
            .pairs
            .iter()
            .all(|pair| format!("x-{}", pair.one.answer.candidate) == pair.other.answer.candidate.as_str())
    );
    assert!(report.pairs.len() * 10 >= alone.compared * 7, "{} of {}", report.pairs.len(), alone.compared);
}

/// The stored replies are rows of three to six out of some hundred sentences. What is told of them did come out twice: two or three
/// sentences in one order, of which no crowd has each. Nothing is told that is not there in both.
#[test]
fn what_is_told_of_stored_replies_stands_in_both() {
    let stored = sheets(STORED);
    let report = report(SUPPORT, &stored);
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    for pair in &report.pairs {
        assert!(pair.share >= 50 && pair.passage.size >= 48);
        let [one, other] = [&pair.passage.one, &pair.passage.other].map(|quote| letters(&quote.text));
        assert!(one == other || pair.passage.one.cut, "{pair:#?}");
        for (side, text) in [(&pair.one, one), (&pair.other, other)] {
            let sheet = stored.iter().find(|sheet| sheet.candidate().id == side.answer.candidate).unwrap();
            let Some(Answer::Text(whole)) = sheet.answer(&side.answer.item) else { panic!("a text") };
            assert!(letters(whole).contains(&text));
        }
    }
    assert!(report.pairs.len() < 200 && report.more_pairs == 0, "{}", report.pairs.len());
    assert!(too_short(&report) > 200);
    println!("{} compared, {} pairs, {:?}", report.compared, report.pairs.len(), report.identical_answers);
}

#[test]
fn of_programs_that_people_wrote_apart_no_two_are_told() {
    let report = report(BACKEND, &PROGRAMS.map(|text| AnswerSheet::from_json(text).unwrap()));
    assert_eq!((report.compared, report.pairs.len(), report.identical_answers.len()), (8, 0, 0), "{:#?}", report.pairs);
}

/// 王芳's programs under another name, with other names for everything, other comments and another order of functions.
#[test]
fn a_program_taken_over_is_told() {
    let mut sheet = PROGRAMS[2].replace("wang-fang", "copy");
    for (from, to) in
        [("rejected", "denied"), ("clients", "table"), ("parse", "read_row"), ("fields", "cells"), ("malformed", "bad")]
    {
        sheet = sheet.replace(from, to);
    }
    let (head, tail) = sheet.split_once(r"\n\ndef read_row(line):").unwrap();
    let (function, tail) = tail.split_once(r"\n\n\n").unwrap();
    let moved = format!(r"{head}\n\n{tail}").replacen(
        r"import sys\n",
        &format!(r"import sys\n# mine\ndef read_row(line):{function}\n\n"),
        1,
    );
    let all: Vec<_> =
        PROGRAMS.into_iter().chain([moved.as_str()]).map(|text| AnswerSheet::from_json(text).unwrap()).collect();
    let report = report(BACKEND, &all);
    let told: Vec<_> = report
        .pairs
        .iter()
        .map(|pair| (pair.one.answer.candidate.as_str(), pair.other.answer.candidate.as_str()))
        .collect();
    assert_eq!(told, [("copy", "wang-fang")], "{report:#?}");
    assert_eq!(report.pairs[0].one.answer.item.as_str(), "rate-limiter");
    // The other item was not changed at all.
    assert_eq!(report.identical_answers.len(), 1);
    assert_eq!(report.identical_answers[0].holders[0].item.as_str(), "deployment-waves");
}
