//! Components that no SDK makes: they lie about lengths, trap in odd places, exit, or fill memory in bulk. Each ends in one typed
//! failure that names its limit.

use std::sync::Arc;

use serde_json::json;
use touchstone_core::answer::Answer;
use touchstone_runtime::limits::{CEILING, DEFAULT};
use touchstone_runtime::{FailureKind, LoadError, Plugin, WASM_STACK_BYTES};

use crate::common::{Outcome, beside_a_neighbour, evaluate_with, evaluation, evaluator_of, failure, runtime};
use crate::wat_guest::WatGuest;

/// Calls a plugin's evaluator while a well-behaved neighbour works.
pub(crate) fn call(plugin: &Arc<Plugin>) -> Outcome {
    let evaluator = evaluator_of(plugin);
    let answer = Answer::Text("text".to_owned());
    beside_a_neighbour(|| evaluate_with(&evaluator, &json!({}), &answer, Arc::default(), 0))
}

/// The failure of an evaluator whose `evaluate` has this body.
pub(crate) fn ends(body: &str, more: &str) -> FailureKind {
    failure(call(&WatGuest::evaluator(body, more).load()))
}

#[track_caller]
fn check_trap(body: &str, more: &str, word: &str) {
    let kind = ends(body, more);
    let FailureKind::Trap { reason } = &kind else { panic!("{kind:?}") };
    assert!(reason.contains(word), "{reason}");
}

#[track_caller]
pub(crate) fn check_contract(body: &str, more: &str, word: &str) {
    let kind = ends(body, more);
    let FailureKind::Contract { reason } = &kind else { panic!("{kind:?}") };
    assert!(reason.contains(word), "{reason}");
}

pub(crate) const FUEL: FailureKind = FailureKind::Fuel { limit: DEFAULT.fuel };
const TRANSFER: FailureKind = FailureKind::Output { name: "transfer_bytes", limit: DEFAULT.transfer_bytes };

/// 1,000 findings whose codes are all the same 60,000 bytes.
const MANY_STRINGS: &str = "(local $n i32)
        (i32.store (i32.const 1044) (i32.const 131072)) (i32.store (i32.const 1048) (i32.const 1000))
        (drop (memory.grow (i32.const 4)))
        (memory.fill (i32.const 65536) (i32.const 97) (i32.const 60000))
        (loop $next
            (i32.store (i32.add (i32.const 131072) (i32.mul (local.get $n) (i32.const 56))) (i32.const 65536))
            (i32.store (i32.add (i32.const 131076) (i32.mul (local.get $n) (i32.const 56))) (i32.const 60000))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $n) (i32.const 1000))))
        (i32.const 1024)";

/// The review has 200,000 texts `a`, each in a language of its own: four letters that count.
const MANY_LANGUAGES: &str = "(local $n i32) (local $tag i32) (local $text i32)
        (drop (memory.grow (i32.const 100)))
        (i32.store8 (i32.const 1052) (i32.const 1))
        (i32.store (i32.const 1056) (i32.const 2097152)) (i32.store (i32.const 1060) (i32.const 200000))
        (loop $next
            (local.set $tag (i32.add (i32.const 262144) (i32.mul (local.get $n) (i32.const 4))))
            (local.set $text (i32.add (i32.const 2097152) (i32.mul (local.get $n) (i32.const 16))))
            (i32.store8 (local.get $tag) (call $letter (local.get $n)))
            (i32.store8 offset=1 (local.get $tag) (call $letter (i32.div_u (local.get $n) (i32.const 26))))
            (i32.store8 offset=2 (local.get $tag) (call $letter (i32.div_u (local.get $n) (i32.const 676))))
            (i32.store8 offset=3 (local.get $tag) (call $letter (i32.div_u (local.get $n) (i32.const 17576))))
            (i32.store (local.get $text) (local.get $tag)) (i32.store offset=4 (local.get $text) (i32.const 4))
            (i32.store offset=8 (local.get $text) (i32.const 262144)) (i32.store offset=12 (local.get $text) (i32.const 1))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $n) (i32.const 200000))))
        (i32.const 1024)";

/// A function of it.
const LETTER: &str =
    "(func $letter (param i32) (result i32) (i32.add (i32.const 97) (i32.rem_u (local.get 0) (i32.const 26))))";

/// Those that want the host's memory for what they return or log.
pub(crate) fn greedy() -> [(&'static str, WatGuest); 4] {
    let list_bomb = "(i32.store (i32.const 1032) (i32.const -1)) (i32.const 1024)";
    [
        ("many strings over one memory", many_strings()),
        ("many languages", WatGuest::evaluator(MANY_LANGUAGES, LETTER)),
        ("a list bomb", WatGuest::evaluator(list_bomb, "")),
        ("a flood of log lines", log_flood()),
    ]
}

pub(crate) fn many_strings() -> WatGuest {
    WatGuest::evaluator(MANY_STRINGS, "")
}

fn log_flood() -> WatGuest {
    WatGuest::evaluator(
        "(loop $again (call $log (i32.const 1) (i32.const 0) (i32.const 131072)) (br $again)) (unreachable)",
        "",
    )
    .imports("touchstone:plugin/log@0.1.0")
    .core("(module", r#"(module (import "touchstone:plugin/log@0.1.0" "write" (func $log (param i32 i32 i32)))"#)
}

#[test]
fn the_plainest_evaluator_gives_full_marks() {
    let evaluation = evaluation(call(&WatGuest::evaluator("(i32.const 1024)", "").load()));
    assert_eq!(
        serde_json::to_value(evaluation.scores()).unwrap(),
        json!([{ "dimension": "one", "measure": { "millionths": 1_000_000 } }])
    );
}

#[test]
fn a_start_function_is_metered() {
    let more = "(func $start (loop $again (br $again))) (start $start)";
    assert_eq!(ends("(i32.const 1024)", more), FUEL);
}

#[test]
fn a_post_return_is_metered() {
    let more = r#"(func (export "cabi_post_touchstone:plugin/evaluator@0.1.0#evaluate") (param i32) (loop $again (br $again)))"#;
    assert_eq!(ends("(i32.const 1024)", more), FUEL);
}

#[test]
fn a_reallocation_is_metered() {
    let guest = WatGuest::evaluator("(i32.const 1024)", "")
        .core("(local $at i32)", "(local $at i32) (loop $again (br $again))");
    assert_eq!(failure(call(&guest.load())), FUEL);
}

#[test]
fn filling_memory_in_bulk_is_metered_by_the_byte() {
    let body =
        "(loop $again (memory.fill (i32.const 65536) (i32.const 1) (i32.const 65536)) (br $again)) (unreachable)";
    assert_eq!(ends(body, ""), FUEL);
    let copy =
        "(loop $again (memory.copy (i32.const 65536) (i32.const 1) (i32.const 65535)) (br $again)) (unreachable)";
    assert_eq!(ends(copy, ""), FUEL);
}

#[test]
fn filling_a_table_in_bulk_is_metered_by_the_element() {
    let table = "(table $all 90000 funcref)";
    let body =
        "(loop $again (table.fill $all (i32.const 0) (ref.null func) (i32.const 90000)) (br $again)) (unreachable)";
    assert_eq!(ends(body, table), FUEL);
}

#[test]
fn endless_recursion_uses_up_the_stack_and_no_more() {
    let more = "(func $deeper (param i64) (result i64) (i64.add (call $deeper (local.get 0)) (local.get 0)))";
    assert_eq!(
        ends("(drop (call $deeper (i64.const 1))) (i32.const 1024)", more),
        FailureKind::Stack { limit: WASM_STACK_BYTES as u64 }
    );
}

#[test]
fn a_module_with_more_memories_than_one_is_refused() {
    let component = WatGuest::evaluator("(i32.const 1024)", "(memory $second 600)").component();
    let error = runtime().load(&component).err().expect("it is refused");
    assert!(
        matches!(&error, LoadError::Compile(reason) if reason.to_string().contains("multiple memories")),
        "{error}"
    );
}

#[test]
fn a_memory_that_starts_over_the_limit_is_no_instance() {
    let guest = WatGuest::evaluator("(i32.const 1024)", "")
        .core("(memory (export \"memory\") 2)", "(memory (export \"memory\") 2000)");
    let kind = failure(call(&guest.load()));
    let wanted = 2_000 << 16;
    assert_eq!(kind, FailureKind::Memory { limit: DEFAULT.memory_bytes, wanted });
}

#[test]
fn growing_over_the_limit_is_refused_and_a_guest_that_copes_goes_on() {
    let body = "(if (i32.ne (memory.grow (i32.const 1100)) (i32.const -1)) (then (unreachable))) (i32.const 1024)";
    evaluation(call(&WatGuest::evaluator(body, "").load()));
}

#[test]
fn a_list_bomb_is_bounded_before_it_is_copied() {
    // A list of scores that claims more elements than the memory could hold, and one that fits in an address space.
    for (length, expected) in [(u32::MAX, "out of bounds"), (3_000_000, "out of bounds")] {
        let body = format!(
            "(i32.store (i32.const 1032) (i32.const {length})) (i32.const 1024)",
            length = length.cast_signed()
        );
        check_contract(&body, "", expected);
    }
}

#[test]
fn many_small_strings_over_one_memory_are_bounded_in_sum() {
    assert_eq!(ends(MANY_STRINGS, ""), TRANSFER);
}

#[test]
fn pointers_out_of_bounds_or_misaligned_are_refused() {
    check_contract("(i32.const 1026)", "", "align");
    check_contract("(i32.const 131070)", "", "align");
    check_contract("(i32.const 131068)", "", "out of bounds");
    check_contract("(i32.const -4)", "", "out of bounds");
    check_contract("(i32.store (i32.const 1028) (i32.const 131068)) (i32.const 1024)", "", "out of bounds");
}

#[test]
fn a_reallocation_outside_of_memory_is_refused() {
    let guest = WatGuest::evaluator("(i32.const 1024)", "").core("(local.get $at))", "(i32.const -8))");
    let kind = failure(call(&guest.load()));
    let FailureKind::Contract { reason } = &kind else { panic!("{kind:?}") };
    assert!(reason.contains("beyond end of memory"), "{reason}");
}

#[test]
fn a_message_in_hundreds_of_thousands_of_languages_is_refused() {
    check_contract(MANY_LANGUAGES, LETTER, "texts in more than 50 languages");
}

#[test]
fn bad_utf_8_is_refused() {
    check_contract("(i32.store8 (i32.const 1073) (i32.const 255)) (i32.const 1024)", "", "utf-8");
}

#[test]
fn a_case_that_does_not_exist_is_refused() {
    check_contract("(i32.store8 (i32.const 1024) (i32.const 2)) (i32.const 1024)", "", "expected");
    check_contract("(i32.store8 (i32.const 1092) (i32.const 9)) (i32.const 1024)", "", "discriminant");
}

#[test]
fn ordinary_traps_say_what_they_are() {
    check_trap("(unreachable)", "", "unreachable");
    check_trap("(i32.load (i32.const -8))", "", "out of bounds");
    check_trap("(i32.div_u (i32.const 1) (i32.const 0))", "", "divide by zero");
}

#[test]
fn exiting_is_a_failure_of_its_own() {
    let guest = WatGuest::evaluator("(call $exit (i32.const 1)) (i32.const 1024)", "")
        .imports("wasi:cli/exit@0.2.0")
        .core("(module", r#"(module (import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))"#);
    let kind = failure(call(&guest.load()));
    assert_eq!(kind, FailureKind::Exit { code: 1 });
    assert_eq!(kind.to_string(), "exited with code 1 instead of returning");
}

#[test]
fn the_deadline_ends_a_call_whose_fuel_lasts_longer() {
    let guest = WatGuest::evaluator("(loop $again (br $again)) (i32.const 1024)", "")
        .limit("fuel", CEILING.fuel)
        .limit("wall_ms", 1);
    let kind = failure(call(&guest.load()));
    assert_eq!(kind, FailureKind::Deadline { limit_ms: 1 });
    assert!(
        kind.to_string().contains("1 ms by the clock (limit `wall_ms`)") && kind.to_string().contains("try again"),
        "{kind}"
    );
}

/// A MiB of random numbers costs the guest a handful of its own operations.
pub(crate) fn random_flood() -> WatGuest {
    WatGuest::evaluator("(loop $again (call $random (i64.const 1048576) (i32.const 4096)) (global.set $heap (i32.const 65536)) (br $again)) (unreachable)", "")
        .imports("wasi:random/random@0.2.0")
        .core("(module", r#"(module (import "wasi:random/random@0.2.0" "get-random-bytes" (func $random (param i64 i32)))"#)
        .core("(memory (export \"memory\") 2)", "(memory (export \"memory\") 40)")
}

#[test]
fn what_the_host_does_for_a_guest_has_a_limit_and_is_paid_with_fuel() {
    let kind = failure(call(&random_flood().load()));
    assert_eq!(kind, FailureKind::Output { name: "host_bytes", limit: DEFAULT.host_bytes });
    assert_eq!(failure(call(&random_flood().limit("host_bytes", CEILING.host_bytes).load())), FUEL);
}

#[test]
fn a_flood_of_long_log_lines_meets_the_limit_and_is_paid_with_fuel() {
    let ended = call(&log_flood().load());
    assert!(ended.log.dropped > 0);
    assert_eq!(failure(ended), FailureKind::Output { name: "host_bytes", limit: DEFAULT.host_bytes });
    assert_eq!(failure(call(&log_flood().limit("host_bytes", CEILING.host_bytes).load())), FUEL);
}
