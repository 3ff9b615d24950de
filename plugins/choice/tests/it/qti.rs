//! Scores of the mappings that 1EdTech publishes as example items, and of the rules of `mapResponse`.
//! <https://www.imsglobal.org/question/qtiv2p1/examples/items/> has the items `choice_multiple`, `match`, `text_entry` and `order`.

use crate::common::{earns, one, options};
use serde_json::{Value, json};

/// "Composition of water": hydrogen and oxygen add 1, chlorine takes 1 off, everything else 2; 0 to 2.
fn water() -> (Value, Value) {
    one(
        "multiple",
        &json!({"options": options("h he c o n cl")}),
        &json!({"map": {"h": 1, "o": 1, "cl": -1}, "default": -2, "lower_bound": 0, "upper_bound": 2}),
    )
}

#[test]
fn composition_of_water() {
    for (chosen, earned) in [
        (json!(["h", "o"]), 1_000_000),
        (json!(["o", "h", "h", "o"]), 1_000_000),
        (json!(["h"]), 500_000),
        (json!(["h", "o", "cl"]), 500_000),
        (json!(["h", "cl"]), 0),
        (json!(["h", "o", "he"]), 0),
        (json!(["n"]), 0),
        (json!([]), 0),
        (Value::Null, 0),
    ] {
        assert_eq!(earns(&water(), &chosen).0, earned, "{chosen}");
    }
}

/// "Characters and plays": directed pairs, three of them right; 0 to 3.
#[test]
fn characters_and_plays() {
    let configs = one(
        "matching",
        &json!({"options": options("c d l p"), "targets": options("m r t"), "max_per_target": 4}),
        &json!({"map": {"c r": 1, "d m": "0.5", "l m": "0.5", "p t": 1}, "default": 0, "lower_bound": 0, "upper_bound": 3}),
    );
    for (pairs, earned) in [
        (json!(["c r", "d m", "l m", "p t"]), 1_000_000),
        (json!(["p t", "l m"]), 500_000),
        (json!(["d m", "l r"]), 166_666),
        (json!(["c m", "p r"]), 0),
    ] {
        assert_eq!(earns(&configs, &pairs).0, earned, "{pairs}");
    }
}

/// "Richard III": York earns 1, york half; here case has to count.
#[test]
fn richard_the_third() {
    let configs = one(
        "short",
        &json!({}),
        &json!({"accept": [{"text": "York"}, {"text": "york", "credit": "0.5"}], "ignore": []}),
    );
    for (text, earned) in [("York", 1_000_000), ("york", 500_000), (" York ", 1_000_000), ("YORK", 0), ("Yorks", 0)] {
        assert_eq!(earns(&configs, &json!(text)).0, earned, "{text}");
    }
}

/// "Grand Prix of Bahrain": all or nothing.
#[test]
fn grand_prix_of_bahrain() {
    let configs = one(
        "ordering",
        &json!({"options": options("driver-a driver-b driver-c")}),
        &json!({"correct": ["driver-c", "driver-a", "driver-b"], "scoring": "exact"}),
    );
    assert_eq!(earns(&configs, &json!(["driver-c", "driver-a", "driver-b"])).0, 1_000_000);
    assert_eq!(earns(&configs, &json!(["driver-a", "driver-c", "driver-b"])).0, 0);
}

/// An absent default is 0, an absent upper bound leaves the best sum, an absent lower bound leaves what is below 0 to the other questions.
#[test]
fn what_is_left_out() {
    let key = json!({"map": {"a": 2, "b": 1, "c": -1}});
    let configs = one("multiple", &json!({"options": options("a b c d")}), &key);
    for (chosen, earned) in [(json!(["a", "b"]), 1_000_000), (json!(["a", "d"]), 666_666), (json!(["b", "c"]), 0)] {
        assert_eq!(earns(&configs, &chosen).0, earned, "{chosen}");
    }
    let other = |key: &str| {
        let mut two = configs.clone();
        let question = crate::common::question("r", "single", &json!({"options": options("x y")}));
        two.0["questions"].as_array_mut().unwrap().push(question);
        two.1["keys"]["r"] = json!({"correct": ["x"]});
        let answer = json!({"q": [key], "r": "x"});
        let evaluation = crate::common::evaluate(&two, 0, touchstone_sdk::Answer::Structured(answer)).unwrap();
        crate::common::score(&evaluation, "knowledge").unwrap()
    };
    // (1 + 0) / 2, and (1 − 1/3) / 2.
    assert_eq!((other("d"), other("c")), (500_000, 333_333));
}
