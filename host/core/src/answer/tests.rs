//! Tables of answers: what reads and is written again, and what does not.

use super::*;

#[test]
fn every_kind_there_and_back() {
    let cases = [
        r#"{"kind":"omitted"}"#,
        r#"{"kind":"text","text":""}"#,
        r#"{"kind":"choices","choices":["b","a"]}"#,
        r#"{"kind":"program","language":"python","entry":"main.py","files":[{"path":"lib/a.py","text":""},{"path":"main.py","text":"print(1)\n"}]}"#,
        r#"{"kind":"events","events":[{"received_ms":0,"client_ms":5,"name":"press","detail":{"z":1,"a":0.1}},{"received_ms":0,"client_ms":0,"name":"turn","detail":[]}]}"#,
        r#"{"kind":"files","files":[{"name":"报告.csv","media_type":"text/csv","path":"files/report.csv"}]}"#,
        r#"{"kind":"structured","value":null}"#,
    ];
    for (text, kind) in cases.into_iter().zip(AnswerKind::ALL) {
        let answer = Answer::from_json(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(answer.kind(), *kind);
        assert_eq!(serde_json::to_string(&answer).unwrap(), text);
        assert_eq!(serde_json::from_str::<Answer>(text).unwrap(), answer);
    }
}

#[test]
fn what_is_no_answer() {
    let program =
        |entry, files| format!(r#"{{"kind":"program","language":"python","entry":"{entry}","files":[{files}]}}"#);
    let main = r#"{"path":"main.py","text":""}"#;
    let cases = [
        ("3".to_owned(), "", "not an object"),
        ("{}".to_owned(), "", "`kind` is missing"),
        (r#"{"kind":"txt"}"#.to_owned(), "/kind", "did you mean `text`?"),
        (r#"{"kind":"omitted","text":"x"}"#.to_owned(), "/text", "unknown key"),
        (r#"{"kind":"text","txt":"x"}"#.to_owned(), "/txt", "did you mean `text`?"),
        (r#"{"kind":"text","text":3}"#.to_owned(), "/text", "not text"),
        (r#"{"kind":"choices","choices":["a",1]}"#.to_owned(), "/choices/1", "not text"),
        (program("run.py", main), "/entry", "none of the files"),
        (program("main.py", &format!("{main},{main}")), "/files/1", "comes twice"),
        (program("main.py", r#"{"path":"../main.py","text":""}"#), "/files/0/path", "`..`"),
        (program("/main.py", main), "/entry", "absolute"),
        (
            r#"{"kind":"events","events":[{"received_ms":5,"client_ms":0,"name":"a"},{"received_ms":4,"client_ms":0,"name":"b"}]}"#.to_owned(),
            "/events/1",
            "received at 4 ms, before",
        ),
        (r#"{"kind":"events","events":[{"received_ms":-1,"client_ms":0,"name":"a"}]}"#.to_owned(), "/events/0/received_ms", "whole number"),
        (r#"{"kind":"files","files":[{"name":"a","media_type":"text/csv","path":"/etc/passwd"}]}"#.to_owned(), "/files/0/path", "absolute"),
        (r#"{"kind":"structured"}"#.to_owned(), "/value", "missing"),
    ];
    for (text, path, said) in cases {
        let error = Answer::from_json(&text).expect_err(&text);
        let AnswerError::Mistakes(mistakes) = &error else { panic!("{text}: {error}") };
        let found = mistakes.list().iter().any(|m| m.path == path && m.to_string().contains(said));
        assert!(found, "{text}: {error}");
    }
}

#[test]
fn a_log_may_be_empty() {
    let answer = Answer::from_json(r#"{"kind": "events", "events": []}"#).unwrap();
    assert_eq!(answer, Answer::Events(EventLog::default()));
}

#[test]
fn a_sheet() {
    let text = r#"{
        "candidate": {"id": "wang-fang", "name": "王芳"}, "locale": "zh-CN",
        "answers": {"merge-intervals": {"kind": "text", "text": "x"}, "a": {"kind": "omitted"}}
    }"#;
    let sheet = AnswerSheet::from_json(text).unwrap();
    assert_eq!((sheet.candidate().id.as_str(), sheet.locale()), ("wang-fang", "zh-CN"));
    assert_eq!(sheet.answer(&"merge-intervals".parse().unwrap()), Some(&Answer::Text("x".to_owned())));
    assert_eq!(sheet.answer(&"b".parse().unwrap()), None);
    assert_eq!(sheet.answers().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["merge-intervals", "a"]);
}

#[test]
fn mistakes_of_a_sheet() {
    let text = r#"{"candidate": {"id": "Wang"}, "local": "zh", "answers": {"A": {"kind": "omitted"}, "b": {}}}"#;
    let AnswerError::Mistakes(mistakes) = AnswerSheet::from_json(text).unwrap_err() else { panic!() };
    let paths: Vec<_> = mistakes.list().iter().map(|mistake| mistake.path.as_str()).collect();
    assert_eq!(paths, ["/local", "/candidate/id", "/candidate/name", "/locale", "/answers/A", "/answers/b"]);
    assert!(matches!(AnswerSheet::from_json("{"), Err(AnswerError::Syntax(_))));
    let twice = r#"{"answers": {"a": {"kind": "omitted"}, "a": {"kind": "text", "text": "x"}}}"#;
    assert!(AnswerSheet::from_json(twice).unwrap_err().to_string().contains("comes twice"));
}
