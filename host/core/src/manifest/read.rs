//! Reads the keys of a manifest, out of `plugin.toml` or out of a built component: they differ in what stands for a schema,
//! and in `[build]`, which only the former has.

use semver::Version;
use serde::Serializer;

use super::{
    AnswerKinds, BuildSettings, CONTRACT, Dimension, Evaluator, LanguageRuntime, Parts, PluginHead, QuestionType,
    WantedCapability,
};
use crate::ids::ID_REMEDY;
use crate::message::Message;
use crate::path::{PATH_REMEDY, RelativePath};
use crate::reader::{Fields, Node, all, note_repeated};
use crate::schema::Schema;
use crate::words::{AnswerKind, Capability, GuestLanguage};

const TABLES: [&str; 6] = ["plugin", "question_type", "evaluator", "language_runtime", "capabilities", "limits"];
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
const MESSAGE_REMEDY: &str = "add it as `{ zh-CN = \"…\", en = \"…\" }`";

type ReadSchema<S> = fn(&Node<'_>) -> Option<S>;

/// A `plugin.toml`.
pub(super) fn source(root: &Node<'_>) -> Option<(Parts<RelativePath>, BuildSettings)> {
    let mut known = TABLES.to_vec();
    known.insert(1, "build");
    let fields = root.fields(&known)?;
    let parts = parts(&fields, root, |node| node.parse(PATH_REMEDY));
    let remedy = "add a table `[build]` with `language = \"rust\"`, `\"python\"` or `\"javascript\"`";
    let build = fields.required("build", remedy).and_then(|node| build(&node));
    Some((parts?, build?))
}

/// A built component's section.
pub(super) fn built(root: &Node<'_>) -> Option<Parts<Schema>> {
    parts(&root.fields(&TABLES)?, root, |node| node.noted(Schema::parse(node.value)))
}

/// As they stand in the file: one table per capability.
pub(super) fn capabilities_as_tables<S: Serializer>(
    capabilities: &[WantedCapability],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    struct Table<'a> {
        reason: &'a Message,
    }
    serializer.collect_map(capabilities.iter().map(|wanted| (wanted.capability, Table { reason: &wanted.reason })))
}

fn parts<S>(fields: &Fields<'_>, root: &Node<'_>, schema: ReadSchema<S>) -> Option<Parts<S>> {
    let plugin = fields.required("plugin", "add a table `[plugin]` with `id` and `version`").and_then(|n| head(&n));
    let question_type = fields.maybe("question_type", |node| question_type(node, schema));
    let evaluator = fields.maybe("evaluator", |node| evaluator(node, schema));
    let language_runtime = fields.maybe("language_runtime", language_runtime);
    let has = |table| fields.optional(table).is_some();
    if !["question_type", "evaluator", "language_runtime"].into_iter().any(has) {
        root.note("the plugin holds no module", "add `[question_type]`, `[evaluator]` or `[language_runtime]`");
    }
    let capabilities = fields.maybe("capabilities", |node| {
        let list = capabilities(node)?;
        for (wanted, node) in &list {
            match wanted.capability {
                Capability::RunCode if !has("question_type") && !has("evaluator") => {
                    node.note("only a question type or an evaluator can run code", "remove the table");
                }
                Capability::Attachments if !has("evaluator") => {
                    node.note("only an evaluator can read attachments", "remove the table");
                }
                _ => {}
            }
        }
        Some(list.into_iter().map(|(wanted, _)| wanted).collect())
    });
    let limits = fields.maybe("limits", crate::limits::read);
    Some(Parts {
        plugin: plugin?,
        question_type: question_type?,
        evaluator: evaluator?,
        language_runtime: language_runtime?,
        capabilities: capabilities?.unwrap_or_default(),
        limits: limits?.unwrap_or_default(),
    })
}

fn head(node: &Node<'_>) -> Option<PluginHead> {
    let fields = node.fields(&["id", "version", "contract", "license", "title", "description"])?;
    let id = fields
        .required("id", "add `id = \"publisher/name\"`")
        .and_then(|n| n.parse("write `publisher/name`, both in lower-case letters, digits and single hyphens"));
    let version = fields.required("version", "add `version = \"0.1.0\"`").and_then(|n| version(&n));
    let contract =
        fields.required("contract", &format!("add `contract = \"{CONTRACT}\"`")).and_then(|n| n.parse_word());
    let license = fields
        .required("license", "add an SPDX expression, such as `license = \"Apache-2.0\"`")
        .and_then(|n| n.some_text("write an SPDX expression, such as `Apache-2.0`").map(str::to_owned));
    let (title, description) = (message(&fields, "title"), message(&fields, "description"));
    Some(PluginHead {
        id: id?,
        version: version?,
        contract: contract?,
        license: license?,
        title: title?,
        description: description?,
    })
}

fn version(node: &Node<'_>) -> Option<Version> {
    let text = node.text()?;
    let parsed = Version::parse(text);
    parsed
        .map_err(|error| node.note(format!("`{text}` is no semver version: {error}"), "write one such as `0.1.0`"))
        .ok()
}

fn build(node: &Node<'_>) -> Option<BuildSettings> {
    let fields = node.fields(&["language", "module"])?;
    let language: Option<GuestLanguage> = fields
        .required("language", "add `language = \"rust\"`, `\"python\"` or `\"javascript\"`")
        .and_then(|n| n.parse_word());
    let module = fields.maybe("module", |n| n.some_text("write the name of the module").map(str::to_owned));
    let (language, module) = (language?, module?);
    match (language, &module) {
        (GuestLanguage::Rust, Some(_)) => {
            fields.optional("module")?.note("a plugin in Rust names no module", "remove it: cargo knows the library");
        }
        (GuestLanguage::Python, None) => {
            fields.required("module", "add the Python module under `src/`, such as `module = \"runtime\"`")?;
        }
        (GuestLanguage::Javascript, None) => {
            fields.required("module", "add the entry file, such as `module = \"src/plugin.js\"`")?;
        }
        _ => {}
    }
    Some(BuildSettings { language, module })
}

fn question_type<S>(node: &Node<'_>, schema: ReadSchema<S>) -> Option<QuestionType<S>> {
    let known = ["title", "description", "config_schema", "answers", "structured_schema", "event_schema"];
    let fields = node.fields(&known)?;
    let (title, description) = (message(&fields, "title"), message(&fields, "description"));
    let config_schema = config_schema(&fields, schema);
    let answers = answer_kinds(&fields, schema);
    Some(QuestionType { title: title?, description: description?, config_schema: config_schema?, answers: answers? })
}

fn evaluator<S>(node: &Node<'_>, schema: ReadSchema<S>) -> Option<Evaluator<S>> {
    let known = ["title", "description", "config_schema", "answers", "structured_schema", "event_schema", "dimensions"];
    let fields = node.fields(&known)?;
    let (title, description) = (message(&fields, "title"), message(&fields, "description"));
    let config_schema = config_schema(&fields, schema);
    let answers = answer_kinds(&fields, schema);
    let dimensions = fields
        .required("dimensions", "add what it measures: `dimensions = [{ id = \"…\", title = {…}, description = {…} }]`")
        .and_then(|n| dimensions(&n));
    Some(Evaluator {
        title: title?,
        description: description?,
        config_schema: config_schema?,
        answers: answers?,
        dimensions: dimensions?,
    })
}

fn dimensions(node: &Node<'_>) -> Option<Vec<Dimension>> {
    let mut ids = Vec::new();
    let dimensions = node.list_of(|node| {
        let fields = node.fields(&["id", "title", "description"])?;
        let id_node = fields.required("id", "add an id, such as `id = \"correctness\"`");
        let id = id_node.as_ref().and_then(|n| n.parse(ID_REMEDY));
        ids.extend(id.clone().zip(id_node));
        let (title, description) = (message(&fields, "title"), message(&fields, "description"));
        Some(Dimension { id: id?, title: title?, description: description? })
    });
    note_repeated("dimension", ids.iter().map(|(id, node)| (id, node)));
    if node.list()?.is_empty() {
        node.note("an evaluator measures one dimension at least", "add one");
    }
    dimensions
}

fn language_runtime(node: &Node<'_>) -> Option<LanguageRuntime> {
    let fields = node.fields(&["title", "description", "languages"])?;
    let (title, description) = (message(&fields, "title"), message(&fields, "description"));
    let languages =
        fields.required("languages", "add what it runs, such as `languages = [\"python\"]`").and_then(|n| {
            let nodes = n.list()?;
            if nodes.is_empty() {
                n.note("a language runtime runs one language at least", "add one, such as `python`");
            }
            let texts = all(nodes.iter().map(|node| node.some_text("write a language, such as `python`")))?;
            note_repeated("language", texts.iter().copied().zip(&nodes));
            Some(texts.into_iter().map(str::to_owned).collect())
        });
    Some(LanguageRuntime { title: title?, description: description?, languages: languages? })
}

fn answer_kinds<S>(fields: &Fields<'_>, schema: ReadSchema<S>) -> Option<AnswerKinds<S>> {
    let list = fields.required("answers", "add the kinds of answers, such as `answers = [\"program\"]`");
    let kinds = list.and_then(|node| {
        let nodes = node.list()?;
        if nodes.is_empty() {
            node.note("no kind of answer is named", "add one, such as `program`");
        }
        let kinds: Vec<AnswerKind> = all(nodes.iter().map(Node::parse_word))?;
        note_repeated("kind of answer", kinds.iter().copied().zip(&nodes));
        for (_, node) in kinds.iter().zip(&nodes).filter(|(kind, _)| **kind == AnswerKind::Omitted) {
            node.note("`omitted` is always possible", "remove it");
        }
        Some(kinds)
    });
    let structured_schema = fields.maybe("structured_schema", schema);
    let event_schema = fields.maybe("event_schema", schema);
    let kinds = kinds?;
    let unused = |key, kind| {
        if let Some(node) = fields.optional(key).filter(|_| !kinds.contains(&kind)) {
            node.note(format!("`{kind}` is not among the answers"), format!("add it there, or remove `{key}`"));
        }
    };
    unused("structured_schema", AnswerKind::Structured);
    unused("event_schema", AnswerKind::Events);
    if kinds.contains(&AnswerKind::Structured) {
        fields.required("structured_schema", "add the schema of the answer's value")?;
    }
    Some(AnswerKinds { kinds, structured_schema: structured_schema?, event_schema: event_schema? })
}

fn capabilities<'a>(node: &Node<'a>) -> Option<Vec<(WantedCapability, Node<'a>)>> {
    all(node.entries()?.into_iter().map(|(name, node)| {
        let capability = node.noted(name.parse());
        let fields = node.fields(&["reason"])?;
        let reason = message(&fields, "reason");
        Some((WantedCapability { capability: capability?, reason: reason? }, node))
    }))
}

fn config_schema<S>(fields: &Fields<'_>, schema: ReadSchema<S>) -> Option<S> {
    fields
        .required("config_schema", "add the JSON Schema of its config, such as `\"schemas/config.json\"`")
        .and_then(|n| schema(&n))
}

fn message(fields: &Fields<'_>, key: &str) -> Option<Message> {
    fields.required(key, MESSAGE_REMEDY).and_then(|node| node.message(&LANGUAGES))
}
