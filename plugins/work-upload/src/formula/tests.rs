//! Formulas over a small workbook, by table.

use super::{Computed, functions};
use crate::table::{Sheet, Value, Workbook, place};

/// `Data` with A1:A3 = 10, 20.5, `text`, B1 = 5; the formula stands in `Out`!A1.
fn computed(formula: &str) -> Option<String> {
    let mut book = Workbook::default();
    book.sheets.push(Sheet::named("销售 Data"));
    for (at, value) in [
        ("A1", Value::Number("10")),
        ("A2", Value::Number("20.5")),
        ("A3", Value::Text("x")),
        ("B1", Value::Number("5")),
        ("C1", Value::Error("#N/A")),
    ] {
        let (row, column) = place(at).unwrap();
        book.add(row, column, value).unwrap();
    }
    book.complete_sheet();
    book.sheets.push(Sheet::named("Out"));
    book.add_formula(0, 0, formula).unwrap();
    book.add(0, 0, Value::Number("0")).unwrap();
    book.complete_sheet();
    Computed::of(&book).formula(1, 0).map(|value| value.to_string())
}

#[test]
fn what_can_be_computed_is_and_nothing_else() {
    for (formula, expected) in [
        ("1+2*3", Some("7")),
        ("-(1+2)*50%", Some("-1.5")),
        ("SUM('销售 Data'!A1:A3)", Some("30.5")),
        ("SUM('销售 Data'!$A:$A, 1)", Some("31.5")),
        ("SUM('销售 Data'!1:1)", None),
        ("AVERAGE('销售 Data'!A1:B3)", Some("11.833333333333333")),
        ("COUNT('销售 Data'!A1:A9)+COUNTA('销售 Data'!A1:A9)", Some("5")),
        ("MAX('销售 Data'!A1:B2)-MIN('销售 Data'!A1:B2)", Some("15.5")),
        ("ROUND('销售 Data'!A2/'销售 Data'!B1, 1)", Some("4.1")),
        ("ABS(-3)", Some("3")),
        ("'销售 Data'!B9+1", Some("1")),
        ("'销售 Data'!A3+1", None),
        ("'销售 Data'!C1", None),
        ("A1", None),
        ("SUM(A1:A2)", None),
        ("1/0", None),
        ("VLOOKUP(1,A1:B2,2)", None),
        ("IF(1,2,3)", None),
        ("Missing!A1", None),
        ("SUM(", None),
        ("1+", None),
        ("", None),
        ("\"text\"", None),
        ("A", None),
        ("XFE1", None),
        ("SUM(A1048577)", None),
        ("'open", None),
    ] {
        assert_eq!(computed(formula).as_deref(), expected, "{formula}");
    }
}

#[test]
fn depths_are_refused_and_do_not_end_the_program() {
    assert_eq!(computed(&format!("{}1{}", "(".repeat(4_000), ")".repeat(4_000))), None);
    assert_eq!(computed(&"SUM(".repeat(2_000)), None);
    assert_eq!(computed(&format!("{}1", "-".repeat(8_000))), Some("1".to_owned()));
    assert_eq!(computed(&"1+".repeat(5_000)), None);
}

#[test]
fn running_totals_follow_each_other_and_cycles_end() {
    let mut book = Workbook::default();
    book.sheets.push(Sheet::named("s"));
    book.add(0, 0, Value::Number("1")).unwrap();
    book.add_formula(1, 0, "A1+1").unwrap();
    book.add(1, 0, Value::Number("")).unwrap();
    for row in 2..50_000 {
        book.sheets[0].share_formula(row, 0, 0);
        book.add(row, 0, Value::Number("")).unwrap();
    }
    book.add_formula(0, 3, "E1+1").unwrap();
    book.add_formula(0, 4, "D1+1").unwrap();
    book.complete_sheet();
    let computed = Computed::of(&book);
    assert_eq!(computed.number(&book, 0, 49_999, 0).unwrap().to_string(), "50000");
    assert_eq!(computed.number(&book, 0, 0, 3), None);
}

#[test]
fn work_is_bounded_where_every_formula_sums_everything() {
    let mut book = Workbook::default();
    book.sheets.push(Sheet::named("s"));
    for row in 0..20_000 {
        book.add(row, 0, Value::Number("1")).unwrap();
        book.add_formula(row, 1, "SUM(A:A)").unwrap();
    }
    book.complete_sheet();
    let computed = Computed::of(&book);
    assert_eq!(computed.formula(0, 0).unwrap().to_string(), "20000");
    assert_eq!(computed.formula(0, 19_999), None);
}

#[test]
fn calls_are_found_outside_of_quotes() {
    assert_eq!(functions("sum(A1)+\"MAX(\"&'MIN('!A1*_xlfn.STDEV.S (B1)+(1)"), ["SUM"]);
    assert_eq!(functions("IF(SUM(A1)>0,round(1,2),0)"), ["IF", "SUM", "ROUND"]);
}
