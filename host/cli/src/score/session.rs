//! One interview with its plugins loaded, linked with their grants, and their configs checked; evaluates one answer at a time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use touchstone_core::answer::Answer;
use touchstone_core::ids::{Digest, DimensionId, ItemId, ModuleId};
use touchstone_core::interview::{Interview, Item, PluginRequirement};
use touchstone_core::mistake::{Mistake, told};
use touchstone_core::receipt::Conditions;
use touchstone_core::scorecard::ItemOutcome;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::{
    Call, Evaluator, Failure as CallFailure, Languages, LinkError, LoadError, LogBook, Plugin, Problem, QuestionType,
    Runtime, Task, Usage, conditions,
};

use super::catalog::Catalog;
use super::example::{Attempt, Example, wrong};
use crate::compile::cache;
use crate::places::Places;
use crate::report::{Failure, FailureKind};

/// An interview that is ready to score answers.
pub(crate) struct Session<'a> {
    example: &'a Example,
    plugins: BTreeMap<Digest, Arc<Plugin>>,
    /// The language runtimes that are on, in the order of the interview.
    runtimes: Vec<Arc<Plugin>>,
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
        let runtime = start(places)?;
        let mut loader = Loader { runtime: &runtime, catalog, plugins: BTreeMap::new() };

        let (mut runtimes, mut linked_runtimes) = (Vec::new(), Vec::new());
        for requirement in interview.runtimes() {
            if interview.modules_off().contains(&requirement.plugin.module(ModuleKind::LanguageRuntime)) {
                continue;
            }
            let plugin = loader.load(requirement)?;
            let linked = runtime.language_runtime(&plugin);
            linked_runtimes.push(linked.map_err(|error| loader.unlinked(example, &plugin, &error))?);
            runtimes.push(plugin);
        }
        let languages = Languages::new(linked_runtimes).map_err(|error| {
            let said = format!("`{}`, at `/runtimes`: {error}", example.interview_path.display());
            Failure::said(FailureKind::Input, &said)
        })?;
        let languages = Arc::new(languages);

        let mut items = BTreeMap::new();
        for (n, item) in interview.items().iter().enumerate() {
            if interview.switched_off(item).is_none() {
                let linked = loader.link(example, item, &languages)?;
                linked.check_configs(example, n)?;
                items.insert(item.id.clone(), linked);
            }
        }
        let plugins = loader.plugins;
        Ok(Self { example, plugins, runtimes, items })
    }

    pub(crate) fn interview(&self) -> &Interview {
        &self.example.interview
    }

    /// Every plugin that takes part, language runtimes too, in the order of their digests.
    pub(crate) fn plugins(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.values().map(Arc::as_ref)
    }

    /// What an item's evaluator runs on. `None` where it is switched off.
    pub(crate) fn conditions(&self, item: &ItemId) -> Option<Conditions> {
        let linked = self.items.get(item)?;
        let evaluator = linked.evaluator.plugin();
        let made = conditions(
            linked.question.plugin().into(),
            evaluator.into(),
            self.runtimes.iter().map(|plugin| plugin.as_ref().into()),
            &linked.question_config,
            &linked.evaluator_config,
            &self.interview().granted(evaluator.id()),
        );
        Some(made.expect("a plugin that is loaded asks for no more than there is"))
    }

    /// What a dimension of the item's evaluator is called; its id where the evaluator is switched off.
    pub(crate) fn dimension_title<'s>(&'s self, item: &Item, dimension: &'s DimensionId, language: &str) -> &'s str {
        let evaluator = self.items.get(&item.id).and_then(|linked| linked.evaluator.plugin().manifest().evaluator());
        let declared = evaluator.and_then(|evaluator| evaluator.dimensions.iter().find(|one| one.id == *dimension));
        declared.map_or(dimension.as_str(), |declared| declared.title.in_language(language))
    }

    /// Refuses answers that the question types would not have taken.
    pub(crate) fn check_answers(&self, attempt: &Attempt) -> Result<(), Failure> {
        for item in self.interview().items() {
            let (Some(linked), Some(answer)) = (self.items.get(&item.id), attempt.sheet.answer(&item.id)) else {
                continue;
            };
            if *answer == Answer::Omitted {
                continue;
            }
            let pointer = format!("/answers/{}", item.id);
            for (kind, plugin) in [
                (ModuleKind::QuestionType, linked.question.plugin()),
                (ModuleKind::Evaluator, linked.evaluator.plugin()),
            ] {
                let Some(kinds) = plugin.manifest().answer_kinds(kind) else { continue };
                let mut mistakes = kinds.check(answer, &plugin.id().module(kind));
                if !mistakes.is_empty() {
                    for mistake in &mut mistakes {
                        mistake.path.insert_str(0, &pointer);
                    }
                    return Err(wrong(&attempt.path, &mistakes));
                }
            }
            let seed = self.interview().variant_seed(&attempt.sheet.candidate().id, &item.id);
            let call = linked.question.check_answer(&linked.question_config, seed, answer, &attempt.uploads(&item.id));
            if let Err(problems) = done(call, &attempt.path, &pointer)? {
                let module = linked.question.plugin().id().module(ModuleKind::QuestionType);
                return Err(problems_found(&attempt.path, &pointer, &problems, &module));
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
        let configs = (linked.question_config.as_str(), linked.evaluator_config.as_str());
        run(&linked.evaluator, self.interview(), &item.id, attempt, answer, configs)
    }
}

/// Has an evaluator score an answer; the configs are the question's and its own.
pub(crate) fn run(
    evaluator: &Evaluator,
    interview: &Interview,
    item: &ItemId,
    attempt: &Attempt,
    answer: &Answer,
    (question, config): (&str, &str),
) -> Evaluated {
    let call = evaluator.evaluate(&Task {
        item: item.as_str(),
        question,
        config,
        answer,
        attachments: attempt.uploads(item),
        locale: attempt.sheet.locale(),
        seed: interview.variant_seed(&attempt.sheet.candidate().id, item),
    });
    let outcome = match call.result {
        Ok(Ok(evaluation)) => ItemOutcome::Evaluated(evaluation),
        Ok(Err(refusal)) => ItemOutcome::Refused(refusal),
        Err(failure) => ItemOutcome::Failed { kind: failure.kind.code().to_owned(), message: failure.to_string() },
    };
    Evaluated { outcome, usage: call.usage, log: Some(call.log) }
}

impl Linked {
    fn check_configs(&self, example: &Example, n: usize) -> Result<(), Failure> {
        let path = &example.interview_path;
        let pointer = format!("/items/{n}/question/config");
        if let Err(problems) = done(self.question.check_config(&self.question_config), path, &pointer)? {
            let module = self.question.plugin().id().module(ModuleKind::QuestionType);
            return Err(problems_found(path, &pointer, &problems, &module));
        }
        let pointer = format!("/items/{n}/evaluator/config");
        let call = self.evaluator.check_config(&self.question_config, &self.evaluator_config);
        if let Err(problems) = done(call, path, &pointer)? {
            let module = self.evaluator.plugin().id().module(ModuleKind::Evaluator);
            return Err(problems_found(path, &pointer, &problems, &module));
        }
        Ok(())
    }
}

/// Starts the sandbox.
pub(crate) fn start(places: &Places) -> Result<Runtime, Failure> {
    Runtime::new(cache(places.artifacts())?).map_err(|error| {
        let what = format!("the sandbox cannot start here: {error:#}");
        Failure::new(FailureKind::Machine, what)
            .hint("lift limits on address space (`ulimit -v`), or use a 64-bit machine")
    })
}

/// Loads the component in a file.
pub(crate) fn load(runtime: &Runtime, path: &Path, bytes: &[u8]) -> Result<Arc<Plugin>, Failure> {
    runtime.load(bytes).map_err(|error| {
        let said = format!("cannot load `{}`: {error}", path.display());
        match &error {
            LoadError::Compile(compiling) if compiling.is_of_the_machine() => {
                Failure::said(FailureKind::Machine, &said)
            }
            _ => Failure::said(FailureKind::Plugin, &said).hint("build it again with `touchstone build FOLDER`"),
        }
    })
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
            return Err(Failure::new(FailureKind::Plugin, what).hint(self.catalog.inventory()));
        };
        // A catalog holds no plugin twice in one version.
        let (id, version) = (entry.manifest.id(), entry.manifest.version());
        let loaded = |plugin: &&Arc<Plugin>| plugin.id() == id && plugin.manifest().version() == version;
        if let Some(plugin) = self.plugins.values().find(loaded) {
            return Ok(Arc::clone(plugin));
        }
        let plugin = load(self.runtime, &entry.path, &entry.bytes)?;
        self.plugins.insert(plugin.digest(), Arc::clone(&plugin));
        Ok(plugin)
    }

    fn link(&mut self, example: &Example, item: &Item, languages: &Arc<Languages>) -> Result<Linked, Failure> {
        let question = self.load(&item.question.requirement)?;
        let evaluator = self.load(&item.evaluator.requirement)?;
        let granted = |plugin: &Plugin| example.interview.granted(plugin.id());
        Ok(Linked {
            question: self
                .runtime
                .question_type(&question, &granted(&question), languages)
                .map_err(|error| self.unlinked(example, &question, &error))?,
            evaluator: self
                .runtime
                .evaluator(&evaluator, &granted(&evaluator), languages)
                .map_err(|error| self.unlinked(example, &evaluator, &error))?,
            question_config: item.question.config.to_string(),
            evaluator_config: item.evaluator.config.to_string(),
        })
    }

    fn unlinked(&self, example: &Example, plugin: &Plugin, error: &LinkError) -> Failure {
        match error {
            LinkError::NotGranted { .. } => {
                let path = example.interview_path.display();
                Failure::said(FailureKind::Input, &format!("`{path}`, at `/grants`: {error}"))
            }
            _ => Failure::said(FailureKind::Plugin, error)
                .hint(format!("its file is {}", self.catalog.place(plugin.id()))),
        }
    }
}

/// The result of a call that has to succeed before anything can be scored; it is about a place in a file.
fn done<T>(call: Call<T>, path: &Path, pointer: &str) -> Result<T, Failure> {
    let log = call.log;
    call.result.map_err(|failure: CallFailure| {
        let what = format!("`{}`, at `{pointer}`: {failure}", path.display());
        let mut report = Failure::new(FailureKind::Plugin, what);
        for (_, line) in &log.lines[log.lines.len().saturating_sub(3)..] {
            report = report.detail(&format!("logged: {line}"));
        }
        report.hint(format!("this is a fault of `{}`, not of the file: tell its author", failure.plugin))
    })
}

fn refused(example: &Example, mistakes: &[Mistake], catalog: &Catalog) -> Failure {
    let missing = |(_, requirement, _): (_, &PluginRequirement, _)| catalog.find(requirement).is_none();
    if example.interview.requirements().into_iter().any(missing) {
        return Failure::mistakes(FailureKind::Plugin, &example.interview_path, mistakes).hint(catalog.inventory());
    }
    wrong(&example.interview_path, mistakes)
}

/// A plugin's problems with what stands below `pointer`, in its own words: they say what to do.
fn problems_found(path: &Path, pointer: &str, problems: &[Problem], module: &ModuleId) -> Failure {
    let path = path.display();
    let line =
        |problem: &Problem| (told(&format!("{pointer}{}", problem.pointer)), told(problem.message.in_language("en")));
    let failure = match problems.iter().map(line).collect::<Vec<_>>().as_slice() {
        [(place, problem)] => Failure::new(FailureKind::Input, format!("`{path}`, at `{place}`: {problem}")),
        many => many.iter().fold(
            Failure::new(FailureKind::Input, format!("`{path}` has {} mistakes", many.len())),
            |failure, (place, problem)| failure.detail(&format!("`{place}`: {problem}")),
        ),
    };
    failure.hint(format!("correct it there; `{module}` does not take it as it is"))
}
