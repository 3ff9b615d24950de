//! Checks on workbooks and CSV files, one by one.

use serde_json::{Value, json};

use crate::common::{raw_xlsx, run, sales, workbook};

/// Test, millionths, what the findings say.
fn check(name: &str, content: &[u8], rows: &[(Value, u32, &str)]) {
    for (test, score, says) in rows {
        let (got, codes, words) = run(name, content, test);
        assert_eq!(got, *score, "{test}: {codes:?} {words}");
        assert!(words.contains(says), "{test}: {words}");
        assert_eq!(codes.is_empty(), *score == 1_000_000, "{test}: {words}");
    }
}

#[test]
fn a_report_is_checked_by_its_headers() {
    check(
        "报表.xlsx",
        &sales(),
        &[
            (json!({"kind": "sheet", "sheet": ["Details", "明细"]}), 1_000_000, ""),
            (json!({"kind": "sheet", "sheet": ["成本"]}), 0, "there are `明细`, `汇总`"),
            (json!({"kind": "columns", "columns": [["金额", "Amount"], [" ｒｅｇｉｏｎ"]]}), 1_000_000, ""),
            (json!({"kind": "columns", "columns": [["金额"], ["月份"], ["客户"]]}), 666_666, "`客户`"),
            (json!({"kind": "rows", "column": ["数量"], "at_least": 4, "at_most": 4}), 1_000_000, ""),
            (json!({"kind": "rows", "at_least": 8}), 500_000, "there are 4"),
            (json!({"kind": "rows", "at_least": 1, "at_most": 3}), 0, "at most 3"),
            (
                json!({"kind": "types", "columns": [{"names": ["数量"], "type": "integer"}, {"names": ["月份"], "type": "text"}]}),
                1_000_000,
                "",
            ),
            (json!({"kind": "types", "columns": [{"names": ["单价"], "type": "integer"}]}), 0, "明细!D4"),
            (json!({"kind": "formula", "column": ["金额"]}), 1_000_000, ""),
            (json!({"kind": "formula", "column": ["数量"]}), 0, "明细!C4"),
            (json!({"kind": "formula", "cell": "E8", "functions": ["SUM", "SUBTOTAL"]}), 1_000_000, ""),
            (json!({"kind": "formula", "cell": "E8", "functions": ["SUMIF"]}), 0, "`SUM(E4:E7)` calls none of `SUMIF`"),
            (json!({"kind": "formula", "sheet": ["汇总"], "cell": "B2"}), 0, "fixed value `31.9`"),
            (json!({"kind": "value", "cell": "E8", "equals": "172.39"}), 1_000_000, ""),
            (json!({"kind": "value", "cell": "A8", "equals": "合計"}), 0, "holds `合计`"),
            (json!({"kind": "total", "column": ["金额"], "equals": "172.39", "tolerance": "0"}), 1_000_000, ""),
            (
                json!({"kind": "total", "column": ["金额"], "equals": "172.4", "tolerance": "0.009"}),
                0,
                "sums to 172.39, expected 172.4",
            ),
            (
                json!({"kind": "total", "column": ["金额"], "equals": {"sheet": ["汇总"], "column": ["金额"]}}),
                1_000_000,
                "",
            ),
            (json!({"kind": "total", "column": ["金额"], "equals": {"cell": "E8"}}), 1_000_000, ""),
            (json!({"kind": "total", "column": ["金额"], "equals": {"sheet": ["汇总"], "cell": "A2"}}), 0, "汇总!A2"),
            (json!({"kind": "total", "column": ["利润"], "equals": "1"}), 0, "`利润` is missing"),
            (json!({"kind": "chart", "at_least": 2}), 1_000_000, ""),
            (json!({"kind": "chart", "types": ["line", "pie"]}), 1_000_000, ""),
            (json!({"kind": "chart", "types": ["pie"]}), 0, "2 of other types"),
            (json!({"kind": "chart", "sheet": ["汇总"], "types": ["column"]}), 0, "1 of other types"),
            (json!({"kind": "count", "of": "sheets", "at_least": 2, "at_most": 2}), 1_000_000, ""),
        ],
    );
}

#[test]
fn a_csv_is_checked_by_what_its_text_says() {
    let csv = "日期,客户,金额\n2024-01-05,甲,\"1,200.50\"\n2024/2/30,乙,￥300\n2024年3月1日,丙,n/a\nTotal,,1500.5\n";
    check(
        "a.csv",
        csv.as_bytes(),
        &[
            (json!({"kind": "total", "column": ["金额"], "equals": "1500.5"}), 1_000_000, ""),
            (json!({"kind": "total", "column": ["金额"], "equals": "1"}), 0, "1 cells hold no number"),
            (json!({"kind": "types", "columns": [{"names": ["日期"], "type": "date"}]}), 666_666, "3:A"),
            (json!({"kind": "types", "columns": [{"names": ["金额"], "type": "number"}]}), 666_666, "4:C"),
            (json!({"kind": "formula", "column": ["金额"]}), 0, ""),
            (json!({"kind": "rows", "column": ["客户"], "at_least": 3, "at_most": 3}), 1_000_000, ""),
            (json!({"kind": "headings", "headings": [["x"]]}), 0, "a file of this kind"),
        ],
    );
}

#[test]
fn what_formulas_come_to_counts_and_not_what_was_kept() {
    let book = workbook(|sheet| {
        sheet.write(0, 0, "v").unwrap();
        for row in 1..4 {
            sheet.write(row, 0, f64::from(row) / 10.0).unwrap();
        }
        sheet.write_formula(4, 1, "SUM(A2:A4)").unwrap();
        sheet.write_formula(5, 1, "B5*2").unwrap();
        sheet.write_formula(6, 1, rust_xlsxwriter::Formula::new("VLOOKUP(1,A1:B2,2)").set_result("7")).unwrap();
        sheet.write_formula(7, 1, rust_xlsxwriter::Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    });
    for (test, score, says) in [
        (
            json!({"kind": "value", "cell": "B5", "equals": "0.6", "tolerance": "0"}),
            1_000_000,
            "keeps 0 and comes to 0.6",
        ),
        (json!({"kind": "value", "cell": "B6", "equals": "1.2", "tolerance": "0"}), 1_000_000, "2 formulas"),
        (json!({"kind": "value", "cell": "B7", "equals": "7"}), 1_000_000, ""),
        (json!({"kind": "formula", "cell": "B8"}), 0, "`#DIV/0!`"),
    ] {
        let (got, codes, words) = run("a.xlsx", &book, &test);
        assert_eq!(got, score, "{test}: {words}");
        assert!(words.contains(says) && codes[0] == "stale-formula", "{test}: {words}");
    }
}

#[test]
fn shared_formulas_and_formulas_without_a_value_are_computed() {
    let sheet = "<worksheet><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f t=\"shared\" ref=\"B2:B4\" si=\"4294967295\">A2*$A$2+1</f></c></row>\
        <row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"B3\"><f t=\"shared\" si=\"4294967295\"/></c></row>\
        <row r=\"4\"><c r=\"A4\"><v>3.5</v></c><c r=\"B4\"><f t=\"shared\" si=\"4294967295\"/></c></row>\
        </sheetData></worksheet>";
    let file = raw_xlsx(sheet, None);
    check(
        "a.xlsx",
        &file,
        &[
            (json!({"kind": "total", "column": ["b"], "equals": "9.5", "tolerance": "0"}), 1_000_000, ""),
            (json!({"kind": "formula", "column": ["b"]}), 1_000_000, ""),
            (json!({"kind": "types", "columns": [{"names": ["b"], "type": "number"}]}), 1_000_000, ""),
        ],
    );
}
