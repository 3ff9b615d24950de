//! Mistakes in an evaluator's config: each is found, and its problem points at the place and says what to do.

use scenario::ScaleEvaluator;
use serde_json::json;
use touchstone_sdk::Evaluator;

use crate::common::{case_file, changed, first_is, question};

/// Each row: where the hotel's scales are changed (`-` as last part appends), to what, where the first problem points, what it says.
#[test]
fn mistakes_are_found() {
    for (at, value, pointer, says) in [
        ("/points/1/id", json!("apologise"), "/points/1/id", "twice"),
        ("/points/1/phrases", json!([]), "/points/1", "no phrase"),
        ("/points/1/dimension", json!("communication"), "/points/1/dimension", "use one of `customer-focus`"),
        ("/scales", json!([]), "/points/0/dimension", "nor any other"),
        ("/scales/0/dimension", json!("speed"), "/points/0/dimension", "no `customer-focus`"),
        ("/scales/1/anchors/1/level", json!(1), "/scales/1/anchors/1/level", "not above"),
        ("/scales/1/anchors/1/points", json!([]), "/scales/1/anchors/2/points", ""),
        ("/scales/1/anchors/1/points", json!(["apologise"]), "/scales/1/anchors/1/points/0", "use one of `facts`"),
        ("/scales/1/anchors/1/points", json!(["facts", "facts"]), "/scales/1/anchors/1/points/1", "twice"),
        ("/scales/1/anchors/2/points", json!(["facts", "options"]), "/scales/1/anchors/2/points", "has to do more"),
        ("/scales/1/anchors/2/points", json!(["others"]), "/scales/1/anchors/2/points", "has to do more"),
        ("/scales/1/anchors/0/examples", json!(["……"]), "/scales/1/anchors/0/examples/0", "no words"),
        ("/scales/1/anchors/0/examples", json!(["x".repeat(20_000)]), "/scales", "more than the 20000 allowed"),
        ("/scales/1/anchors", json!([]), "/scales/1/anchors", "at least the lowest and the highest"),
    ] {
        let typed = serde_json::from_value(question()).unwrap();
        let config = serde_json::from_value(changed(case_file("config.json"), at, value.clone())).unwrap();
        let problems = ScaleEvaluator::check_config(&typed, &config);
        if says.is_empty() {
            assert_eq!(problems, [], "two anchors may stand for no point: {at} = {value}");
        } else {
            first_is(&problems, pointer, says, &format!("{at} = {value}"));
        }
    }
}

#[test]
fn a_mistake_in_the_question_is_named_by_the_evaluator_too() {
    let typed = serde_json::from_value(changed(question(), "/situations", json!([]))).unwrap();
    let config = serde_json::from_value(case_file("config.json")).unwrap();
    first_is(&ScaleEvaluator::check_config(&typed, &config), "", "/situations", "question");
}

/// The README's two configs can be used as they stand.
#[test]
fn the_readme_holds() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let typed = serde_json::from_str(blocks[0]).unwrap();
    let config = serde_json::from_str(blocks[1]).unwrap();
    assert_eq!(ScaleEvaluator::check_config(&typed, &config), []);
}
