//! What a module may import is what it was granted: everything else is missing from its linker, and the error says what to do.

use touchstone_core::grants::Grants;
use touchstone_core::words::{Capability, ModuleKind};
use touchstone_runtime::{FailureKind, Languages, LinkError};

use crate::common::{all_grants, evaluator_of, failure, fixture, languages, load, runtime};
use crate::wat_guest::WatGuest;

#[test]
fn an_ungranted_capability_is_named_with_its_import_and_the_remedy() {
    for (missing, interface) in [(Capability::RunCode, "code"), (Capability::Attachments, "attachments")] {
        let mut grants = all_grants();
        grants.capabilities.remove(&missing);
        let evaluator = runtime().evaluator(fixture(), &grants, languages()).err().expect("not linked");
        let question = runtime().question_type(fixture(), &grants, languages()).err().expect("not linked");
        for error in [evaluator, question] {
            assert!(matches!(&error, LinkError::NotGranted { capability, .. } if *capability == missing), "{error:?}");
            let expected = format!(
                "plugin `touchstone/fixture` imports `touchstone:plugin/{interface}@0.1.0`, capability `{missing}`, which it was not \
                 granted; add \"{missing}\" to the list of `touchstone/fixture` under `grants` in the interview"
            );
            assert_eq!(error.to_string(), expected);
        }
    }
}

#[test]
fn a_grant_that_nobody_asked_for_changes_nothing() {
    let plugin = WatGuest::evaluator("(i32.const 1024)", "").load();
    for grants in [Grants::default(), all_grants()] {
        runtime().evaluator(&plugin, &grants, languages()).expect("it links");
    }
}

#[test]
fn a_module_that_is_not_there_is_named_with_those_that_are() {
    let plugin = WatGuest::evaluator("(i32.const 1024)", "").load();
    let error = runtime().question_type(&plugin, &all_grants(), languages()).err().expect("not linked");
    assert!(matches!(&error, LinkError::NoModule { kind: ModuleKind::QuestionType, .. }), "{error:?}");
    assert_eq!(error.to_string(), "plugin `tests/wat` has no question-type; its manifest declares evaluator");
    assert!(matches!(runtime().language_runtime(&plugin), Err(LinkError::NoModule { .. })));
}

#[test]
fn exports_of_other_types_than_the_contracts_break_the_contract_at_the_first_call() {
    let plugin = load(&WatGuest::evaluator("(i32.const 1024)", "").component_of_other_types());
    let call = evaluator_of(&plugin).check_config("{}", "{}");
    let FailureKind::Contract { reason } = failure(call) else { panic!("another failure") };
    assert!(reason.contains("type mismatch") || reason.contains("failed to convert function"), "{reason}");
}

#[test]
fn two_runtimes_of_one_language_are_named() {
    let runtimes = [(); 2].map(|()| runtime().language_runtime(fixture()).unwrap_or_else(|error| panic!("{error}")));
    let error = Languages::new(runtimes).err().expect("ambiguous");
    assert_eq!(error.language, "dump");
    assert!(error.to_string().contains("both run `dump`; name one of them in the interview's `runtimes`"), "{error}");
}
