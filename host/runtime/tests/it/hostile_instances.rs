//! Components of many parts, each of them within the bounds: memories, tables and instances are counted together, and no tool chain
//! for one language makes such a component.

use touchstone_runtime::limits::DEFAULT;
use touchstone_runtime::{FailureKind, LoadError};

use crate::common::{evaluation, failure, load, runtime};
use crate::hostile::{call, ends};
use crate::wat_guest::{WatGuest, with_component};

/// The plainest evaluator, with `count` instances of one core module beside it.
pub(crate) fn with_modules(module: &str, count: usize) -> Vec<u8> {
    let instances = "(core instance (instantiate $module))".repeat(count);
    let component = WatGuest::evaluator("(i32.const 1024)", "").component();
    with_component(component, &format!("(core module $module {module}) {instances}"))
}

#[test]
fn a_few_modules_more_do_no_harm() {
    evaluation(call(&load(&with_modules("(memory 10) (table 1000 funcref)", 5))));
}

/// Memories of 19 MiB each, all of them written to at the start.
pub(crate) fn many_memories() -> Vec<u8> {
    let fills = "(func $fill (memory.fill (i32.const 0) (i32.const 1) (i32.const 19660800))) (start $fill)";
    with_modules(&format!("(memory 300) {fills}"), 19)
}

#[test]
fn memories_under_the_cap_are_counted_together() {
    let kind = failure(call(&load(&many_memories())));
    let FailureKind::Memory { limit, wanted } = kind else { panic!("{kind:?}") };
    assert_eq!(limit, DEFAULT.memory_bytes);
    // The evaluator's own two pages, and 300 more for each.
    assert_eq!(wanted, (2 + 4 * 300) << 16);
}

#[test]
fn tables_under_the_cap_are_counted_together() {
    let kind = failure(call(&load(&with_modules("(table 60000 funcref)", 2))));
    let FailureKind::Tables { limit, wanted } = kind else { panic!("{kind:?}") };
    assert_eq!(limit, DEFAULT.table_elements);
    assert!((120_000..120_100).contains(&wanted), "{wanted}");
    assert!(kind.to_string().ends_with("table elements, 100000 at most (limit `table_elements`)"), "{kind}");
}

#[test]
fn a_table_over_the_cap_is_refused_before_anything_runs() {
    for size in [100_001, 10_000_000] {
        let component = WatGuest::evaluator("(i32.const 1024)", &format!("(table {size} funcref)")).component();
        let error = runtime().load(&component).err().expect("it is refused");
        assert!(matches!(&error, LoadError::Parts(reason) if reason.contains("table")), "{error}");
        assert!(error.to_string().contains(&size.to_string()), "{error}");
    }
}

#[test]
fn a_table_that_grows_without_end_is_refused_at_the_cap() {
    let body = "(loop $again
        (if (i32.eq (table.grow $all (ref.null func) (i32.const 1000)) (i32.const -1)) (then (unreachable)))
        (br $again)) (unreachable)";
    let kind = ends(body, "(table $all 1 funcref)");
    let FailureKind::Tables { limit, wanted } = kind else { panic!("{kind:?}") };
    assert!(limit == DEFAULT.table_elements && (limit..=limit + 1_000).contains(&wanted), "{kind}");
}

#[test]
fn more_parts_than_a_component_may_have_are_refused_before_anything_runs() {
    for (module, count, word) in
        [("(memory 0)", 21, "memories"), ("(table 0 funcref)", 21, "tables"), ("", 101, "core module instances")]
    {
        let error = runtime().load(&with_modules(module, count)).err().expect("it is refused");
        assert!(matches!(&error, LoadError::Parts(reason) if reason.contains(word)), "{word}: {error}");
    }
}

#[test]
fn thousands_of_instances_are_refused_by_the_compiler() {
    let error = runtime().load(&with_modules("", 5_000)).err().expect("it is refused");
    assert!(matches!(&error, LoadError::Compile(_)) && error.to_string().contains("instances count"), "{error}");
}
