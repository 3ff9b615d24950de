//! The simulated device as a candidate's page meets it: what is shown, what actions do, what time does, what is refused.

use crate::common::{Session, question};
use device_checklist::DeviceQuestion;
use serde_json::{Value, json};
use touchstone_sdk::QuestionType;

#[test]
fn the_page_gets_the_device_in_its_language_and_nothing_hidden() {
    let config = serde_json::from_value(question()).unwrap();
    let shown = serde_json::to_value(DeviceQuestion::present(&config, "en", 0).unwrap()).unwrap();
    assert_eq!(
        shown["controls"][0],
        json!({"id": "inspect", "kind": "button", "title": "Inspect power cord and battery"})
    );
    assert_eq!(
        shown["controls"][2],
        json!({"id": "port", "kind": "connector", "title": "Sensor port", "position": null, "choices": [
            {"value": "spo2-sensor", "title": "SpO2 sensor"}, {"value": "ecg-cable", "title": "ECG cable"}]})
    );
    assert_eq!(
        shown["controls"][3],
        json!({"id": "limit", "kind": "knob", "title": "Low SpO2 limit", "position": 85,
            "range": {"minimum": 80, "maximum": 100, "step": 1, "unit": "%"}})
    );
    assert_eq!(
        shown["indicators"][0],
        json!({"id": "power-lamp", "kind": "lamp", "title": "Power lamp", "value": "off"})
    );
    assert!(shown["statement"].as_str().unwrap().starts_with("Put the patient"));
    let text = shown.to_string();
    for hidden in ["power-state", "works_when", "transitions", "self-test", "inspected", "No sensor", "3000"] {
        assert!(!text.contains(hidden), "`{hidden}` leaked: {text}");
    }
    let chinese = DeviceQuestion::present(&config, "zh-CN", 0).unwrap();
    assert_eq!(chinese.controls[1].title, "电源键");
}

/// Each row: time, action, whether it has an effect, and what is then shown at a pointer into the view.
#[test]
fn actions_and_time_move_the_device() {
    type Row<'a> = (u64, Value, bool, &'a str, Value);
    let press = |control: &str| json!({"name": "press", "control": control});
    let turn = |to: i64| json!({"name": "turn", "control": "limit", "to": to});
    let connect = |to: &str| json!({"name": "connect", "control": "port", "to": to});
    let (wait, disconnect) = (json!({"name": "wait"}), json!({"name": "disconnect", "control": "port"}));
    let tables: [(&str, Vec<Row>); 5] = [
        (
            "the self-test takes three seconds to the millisecond",
            vec![
                (1000, press("power"), true, "/indicators/power-lamp", json!("yellow")),
                (3999, wait.clone(), false, "/indicators/power-lamp", json!("yellow")),
                (4000, wait.clone(), false, "/indicators/power-lamp", json!("green")),
            ],
        ),
        (
            "a self-test that is broken off begins anew",
            vec![
                (0, press("power"), true, "/indicators/power-lamp", json!("yellow")),
                (2000, press("power"), true, "/indicators/power-lamp", json!("off")),
                (2500, press("power"), true, "/indicators/power-lamp", json!("yellow")),
                (3500, wait.clone(), false, "/indicators/power-lamp", json!("yellow")),
                (5500, wait.clone(), false, "/indicators/power-lamp", json!("green")),
            ],
        ),
        (
            "a control without power does not move",
            vec![
                (0, turn(90), false, "/positions/limit", json!(85)),
                (0, press("power"), true, "/indicators/limit-display", json!(null)),
                (3000, turn(90), true, "/indicators/limit-display", json!(90)),
                (3000, turn(90), false, "/positions/limit", json!(90)),
            ],
        ),
        (
            "a failed guard raises an alarm and counts as no effect",
            vec![
                (0, press("power"), true, "/indicators/alarm", json!(null)),
                (3000, press("start"), false, "/indicators/alarm/en", json!("No sensor")),
                (3100, press("silence"), true, "/indicators/alarm", json!(null)),
                (3200, press("silence"), false, "/indicators/alarm", json!(null)),
            ],
        ),
        (
            "connectors connect, reconnect and disconnect",
            vec![
                (0, disconnect.clone(), false, "/positions/port", json!(null)),
                (1, connect("ecg-cable"), true, "/positions/port", json!("ecg-cable")),
                (2, connect("spo2-sensor"), true, "/positions/port", json!("spo2-sensor")),
                (3, connect("spo2-sensor"), false, "/positions/port", json!("spo2-sensor")),
                (4, disconnect, true, "/positions/port", json!(null)),
            ],
        ),
    ];
    for (name, rows) in tables {
        let mut session = Session::new(question());
        for (now_ms, action, effect, pointer, expected) in rows {
            let view = session.act(action.clone(), now_ms).unwrap();
            assert_eq!(view["effect"], effect, "{name}: {action} at {now_ms}");
            assert_eq!(view.pointer(pointer), Some(&expected), "{name}: {action} at {now_ms}: {view}");
        }
    }
}

#[test]
fn numbers_count_within_their_bounds() {
    let config = json!({
        "statement": {"en": "Count."},
        "state": [{"id": "count", "type": "integer", "minimum": 0, "maximum": 2, "initial": 1}],
        "controls": [{"id": "up", "kind": "button", "title": {"en": "Up"}}, {"id": "down", "kind": "button", "title": {"en": "Down"}}],
        "indicators": [{"id": "shown", "kind": "display", "title": {"en": "Count"}, "otherwise": {"variable": "count"}}],
        "transitions": [{"on": {"name": "press", "control": "up"}, "set": {"count": {"add": 1}}},
            {"on": {"name": "press", "control": "down"}, "set": {"count": {"add": -5}}}]});
    let mut session = Session::new(config);
    for (control, effect, count) in
        [("up", true, 2), ("up", false, 2), ("down", true, 0), ("down", false, 0), ("up", true, 1)]
    {
        let view = session.act(json!({"name": "press", "control": control}), 0).unwrap();
        assert_eq!((&view["effect"], &view["indicators"]["shown"]), (&json!(effect), &json!(count)), "{control}");
    }
}

#[test]
fn timers_that_set_each_other_off_come_to_rest() {
    let blink = |from: bool| json!({"after_ms": 1, "while": {"lit": from}, "set": {"lit": !from}});
    let config = json!({
        "statement": {"en": "Watch."},
        "state": [{"id": "lit", "type": "bool", "initial": false}],
        "controls": [{"id": "nothing", "kind": "button", "title": {"en": "Nothing"}}],
        "indicators": [{"id": "lamp", "kind": "lamp", "title": {"en": "Lamp"}, "otherwise": {"variable": "lit"}}],
        "timed": [blink(false), blink(true)]});
    let mut session = Session::new(config);
    for (now_ms, lit) in [(1, true), (2, false), (7, true)] {
        assert_eq!(session.act(json!({"name": "wait"}), now_ms).unwrap()["indicators"]["lamp"], lit, "{now_ms}");
    }
    for now_ms in [80_000_000, 80_000_001] {
        session.act(json!({"name": "wait"}), now_ms).unwrap();
        assert_eq!(session.clock_ms(), now_ms);
    }
}

/// Each row: an action that cannot be, and where its problem points.
#[test]
fn impossible_actions_are_problems_that_point_into_the_action() {
    for (action, pointer, says) in [
        (json!({"name": "kick", "control": "power"}), "/name", "no action `kick`"),
        (json!({"name": "press"}), "/control", "lacks its `control`"),
        (json!({"name": "press", "control": "eject"}), "/control", "no control `eject`"),
        (json!({"name": "turn", "control": "power", "to": 1}), "/name", "cannot `turn`"),
        (json!({"name": "press", "control": "power", "to": 1}), "/to", "takes no `to`"),
        (json!({"name": "turn", "control": "limit"}), "/to", "80 to 100"),
        (json!({"name": "turn", "control": "limit", "to": 101}), "/to", "80 to 100"),
        (json!({"name": "turn", "control": "limit", "to": "90"}), "/to", "80 to 100"),
        (json!({"name": "connect", "control": "port", "to": "cuff"}), "/to", "`spo2-sensor`, `ecg-cable`"),
        (json!({"name": "connect", "control": "port", "to": null}), "/to", "`spo2-sensor`, `ecg-cable`"),
        (json!({"name": "disconnect", "control": "port", "to": "spo2-sensor"}), "/to", "takes no `to`"),
        (json!({"name": "wait", "control": "power"}), "/control", "takes no `control`"),
    ] {
        let problem = Session::new(question()).act(action.clone(), 0).unwrap_err();
        assert_eq!(problem.pointer, pointer, "{action}");
        assert!(problem.message.text("en").unwrap().contains(says), "{action}: {:?}", problem.message);
        assert!(problem.message.text("zh-CN").is_some());
    }
}

#[test]
fn time_never_runs_backwards_and_a_foreign_state_is_refused() {
    let mut session = Session::new(question());
    session.act(json!({"name": "wait"}), 500).unwrap();
    assert_eq!(session.act(json!({"name": "wait"}), 499).unwrap_err().pointer, "");
    assert!(session.act(json!({"name": "wait"}), 86_400_001).is_err());
    for (pointer, value) in [("/values/port", json!("cuff")), ("/values/limit", json!(79)), ("/timers", json!([]))] {
        let mut other = Session::new(question());
        other.act(json!({"name": "wait"}), 0).unwrap();
        other.tamper(pointer, value);
        assert!(other.act(json!({"name": "wait"}), 1).is_err(), "{pointer}");
    }
}
