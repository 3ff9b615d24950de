//! Every call through a worker, and what no plugin runs for.

use std::fs;

use serde_json::{Value, json};
use touchstone_core::grants::Grants;
use touchstone_core::ids::Digest;
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_server::workers::Component;

use crate::pool::{all_grants, evaluation_of, failure, fixture, indicator, pool, python, run};

fn text(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn every_function_of_the_contract_can_be_called() {
    let workers = pool(1, 10).await;
    let result = async |call| run(&workers, call).await.expect("a reply").result;

    assert_eq!(result(Call::Load).await, CallResult::Loaded);
    let fine = CallResult::Checked { problems: Vec::new() };
    assert_eq!(result(Call::CheckQuestionConfig { config: text("{}") }).await, fine);
    assert_eq!(result(Call::CheckEvaluatorConfig { question: text("{}"), config: text("{}") }).await, fine);
    let answer = json!({"kind": "text", "text": "x"});
    assert_eq!(result(Call::CheckAnswer { config: text("{}"), seed: 0, answer }).await, fine);

    let CallResult::Checked { problems } =
        result(Call::CheckQuestionConfig { config: text(r#"{"problem": "/a"}"#) }).await
    else {
        panic!("it checks")
    };
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].pointer.as_str(), &problems[0].message["en"]), ("/a", &json!("no good")));
    // The default language stays the first.
    assert_eq!(problems[0].message.to_string(), r#"{"zh-CN":"不行","en":"no good"}"#);

    let config = || text(r#"{"view": [1.5]}"#);
    let presented = json!({"view": [1.5], "locale": "zh-CN", "seed": 7, "calls": 1});
    assert_eq!(
        result(Call::Present { config: config(), locale: text("zh-CN"), seed: 7 }).await,
        CallResult::Presented { presented }
    );
    let problem = result(Call::Present { config: text(r#"{"problem": ""}"#), locale: text("en"), seed: 7 }).await;
    assert!(matches!(problem, CallResult::Problem { .. }), "{problem:?}");

    let step = Call::Interact { config: config(), seed: 7, state: json!(4), action: json!("press"), now_ms: 9 };
    let view = json!({"action": "press", "now_ms": 9, "seed": 7, "calls": 1});
    assert_eq!(result(step).await, CallResult::Stepped { state: json!(5), view });

    let answer = || json!({"kind": "text", "text": "x"});
    let refused = result(evaluation_of(&json!({"refuse": "why"}), answer())).await;
    assert_eq!(
        refused,
        CallResult::Refused { refusal: json!({"kind": "unsupported", "message": {"zh-CN": "why", "en": "why"}}) }
    );

    let reply = run(&workers, evaluation_of(&json!({"act": {"log": ["a line", 2]}, "languages": true}), answer()))
        .await
        .unwrap();
    assert_eq!(reply.log, [("info".to_owned(), text("a line")), ("info".to_owned(), text("a line"))]);
    assert!(reply.fuel > 0 && reply.peak_memory_bytes > 0 && reply.program_fuel == 0, "{reply:?}");
    assert_eq!(indicator(&reply, "languages"), json!({"text": {"zh-CN": "-", "en": r#"["python"]"#}}));
}

#[tokio::test]
async fn what_cannot_run_is_a_reply_with_a_stable_word() {
    let workers = pool(1, 10).await;
    let before = workers.status();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        Component { digest: Digest::of(bytes), path }
    };
    let absent = Component { path: folder.path().join("absent.wasm"), ..file("x", b"x") };
    let changed = Component { digest: Digest::of(b"before"), ..file("changed.wasm", b"after") };
    let garbage = file("garbage.wasm", b"\0asm and no more");
    let call = || evaluation_of(&json!({}), json!({"kind": "text", "text": "x"}));
    let nothing = Grants::default;
    for (plugin, grants, runtimes, call, kind, said) in [
        (absent.clone(), nothing(), vec![], call(), "unreadable", "absent.wasm`: No such file"),
        (fixture(), all_grants(), vec![absent], call(), "unreadable", "absent.wasm`: No such file"),
        (changed, nothing(), vec![], call(), "changed", "install the plugin again"),
        (garbage, nothing(), vec![], call(), "unloadable", "cannot load the plugin in"),
        (fixture(), nothing(), vec![], call(), "unlinkable", "which it was not granted"),
        (python(), nothing(), vec![], call(), "unlinkable", "has no evaluator"),
        (fixture(), all_grants(), vec![python(), python()], call(), "ambiguous-language", "both run `python`"),
        (
            fixture(),
            all_grants(),
            vec![],
            evaluation_of(&json!({}), json!({"kind": "poem"})),
            "malformed-answer",
            "poem",
        ),
        (
            fixture(),
            all_grants(),
            vec![],
            evaluation_of(
                &json!({}),
                json!({"kind": "files", "files": [{"name": "a", "media_type": "a/b", "path": "a"}]}),
            ),
            "attachments",
            "names 1 files, and 0 came with it",
        ),
        (
            fixture(),
            all_grants(),
            vec![],
            evaluation_of(&json!({}), json!({"kind": "text", "text": "x".repeat(65 << 20)})),
            "request",
            "too large",
        ),
    ] {
        let reply = workers.run(plugin, grants, runtimes, call).await.expect("a reply");
        let (word, message) = failure(&reply);
        assert_eq!(word, kind, "{message}");
        assert!(message.contains(said), "{message}");
    }
    assert_eq!(workers.status(), before, "no worker minds");
}

#[tokio::test]
async fn an_answer_nested_as_deep_as_json_may_be_costs_no_worker() {
    let workers = pool(1, 10).await;
    let before = workers.status();
    let levels = 126;
    let value: Value = serde_json::from_str(&format!("{}{}", "[".repeat(levels), "]".repeat(levels))).unwrap();
    let reply =
        run(&workers, evaluation_of(&json!({}), json!({"kind": "structured", "value": value}))).await.expect("a reply");
    assert!(matches!(reply.result, CallResult::Evaluated { .. }), "{reply:?}");
    assert_eq!(workers.status(), before);
}
