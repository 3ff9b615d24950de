//! Takes turns between two sides and keeps their medians.

use std::fmt::Write;
use std::time::Instant;

/// One figure beside its baseline, both in `unit`.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
    pub(crate) baseline: &'static str,
    pub(crate) baseline_value: f64,
}

/// Runs `ours` and `baseline` in turn, `rounds` times `calls` calls each, after a warm-up of one round; medians per call in µs.
pub(crate) fn in_turn(rounds: usize, calls: usize, mut ours: impl FnMut(), mut baseline: impl FnMut()) -> (f64, f64) {
    let mut times = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let pair = (microseconds_per_call(calls, &mut ours), microseconds_per_call(calls, &mut baseline));
        if round > 0 {
            times.0.push(pair.0);
            times.1.push(pair.1);
        }
    }
    (median(times.0), median(times.1))
}

fn microseconds_per_call(calls: usize, call: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        call();
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand calls")]
    let calls = calls as f64;
    start.elapsed().as_secs_f64() * 1e6 / calls
}

/// Of figures, one at least.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// For people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut out = format!("{:<14} {:>12}   {:<46} {:>12} {:>8}\n", "row", "value", "beside", "value", "ratio");
    for row in rows {
        let ours = format!("{:.1} {}", row.value, row.unit);
        let theirs = format!("{:.1} {}", row.baseline_value, row.unit);
        let ratio = row.value / row.baseline_value;
        let _ = writeln!(out, "{:<14} {ours:>12}   {:<46} {theirs:>12} {ratio:>8.2}", row.name, row.baseline);
    }
    out
}

/// For programs: `ratio` is value ÷ `baseline_value`.
pub(crate) fn json(rows: &[Row]) -> String {
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "name": row.name,
                "unit": row.unit,
                "value": row.value,
                "baseline": row.baseline,
                "baseline_value": row.baseline_value,
                "ratio": row.value / row.baseline_value,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(list))
}
