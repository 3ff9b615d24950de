//! WebAssembly whose result the specification leaves open: the bits of a NaN, and relaxed vector operations. The guests trap unless they
//! get the one result of the deterministic profile, which an x86 without these settings gives for `relaxed_madd` at most.

use serde_json::json;
use touchstone_core::answer::Answer;

use super::corpus::Case;
use crate::common::{evaluate_with, evaluation, evaluator_of};
use crate::wat_guest::WatGuest;

/// Each operation with the bits that have to come out. Operands go through a call, so that the compiler does not know them.
const CHECKS: &[(&str, &str, &str)] = &[
    ("f64.div", "(i64.reinterpret_f64 (f64.div (call $f64 (f64.const 0)) (call $f64 (f64.const 0))))", CANONICAL_64),
    (
        "f64.sub",
        "(i64.reinterpret_f64 (f64.sub (call $f64 (f64.const inf)) (call $f64 (f64.const inf))))",
        CANONICAL_64,
    ),
    ("f64.sqrt", "(i64.reinterpret_f64 (f64.sqrt (call $f64 (f64.const -1))))", CANONICAL_64),
    (
        "f64.add of a NaN with a payload",
        "(i64.reinterpret_f64 (f64.add (call $f64 (f64.const -nan:0x123456)) (call $f64 (f64.const 1))))",
        CANONICAL_64,
    ),
    ("f64.promote_f32", "(i64.reinterpret_f64 (f64.promote_f32 (call $f32 (f32.const -nan:0x1234))))", CANONICAL_64),
    (
        "f32.mul",
        "(i64.extend_i32_u (i32.reinterpret_f32 (f32.mul (call $f32 (f32.const inf)) (call $f32 (f32.const 0)))))",
        "0x7fc00000",
    ),
    (
        "f32.min",
        "(i64.extend_i32_u (i32.reinterpret_f32 (f32.min (call $f32 (f32.const -nan:0x12)) (call $f32 (f32.const 0)))))",
        "0x7fc00000",
    ),
    (
        "f64x2.div",
        "(i64x2.extract_lane 1 (f64x2.div (f64x2.splat (call $f64 (f64.const 0))) (f64x2.splat (call $f64 (f64.const 0)))))",
        CANONICAL_64,
    ),
    (
        "i8x16.relaxed_swizzle",
        "(i64x2.extract_lane 0 (i8x16.relaxed_swizzle (i8x16.splat (call $i32 (i32.const 7))) (i8x16.splat (call $i32 (i32.const 16)))))",
        "0",
    ),
    (
        "i32x4.relaxed_trunc_f32x4_s",
        "(i64x2.extract_lane 0 (i32x4.relaxed_trunc_f32x4_s (f32x4.splat (call $f32 (f32.const nan)))))",
        "0",
    ),
    (
        "f32x4.relaxed_madd",
        "(i64.extend_i32_u (i32x4.extract_lane 0 (f32x4.relaxed_madd \
            (f32x4.splat (call $f32 (f32.const 0x1.001p0))) (f32x4.splat (call $f32 (f32.const 0x1.001p0))) \
            (f32x4.splat (call $f32 (f32.const -0x1.002p0))))))",
        "0x33800000",
    ),
    (
        "i16x8.relaxed_q15mulr_s",
        "(i64.extend_i32_u (i16x8.extract_lane_u 0 (i16x8.relaxed_q15mulr_s \
            (i16x8.splat (call $i32 (i32.const -32768))) (i16x8.splat (call $i32 (i32.const -32768))))))",
        "0x7fff",
    ),
    (
        "i8x16.relaxed_laneselect",
        "(i64.extend_i32_u (i8x16.extract_lane_u 0 (i8x16.relaxed_laneselect (i8x16.splat (call $i32 (i32.const 255))) \
            (i8x16.splat (call $i32 (i32.const 0))) (i8x16.splat (call $i32 (i32.const 128))))))",
        "0x80",
    ),
];

const CANONICAL_64: &str = "0x7ff8000000000000";

const UNKNOWN: &str = "(func $f64 (param f64) (result f64) (local.get 0)) (func $f32 (param f32) (result f32) (local.get 0)) \
    (func $i32 (param i32) (result i32) (local.get 0))";

pub(super) fn cases() -> Vec<Case> {
    CHECKS
        .iter()
        .map(|(name, operation, bits)| {
            let body = format!("(if (i64.ne {operation} (i64.const {bits})) (then (unreachable))) (i32.const 1024)");
            let evaluator = evaluator_of(&WatGuest::evaluator(&body, UNKNOWN).load());
            let answer = Answer::Text("an answer".to_owned());
            Case::new(*name, move || evaluate_with(&evaluator, &json!({}), &answer, [].into(), 0))
        })
        .collect()
}

#[test]
fn what_the_specification_leaves_open_has_one_result() {
    for case in cases() {
        evaluation(case.outcome());
    }
}
