//! Takes turns between sides and keeps their medians.

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

/// One side of a comparison: how many calls make its turn, and the call.
pub(crate) type Side<'a> = (usize, &'a mut dyn FnMut());

/// Lets every side take its turn, `rounds` times after a warm-up of one round; medians per call in µs.
pub(crate) fn in_turn<const N: usize>(rounds: usize, mut sides: [Side<'_>; N]) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=rounds {
        for (times, (calls, call)) in times.iter_mut().zip(&mut sides) {
            let time = microseconds_per_call(*calls, call);
            if round > 0 {
                times.push(time);
            }
        }
    }
    times.map(median)
}

fn microseconds_per_call(calls: usize, call: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        call();
    }
    start.elapsed().as_secs_f64() * 1e6 / as_f64(calls)
}

/// For counts that are far below 2⁵².
#[expect(clippy::cast_precision_loss, reason = "counts of calls and bytes")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Of figures, one at least.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// For people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut out = format!("{:<20} {:>14}   {:<46} {:>14} {:>8}\n", "row", "value", "beside", "value", "ratio");
    for row in rows {
        let ours = format!("{:.1} {}", row.value, row.unit);
        let theirs = format!("{:.1} {}", row.baseline_value, row.unit);
        let ratio = row.value / row.baseline_value;
        let _ = writeln!(out, "{:<20} {ours:>14}   {:<46} {theirs:>14} {ratio:>8.2}", row.name, row.baseline);
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
