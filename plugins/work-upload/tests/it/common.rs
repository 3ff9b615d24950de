//! What the tests share: files made in memory, and one way to have them scored.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Chart, ChartType, Formula, Workbook};
use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Attachment, Evaluation, Evaluator, Measure, QuestionType};
use work_upload::{UploadQuestion, WorkEvaluator};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One requirement `work` that takes these kinds.
pub(crate) fn question(kinds: &Value) -> Value {
    json!({"statement": {"en": "Hand in."}, "files": [{"id": "work", "title": {"en": "Work"}, "kinds": kinds, "max_bytes": 33_554_432}]})
}

/// One check on it.
pub(crate) fn check(dimension: &str, test: &Value) -> Value {
    json!({"id": "it", "title": {"en": "It"}, "dimension": dimension, "file": "work", "test": test})
}

pub(crate) fn config(checks: &[Value]) -> Value {
    json!({ "checks": checks })
}

pub(crate) fn attachments(files: &[(&str, &[u8])]) -> Vec<Attachment> {
    let attachment = |(id, (name, content)): (u32, &(&str, &[u8]))| Attachment {
        id,
        name: (*name).to_owned(),
        media_type: "application/octet-stream".to_owned(),
        bytes: content.len() as u64,
        // No digest, but unlike for unlike contents.
        sha256: (0..32_u8)
            .map(|salt| content.iter().fold(salt, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte)))
            .collect(),
    };
    (0..).zip(files).map(attachment).collect()
}

/// Scores files; both configs have to hold and the answer has to be one that is taken.
pub(crate) fn score(question: &Value, config: &Value, files: &[(&str, &[u8])]) -> Evaluation {
    let typed = serde_json::from_value(question.clone()).unwrap();
    let checks = serde_json::from_value(config.clone()).unwrap();
    assert_eq!(WorkEvaluator::check_config(&typed, &checks), []);
    let answer = Answer::Files(attachments(files));
    assert_eq!(UploadQuestion::check_answer(&typed, 0, &answer), []);
    let harness = files.iter().fold(Harness::new(), |harness, (_, content)| harness.attachment(content.to_vec()));
    harness.evaluate::<WorkEvaluator>(question.clone(), config.clone(), answer).unwrap()
}

/// What one check on one file comes to: millionths, codes of findings, the messages in English.
pub(crate) fn run(name: &str, content: &[u8], test: &Value) -> (u32, Vec<String>, String) {
    let kinds = json!(["xlsx", "csv", "docx", "pptx", "pdf", "png", "jpeg", "gif", "webp"]);
    let evaluation = score(&question(&kinds), &config(&[check("correctness", test)]), &[(name, content)]);
    let Some((_, Measure::Millionths(score))) = evaluation.scores.iter().find(|(id, _)| id == "correctness") else {
        panic!("{evaluation:?}");
    };
    let codes = evaluation.findings.iter().map(|finding| finding.code.clone()).collect();
    let words = evaluation
        .findings
        .iter()
        .map(|finding| format!("{:?} {}", finding.place, finding.message.text("en").unwrap()));
    (*score, codes, words.collect::<Vec<_>>().join("\n"))
}

/// A sales report: `明细` with four rows, a total row and a column of formulas; `汇总` with a sum; a column chart and a line chart.
pub(crate) fn sales() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("明细").unwrap();
    sheet.write(0, 0, "2024 年销售").unwrap();
    for (column, title) in (0..).zip(["月份", "Region", "数量", "单价", "金额"]) {
        sheet.write(2, column, title).unwrap();
    }
    for (row, (month, region, count, price)) in
        (3..).zip([("1月", "东", 3, 10.5), ("2月", "西", 2, 20.25), ("3月", "东", 4, 0.1), ("4月", "南", 1, 99.99)])
    {
        sheet.write(row, 0, month).unwrap();
        sheet.write(row, 1, region).unwrap();
        sheet.write(row, 2, count).unwrap();
        sheet.write(row, 3, price).unwrap();
        let amount = f64::from(count) * price;
        sheet
            .write_formula(row, 4, Formula::new(format!("C{0}*D{0}", row + 1)).set_result(amount.to_string()))
            .unwrap();
    }
    sheet.write(7, 0, "合计").unwrap();
    sheet.write_formula(7, 4, Formula::new("SUM(E4:E7)").set_result("172.39")).unwrap();
    let series = |kind| {
        let mut chart = Chart::new(kind);
        chart.add_series().set_categories("明细!$A$4:$A$7").set_values("明细!$E$4:$E$7");
        chart
    };
    sheet.insert_chart(10, 0, &series(ChartType::Column)).unwrap();
    let summary = book.add_worksheet().set_name("汇总").unwrap();
    summary.write(0, 0, "项目").unwrap();
    summary.write(0, 1, "金额").unwrap();
    summary.write(1, 0, "东").unwrap();
    summary.write(1, 1, 31.9).unwrap();
    summary.write(2, 0, "其他").unwrap();
    summary.write(2, 1, 140.49).unwrap();
    summary.insert_chart(5, 0, &series(ChartType::Line)).unwrap();
    book.save_to_buffer().unwrap()
}

/// A workbook whose only sheet holds what `fill` writes.
pub(crate) fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// An archive of these entries.
pub(crate) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts that every package has: content types and the way to its main part.
pub(crate) fn package_of(main: &str, content_type: &str) -> [(String, Vec<u8>); 2] {
    let types = format!(
        "<Types><Override PartName=\"/{main}\" ContentType=\"application/vnd.openxmlformats-officedocument.{content_type}.main+xml\"/></Types>"
    );
    let relationships = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"{main}\"/></Relationships>"
    );
    [("[Content_Types].xml".to_owned(), types.into_bytes()), ("_rels/.rels".to_owned(), relationships.into_bytes())]
}

/// A package with these parts beside the ones that every package has.
pub(crate) fn office(main: &str, content_type: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let common = package_of(main, content_type);
    let common = common.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    let parts = parts.iter().map(|(name, content)| (*name, content.as_bytes()));
    archive(&common.chain(parts).collect::<Vec<_>>())
}

/// A Word document with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let styles = r#"<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>"#;
    let relationships = format!(
        "<Relationships><Relationship Id=\"s\" Type=\"{RELATIONSHIPS}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let parts = [
        ("word/document.xml", document.as_str()),
        ("word/styles.xml", styles),
        ("word/_rels/document.xml.rels", &relationships),
    ];
    office("word/document.xml", "wordprocessingml.document", &parts)
}

/// A workbook of one sheet, by its XML, with its shared strings'.
pub(crate) fn raw_xlsx(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let workbook = "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let relationships = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let mut parts = vec![
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", &relationships),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(strings.map(|strings| ("xl/sharedStrings.xml", strings)));
    office("xl/workbook.xml", "spreadsheetml.sheet", &parts)
}

/// A PNG's beginning and end; its picture is not looked at.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
    bytes.extend(b"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82");
    bytes
}
