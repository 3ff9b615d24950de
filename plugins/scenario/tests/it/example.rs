//! The example interview's configs hold together, its candidates come out in the right order, translations score alike, and the weight of
//! innovation decides between two of them. The whole scorecards are the host's tests' business.

use std::fs;
use std::path::Path;

use scenario::{ScaleEvaluator, ScenarioQuestion};
use serde_json::Value;
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Evaluation, Evaluator, Measure, QuestionType};

use crate::common::answer;

const DIMENSIONS: [&str; 4] = ["innovation", "customer-focus", "judgement", "communication"];

#[test]
fn the_weight_of_innovation_decides() {
    let [inventive, solid] = ["fang-qi", "luo-wen"].map(|name| scores(&evaluate(name)));
    let [inventive_english, solid_english] = ["fiona-fang", "owen-luo"].map(|name| scores(&evaluate(name)));
    let weak = scores(&evaluate("zhou-min"));
    for name in ["fang-qi", "luo-wen", "fiona-fang", "owen-luo", "zhou-min"] {
        assert_eq!(evaluate(name).review, None, "{name}: the total would be withheld");
    }
    println!("{inventive:?} {solid:?} {inventive_english:?} {solid_english:?} {weak:?}");
    // Parts of 160: innovation at 20 % and at 35 %, the others keeping their proportions.
    let total =
        |scores: [u64; 4], weights: [u64; 4]| -> u64 { scores.iter().zip(weights).map(|(it, by)| it * by).sum() };
    let (low, high) = ([32, 48, 48, 32], [56, 39, 39, 26]);
    for (inventive, solid) in [(inventive, solid), (inventive_english, solid_english)] {
        assert!(total(solid, low) > total(inventive, low), "at 20 %: {solid:?} and {inventive:?}");
        assert!(total(inventive, high) > total(solid, high), "at 35 %: {inventive:?} and {solid:?}");
        assert!(total(solid, high) > total(weak, high) && total(inventive, low) > total(weak, low), "{weak:?}");
    }
}

#[test]
fn translations_score_alike() {
    for (chinese, english) in [("fang-qi", "fiona-fang"), ("luo-wen", "owen-luo"), ("zhou-min", "mindy-zhou")] {
        let (chinese_scores, english_scores) = (scores(&evaluate(chinese)), scores(&evaluate(english)));
        let mean = |scores: [u64; 4]| scores.iter().sum::<u64>() / 4;
        let apart = mean(chinese_scores).abs_diff(mean(english_scores));
        assert!(apart <= 100_000, "{chinese} {chinese_scores:?}, {english} {english_scores:?}");
    }
}

/// Who games ranks below who knows little and says so, and a finding says why.
#[test]
fn gaming_ranks_below_weakness() {
    let weak: u64 = scores(&evaluate("zhou-min")).iter().sum();
    for (name, code) in [("xu-bin", "keyword-list"), ("tian-yu", "copied-situation"), ("jin-lei", "far-from-anchors")] {
        let evaluation = evaluate(name);
        let sum: u64 = scores(&evaluation).iter().sum();
        let codes: Vec<&str> = evaluation.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&code), "{name}: {codes:?}");
        assert!(sum < weak, "{name}: {sum}, and {weak}");
    }
}

fn evaluate(candidate: &str) -> Evaluation {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/product-manager");
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
    let interview = read("interview.json");
    let (question, config) =
        (&interview["items"][0]["question"]["config"], &interview["items"][0]["evaluator"]["config"]);
    let typed = serde_json::from_value(question.clone()).unwrap();
    let problems = ScaleEvaluator::check_config(&typed, &serde_json::from_value(config.clone()).unwrap());
    assert_eq!(problems, []);
    let answer = answer(&read(&format!("answers/{candidate}.json"))["answers"]["complaint"]);
    assert_eq!(ScenarioQuestion::check_answer(&typed, 0, &answer), [], "{candidate}");
    let evaluation = Harness::new().evaluate::<ScaleEvaluator>(question.clone(), config.clone(), answer).unwrap();
    for finding in &evaluation.findings {
        println!("{candidate} {} {}", finding.code, finding.message.text("zh-CN").unwrap());
    }
    println!("{candidate} {:?} review: {:?}", scores(&evaluation), evaluation.review);
    evaluation
}

fn scores(evaluation: &Evaluation) -> [u64; 4] {
    DIMENSIONS.map(|wanted| match evaluation.scores.iter().find(|(id, _)| id == wanted) {
        Some((_, Measure::Millionths(value))) => u64::from(*value),
        other => panic!("{wanted} was not measured: {other:?}"),
    })
}
