//! Puts schemas in the place of their paths. Does not read them; its caller does.

use serde_json::Value;

use super::{AnswerKinds, Evaluator, Parts, QuestionType};
use crate::mistake::Mistakes;
use crate::path::RelativePath;
use crate::reader::{Notes, PathStyle};
use crate::schema::Schema;

impl<S> Parts<S> {
    /// Every schema with the path of its key.
    pub(super) fn schemas(&self) -> Vec<(String, &S)> {
        let mut found = Vec::new();
        if let Some(QuestionType { config_schema, answers, .. }) = &self.question_type {
            found.push(("question_type.config_schema".to_owned(), config_schema));
            found.extend(answers.schemas("question_type"));
        }
        if let Some(Evaluator { config_schema, answers, .. }) = &self.evaluator {
            found.push(("evaluator.config_schema".to_owned(), config_schema));
            found.extend(answers.schemas("evaluator"));
        }
        found
    }
}

impl<S> AnswerKinds<S> {
    fn schemas(&self, table: &str) -> impl Iterator<Item = (String, &S)> {
        let structured =
            self.structured_schema.iter().map(move |schema| (format!("{table}.structured_schema"), schema));
        let event = self.event_schema.iter().map(move |schema| (format!("{table}.event_schema"), schema));
        structured.chain(event)
    }
}

pub(super) fn resolve(
    parts: Parts<RelativePath>,
    mut read: impl FnMut(&RelativePath) -> Result<Value, String>,
) -> Result<Parts<Schema>, Mistakes> {
    let notes = Notes::new(PathStyle::Key);
    let mut schema = |key: String, path: RelativePath| -> Option<Schema> {
        let value = match read(&path) {
            Ok(value) => value,
            Err(problem) => {
                notes.note(
                    key,
                    format!("cannot read `{path}`: {problem}"),
                    "put the schema there, or correct the path",
                );
                return None;
            }
        };
        let parsed = Schema::parse(&value);
        let said = |error: crate::schema::SchemaError| {
            let said = error.to_string();
            let (problem, remedy) = said.rsplit_once("; ").unwrap_or((&said, "correct the schema"));
            notes.note(key.clone(), format!("`{path}`: {problem}"), remedy);
        };
        parsed.map_err(said).ok()
    };
    let question_type = parts.question_type.map(|module| {
        let config_schema = schema("question_type.config_schema".to_owned(), module.config_schema);
        let answers = answers("question_type", module.answers, &mut schema);
        let (title, description) = (module.title, module.description);
        Some(QuestionType { title, description, config_schema: config_schema?, answers: answers? })
    });
    let evaluator = parts.evaluator.map(|module| {
        let config_schema = schema("evaluator.config_schema".to_owned(), module.config_schema);
        let answers = answers("evaluator", module.answers, &mut schema);
        let (title, description, dimensions) = (module.title, module.description, module.dimensions);
        Some(Evaluator { title, description, config_schema: config_schema?, answers: answers?, dimensions })
    });
    let resolved = || {
        Some(Parts {
            plugin: parts.plugin,
            question_type: transpose(question_type)?,
            evaluator: transpose(evaluator)?,
            language_runtime: parts.language_runtime,
            capabilities: parts.capabilities,
            limits: parts.limits,
        })
    };
    let resolved = resolved();
    notes.finish(resolved)
}

fn answers(
    table: &str,
    answers: AnswerKinds<RelativePath>,
    schema: &mut impl FnMut(String, RelativePath) -> Option<Schema>,
) -> Option<AnswerKinds<Schema>> {
    let structured = answers.structured_schema.map(|path| schema(format!("{table}.structured_schema"), path));
    let event = answers.event_schema.map(|path| schema(format!("{table}.event_schema"), path));
    Some(AnswerKinds {
        kinds: answers.kinds,
        structured_schema: transpose(structured)?,
        event_schema: transpose(event)?,
    })
}

/// An absent thing is fine, one that could not be read is not.
#[expect(clippy::option_option, reason = "the outer `None` is a mistake that was noted, the inner one an absent key")]
fn transpose<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    match found {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}
