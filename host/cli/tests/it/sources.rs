//! Where candidates come from: bad tables cell by cell, results that are another interview's, servers that are none, and two sources at once.

use std::fs;

use serde_json::Value;

use crate::common::{Example, Run, fails, run, score, touchstone};
use crate::reports::{contains, data, printed, report};

/// What is done to a report.
type Change = fn(&mut Value);

const HEADER: &str = "candidate,code/correctness,code/style,device/safety,device/speed,reply/tone";

fn of_scores(text: &[u8]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scores.csv");
    fs::write(&path, text).unwrap();
    run(&mut touchstone(&["rank", "--scores", path.to_str().unwrap(), "--interview", &data("interview.json"), "--csv"]))
}

#[test]
fn every_bad_cell_is_named_at_once() {
    let table = format!(
        "{HEADER}\nada,50,-1,101,abc,1.00001\nbob,omitted,50,1,2,3\nada,1,2,3,4,5\nBad Id,1,2,3,4,5\ncy,1,2,3\n\ndan,1e2,2,３,4,5\n"
    );
    let said = [
        "has 10 mistakes",
        "`line 2, column 3`: `-1` is negative; write points from 0 to 100",
        "`line 2, column 4`: `101` is more than 100",
        "`line 2, column 5`: `abc` is no number of points",
        "`line 2, column 6`: `1.00001` is finer than a score can be; write four decimals at most",
        "`line 3, column 3`: `code` is `omitted` in another column of this row",
        "`line 4, column 1`: the candidate `ada` is on line 2 already; keep one row",
        "`line 5, column 1`: `Bad Id` is no candidate id",
        "`line 6`: this row has 4 cells, the header 6",
        "`line 8, column 2`: `1e2` is no number of points",
        "`line 8, column 4`: `３` is no number of points",
    ];
    fails("cells", &of_scores(table.as_bytes()), 3, &said);
}

#[test]
fn columns_that_lack_and_columns_that_nobody_knows() {
    let table = "candidate,code/correctness,device/safety,device/speed,reply/tone,reply/wit,code/correctness\nada,1,2,3,4,5,6\n";
    let said = [
        "there is no column `code/style`",
        "maps nothing from `reply/wit`",
        "the column `code/correctness` is there twice",
    ];
    fails("columns", &of_scores(table.as_bytes()), 3, &said);
    fails(
        "no ids",
        &of_scores(format!("{}\nada,1,2,3,4,5\n", HEADER.replace("candidate", "who")).as_bytes()),
        3,
        &["there is no column `candidate`"],
    );
    fails("empty", &of_scores(b""), 3, &["is empty", "write a header"]);
    fails("no row", &of_scores(HEADER.as_bytes()), 3, &["has a header and no row"]);
    fails("no text", &of_scores(b"candidate\xff\n"), 3, &["is not text in UTF-8"]);
}

#[test]
fn spreadsheets_marks_of_order_and_quotes_are_taken() {
    let table = format!("\u{feff}{HEADER}\r\n\"ada\", 50 ,\"12.5\",not-administered,not-administered,\r\n");
    let rows = crate::reports::rows(&printed(of_scores(table.as_bytes())));
    assert_eq!(
        (rows[0]["candidate"].as_str(), rows[0]["skill"].as_str(), rows[0]["care"].as_str()),
        ("ada", "50", "25/2")
    );
    assert_eq!(rows[0]["speed"], "", "not administered");
}

#[test]
fn an_item_that_was_not_reached_follows_the_rubrics_policy() {
    let table = format!("{HEADER}\nada,50,50,50,50,not-reached\n");
    let rows = crate::reports::rows(&printed(of_scores(table.as_bytes())));
    assert_eq!((rows[0]["total"].as_str(), rows[0]["withheld"].as_str()), ("", "1"));
}

#[test]
fn results_are_not_taken_on_trust() {
    let example = Example::small();
    let results = score(example.folder(), &["--json"]).stdout;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut report: Value = serde_json::from_str(&results).unwrap();
        change(&mut report);
        example.write("results.json", &report.to_string());
        let file = format!("{}/results.json", example.path());
        run(&mut touchstone(&["rank", example.path(), "--results", &file]))
    };
    let cases: [(&str, Change, &[&str]); 6] = [
        (
            "another interview",
            |report| report["interview"] = "other".into(),
            &["the results of the interview `other`, not of `small`"],
        ),
        (
            "too many millionths",
            |report| {
                report["candidates"][0]["items"][0]["evaluation"]["scores"][0]["measure"] =
                    serde_json::json!({"millionths": 2_000_000});
            },
            &["more than 1000000", "`/candidates/0/items (program)`"],
        ),
        (
            "an item is missing",
            |report| _ = report["candidates"][0]["items"].as_array_mut().unwrap().remove(0),
            &["the item `program` of the interview is not there"],
        ),
        (
            "an unknown item",
            |report| report["candidates"][0]["items"][0]["id"] = "other".into(),
            &["has no item `other`"],
        ),
        (
            "a candidate twice",
            |report| {
                let one = report["candidates"][0].clone();
                report["candidates"].as_array_mut().unwrap().push(one);
            },
            &["the candidate `ada` comes twice"],
        ),
        ("no report", |report| *report = serde_json::json!([]), &["is not what `touchstone score --json` prints"]),
    ];
    for (what, change, said) in cases {
        fails(what, &with(&change), 3, said);
    }
}

#[test]
fn one_source_and_a_whole_one() {
    fails(
        "none",
        &run(&mut touchstone(&["rank"])),
        2,
        &["there is nothing to read candidates from", "--server URL --job JOB"],
    );
    let cases: [(&[&str], &str); 5] = [
        (&["examples/backend-engineer"], "cannot be used with"),
        (&["--server", "http://127.0.0.1:1", "--job", "x"], "cannot be used with"),
        (&["--plugins", "target/plugins"], "cannot be used with"),
        (&["--job", "x"], "cannot be used with"),
        (&["--csv", "--json"], "cannot be used with"),
    ];
    for (more, said) in cases {
        let ran = report("rank", more);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{more:?}: {}", ran.stderr);
        contains(&ran.stderr, &[said]);
    }
    let (scores, interview) = (data("scores.csv"), data("interview.json"));
    assert_eq!(run(&mut touchstone(&["rank", "--scores", &scores])).code, 2);
    let wrong = run(&mut touchstone(&["rank", "--scores", &scores, "--interview", &scores]));
    fails("an interview that is none", &wrong, 3, &["scores.csv", "not valid JSON"]);
    let nowhere = run(&mut touchstone(&["rank", "--scores", "/nowhere.csv", "--interview", &interview]));
    fails("no table", &nowhere, 3, &["there is no `/nowhere.csv`"]);
}

#[test]
fn servers_that_are_none() {
    let rank = |server: &str, job: &str| run(&mut touchstone(&["rank", "--server", server, "--job", job]));
    for address in ["nonsense", "https://127.0.0.1", "http://", "http://127.0.0.1:7410/api/v1", "file:///etc/passwd"] {
        fails(address, &rank(address, "x"), 3, &["is no address of a server", "http://127.0.0.1:7410"]);
    }
    fails("nobody listens", &rank("http://127.0.0.1:1", "x"), 6, &["cannot reach the server at `http://127.0.0.1:1`"]);
    fails("no job id", &rank("http://127.0.0.1:1", "../secrets"), 3, &["`../secrets` is no interview id"]);
}
