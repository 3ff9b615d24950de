//! The data and the tools' figures, and how close is close enough.

use serde_json::Value;

/// The largest difference between our figure and another tool's.
const TOLERANCE: f64 = 1e-9;

/// What `make_expected.py` printed.
pub(crate) fn python() -> Value {
    serde_json::from_str(include_str!("data/expected_python.json")).unwrap()
}

/// What `make_expected.R` printed.
pub(crate) fn psych() -> Value {
    serde_json::from_str(include_str!("data/expected_psych.json")).unwrap()
}

/// The rows of a CSV file without quotes, each as often as its last column says.
pub(crate) fn rows(csv: &'static str) -> Vec<Vec<&'static str>> {
    let repeated = csv.lines().skip(1).flat_map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        let times: usize = cells.pop().unwrap().parse().unwrap();
        std::iter::repeat_n(cells, times)
    });
    repeated.collect()
}

/// Holds a figure of ours against the one at `pointer`.
#[track_caller]
pub(crate) fn check(ours: f64, expected: &Value, pointer: &str) {
    let expected = expected.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("nothing at {pointer}"));
    assert!((ours - expected).abs() <= TOLERANCE, "{pointer}: {ours} is not {expected}");
}
