//! Files that mean harm, or look as if: each becomes a finding with its reason, and never ends the program.

use std::io::{Cursor, Write};

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::{RELATIONSHIPS, archive, docx, office, question, raw_xlsx, run, sales, score};

/// The file earns nothing; its only finding has this code and says this.
fn check(name: &str, content: &[u8], code: &str, says: &str) {
    let (score, codes, words) = run(name, content, &json!({"kind": "present"}));
    assert_eq!((score, codes), (0, vec![code.to_owned()]), "{name}: {words}");
    assert!(words.contains(says), "{name}: {words}");
}

#[test]
fn files_with_nothing_in_them() {
    check("报表.xlsx", b"", "empty-file", "0 bytes");
    check("a.csv", b"\n\n,,\n  ", "empty-file", "no cell");
    check("a.csv", b"\xef\xbb\xbf", "empty-file", "no cell");
    check("a.xlsx", &raw_xlsx("<worksheet><sheetData/></worksheet>", None), "empty-file", "no cell");
    check("a.docx", &docx("<w:p><w:r><w:t>  </w:t></w:r></w:p>"), "empty-file", "no text");
}

#[test]
fn an_empty_file_with_the_right_name_earns_nothing_anywhere() {
    let tests = [
        ("completeness", json!({"kind": "present"})),
        ("correctness", json!({"kind": "rows", "at_least": 0})),
        ("presentation", json!({"kind": "count", "of": "charts", "at_most": 9})),
    ];
    let checks: Vec<_> = tests
        .iter()
        .map(|(dimension, test)| json!({"id": dimension, "title": {"en": "x"}, "dimension": dimension, "file": "work", "test": test}))
        .collect();
    let evaluation = score(&question(&json!(["xlsx"])), &json!({ "checks": checks }), &[("销售报表.xlsx", b"")]);
    assert!(evaluation.scores.iter().all(|(_, measure)| *measure == touchstone_sdk::Measure::Millionths(0)));
    assert_eq!(evaluation.findings.len(), 1);
    assert!(evaluation.findings[0].message.text("en").unwrap().contains("3 checks earn nothing"));
    assert!(evaluation.review.is_none());
}

#[test]
fn files_that_are_something_else() {
    let question = question(&json!(["xlsx"]));
    let checks = json!({"checks": [{"id": "a", "title": {"en": "a"}, "dimension": "completeness", "file": "work", "test": {"kind": "present"}}]});
    for (content, code, says) in [
        (&b"MZ\x90\0"[..], "wrong-kind", "program"),
        (b"<html><table></table></html>", "wrong-kind", "web page"),
        (b"a,b\n1,2\n", "wrong-kind", "it is csv by its content"),
        (b"%PDF-1.7\n%%EOF", "wrong-kind", "it is pdf by its content"),
        (b"%PDF-1.7\n", "damaged-file", "no end"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong-kind", "old Office format"),
        (b"\xd0\xcf\x11\xe0\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", "encrypted-file", "password"),
        (&[0, 1, 2, 3, 0xff], "wrong-kind", "no kind of file"),
        (&docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), "wrong-kind", "it is docx by its content"),
        (&archive(&[("a.xlsx", b"x")]), "wrong-kind", "archive and no Office file"),
        (b"PK\x03\x04", "damaged-file", "directory"),
        (b"PK\x05\x06", "damaged-file", "directory"),
    ] {
        let evaluation = score(&question, &checks, &[("plan.xlsx", content)]);
        let finding = &evaluation.findings[0];
        assert_eq!(finding.code, code, "{finding:?}");
        assert!(finding.message.text("en").unwrap().contains(says), "{finding:?}");
        assert_eq!(evaluation.scores[0].1, touchstone_sdk::Measure::Millionths(0));
    }
}

#[test]
fn archives_that_unpack_to_too_much() {
    let zeros = vec![b' '; 200 << 20];
    let bomb = office(
        "word/document.xml",
        "wordprocessingml.document",
        &[("word/document.xml", std::str::from_utf8(&zeros).unwrap())],
    );
    assert!(bomb.len() < 1 << 20);
    check("a.docx", &bomb, "decompression-bomb", "128.0 MiB");
    // The same where the headers lie about the size.
    let mut lying = bomb.clone();
    let size = (200_u32 << 20).to_le_bytes();
    while let Some(at) = lying.windows(4).position(|window| window == size) {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let (score, codes, words) = run("a.docx", &lying, &json!({"kind": "present"}));
    assert_eq!(score, 0, "{codes:?} {words}");
    let long = raw_xlsx(
        &format!(
            "<worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>{}</v></c></row></sheetData></worksheet>",
            "x".repeat(3 << 20)
        ),
        None,
    );
    check("a.xlsx", &long, "damaged-file", "longer than 1 MiB");
    check("a.docx", &docx(&format!("<w:p a=\"{}\"/>", "<".repeat(3 << 20))), "damaged-file", "");
    check("a.docx", &docx(&format!("<!--{}-->", "<a>".repeat(1 << 20))), "damaged-file", "longer than 1 MiB");
}

/// Large and honest: what does not fit is for a person, and no accusation.
#[test]
fn a_large_file_that_unpacks_to_a_larger_one_is_for_a_person() {
    let mut state = 1_u64;
    let mut noise = String::new();
    while noise.len() < 5 << 20 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        noise.extend(["<a>", &state.to_string(), "</a>"]);
    }
    let body = format!("{noise}{}", "<b>x</b>".repeat(9 << 20));
    let (_, codes, words) = run("a.docx", &docx(&body), &json!({"kind": "present"}));
    assert_eq!(codes, ["too-large"], "{words}");
}

#[test]
fn archives_with_strange_entries() {
    for path in ["/etc/passwd", "../../x", "xl/../../x", "C:\\x", "..\\x"] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(
            path.replace("..", "QQ").replacen('/', "Q", usize::from(path.starts_with('/'))),
            SimpleFileOptions::default(),
        )
        .unwrap();
        zip.write_all(b"x").unwrap();
        let made = zip.finish().unwrap().into_inner();
        let (from, to) = (path.replace("..", "QQ").replacen('/', "Q", usize::from(path.starts_with('/'))), path);
        assert_eq!(from.len(), to.len());
        let mut bytes = made;
        while let Some(at) = bytes.windows(from.len()).position(|window| window == from.as_bytes()) {
            if from == to {
                break;
            }
            bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        }
        check("a.xlsx", &bytes, "unsafe-archive", "leads outside");
    }
    let names: Vec<String> = (0..6_000).map(|n| format!("e{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    check("a.xlsx", &archive(&many), "unsafe-archive", "5000 entries");
    let mut encrypted = sales();
    for header in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let starts: Vec<usize> =
            encrypted.windows(4).enumerate().filter(|(_, window)| *window == header).map(|(at, _)| at).collect();
        for at in starts {
            encrypted[at + if header[2] == 3 { 6 } else { 8 }] |= 1;
        }
    }
    check("a.xlsx", &encrypted, "encrypted-file", "password");
    let macros = office(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        &[("xl/workbook.xml", "<workbook/>"), ("xl/vbaProject.bin", "x")],
    );
    check("a.xlsx", &macros, "macros", "macros");
    let nested = archive(&[("[Content_Types].xml", b"<Types/>"), ("inner.zip", &sales())]);
    check("a.xlsx", &nested, "wrong-kind", "archive");
}

#[test]
fn xml_that_means_harm() {
    let laughs = "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    for (content, code) in [
        (office("word/document.xml", "wordprocessingml.document", &[("word/document.xml", laughs)]), "unsafe-xml"),
        (docx("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>"), "unsafe-xml"),
        (docx(&"<a>".repeat(100_000)), "damaged-file"),
        (docx("<w:p><w:r>"), "damaged-file"),
        (docx("</w:p></x>"), "damaged-file"),
        (office("word/document.xml", "wordprocessingml.document", &[("word/other.xml", "<x/>")]), "damaged-file"),
    ] {
        let name = if code == "unsafe-xml" { "laughs.docx" } else { "deep.docx" };
        check(name, &content, code, "");
    }
    let sheet = "<!DOCTYPE x><worksheet><sheetData/></worksheet>";
    check("a.xlsx", &raw_xlsx(sheet, None), "unsafe-xml", "entities");
}

#[test]
fn workbooks_that_promise_too_much() {
    let cell = |at: &str| {
        format!(
            "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row><c r=\"{at}\"><v>1</v></c></row></sheetData></worksheet>"
        )
    };
    // A cell in the last corner takes no more than one anywhere.
    let (got, _, words) = run(
        "a.xlsx",
        &raw_xlsx(&cell("XFD1048576"), None),
        &json!({"kind": "value", "cell": "XFD1048576", "equals": "1"}),
    );
    assert_eq!(got, 1_000_000, "{words}");
    for at in ["XFE1", "A1048577", "A99999999999999999999", "AAAAAAAAAAAAAA1", "", "1A", "A0"] {
        check("a.xlsx", &raw_xlsx(&cell(at), None), "damaged-file", "place");
    }
    let ok = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    check(
        "a.xlsx",
        &raw_xlsx(ok, Some("<sst uniqueCount=\"18446744073709551615\"><si><t>x</t></si></sst>")),
        "damaged-file",
        "count",
    );
    check("a.xlsx", &raw_xlsx(ok, Some("<sst/>")), "damaged-file", "cannot be read");
    for bad in ["<dimension ref=\"B2:A1\"/>", "<dimension ref=\"A1:B2:C3\"/>", "<dimension ref=\":\"/>"] {
        check("a.xlsx", &raw_xlsx(&format!("<worksheet>{bad}<sheetData/></worksheet>"), None), "damaged-file", "");
    }
    check(
        "a.xlsx",
        &raw_xlsx("<worksheet><sheetData><row r=\"4294967295\"/></sheetData></worksheet>", None),
        "damaged-file",
        "place",
    );
    // A text of 32 KiB in very many cells is small in the file and large in memory.
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(5_000);
    let many = raw_xlsx(&format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"), Some(&shared));
    let evaluation = score(
        &question(&json!(["xlsx"])),
        &json!({"checks": [{"id": "a", "title": {"en": "a"}, "dimension": "correctness", "file": "work", "test": {"kind": "present"}}]}),
        &[("a.xlsx", &many)],
    );
    assert_eq!(evaluation.findings[0].code, "too-large");
    assert!(evaluation.review.is_some(), "a limit of ours is no fault of the candidate's");
}

#[test]
fn a_csv_of_too_many_cells_or_lines_is_for_a_person() {
    let wide = "1,".repeat(2_100_000);
    let long = "1\n".repeat(1_100_000);
    for content in [wide.replace("1,1,1,1,1,1,1,1,", "1,1,1,1,1,1,1,1\n"), long] {
        let (_, codes, words) = run("a.csv", content.as_bytes(), &json!({"kind": "present"}));
        assert_eq!(codes, ["too-large"], "{words}");
    }
}

#[test]
fn strange_names_and_cells_are_quoted_safely() {
    let name = "\u{202e}xslx\u{0}\u{7}תוכנית\u{ffff}`.csv";
    let content = "a,b\n\u{1b}[31mred\u{202e},\u{7}\n";
    let (score, _, words) = run(name, content.as_bytes(), &json!({"kind": "value", "cell": "A2", "equals": "x"}));
    assert_eq!(score, 0);
    assert!(!words.contains(['\u{202e}', '\u{1b}', '\u{7}', '\0']), "{words:?}");
    let long = format!("{}.csv", "名".repeat(10_000));
    assert!(run(&long, b"a", &json!({"kind": "sheet", "sheet": ["x"]})).2.len() < 1_000);
}

#[test]
fn a_chart_without_data_is_none() {
    let drawing = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONSHIPS}/drawing\" Target=\"../drawings/drawing1.xml\"/></Relationships>"
    );
    let chart = drawing.replace("/drawing\"", "/chart\"").replace("drawings/drawing1", "charts/chart1");
    let workbook = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    for (series, score) in [
        ("<c:ser><c:val><c:numRef><c:f>S!$A$1:$A$2</c:f></c:numRef></c:val></c:ser>", 1_000_000),
        ("<c:ser/>", 0),
        ("", 0),
    ] {
        let body = format!("<c:chartSpace><c:plotArea><c:pieChart>{series}</c:pieChart></c:plotArea></c:chartSpace>");
        let file = office(
            "xl/workbook.xml",
            "spreadsheetml.sheet",
            &[
                (
                    "xl/workbook.xml",
                    "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                ),
                ("xl/_rels/workbook.xml.rels", &workbook),
                (
                    "xl/worksheets/sheet1.xml",
                    "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
                ),
                ("xl/worksheets/_rels/sheet1.xml.rels", &drawing),
                ("xl/drawings/drawing1.xml", "<d/>"),
                ("xl/drawings/_rels/drawing1.xml.rels", &chart),
                ("xl/charts/chart1.xml", &body),
            ],
        );
        let (got, _, words) = run("a.xlsx", &file, &json!({"kind": "chart", "types": ["pie"]}));
        assert_eq!(got, score, "{series}: {words}");
    }
}
