//! The same answers give the same bytes, fuel included: in another process, and from files that were written in another order.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{folders, name_of, plugins_of, score_with, workspace};

#[test]
fn the_same_bytes_in_every_process() {
    for folder in folders(&workspace().join("examples")) {
        let plugins = plugins_of(&folder);
        let first = score_with(&plugins, &folder, &["--json"]);
        assert_eq!((first.code, first.stderr.as_str()), (0, ""));
        let copy = tempfile::tempdir().unwrap();
        let mut answers: Vec<_> =
            fs::read_dir(folder.join("answers")).unwrap().map(|entry| entry.unwrap().path()).collect();
        answers.retain(|path| path.is_file());
        answers.sort();
        // The last name first, under names that sort the other way round, and the interview at the end.
        fs::create_dir(copy.path().join("answers")).unwrap();
        for (n, answer) in answers.iter().rev().enumerate() {
            fs::copy(answer, copy.path().join(format!("answers/{n}.json"))).unwrap();
        }
        fs::copy(folder.join("interview.json"), copy.path().join("interview.json")).unwrap();
        for uploads in folders(&folder.join("answers")).iter().flat_map(|files| folders(files)) {
            let to = copy.path().join("answers/files").join(name_of(&uploads));
            fs::create_dir_all(&to).unwrap();
            for file in fs::read_dir(&uploads).unwrap().map(Result::unwrap) {
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
        let second = score_with(&plugins, copy.path(), &["--json"]);
        assert_eq!(first.stdout, second.stdout, "{}", folder.display());
        fuel_is_there(&first.stdout, &folder);
    }
}

fn fuel_is_there(report: &str, folder: &Path) {
    let report: Value = serde_json::from_str(report).unwrap();
    let candidates = report["candidates"].as_array().unwrap();
    let items = candidates.iter().flat_map(|candidate| candidate["items"].as_array().unwrap());
    let mut evaluated = items.filter(|item| item["evaluation"].is_object());
    assert!(evaluated.all(|item| item["fuel"].as_u64().unwrap() > 1000), "{}", folder.display());
    for plugin in report["plugins"].as_array().unwrap() {
        assert!(plugin["digest"].as_str().unwrap().starts_with("sha256:"), "{plugin}");
    }
}
