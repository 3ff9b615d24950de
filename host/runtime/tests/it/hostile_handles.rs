//! Handles of resources: leaked, dropped twice, made up; and resources of the plugin's own, whose destructors are its own code.

use touchstone_runtime::FailureKind;
use touchstone_runtime::limits::DEFAULT;

use crate::common::failure;
use crate::hostile::{FUEL, call};
use crate::wat_guest::WatGuest;

const TOO_MANY: FailureKind = FailureKind::Handles { limit: DEFAULT.handles };

/// An evaluator that can have handles of the host's output stream, and give them back.
pub(crate) fn with_streams(body: &str) -> WatGuest {
    let imports = r#"(module
        (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $get (result i32)))
        (import "wasi:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop (param i32)))"#;
    WatGuest::evaluator(body, "").imports("wasi:cli/stdout@0.2.0").core("(module", imports)
}

/// An evaluator with a resource of its own, whose destructor has this body.
fn with_tokens(body: &str, destructor: &str) -> WatGuest {
    let imports = r#"(module
        (import "[export]test:outside/owned@1.0.0" "[resource-new]token" (func $new (param i32) (result i32)))
        (import "[export]test:outside/owned@1.0.0" "[resource-drop]token" (func $drop (param i32)))"#;
    let more = format!(r#"(func (export "test:outside/owned@1.0.0#[dtor]token") (param i32) {destructor})"#);
    WatGuest::evaluator(body, &more).exports("test:outside/owned@1.0.0").core("(module", imports)
}

/// Those that want the host's memory for their handles.
pub(crate) fn greedy() -> [(&'static str, WatGuest); 2] {
    [("handles of the host", leaking_streams()), ("handles of its own", leaking_tokens())]
}

pub(crate) fn leaking_streams() -> WatGuest {
    with_streams("(loop $again (drop (call $get)) (br $again)) (unreachable)")
}

fn leaking_tokens() -> WatGuest {
    with_tokens("(loop $again (drop (call $new (i32.const 7))) (br $again)) (unreachable)", "")
}

#[test]
fn handles_of_the_host_that_are_never_dropped_meet_their_limit() {
    let kind = failure(call(&leaking_streams().load()));
    assert_eq!(kind, TOO_MANY);
    assert_eq!(kind.to_string(), "kept more than 10000 handles at once (limit `handles`)");
}

#[test]
fn handles_that_are_dropped_cost_host_calls_only() {
    let kind = failure(call(&with_streams("(loop $again (call $drop (call $get)) (br $again)) (unreachable)").load()));
    assert_eq!(kind, FailureKind::Calls { limit: DEFAULT.host_calls });
    assert_eq!(kind.to_string(), "called the host more than 1000000 times (limit `host_calls`)");
}

#[test]
fn handles_of_the_guest_that_are_never_dropped_meet_their_limit() {
    assert_eq!(failure(call(&leaking_tokens().load())), TOO_MANY);
}

#[test]
fn a_destructor_is_metered() {
    let body = "(call $drop (call $new (i32.const 7))) (i32.const 1024)";
    assert_eq!(failure(call(&with_tokens(body, "(loop $again (br $again))").load())), FUEL);
}

#[test]
fn a_handle_that_is_dropped_twice_or_made_up_is_refused() {
    for body in [
        "(local $handle i32) (local.set $handle (call $get)) (call $drop (local.get $handle)) (call $drop (local.get $handle))",
        "(call $drop (i32.const 0))",
        "(call $drop (i32.const 1))",
        "(call $drop (i32.const 12345))",
        "(call $drop (i32.const -1))",
    ] {
        let kind = failure(call(&with_streams(&format!("{body} (i32.const 1024)")).load()));
        let (FailureKind::Contract { reason } | FailureKind::Trap { reason }) = &kind else { panic!("{kind:?}") };
        assert!(reason.contains("unknown handle index"), "{reason}");
    }
}
