//! Holds an answer against the kinds and schemas that a module declares. What only the module knows is left to its `check-answer`.

use serde_json::json;

use super::AnswerKinds;
use crate::answer::Answer;
use crate::ids::ModuleId;
use crate::mistake::Mistake;
use crate::schema::{MAX_VIOLATIONS, Schema};
use crate::words::AnswerKind;

impl AnswerKinds {
    /// What keeps `module`, whose kinds these are, from taking the answer. Pointers are into the answer's JSON. An omitted
    /// answer is always taken.
    pub fn check(&self, answer: &Answer, module: &ModuleId) -> Vec<Mistake> {
        let kind = answer.kind();
        if kind == AnswerKind::Omitted {
            return Vec::new();
        }
        if !self.includes(kind) {
            let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.as_str()).collect();
            return vec![Mistake {
                path: "/kind".to_owned(),
                problem: format!("`{module}` takes no answer of the kind `{kind}`"),
                remedy: format!("send one of the kind `{}`", kinds.join("` or `")),
            }];
        }
        match (answer, &self.structured_schema, &self.event_schema) {
            (Answer::Structured(value), Some(schema), _) => violations(schema, value, "/value"),
            (Answer::Events(log), _, Some(schema)) => {
                let event = |(n, event): (usize, &crate::answer::Event)| {
                    let value = json!({ "name": event.name, "detail": event.detail });
                    violations(schema, &value, &format!("/events/{n}"))
                };
                log.list().iter().enumerate().flat_map(event).take(MAX_VIOLATIONS).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn violations(schema: &Schema, value: &serde_json::Value, pointer: &str) -> Vec<Mistake> {
    let violations = schema.check(value).err().unwrap_or_default();
    violations
        .into_iter()
        .map(|violation| Mistake {
            path: format!("{pointer}{}", violation.pointer),
            problem: violation.problem,
            remedy: "send what the module's manifest describes".to_owned(),
        })
        .collect()
}
