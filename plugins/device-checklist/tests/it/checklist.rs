//! The evaluator on logs that need more than a score and a code: severities, places, replay, hostile and malformed logs.

use crate::common::{Session, case_file, question};
use device_checklist::{ChecklistEvaluator, DeviceQuestion};
use serde_json::{Value, json};
use touchstone_sdk::harness::Harness;
use touchstone_sdk::{Answer, Evaluation, Event, Finding, Measure, Place, QuestionType, Refusal, Severity};

fn event(received_ms: u64, action: &Value) -> Event {
    let mut detail = action.clone();
    let name = detail.as_object_mut().unwrap().remove("name").unwrap();
    Event { received_ms, client_ms: received_ms, name: name.as_str().unwrap().to_owned(), detail }
}

fn evaluate(events: Vec<Event>) -> Result<Evaluation, Refusal> {
    Harness::new().evaluate::<ChecklistEvaluator>(question(), case_file("config.json"), Answer::Events(events))
}

fn find<'a>(evaluation: &'a Evaluation, code: &str) -> &'a Finding {
    evaluation
        .findings
        .iter()
        .find(|finding| finding.code == code)
        .unwrap_or_else(|| panic!("no {code}: {evaluation:?}"))
}

#[test]
fn findings_have_their_severity_dimension_and_time() {
    type Row<'a> = (&'a str, Vec<(u64, Value)>, Severity, &'a str, Place);
    let press = |control: &str| json!({"name": "press", "control": control});
    let sensor = json!({"name": "connect", "control": "port", "to": "spo2-sensor"});
    let limit = json!({"name": "turn", "control": "limit", "to": 92});
    let time = |from_ms, to_ms| Place::Time { from_ms, to_ms };
    let rows: [Row; 9] = [
        (
            "missing-step",
            vec![(1000, press("inspect")), (2000, press("power"))],
            Severity::Major,
            "procedure",
            time(2000, 2000),
        ),
        ("missing-step", vec![(1000, press("power"))], Severity::Critical, "safety", time(0, 1000)),
        ("missing-step", vec![], Severity::Critical, "safety", Place::Whole),
        (
            "out-of-order",
            vec![(1000, press("power")), (2000, press("inspect"))],
            Severity::Critical,
            "safety",
            time(1000, 1000),
        ),
        (
            "out-of-order",
            vec![(1000, press("inspect")), (2000, sensor.clone())],
            Severity::Major,
            "procedure",
            time(2000, 2000),
        ),
        (
            "late-step",
            vec![(1, press("inspect")), (2, press("power")), (5000, sensor), (6000, limit), (20_003, press("start"))],
            Severity::Major,
            "procedure",
            time(20_002, 20_003),
        ),
        (
            "repeated-step",
            vec![(1, press("inspect")), (5, press("inspect")), (9, press("inspect"))],
            Severity::Minor,
            "efficiency",
            time(5, 9),
        ),
        (
            "forbidden-step",
            vec![(7, json!({"name": "connect", "control": "port", "to": "ecg-cable"}))],
            Severity::Major,
            "safety",
            time(7, 7),
        ),
        (
            "ineffective-action",
            vec![(3, press("start")), (8, press("start"))],
            Severity::Minor,
            "efficiency",
            time(3, 8),
        ),
    ];
    for (code, actions, severity, dimension, place) in rows {
        let evaluation = evaluate(actions.iter().map(|(at, action)| event(*at, action)).collect()).unwrap();
        let finding = find(&evaluation, code);
        let got = (finding.severity, finding.dimension.as_deref(), finding.place.clone());
        assert_eq!(got, (severity, Some(dimension), place), "{code}: {actions:?}");
    }
}

/// A step too early stays a violation of the critical prerequisite, however well everything is done afterwards.
#[test]
fn doing_it_again_does_not_undo_a_violation() {
    let evaluation = evaluate(vec![
        event(1000, &json!({"name": "press", "control": "power"})),
        event(2000, &json!({"name": "press", "control": "inspect"})),
        event(2500, &json!({"name": "press", "control": "power"})),
        event(3000, &json!({"name": "press", "control": "power"})),
    ])
    .unwrap();
    let finding = find(&evaluation, "out-of-order");
    assert_eq!(finding.severity, Severity::Critical);
    assert!(finding.message.text("zh-CN").unwrap().contains("之后又按顺序补做"));
    assert!(
        !evaluation
            .findings
            .iter()
            .any(|finding| finding.code == "missing-step" && finding.message.text("en").unwrap().contains("power"))
    );
}

/// Whatever is done, the events that the host appends replay to the state that the session ended in.
#[test]
fn a_replay_is_the_session() {
    let actions = [
        json!({"name": "press", "control": "inspect"}),
        json!({"name": "press", "control": "power"}),
        json!({"name": "press", "control": "start"}),
        json!({"name": "press", "control": "silence"}),
        json!({"name": "connect", "control": "port", "to": "spo2-sensor"}),
        json!({"name": "connect", "control": "port", "to": "ecg-cable"}),
        json!({"name": "disconnect", "control": "port"}),
        json!({"name": "turn", "control": "limit", "to": 95}),
        json!({"name": "turn", "control": "limit", "to": 80}),
        json!({"name": "wait"}),
    ];
    let config: device_checklist::DeviceConfig = serde_json::from_value(question()).unwrap();
    let device = device_checklist::Device::new(&config).unwrap();
    let mut random = 7_u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for _ in 0..200 {
        let mut session = Session::new(question());
        let mut replayed = device.start();
        let (mut now_ms, mut events) = (0, Vec::new());
        for _ in 0..30 {
            now_ms += next(2000);
            let action = &actions[usize::try_from(next(actions.len() as u64)).unwrap()];
            let view = session.act(action.clone(), now_ms).unwrap();
            let event = event(now_ms, action);
            device.advance(&mut replayed, event.received_ms).unwrap();
            let effect = device.act(&mut replayed, &device_checklist::Action::from_event(&event).unwrap()).unwrap();
            assert_eq!(view["effect"], effect);
            assert_eq!(session.state(), serde_json::to_value(&replayed).unwrap());
            events.push(event);
        }
        assert_eq!(DeviceQuestion::check_answer(&config, 0, &Answer::Events(events.clone())), []);
        let scored = evaluate(events.clone()).unwrap();
        assert_eq!(scored, evaluate(events).unwrap());
    }
}

/// Each row: an event that cannot be after one good one, and where the refusal says it is.
#[test]
fn logs_that_cannot_be_are_refused() {
    for (name, detail, received_ms, pointer) in [
        ("kick", json!({"control": "power"}), 9, "/events/1/name"),
        ("press", json!({"control": "eject"}), 9, "/events/1/detail/control"),
        ("press", json!({"control": 1}), 9, "/events/1/detail/control"),
        ("press", json!(null), 9, "/events/1/detail/control"),
        ("press", json!("power"), 9, "/events/1/detail"),
        ("press", json!({"control": "power", "force": 1}), 9, "/events/1/detail/force"),
        ("turn", json!({"control": "limit", "to": 1000}), 9, "/events/1/detail/to"),
        ("turn", json!({"control": "limit", "to": [90]}), 9, "/events/1/detail/to"),
        ("turn", json!({"control": "limit", "to": 90.5}), 9, "/events/1/detail/to"),
        ("press", json!({"control": "power"}), 4, "/events/1/received_ms"),
        ("press", json!({"control": "power"}), u64::MAX, "/events/1/received_ms"),
    ] {
        let bad = Event { received_ms, client_ms: 0, name: name.to_owned(), detail };
        let events = vec![event(5, &json!({"name": "press", "control": "inspect"})), bad];
        let config = serde_json::from_value(question()).unwrap();
        let problems = DeviceQuestion::check_answer(&config, 0, &Answer::Events(events.clone()));
        assert_eq!(problems.iter().map(|problem| problem.pointer.as_str()).collect::<Vec<_>>(), [pointer]);
        let Err(Refusal::MalformedAnswer(message)) = evaluate(events) else { panic!("{pointer} was scored") };
        assert!(message.text("en").unwrap().contains(&format!("`{pointer}`")), "{message:?}");
        assert!(message.text("zh-CN").unwrap().contains(&format!("`{pointer}`")), "{message:?}");
    }
    for other in [Answer::Omitted, Answer::Text("done".to_owned())] {
        let refused = Harness::new().evaluate::<ChecklistEvaluator>(question(), case_file("config.json"), other);
        assert!(matches!(refused, Err(Refusal::MalformedAnswer(_))));
    }
}

#[test]
fn ten_thousand_actions_are_scored_within_the_contracts_bounds() {
    let names = ["inspect", "power", "start", "silence"];
    let events = (0..10_000)
        .map(|i: u64| event(i * 100, &json!({"name": "press", "control": names[usize::try_from(i % 4).unwrap()]})));
    let evaluation = evaluate(events.collect()).unwrap();
    assert!(evaluation.findings.len() <= 1000);
    assert!(evaluation.scores.contains(&("efficiency".to_owned(), Measure::Millionths(0))));
    find(&evaluation, "trial-and-error");
}
