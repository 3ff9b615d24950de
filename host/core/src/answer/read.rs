//! Reads the keys of answers and of answer sheets.

use serde_json::{Map, Value};

use super::{Answer, AnswerSheet, Candidate, Event, EventLog, Program, SourceFile, UploadedFile};
use crate::ids::ID_REMEDY;
use crate::message::is_language_tag;
use crate::path::{PATH_REMEDY, RelativePath};
use crate::reader::{Fields, Node, all, note_repeated};
use crate::words::AnswerKind;

pub(super) fn sheet(root: &Node<'_>) -> Option<AnswerSheet> {
    let fields = root.fields(&["candidate", "locale", "answers"])?;
    let candidate = fields
        .required("candidate", "add `\"candidate\": {\"id\": \"wang-fang\", \"name\": \"王芳\"}`")
        .and_then(|node| candidate(&node));
    let locale = fields.required("locale", "add the candidate's language, such as `\"zh-CN\"`").and_then(|node| {
        let tag = node.text()?;
        if !is_language_tag(tag) {
            node.note(format!("`{tag}` is no language tag"), "write one such as `zh-CN` or `en`");
            return None;
        }
        Some(tag.to_owned())
    });
    let answers = fields.required("answers", "add an object from item ids to answers").and_then(|node| {
        all(node.entries()?.into_iter().map(|(id, node)| {
            let id = id.parse().map_err(|error: crate::ids::IdError| node.note(error.to_string(), ID_REMEDY)).ok();
            let answer = answer(&node);
            Some((id?, answer?))
        }))
    });
    Some(AnswerSheet { candidate: candidate?, locale: locale?, answers: answers? })
}

fn candidate(node: &Node<'_>) -> Option<Candidate> {
    let fields = node.fields(&["id", "name"])?;
    let id = fields.required("id", "add an id such as `wang-fang`").and_then(|node| node.parse(ID_REMEDY));
    let name = some_text(&fields, "name", "write the name that people read");
    Some(Candidate { id: id?, name: name? })
}

pub(super) fn answer(node: &Node<'_>) -> Option<Answer> {
    let kind = match node.value.get("kind") {
        _ if !node.value.is_object() => {
            // Says that it should be an object.
            node.fields(&[])?;
            return None;
        }
        None => {
            let kinds = AnswerKind::WORDS.join("`, `");
            node.note("the key `kind` is missing", format!("add it with one of `{kinds}`"));
            return None;
        }
        Some(_) => {
            let kind = node.entries()?.into_iter().find_map(|(key, node)| (key == "kind").then_some(node));
            kind?.parse_word::<AnswerKind>()?
        }
    };
    match kind {
        AnswerKind::Omitted => node.fields(&["kind"]).map(|_| Answer::Omitted),
        AnswerKind::Text => {
            let fields = node.fields(&["kind", "text"])?;
            let text = fields.required("text", "add the text, `\"\"` when it is empty")?;
            text.text().map(|text| Answer::Text(text.to_owned()))
        }
        AnswerKind::Choices => {
            let fields = node.fields(&["kind", "choices"])?;
            let choices = fields.required("choices", "add the list of what was chosen")?;
            choices.list_of(|choice| choice.text().map(str::to_owned)).map(Answer::Choices)
        }
        AnswerKind::Program => program(node).map(Answer::Program),
        AnswerKind::Events => {
            let fields = node.fields(&["kind", "events"])?;
            fields.required("events", "add the list of events").and_then(|node| events(&node)).map(Answer::Events)
        }
        AnswerKind::Files => {
            let fields = node.fields(&["kind", "files"])?;
            let list = fields.required("files", "add the list of files")?;
            let files = list.list_of(uploaded_file)?;
            repeated_paths(&list, files.iter().map(|file| &file.path))?;
            Some(Answer::Files(files))
        }
        AnswerKind::Structured => {
            let fields = node.fields(&["kind", "value"])?;
            fields.required("value", "add the value").map(|value| Answer::Structured(value.value.clone()))
        }
    }
}

fn program(node: &Node<'_>) -> Option<Program> {
    let fields = node.fields(&["kind", "language", "entry", "files"])?;
    let language = some_text(&fields, "language", "write the language, such as `python`");
    let entry_node = fields.required("entry", "add the path of the file that runs, such as `main.py`");
    let entry = entry_node.as_ref().and_then(|node| node.parse::<RelativePath>(PATH_REMEDY));
    let list = fields.required("files", "add the list of files, each with `path` and `text`");
    let files = list.as_ref().and_then(|node| {
        node.list_of(|node| {
            let fields = node.fields(&["path", "text"])?;
            let path = fields.required("path", "add the file's path").and_then(|node| node.parse(PATH_REMEDY));
            let text = fields.required("text", "add the file's text").and_then(|node| node.text().map(str::to_owned));
            Some(SourceFile { path: path?, text: text? })
        })
    });
    let (language, entry, files) = (language, entry?, files?);
    let unique = repeated_paths(&list?, files.iter().map(|file| &file.path));
    if !files.iter().any(|file| file.path == entry) {
        entry_node?
            .note(format!("`{entry}` is none of the files"), "write the path of one of `files`, or add the file");
        return None;
    }
    unique?;
    Some(Program { language: language?, entry, files })
}

fn events(node: &Node<'_>) -> Option<EventLog> {
    let nodes = node.list()?;
    let events = all(nodes.iter().map(|node| {
        let fields = node.fields(&["received_ms", "client_ms", "name", "detail"])?;
        let time = |key| fields.required(key, "add it, in milliseconds from the item's start")?.natural();
        let (received_ms, client_ms) = (time("received_ms"), time("client_ms"));
        let name = some_text(&fields, "name", "write what was done, such as `press`");
        let detail = fields.optional("detail").map_or_else(|| Value::Object(Map::new()), |n| n.value.clone());
        Some(Event { received_ms: received_ms?, client_ms: client_ms?, name: name?, detail })
    }))?;
    let mut ordered = true;
    for (pair, node) in events.windows(2).zip(nodes.iter().skip(1)) {
        let (before, after) = (pair[0].received_ms, pair[1].received_ms);
        if after < before {
            ordered = false;
            let problem = format!("it was received at {after} ms, before the event ahead of it ({before} ms)");
            node.note(problem, "put the events in the order of `received_ms`");
        }
    }
    ordered.then_some(EventLog(events))
}

fn uploaded_file(node: &Node<'_>) -> Option<UploadedFile> {
    let fields = node.fields(&["name", "media_type", "path"])?;
    let name = some_text(&fields, "name", "write the name that the candidate gave it");
    let media_type = some_text(&fields, "media_type", "write its media type, such as `text/csv`");
    let remedy = "add where its bytes are, relative to this file's folder";
    let path = fields.required("path", remedy).and_then(|node| node.parse(PATH_REMEDY));
    Some(UploadedFile { name: name?, media_type: media_type?, path: path? })
}

fn some_text(fields: &Fields<'_>, key: &str, remedy: &str) -> Option<String> {
    fields.required(key, remedy)?.some_text(remedy).map(str::to_owned)
}

/// `None` when a path comes twice, which is then noted at the list's element.
fn repeated_paths<'p>(list: &Node<'_>, paths: impl Iterator<Item = &'p RelativePath>) -> Option<()> {
    let nodes = list.list()?;
    let paths: Vec<_> = paths.collect();
    note_repeated("path", paths.iter().zip(&nodes));
    let unique = paths.iter().enumerate().all(|(n, path)| !paths[..n].contains(path));
    unique.then_some(())
}
