//! What the seed decides, and what the page gets: variants, orders, and no key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::{evaluate, options, question, read_json, score, valid};
use choice::{ChoiceQuestion, QuestionsConfig};
use serde_json::{Value, json};
use touchstone_sdk::{Answer, QuestionType, Refusal};

fn presented(questions: &Value, seed: u64) -> Value {
    let config: QuestionsConfig = serde_json::from_value(questions.clone()).unwrap();
    serde_json::to_value(ChoiceQuestion::present(&config, "en", seed).unwrap()).unwrap()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

/// Five of twenty, and one variant of `ohm`.
fn pools() -> (Value, Value) {
    let mut questions: Vec<Value> = (0..20)
        .map(|n| question(&format!("s{n}"), "single", &json!({"pool": "safety", "options": options("a b c")})))
        .collect();
    questions.extend((0..3).map(|n| question(&format!("ohm{n}"), "numeric", &json!({"pool": "ohm"}))));
    questions.push(question("always", "short", &json!({})));
    let key = |question: &Value| match question["kind"].as_str().unwrap() {
        "single" => json!({"correct": ["a"], "weight": 2}),
        "numeric" => json!({"accept": [{"value": 3}], "dimension": "calculation"}),
        _ => json!({"accept": [{"text": "yes"}]}),
    };
    let keys: Value = questions.iter().map(|it| (it["id"].as_str().unwrap().to_owned(), key(it))).collect();
    let configs = (json!({"questions": questions, "pools": {"safety": 5, "ohm": 1}}), json!({ "keys": keys }));
    valid(&configs.0, &configs.1);
    configs
}

#[test]
fn so_many_are_drawn_of_each_pool() {
    let (questions, _) = pools();
    let mut drawn: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..400 {
        let page = presented(&questions, seed);
        assert_eq!(page, presented(&questions, seed));
        let ids = ids(&page["questions"]);
        assert_eq!(ids.iter().filter(|id| id.starts_with('s')).count(), 5, "{ids:?}");
        assert_eq!(ids.iter().filter(|id| id.starts_with("ohm")).count(), 1, "{ids:?}");
        assert_eq!(ids.last(), Some(&"always"));
        for id in ids {
            *drawn.entry(id.to_owned()).or_default() += 1;
        }
    }
    // Each of the 20 is drawn by a quarter of the seeds, each variant by a third.
    assert!(
        drawn.iter().filter(|(id, _)| id.starts_with('s')).all(|(_, count)| (70..130).contains(count)),
        "{drawn:?}"
    );
    assert!(
        drawn.iter().filter(|(id, _)| id.starts_with("ohm")).all(|(_, count)| (100..170).contains(count)),
        "{drawn:?}"
    );
    assert_eq!(drawn.len(), 24);
}

#[test]
fn only_what_was_drawn_is_answered() {
    let configs = pools();
    for seed in 0..20 {
        let page = presented(&configs.0, seed);
        let asked = ids(&page["questions"]);
        let right = |id: &&str| {
            let response = if id.starts_with('s') {
                "a"
            } else if id.starts_with("ohm") {
                "3"
            } else {
                "Yes"
            };
            ((*id).to_owned(), json!(response))
        };
        let answer: Value = asked.iter().map(right).collect();
        let evaluation = evaluate(&configs, seed, Answer::Structured(answer.clone())).unwrap();
        assert_eq!(
            (score(&evaluation, "knowledge"), score(&evaluation, "calculation")),
            (Some(1_000_000), Some(1_000_000))
        );
        let other = (0..20).map(|n| format!("s{n}")).find(|id| !asked.contains(&id.as_str())).unwrap();
        let mut more = answer;
        more[&other] = json!("a");
        let Err(Refusal::MalformedAnswer(message)) = evaluate(&configs, seed, Answer::Structured(more)) else {
            panic!("{other}")
        };
        assert!(message.text("en").unwrap().contains("was not drawn"));
    }
}

#[test]
fn fixed_options_stay() {
    let mut options = options("a b c d none");
    options[4]["fixed"] = json!(true);
    options[1]["fixed"] = json!(true);
    let questions = json!({"questions": [question("q", "single", &json!({ "options": options }))]});
    let orders: BTreeSet<Vec<String>> = (0..200)
        .map(|seed| {
            ids(&presented(&questions, seed)["questions"][0]["options"]).into_iter().map(str::to_owned).collect()
        })
        .collect();
    assert!(orders.iter().all(|order| order[1] == "b" && order[4] == "none"), "{orders:?}");
    // All orders of the three others come up.
    assert_eq!(orders.len(), 6);
}

#[test]
fn nothing_is_shuffled_that_should_not_be() {
    let still = json!({"options": options("a b c d e f"), "shuffle": false});
    let questions = json!({"questions": [question("q", "single", &still), question("r", "short", &json!({}))]});
    for seed in 0..50 {
        let page = presented(&questions, seed);
        assert_eq!(ids(&page["questions"]), ["q", "r"]);
        assert_eq!(ids(&page["questions"][0]["options"]), ["a", "b", "c", "d", "e", "f"]);
    }
}

/// A further question, or a further option of another, leaves a question's order as it was.
#[test]
fn each_question_has_an_order_of_its_own() {
    let first = question("q", "single", &json!({"options": options("a b c d e f")}));
    let alone = json!({"questions": [first]});
    let more = json!({"questions": [question("p", "single", &json!({"options": options("x y")})), first]});
    for seed in 0..50 {
        assert_eq!(presented(&alone, seed)["questions"][0], presented(&more, seed)["questions"][1]);
    }
}

/// What the page gets are the keys that it is known to get, whatever the config; none is the evaluator's.
#[test]
fn no_key_leaves() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/whole-test");
    let page = presented(&read_json(&case.join("question.json")), 3);
    let known = [
        "locale",
        "statement",
        "questions",
        "id",
        "kind",
        "prompt",
        "options",
        "targets",
        "text",
        "max_choices",
        "max_per_option",
        "max_per_target",
        "max_length",
    ];
    let mut keys = BTreeSet::new();
    collect_keys(&page, &mut keys);
    assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{keys:?}");
    // The question's config cannot even hold a key.
    for name in ["correct", "map", "accept", "units", "feedback", "explanation", "lower_bound", "tolerance"] {
        let mut config = read_json(&case.join("question.json"));
        config["questions"][0][name] = json!({});
        assert!(serde_json::from_value::<QuestionsConfig>(config).is_err(), "{name}");
    }
}

fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            keys.extend(map.keys().cloned());
            for value in map.values() {
                collect_keys(value, keys);
            }
        }
        Value::Array(list) => {
            for value in list {
                collect_keys(value, keys);
            }
        }
        _ => {}
    }
}
