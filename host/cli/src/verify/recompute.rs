//! Evaluates what a receipt says was evaluated: with the components that it names, the config of the interview, and what both allow.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use touchstone_core::answer::Answer;
use touchstone_core::grants::Grants;
use touchstone_core::ids::{Digest, PluginId};
use touchstone_core::interview::{Interview, Item};
use touchstone_core::receipt::{
    Cause, Component, Conditions, Difference, EvaluationReceipt, Receipt, Run, Salt, State, compare,
};
use touchstone_core::scorecard::ItemOutcome;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::{Languages, Plugin, Runtime, Usage, conditions};

use super::Stop;
use super::components::{self, Found};
use crate::places::Places;
use crate::receipts::facts;
use crate::report::{Failure, FailureKind};
use crate::score::example::Attempt;
use crate::score::session;

/// What evaluations are computed from.
pub(super) struct Recomputer<'a> {
    interview: &'a Interview,
    file: Digest,
    attempt: &'a Attempt,
    salt: &'a Salt,
    runtime: Runtime,
    found: BTreeMap<Digest, Found>,
    loaded: BTreeMap<Digest, Arc<Plugin>>,
}

impl<'a> Recomputer<'a> {
    /// Finds every component that the receipt names.
    pub(super) fn new(
        receipt: &Receipt,
        interview: &'a Interview,
        attempt: &'a Attempt,
        salt: &'a Salt,
        plugins: &Path,
        places: &Places,
    ) -> Result<Self, Stop> {
        let runs = receipt.evaluations.iter().filter_map(|evaluation| evaluation.run.as_ref());
        let wanted = runs.flat_map(|run| &run.conditions.components);
        let found = components::find(plugins, wanted)?;
        let file = receipt.scorecard.interview.file;
        let runtime = session::start(places)?;
        Ok(Self { interview, file, attempt, salt, runtime, found, loaded: BTreeMap::new() })
    }

    /// The receipt of an item's evaluation as it comes out here.
    pub(super) fn evaluation(&mut self, receipt: &EvaluationReceipt) -> Result<(EvaluationReceipt, ItemOutcome), Stop> {
        let interview = self.interview;
        let Some(item) = interview.item(&receipt.item) else {
            let what = format!("the receipt is of the item `{}`, which the interview does not have", receipt.item);
            return Err(Failure::new(FailureKind::Receipt, what).hint("tell whoever issued the receipt").into());
        };
        let answer = self.attempt.sheet.answer(&item.id).filter(|answer| **answer != Answer::Omitted);
        match (&receipt.run, answer) {
            (None, None) => Ok(self.without_run(
                receipt,
                match receipt.state {
                    State::NotAdministered => ItemOutcome::NotAdministered,
                    State::NotReached => ItemOutcome::NotReached,
                    _ => ItemOutcome::Omitted,
                },
            )),
            (None, Some(_)) if receipt.state == State::NotAdministered => {
                Ok(self.without_run(receipt, ItemOutcome::NotAdministered))
            }
            (Some(run), Some(answer)) => self.with_run(receipt, run, item, answer),
            (run, answer) => {
                let with = if run.is_some() { "with" } else { "without" };
                Err(Stop::Differs(Difference {
                    cause: Cause::Answer,
                    item: Some(receipt.item.clone()),
                    what: "the item".to_owned(),
                    here: if answer.is_some() { "answered" } else { "without an answer" }.to_owned(),
                    receipt: format!("`{}`, {with} a run,", receipt.state.as_str()),
                }))
            }
        }
    }

    fn without_run(&self, receipt: &EvaluationReceipt, outcome: ItemOutcome) -> (EvaluationReceipt, ItemOutcome) {
        let here = EvaluationReceipt::of(self.file, &receipt.item, self.attempt.id(), &outcome, None, self.salt);
        (here, outcome)
    }

    /// Runs the evaluator only on what went in before: another answer is told by its digest, not by another result.
    fn with_run(
        &mut self,
        receipt: &EvaluationReceipt,
        run: &Run,
        item: &Item,
        answer: &Answer,
    ) -> Result<(EvaluationReceipt, ItemOutcome), Stop> {
        let configs = (item.question.config.to_string(), item.evaluator.config.to_string());
        let configs = (configs.0.as_str(), configs.1.as_str());
        let (question, _) = self.plugin(&run.conditions, ModuleKind::QuestionType)?;
        let (evaluator, named) = self.plugin(&run.conditions, ModuleKind::Evaluator)?;
        let of_runtimes = run.conditions.components.iter().filter(|one| one.module == ModuleKind::LanguageRuntime);
        let runtimes: Vec<_> = of_runtimes.map(|one| self.load(one)).collect::<Result<_, _>>()?;

        let grants = self.grants(&named.plugin, &run.conditions);
        let made = conditions(
            question.as_ref().into(),
            evaluator.as_ref().into(),
            runtimes.iter().map(|plugin| plugin.as_ref().into()),
            configs.0,
            configs.1,
            &grants,
        );
        let made = made.map_err(|error| Failure::said(FailureKind::Plugin, &error))?;
        let facts = |usage| facts(self.interview, &item.id, self.attempt, made.clone(), usage, self.salt);
        let here = |outcome: &ItemOutcome, usage| {
            EvaluationReceipt::of(self.file, &item.id, self.attempt.id(), outcome, facts(usage), self.salt)
        };
        let before = here(&ItemOutcome::Omitted, Usage::default());
        let difference = compare(&EvaluationReceipt { run: receipt.run.clone(), ..before.clone() }, &before)
            .filter(|difference| difference.cause < Cause::HostCalls);
        let other_build = match difference {
            Some(difference) if matches!(difference.cause, Cause::Engine | Cause::Touchstone) => Some(difference),
            Some(difference) => return Err(Stop::Differs(difference)),
            None => None,
        };

        let unlinked = |error: &dyn std::fmt::Display| Failure::said(FailureKind::Plugin, &error);
        let linked = runtimes.iter().map(|plugin| self.runtime.language_runtime(plugin));
        let linked: Vec<_> = linked.collect::<Result<_, _>>().map_err(|error| unlinked(&error))?;
        let languages = Languages::new(linked).map_err(|error| unlinked(&error))?;
        let evaluator =
            self.runtime.evaluator(&evaluator, &grants, &Arc::new(languages)).map_err(|error| unlinked(&error))?;
        let evaluated = session::run(&evaluator, self.interview, &item.id, self.attempt, answer, configs);
        let made = here(&evaluated.outcome, evaluated.usage);
        match other_build {
            Some(difference) => Err(Stop::OtherBuild(difference, made.result == receipt.result)),
            None => Ok((made, evaluated.outcome)),
        }
    }

    /// What the interview allows the plugin, and no more than the receipt says: an administrator may have allowed less.
    fn grants(&self, plugin: &PluginId, conditions: &Conditions) -> Grants {
        let named = Grants { capabilities: conditions.grants.clone(), limits: conditions.limits.clone() };
        self.interview.granted(plugin).and(&named)
    }

    fn plugin<'c>(
        &mut self,
        conditions: &'c Conditions,
        module: ModuleKind,
    ) -> Result<(Arc<Plugin>, &'c Component), Failure> {
        let component = conditions.component(module).ok_or_else(|| {
            Failure::new(FailureKind::Receipt, format!("the receipt of a run names no {module}"))
                .hint("tell whoever issued the receipt")
        })?;
        Ok((self.load(component)?, component))
    }

    /// Each component once.
    fn load(&mut self, component: &Component) -> Result<Arc<Plugin>, Failure> {
        if let Some(plugin) = self.loaded.get(&component.digest) {
            return Ok(Arc::clone(plugin));
        }
        let Found { path, bytes } = &self.found[&component.digest];
        let plugin = session::load(&self.runtime, path, bytes)?;
        self.loaded.insert(component.digest, Arc::clone(&plugin));
        Ok(plugin)
    }
}
