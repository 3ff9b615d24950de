//! The tour by hand in README.md, run as it stands but for the port, the data directory and where the program is.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::common::workspace;

#[test]
fn the_tour_in_the_readme_works() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("\n```sh\n").expect("the README has a tour");
    let (tour, _) = rest.split_once("\n```\n").expect("it ends");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_touchstone")).parent().unwrap();
    let script = tour
        .replace("~/.cache/touchstone/target/debug", programs.to_str().unwrap())
        .replace("127.0.0.1:7411", &format!("127.0.0.1:{port}"))
        .replace("--data my-data", &format!("--data {}", folder.path().join("data").display()))
        .replace(" &  ", " > /dev/null &  ");

    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", &format!("trap 'kill %1; wait' EXIT\n{script}")]).current_dir(workspace());
    let output = bash.stdin(Stdio::null()).output().expect("bash starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stdout));

    let answers: Vec<Value> =
        serde_json::Deserializer::from_slice(&output.stdout).into_iter().map(|answer| answer.unwrap()).collect();
    let switched_off = &answers[answers.len() - 3];
    assert_eq!(switched_off["modules"][1]["off"], true, "{switched_off}");
    let ranked = answers.last().unwrap()["ranked"].as_array().unwrap();
    let order: Vec<&str> = ranked.iter().map(|one| one["scorecard"]["candidate"].as_str().unwrap()).collect();
    assert_eq!(order, ["chen-jing", "he-xin", "liu-yang", "ada", "sun-hao"]);
}
