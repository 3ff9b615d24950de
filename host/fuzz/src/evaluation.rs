//! What an evaluator returned, as JSON: what is accepted keeps the contract's bounds, is what was said but for the order of the scores, and
//! is accepted again as it was written; what is refused says which part.

use serde_json::Value;
use touchstone_core::evaluation::{
    ContractViolation, Evaluation, MAX_FINDINGS, MAX_INDICATORS, Measure, Place, Quantity, RawEvaluation, RawRefusal,
    validate, validate_refusal,
};
use touchstone_core::ids::DimensionId;

/// Reads the bytes as an evaluation and as a refusal.
pub fn check(data: &[u8]) -> bool {
    is_evaluation(data) | is_refusal(data)
}

fn is_evaluation(data: &[u8]) -> bool {
    if let Ok(raw) = serde_json::from_slice::<RawEvaluation>(data) {
        match validate(raw.clone(), &declared()) {
            Ok(evaluation) => {
                check_accepted(&evaluation, raw);
                return true;
            }
            Err(violation) => check_violation(&violation),
        }
    }
    false
}

fn is_refusal(data: &[u8]) -> bool {
    if let Ok(raw) = serde_json::from_slice::<RawRefusal>(data) {
        match validate_refusal(raw.clone()) {
            Ok(refusal) => {
                let written = serde_json::to_vec(&refusal).expect("texts");
                assert_eq!(serde_json::from_slice::<RawRefusal>(&written).expect("it was written"), raw);
                return true;
            }
            Err(violation) => check_violation(&violation),
        }
    }
    false
}

fn declared() -> Vec<DimensionId> {
    ["correctness", "efficiency"].map(|id| id.parse().expect("an id")).to_vec()
}

fn check_accepted(evaluation: &Evaluation, said: RawEvaluation) {
    let dimensions: Vec<DimensionId> = evaluation.scores().iter().map(|score| score.dimension.clone()).collect();
    assert_eq!(dimensions, declared());
    for score in evaluation.scores() {
        if let Measure::Millionths(millionths) = score.measure {
            assert!(millionths.get() <= 1_000_000);
        }
    }
    assert!(evaluation.indicators().len() <= MAX_INDICATORS && evaluation.findings().len() <= MAX_FINDINGS);
    for indicator in evaluation.indicators() {
        assert!(!indicator.id.trim().is_empty());
        if let Quantity::Share(share) = indicator.value {
            assert!(share.get() <= 1_000_000);
        }
    }
    for finding in evaluation.findings() {
        assert!(finding.dimension.as_ref().is_none_or(|dimension| dimensions.contains(dimension)));
        match &finding.place {
            Place::Lines { path, first, last } => assert!(!path.is_empty() && 1 <= *first && first <= last),
            Place::Time { from_ms, to_ms } => assert!(from_ms <= to_ms),
            Place::Pointer { pointer } => {
                let escapes = pointer.replace("~0", "").replace("~1", "");
                assert!((pointer.is_empty() || pointer.starts_with('/')) && !escapes.contains('~'));
            }
            Place::Part { part } => assert!(!part.trim().is_empty()),
            Place::Whole => {}
        }
    }

    // As it goes over the wire and into the store.
    let written = serde_json::to_vec(evaluation).expect("texts and numbers");
    let mut read: RawEvaluation = serde_json::from_slice(&written).expect("it was written");
    let again = validate(read.clone(), &declared()).unwrap_or_else(|violation| panic!("accepted once: {violation}"));
    assert_eq!(again, *evaluation);
    let mut said = said;
    said.scores.sort_by(|one, other| one.dimension.cmp(&other.dimension));
    read.scores.sort_by(|one, other| one.dimension.cmp(&other.dimension));
    assert_eq!(read, said, "something was changed");
    let value: Value = serde_json::from_slice(&written).expect("JSON");
    assert_eq!(serde_json::to_vec(&value).expect("JSON"), written);
}

fn check_violation(violation: &ContractViolation) {
    let said = violation.to_string();
    let places = ["`scores[", "`indicators[", "`findings[", "`review`", "the refusal", "the dimension `", "indicators"];
    assert!(places.iter().any(|place| said.contains(place)) || said.contains(" findings, more than"), "{said}");
}
