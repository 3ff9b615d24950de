//! Mistakes in a question's config: each is found, and its problem points at the place and says what to do.

use scenario::ScenarioQuestion;
use serde_json::json;
use touchstone_sdk::QuestionType;

use crate::common::{changed, first_is, question};

/// Each row: where the hotel is changed (`-` as last part appends), to what, where the first problem points, what it says.
#[test]
fn mistakes_are_found() {
    let text = json!({"zh-CN": "还有吗？", "en": "Anything else?"});
    for (at, value, pointer, says) in [
        ("/situations", json!([]), "/situations", "at least one"),
        ("/situations/1/id", json!("overbooked"), "/situations/1/id", "twice"),
        ("/situations/1/text", json!({"en": "x"}), "/situations/1/text", "`zh-CN` is missing"),
        ("/topics/1/id", json!("compensation"), "/topics/1/id", "twice"),
        ("/topics/1/phrases", json!([]), "/topics/1", "no phrase"),
        ("/topics/1/phrases", json!(["prevent", "…"]), "/topics/1/phrases/1", "no word"),
        ("/follow_ups/1/id", json!("more"), "/follow_ups/1/id", "twice"),
        ("/follow_ups/1/text", json!({"zh-CN": "x"}), "/follow_ups/1/text", "`en` is missing"),
        ("/follow_ups/1/text", json!({"zh-CN": "x", "en": "x", "de": "x"}), "/situations/0/text", "`de` is missing"),
        ("/follow_ups/1/when", json!({"said": ["money"]}), "/follow_ups/1/when/said/0", "`compensation`"),
        ("/follow_ups/1/when", json!({"not_said": ["more"]}), "/follow_ups/1/when/not_said/0", "no `more`"),
        ("/follow_ups/1/when", json!({"said": ["prevention", "prevention"]}), "/follow_ups/1/when/said/1", "twice"),
        (
            "/follow_ups/1/when",
            json!({"said": ["prevention"], "not_said": ["prevention"]}),
            "/follow_ups/1/when/not_said/0",
            "never holds",
        ),
        ("/follow_ups/1/when", json!({"asked": ["compensation"]}), "/follow_ups/1/when/asked/0", "use one of `more`"),
        ("/follow_ups/3/when", json!({"asked": ["why-so"]}), "/follow_ups/3/when/asked", "a cycle"),
        ("/follow_ups/1/when", json!({"length": {"at_least": 9, "at_most": 8}}), "/follow_ups/1/when/length", "swap"),
        ("/follow_ups/1/when", json!({"replies": {"at_least": 4}}), "/follow_ups/1/when/replies", "1 to 3 replies"),
        ("/follow_ups/1/when", json!({"replies": {"at_most": 0}}), "/follow_ups/1/when/replies", "1 to 3 replies"),
        (
            "/follow_ups/-",
            json!({"id": "end", "text": text, "when": {"asked": ["more"], "not_asked": ["more"]}}),
            "/follow_ups/5/when/not_asked/0",
            "ruled out",
        ),
    ] {
        let config = serde_json::from_value(changed(question(), at, value.clone())).unwrap();
        first_is(&ScenarioQuestion::check_config(&config), pointer, says, &format!("{at} = {value}"));
        if let Ok(presented) = ScenarioQuestion::present(&config, "en", 0) {
            panic!("presented in spite of {at} = {value}: {presented:?}");
        }
    }
    assert_eq!(ScenarioQuestion::check_config(&serde_json::from_value(question()).unwrap()), []);
}

#[test]
fn an_unknown_key_is_a_mistake() {
    for at in ["/follow_up", "/topics/0/word", "/follow_ups/0/when/say", "/follow_ups/0/when/length/least"] {
        let config = changed(question(), at, json!(1));
        assert!(serde_json::from_value::<scenario::ScenarioConfig>(config).is_err(), "{at}");
    }
}
