//! Walks `tests/cases/<case>/`: each answer scored natively has to give the scores and finding codes of `expected.json`. The same folders
//! run through the built component in the host's tests. The cases' files are written by `write_case_files`, run by hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Attachment, Evaluator, Measure, QuestionType, Refusal};
use work_upload::{UploadQuestion, WorkEvaluator};

use crate::common::{docx, office, png, sales, workbook};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn every_case_scores_as_expected() {
    let mut folders: Vec<_> = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 7, "cases are missing in {}", root().display());
    for folder in folders {
        let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
        let (question, config) = (read("question.json"), read("config.json"));
        let typed = serde_json::from_value(question.clone()).unwrap();
        assert_eq!(
            WorkEvaluator::check_config(&typed, &serde_json::from_value(config.clone()).unwrap()),
            [],
            "{}",
            folder.display()
        );
        let uploads = read("answer.json");
        let contents: Vec<Vec<u8>> = uploads["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| fs::read(folder.join(file["path"].as_str().unwrap())).unwrap())
            .collect();
        let attachment = |(id, (file, content)): (u32, (&Value, &Vec<u8>))| Attachment {
            id,
            name: file["name"].as_str().unwrap().to_owned(),
            media_type: file["media_type"].as_str().unwrap().to_owned(),
            bytes: content.len() as u64,
            sha256: vec![u8::try_from(id).unwrap(); 32],
        };
        let answer = Answer::Files(
            (0..).zip(uploads["files"].as_array().unwrap().iter().zip(&contents)).map(attachment).collect(),
        );
        let taken = UploadQuestion::check_answer(&typed, 0, &answer).is_empty();
        let harness = contents.into_iter().fold(Harness::new(), Harness::attachment);
        let (got, fits) = match harness.evaluate::<WorkEvaluator>(question, config, answer) {
            Ok(evaluation) => {
                let score = |(id, measure): &(String, Measure)| match measure {
                    Measure::Millionths(value) => (id.clone(), json!(value)),
                    Measure::NotMeasured(_) => (id.clone(), Value::Null),
                };
                let scores: Map<String, Value> = evaluation.scores.iter().map(score).collect();
                let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
                let mut got = json!({ "scores": scores, "findings": codes });
                if evaluation.review.is_some() {
                    got["review"] = json!(true);
                }
                (got, taken)
            }
            Err(Refusal::MalformedAnswer(_)) => (json!({ "refusal": "malformed-answer" }), !taken),
            Err(Refusal::Unsupported(_)) => (json!({ "refusal": "unsupported" }), true),
        };
        assert_eq!(got, read("expected.json"), "{}", folder.display());
        assert!(fits, "check_answer and evaluate disagree in {}", folder.display());
    }
}

/// Writes the files that the cases hand in.
#[test]
#[ignore = "writes into the source tree; run it after changing what the cases hand in"]
fn write_case_files() {
    let write = |path: &str, content: Vec<u8>| {
        let path = root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    write("sales-report/files/report.xlsx", sales());
    write(
        "report-typed-by-hand/files/report.xlsx",
        workbook(|sheet| {
            sheet.set_name("明细").unwrap();
            for (column, title) in (0..).zip(["月份", "金额"]) {
                sheet.write(0, column, title).unwrap();
            }
            for (row, amount) in (1..).zip([31.5, 40.5, 0.4]) {
                sheet.write(row, 0, format!("{row}月")).unwrap();
                sheet.write(row, 1, amount).unwrap();
            }
            sheet.write(4, 0, "4月").unwrap();
            sheet.write(4, 1, "约 100").unwrap();
            sheet.write(5, 0, "合计").unwrap();
            sheet.write(5, 1, 172.39).unwrap();
        }),
    );
    write(
        "report-as-csv/files/report.csv",
        encoding_rs::GB18030
            .encode("月份;金额\r\n1月;31.5\r\n2月;40.5\r\n3月;0.4\r\n4月;99.99\r\n合计;172.39\r\n")
            .0
            .into_owned(),
    );
    write("empty-file/files/report.xlsx", Vec::new());
    let spaces = " ".repeat(200 << 20);
    write(
        "zip-bomb/files/report.xlsx",
        office("xl/workbook.xml", "spreadsheetml.sheet", &[("xl/workbook.xml", &spaces)]),
    );
    write("program-renamed/files/report.xlsx", b"MZ\x90\0\x03".to_vec());
    write("report-in-two-files/files/picture.png", png(1280, 720));
    write(
        "report-in-two-files/files/plan.docx",
        docx(
            "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>背景</w:t></w:r></w:p><w:p><w:r><w:t>客户投诉配送迟到，本月共 32 起。</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>方案</w:t></w:r></w:p><w:p><w:r><w:t>先致歉补偿，再调整排班。</w:t></w:r></w:p>",
        ),
    );
    write("report-missing/files/picture.png", png(8, 8));
}
