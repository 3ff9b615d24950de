//! Follow-ups come by what was said; the page learns only what it was asked; the server's log and the replay agree.

use scenario::{ScenarioQuestion, ScenarioState};
use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, QuestionType};

use crate::common::{Session, changed, first_is, log, question};

/// Long enough for `more` not to be asked; speaks of no topic.
const PLAIN: &str = "我先请客人坐下，给孩子拿一杯温水，然后打电话给附近的三家酒店找房间，同时请同事接手排队的客人，\
                     免得大家都等着，十分钟之内给客人一个明确的答复。";

#[test]
fn follow_ups_are_chosen_by_what_was_said() {
    let says = |more: &str| format!("{PLAIN}{more}");
    for (replies, expected) in [
        (vec![says("")], vec!["compensation"]),
        (vec!["先道歉。".to_owned()], vec!["more"]),
        (vec!["先道歉。".to_owned(), says("")], vec!["more", "compensation"]),
        (vec![says("今晚免费。")], vec!["too-generous"]),
        (vec![says("I would offer a FREE NIGHT.")], vec!["too-generous"]),
        (vec![says("今晚免费，已请示总经理。")], vec!["done"]),
        (vec![says("今晚免费，已請示總經理。")], vec!["done"]),
        (
            vec![says(""), "给予补偿".to_owned(), "我会上报".to_owned(), "看数据".to_owned()],
            vec!["compensation", "too-generous", "prevention", "done"],
        ),
        (vec![says(""), "补偿，已请示总经理，事后复盘".to_owned()], vec!["compensation", "done"]),
        (vec![says("补偿，请示总经理"), String::new()], vec!["done"]),
        (
            vec![String::new(), String::new(), String::new(), String::new()],
            vec!["more", "compensation", "prevention", "done"],
        ),
    ] {
        let mut session = Session::new(question());
        let asked: Vec<String> = replies.iter().take(expected.len()).map(|text| session.reply(text)).collect();
        assert_eq!(asked, expected, "{replies:?}");
    }
}

#[test]
fn what_was_denied_was_not_said() {
    let mut session = Session::new(question());
    assert_eq!(session.reply(&format!("{PLAIN}我不会给任何补偿。")), "compensation");
}

#[test]
fn a_follow_up_may_wait_for_another_and_for_no_more_than_so_many() {
    let plain = changed(question(), "/follow_ups/0/when", json!({"length": {"at_most": 0}}));
    let mut session = Session::new(plain);
    let asked: Vec<String> = (0..4).map(|_| session.reply(PLAIN)).collect();
    assert_eq!(asked, ["compensation", "prevention", "why-so", "done"]);
    for most in [0, 2, 3] {
        let mut session = Session::new(changed(question(), "/most_follow_ups", json!(most)));
        let asked = (0..10).map(|_| session.reply("好")).position(|next| next == "done");
        assert_eq!(asked, Some(most), "{most}");
    }
}

#[test]
fn replies_go_to_what_is_asked() {
    let mut session = Session::new(question());
    let reply = |to: Option<&str>| match to {
        Some(to) => json!({"name": "reply", "to": to, "text": PLAIN}),
        None => json!({"name": "reply", "text": PLAIN}),
    };
    let refused = |session: &mut Session, action: Value, pointer: &str, says: &str| {
        let before = session.state().clone();
        first_is(&[session.act(action).unwrap_err()], pointer, says, says);
        assert_eq!(*session.state(), before);
    };
    refused(&mut session, reply(Some("compensation")), "/to", "the first reply takes no `to`");
    refused(&mut session, json!({"name": "reply"}), "/text", "lacks its `text`");
    refused(&mut session, json!({"name": "look", "text": ""}), "/text", "leave it out");
    refused(&mut session, json!({"name": "look", "to": "more"}), "/to", "leave it out");
    refused(&mut session, json!({"name": "shout"}), "/name", "`reply` or `look`");
    refused(&mut session, json!({"name": "x".repeat(100_000)}), "/name", "xxx…`");
    refused(&mut session, json!({"name": "reply", "text": "长".repeat(2001)}), "/text", "2001 characters");
    session.act(reply(None)).unwrap();
    refused(&mut session, reply(None), "", "what is asked now is `compensation`");
    refused(&mut session, reply(Some("prevention")), "/to", "not `prevention` but `compensation`");
    session.act(reply(Some("compensation"))).unwrap();
    session.act(reply(Some("prevention"))).unwrap();
    session.act(reply(Some("why-so"))).unwrap();
    refused(&mut session, reply(None), "", "the conversation is over");
    refused(&mut session, reply(Some("why-so")), "", "the conversation is over");
}

/// The page may be loaded anew at any time.
#[test]
fn looking_shows_what_was_asked_and_said_and_changes_nothing() {
    let mut session = Session::new(question());
    let look = json!({"name": "look"});
    assert_eq!(session.act(look.clone()).unwrap(), json!({"replies": 0, "done": false, "turns": []}));
    session.reply(PLAIN);
    let state = session.state().clone();
    let view = session.act(look).unwrap();
    assert_eq!(*session.state(), state);
    let asked = json!({"id": "compensation", "text": question()["follow_ups"][1]["text"]});
    assert_eq!(view, json!({"replies": 1, "follow_up": asked, "done": false, "turns": [{"text": PLAIN}]}));
}

/// Neither what is presented nor any view has a topic, a phrase, a condition, or a follow-up that was not asked.
#[test]
fn nothing_hidden_reaches_the_page() {
    let config: scenario::ScenarioConfig = serde_json::from_value(question()).unwrap();
    let mut seen = String::new();
    for locale in ["zh-CN", "en", "fr"] {
        for seed in 0..4 {
            let presented = ScenarioQuestion::present(&config, locale, seed).unwrap();
            seen += &serde_json::to_string(&presented).unwrap();
        }
    }
    let hides = |seen: &str, open: &[&str]| {
        for key in ["topics", "phrases", "when", "said", "length", "at_most", "free night", "避免再次"] {
            assert!(!seen.contains(&format!("\"{key}")), "{key} in {seen}");
        }
        for follow_up in &config.follow_ups {
            for text in follow_up.text.0.values() {
                let text = serde_json::to_string(text).unwrap();
                assert_eq!(seen.contains(&text), open.contains(&follow_up.id.as_str()), "{text} in {seen}");
            }
        }
    };
    hides(&seen, &[]);
    let mut session = Session::new(question());
    let mut views = session.act(json!({"name": "reply", "text": PLAIN})).unwrap().to_string();
    views += &session.act(json!({"name": "look"})).unwrap().to_string();
    hides(&views, &["compensation"]);
}

#[test]
fn the_seed_chooses_the_situation_and_the_language_its_text() {
    let config = serde_json::from_value(question()).unwrap();
    let shown = |locale, seed| ScenarioQuestion::present(&config, locale, seed).unwrap();
    for (seed, expected) in [(0, "overbooked"), (1, "boiler"), (2, "overbooked"), (u64::MAX, "boiler")] {
        assert_eq!(shown("en", seed).situation, expected, "{seed}");
        assert_eq!(shown("en", seed), shown("en", seed));
    }
    assert!(shown("en-GB", 1).text.contains("boiler"));
    assert!(shown("zh-CN", 1).text.contains("锅炉"));
    assert_eq!((shown("en", 0).most_characters, shown("en", 0).most_follow_ups), (2000, 3));
}

/// What the server would log replays to the same state; what it never would is refused at its place.
#[test]
fn only_a_log_that_can_be_is_taken() {
    let config = serde_json::from_value(question()).unwrap();
    let problems = |answer: &Answer| ScenarioQuestion::check_answer(&config, 0, answer);
    for replies in [
        vec![],
        vec![("", PLAIN)],
        vec![("", PLAIN), ("compensation", "")],
        vec![("", PLAIN), ("compensation", "补偿，已上报，并复盘")],
        vec![("", "好"), ("more", "好"), ("compensation", "好"), ("prevention", "好")],
    ] {
        assert_eq!(problems(&log(&replies)), [], "{replies:?}");
    }
    assert_eq!(problems(&Answer::Omitted), []);
    for (replies, pointer, says) in [
        (vec![("more", PLAIN)], "/events/0/detail/to", "was not asked"),
        (vec![("", PLAIN), ("more", PLAIN)], "/events/1/detail/to", "not `more` but `compensation`"),
        (vec![("", PLAIN), ("", PLAIN)], "/events/1", "`to` is missing"),
        (vec![("", PLAIN), ("compensation", "补偿，已上报，并复盘"), ("prevention", "x")], "/events/2", "over"),
    ] {
        first_is(&problems(&log(&replies)), pointer, says, pointer);
    }
    let text = Answer::Text(PLAIN.to_owned());
    first_is(&problems(&text), "", "log of replies", "text");
}

/// A log may have been sent instead of made: any name and detail.
#[test]
fn strange_events_are_refused_at_their_place() {
    let config = serde_json::from_value(question()).unwrap();
    for (name, detail, pointer) in [
        ("reply", json!("好"), "/events/0/detail"),
        ("reply", json!({"text": 1}), "/events/0/detail"),
        ("reply", json!({"text": "好", "turn": 1}), "/events/0/detail"),
        ("reply", json!({"text": "好", "name": "look"}), "/events/0/detail"),
        ("reply", Value::Null, "/events/0/detail/text"),
        ("press", json!({}), "/events/0/name"),
    ] {
        let event =
            touchstone_sdk::Event { received_ms: 0, client_ms: 0, name: name.to_owned(), detail: detail.clone() };
        let problems = ScenarioQuestion::check_answer(&config, 0, &Answer::Events(vec![event]));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].pointer, pointer, "{name} {detail}");
    }
}

#[test]
fn a_state_of_another_scenario_is_refused() {
    let turn = |follow_up: Value| json!({"follow_up": follow_up, "text": PLAIN});
    for turns in [json!([turn(json!("prevention"))]), json!([turn(Value::Null), turn(json!("price"))])] {
        let state: ScenarioState = serde_json::from_value(json!({ "turns": turns })).unwrap();
        let action = json!({"name": "look"});
        let refused = Harness::new().interact::<ScenarioQuestion>(question(), Some(state), action, 0).unwrap_err();
        first_is(&[refused], "", "start the item anew", "state");
    }
}
