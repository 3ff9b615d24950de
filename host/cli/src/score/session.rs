//! One interview with its plugins loaded, linked with their grants, and their configs checked; evaluates one answer at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use touchstone_core::answer::Answer;
use touchstone_core::ids::{Digest, ItemId};
use touchstone_core::interview::{Interview, Item, PluginRequirement};
use touchstone_core::mistake::Mistake;
use touchstone_core::scorecard::ItemOutcome;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::{
    ArtifactCache, Call, Evaluator, Failure as CallFailure, Languages, LogBook, Plugin, Problem, QuestionType, Runtime, Task,
    Usage,
};

use super::catalog::Catalog;
use super::example::{Attempt, Example, wrong};
use crate::places::Places;
use crate::report::{Failure, FailureKind};

/// An interview that is ready to score answers.
pub(crate) struct Session<'a> {
    example: &'a Example,
    plugins: BTreeMap<Digest, Arc<Plugin>>,
    items: BTreeMap<ItemId, Linked>,
}

/// An item's modules.
struct Linked {
    question: QuestionType,
    evaluator: Evaluator,
    question_config: String,
    evaluator_config: String,
}

/// What became of one answer, what it cost, and what the plugin logged.
pub(crate) struct Evaluated {
    pub(crate) outcome: ItemOutcome,
    pub(crate) usage: Usage,
    pub(crate) log: Option<LogBook>,
}

impl<'a> Session<'a> {
    /// Loads and links what the interview names, and has every config checked.
    pub(crate) fn open(example: &'a Example, catalog: &Catalog, places: &Places) -> Result<Self, Failure> {
        let interview = &example.interview;
        let mistakes = interview.check_against(|requirement| catalog.find(requirement).map(|entry| &entry.manifest));
        if !mistakes.is_empty() {
            return Err(refused(example, &mistakes, catalog));
        }
        let runtime = Runtime::new(ArtifactCache::new(places.artifacts()))
            .map_err(|error| Failure::new(FailureKind::Machine, format!("the sandbox cannot start here: {error:#}")))?;
        let mut loader = Loader { runtime: &runtime, catalog, plugins: BTreeMap::new() };

        let mut runtimes = Vec::new();
        for requirement in interview.runtimes() {
            if interview.modules_off().contains(&requirement.plugin.module(ModuleKind::LanguageRuntime)) {
                continue;
            }
            let plugin = loader.load(requirement)?;
            runtimes.push(runtime.language_runtime(&plugin).map_err(|error| plugin_failure(&error))?);
        }
        let languages = Languages::new(runtimes).map_err(|error| wrong(&example.interview_path, &error))?;
        let languages = Arc::new(languages);

        let mut items = BTreeMap::new();
        for (n, item) in interview.items().iter().enumerate() {
            if interview.switched_off(item).is_none() {
                let linked = loader.link(interview, item, &languages)?;
                linked.check_configs(example, n)?;
                items.insert(item.id.clone(), linked);
            }
        }
        let plugins = loader.plugins;
        Ok(Self { example, plugins, items })
    }

    pub(crate) fn interview(&self) -> &Interview {
        &self.example.interview
    }

    /// Every plugin that takes part, language runtimes too, in the order of their digests.
    pub(crate) fn plugins(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.values().map(Arc::as_ref)
    }

    /// Refuses answers that the question types would not have taken.
    pub(crate) fn check_answers(&self, attempt: &Attempt) -> Result<(), Failure> {
        for item in self.interview().items() {
            let (Some(linked), Some(answer)) = (self.items.get(&item.id), attempt.sheet.answer(&item.id)) else { continue };
            if *answer == Answer::Omitted {
                continue;
            }
            let pointer = format!("/answers/{}", item.id);
            for (kind, plugin) in [
                (ModuleKind::QuestionType, linked.question.plugin()),
                (ModuleKind::Evaluator, linked.evaluator.plugin()),
            ] {
                let Some(kinds) = plugin.manifest().answer_kinds(kind) else { continue };
                if let Some(mistake) = kinds.check(answer, &plugin.id().module(kind)).first() {
                    let mistake = Mistake { path: format!("{pointer}{}", mistake.path), ..mistake.clone() };
                    return Err(wrong(&attempt.path, &mistake));
                }
            }
            let seed = seed(self.interview(), attempt, item);
            let call = linked.question.check_answer(&linked.question_config, seed, answer, &attempt.uploads(&item.id));
            if let Err(problems) = done(call)? {
                return Err(wrong(&attempt.path, &described(&pointer, &problems)));
            }
        }
        Ok(())
    }

    /// Scores one answer.
    pub(crate) fn evaluate(&self, item: &Item, attempt: &Attempt) -> Evaluated {
        let free = |outcome| Evaluated { outcome, usage: Usage::default(), log: None };
        let Some(linked) = self.items.get(&item.id) else { return free(ItemOutcome::NotAdministered) };
        let answer = match attempt.sheet.answer(&item.id) {
            None | Some(Answer::Omitted) => return free(ItemOutcome::Omitted),
            Some(answer) => answer,
        };
        let call = linked.evaluator.evaluate(&Task {
            item: item.id.as_str(),
            question: &linked.question_config,
            config: &linked.evaluator_config,
            answer,
            attachments: attempt.uploads(&item.id),
            locale: attempt.sheet.locale(),
            seed: seed(self.interview(), attempt, item),
        });
        let outcome = match call.result {
            Ok(Ok(evaluation)) => ItemOutcome::Evaluated(evaluation),
            Ok(Err(refusal)) => ItemOutcome::Refused(refusal),
            Err(failure) => {
                ItemOutcome::Failed { kind: failure.kind.code().to_owned(), message: failure.to_string() }
            }
        };
        Evaluated { outcome, usage: call.usage, log: Some(call.log) }
    }
}

impl Linked {
    fn check_configs(&self, example: &Example, n: usize) -> Result<(), Failure> {
        if let Err(problems) = done(self.question.check_config(&self.question_config))? {
            let pointer = format!("/items/{n}/question/config");
            return Err(wrong(&example.interview_path, &described(&pointer, &problems)));
        }
        if let Err(problems) = done(self.evaluator.check_config(&self.question_config, &self.evaluator_config))? {
            let pointer = format!("/items/{n}/evaluator/config");
            return Err(wrong(&example.interview_path, &described(&pointer, &problems)));
        }
        Ok(())
    }
}

/// Loads each component once.
struct Loader<'a> {
    runtime: &'a Runtime,
    catalog: &'a Catalog,
    plugins: BTreeMap<Digest, Arc<Plugin>>,
}

impl Loader<'_> {
    fn load(&mut self, requirement: &PluginRequirement) -> Result<Arc<Plugin>, Failure> {
        let Some(entry) = self.catalog.find(requirement) else {
            let what = format!("the plugin `{}` {} is not there", requirement.plugin, requirement.version);
            return Err(Failure::new(FailureKind::Plugin, what));
        };
        let digest = Digest::of(&entry.bytes);
        if let Some(plugin) = self.plugins.get(&digest) {
            return Ok(Arc::clone(plugin));
        }
        let plugin = self.runtime.load(&entry.bytes).map_err(|error| {
            Failure::new(FailureKind::Plugin, format!("cannot load `{}`: {error}", entry.path.display()))
        })?;
        self.plugins.insert(digest, Arc::clone(&plugin));
        Ok(plugin)
    }

    fn link(&mut self, interview: &Interview, item: &Item, languages: &Arc<Languages>) -> Result<Linked, Failure> {
        let question = self.load(&item.question.requirement)?;
        let evaluator = self.load(&item.evaluator.requirement)?;
        Ok(Linked {
            question: self
                .runtime
                .question_type(&question, &interview.granted(question.id()), languages)
                .map_err(|error| plugin_failure(&error))?,
            evaluator: self
                .runtime
                .evaluator(&evaluator, &interview.granted(evaluator.id()), languages)
                .map_err(|error| plugin_failure(&error))?,
            question_config: item.question.config.to_string(),
            evaluator_config: item.evaluator.config.to_string(),
        })
    }
}

/// The seed of a candidate's variant of an item: the first 8 bytes of SHA-256 over the three ids, each followed by a zero byte.
fn seed(interview: &Interview, attempt: &Attempt, item: &Item) -> u64 {
    let mut hash = Sha256::new();
    for id in [interview.id().as_str(), attempt.sheet.candidate().id.as_str(), item.id.as_str()] {
        hash.update(id);
        hash.update([0]);
    }
    hash.finalize().iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

/// The result of a call that has to succeed before anything can be scored.
fn done<T>(call: Call<T>) -> Result<T, Failure> {
    let log = call.log;
    call.result.map_err(|failure: CallFailure| {
        let mut report = Failure::new(FailureKind::Plugin, failure.to_string());
        for (_, line) in log.lines.iter().rev().take(3) {
            report = report.hint(format!("the plugin logged: {line}"));
        }
        report
    })
}

fn plugin_failure(error: &impl ToString) -> Failure {
    Failure::new(FailureKind::Plugin, error.to_string())
}

fn refused(example: &Example, mistakes: &[Mistake], catalog: &Catalog) -> Failure {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let failure = wrong(&example.interview_path, &lines.join("\n  "));
    failure.hint(format!("plugins were looked for in `{}`", catalog.folder().display()))
}

/// A plugin's problems, each with its place in the file.
fn described(pointer: &str, problems: &[Problem]) -> String {
    let line = |problem: &Problem| format!("`{pointer}{}`: {}", problem.pointer, problem.message.in_language("en"));
    problems.iter().map(line).collect::<Vec<_>>().join("\n  ")
}
