//! Comparing JSON values. `1` and `1.0` are one number; `true` and `1` are not the same, nor are `null` and a missing key. Integers
//! beyond 64 bits are compared as 64-bit floats, which is all that the JSON of both sides keeps of them.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::config::Order;
use crate::decimal::{Decimal, Tolerance};

/// Whether `actual` is `expected`. Where order is free, arrays are compared sorted; with a tolerance as well, two elements of an
/// array that are themselves arrays or objects are paired by their first differing part.
pub(super) fn equal(expected: &Value, actual: &Value, tolerance: &Tolerance, order: Order) -> bool {
    match order {
        Order::Kept => same(expected, actual, tolerance),
        Order::OuterFree => same(&sorted(expected, false), &sorted(actual, false), tolerance),
        Order::Free => same(&sorted(expected, true), &sorted(actual, true), tolerance),
    }
}

fn same(expected: &Value, actual: &Value, tolerance: &Tolerance) -> bool {
    match (expected, actual) {
        (Value::Number(left), Value::Number(right)) => {
            left == right
                || matches!((decimal(left), decimal(right)), (Some(left), Some(right)) if tolerance.allows(&left, &right))
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right, tolerance))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other, tolerance)))
        }
        _ => expected == actual,
    }
}

/// The value with its array sorted, and with the arrays within it if `deep`.
fn sorted(value: &Value, deep: bool) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> =
                if deep { items.iter().map(|item| sorted(item, true)).collect() } else { items.clone() };
            items.sort_by(compare);
            Value::Array(items)
        }
        Value::Object(entries) if deep => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), sorted(value, true))).collect())
        }
        _ => value.clone(),
    }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => compare_numbers(left, right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Array(left), Value::Array(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| compare(left, right))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        (Value::Object(left), Value::Object(right)) => left
            .iter()
            .zip(right)
            .map(|((key, value), (other_key, other))| key.cmp(other_key).then_with(|| compare(value, other)))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn compare_numbers(left: &Number, right: &Number) -> Ordering {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return left.cmp(&right);
    }
    match (decimal(left), decimal(right)) {
        (Some(left), Some(right)) => left.compare(&right),
        _ => Ordering::Equal,
    }
}

fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::parse(&number.to_string())
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::equal;
    use crate::config::Order;
    use crate::decimal::Tolerance;

    fn check(expected: &Value, actual: &Value, absolute: &str, order: Order, same: bool) {
        let tolerance = Tolerance::parse(absolute, "0").unwrap();
        assert_eq!(equal(expected, actual, &tolerance, order), same, "{expected} {actual} {absolute} {order:?}");
    }

    #[test]
    fn values_compared() {
        for (expected, actual, kept, outer_free, free) in [
            (json!([[1, 2], [3, 4]]), json!([[1, 2], [3, 4]]), true, true, true),
            (json!([[1, 2], [3, 4]]), json!([[3, 4], [1, 2]]), false, true, true),
            (json!([[1, 2], [3, 4]]), json!([[4, 3], [1, 2]]), false, false, true),
            (json!([1, 1, 2]), json!([1, 2, 2]), false, false, false),
            (json!({"a": [1, 2]}), json!({"a": [2, 1]}), false, false, true),
            (json!({"a": 1}), json!({"a": 1, "b": null}), false, false, false),
            (json!(1), json!(1.0), true, true, true),
            (json!(1), json!(true), false, false, false),
            (json!(1), json!("1"), false, false, false),
            (json!(null), json!(null), true, true, true),
            (json!([]), json!(null), false, false, false),
        ] {
            check(&expected, &actual, "0", Order::Kept, kept);
            check(&expected, &actual, "0", Order::OuterFree, outer_free);
            check(&expected, &actual, "0", Order::Free, free);
        }
    }

    #[test]
    fn values_within_a_tolerance() {
        check(&json!([0.3, "x"]), &json!([0.300_000_001, "x"]), "1e-6", Order::Kept, true);
        check(&json!([0.3, 0.1]), &json!([0.100_000_1, 0.299_999_9]), "1e-6", Order::OuterFree, true);
        check(&json!({"mean": 2}), &json!({"mean": 2.1}), "0.1", Order::Kept, true);
        check(&json!({"mean": 2}), &json!({"mean": 2.2}), "0.1", Order::Kept, false);
    }
}
