//! Table tests of the ids: what parses, and what is said about what does not.

use super::*;

#[test]
fn kebab_ids() {
    let long = "x".repeat(65);
    let cases = [
        ("merge-intervals", ""),
        ("a", ""),
        ("2026-a", ""),
        ("", "it is empty"),
        ("-a", "it may only hold"),
        ("a-", "it may only hold"),
        ("a--b", "it may only hold"),
        ("Merge", "it may only hold"),
        ("a_b", "it may only hold"),
        ("名", "it may only hold"),
        (&long, "it has more than 64"),
    ];
    for (text, said) in cases {
        match text.parse::<ItemId>() {
            Ok(id) => assert_eq!((id.as_str(), said), (text, "")),
            Err(error) => assert!(!said.is_empty() && error.to_string().contains(said), "{error}"),
        }
    }
}

#[test]
fn plugin_ids() {
    let id: PluginId = "touchstone/code-runner".parse().unwrap();
    assert_eq!((id.publisher(), id.name()), ("touchstone", "code-runner"));
    let cases = [
        ("code-runner", "one `/`"),
        ("a/b/c", "one `/`"),
        ("/b", "one `/`"),
        ("a/", "one `/`"),
        ("A/b", "its publisher"),
        ("a/B", "its name"),
    ];
    for (text, said) in cases {
        let error = text.parse::<PluginId>().unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn module_ids() {
    let id: ModuleId = "touchstone/code-runner#evaluator".parse().unwrap();
    assert_eq!(id, "touchstone/code-runner".parse::<PluginId>().unwrap().module(ModuleKind::Evaluator));
    assert_eq!(id.to_string(), "touchstone/code-runner#evaluator");
    let error = "touchstone/code-runner#evaluater".parse::<ModuleId>().unwrap_err().to_string();
    assert!(error.contains("did you mean `evaluator`?"), "{error}");
    let error = "touchstone/code-runner".parse::<ModuleId>().unwrap_err().to_string();
    assert!(error.contains("needs a `#`"), "{error}");
}

#[test]
fn one_function_behind_text_and_json() {
    let id: ItemId = serde_json::from_str("\"two-sum\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"two-sum\"");
    assert!(serde_json::from_str::<ItemId>("\"Two Sum\"").is_err());
}

#[test]
fn digests() {
    let digest = Digest::of(b"");
    assert_eq!(digest.to_string(), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
    for text in ["", "sha256:", "e3b0", "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"] {
        assert_eq!(text.parse::<Digest>().unwrap_err().fault, IdFault::NotDigest, "{text}");
    }
}
