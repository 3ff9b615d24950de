//! What was recomputed beside what a receipt says: the first thing that differs, causes before their effects. Computes nothing again itself.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use serde::Serialize;

use super::{Component, EvaluationReceipt, InterviewName, Run, ScorecardReceipt, interview_parts};
use crate::ids::{Digest, ItemId};

/// Something that is not as the receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What kind of thing it is.
    pub cause: Cause,
    /// Of which item; `None` where it concerns them all.
    pub item: Option<ItemId>,
    /// The thing, in words.
    pub what: String,
    /// As it is here.
    pub here: String,
    /// As the receipt has it.
    pub receipt: String,
}

/// What kind of thing differs, in the order in which it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields of the receipts say what each is")]
pub enum Cause {
    Interview,
    Candidate,
    Item,
    Answer,
    Attachment,
    Locale,
    Config,
    Component,
    Contract,
    Engine,
    Touchstone,
    Limits,
    Grants,
    Seed,
    HostCalls,
    State,
    Result,
    Fuel,
    Memory,
    Basis,
    Overrides,
    Evaluations,
    Total,
    Level,
    Scorecard,
}

impl Cause {
    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Interview => "give the interview as it was when the receipt was issued",
            Self::Candidate => "give the answers of the receipt's candidate, with their id and name of then",
            Self::Item | Self::Evaluations => "give the interview and the receipt that belong together",
            Self::Answer | Self::Attachment | Self::Locale => "give the candidate's answers as they were evaluated",
            Self::Config => "give the interview with the config that the evaluator got",
            Self::Component => "give the very component that the receipt names",
            Self::Contract | Self::Engine | Self::Touchstone => {
                "verify with the build of Touchstone that the receipt names"
            }
            Self::Limits | Self::Grants => "give the interview and the plugin that allow what the receipt names",
            Self::Seed => "give the interview and the answers of the receipt's candidate",
            Self::Basis => "give the interview whose rubric has these weights and switches",
            Self::Overrides => "give what was changed by persons as it was when the receipt was issued",
            Self::HostCalls | Self::State | Self::Result | Self::Fuel | Self::Memory => {
                "everything that goes in is the same, so the evaluation does not come out the same twice: tell the plugin's author"
            }
            Self::Total | Self::Level | Self::Scorecard => {
                "everything that it comes from is the same: tell whoever issued the receipt"
            }
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, item, what, here, receipt } = self;
        if let Some(item) = item {
            write!(f, "item `{item}`: ")?;
        }
        write!(f, "{what} is {here} here and {receipt} in the receipt; {}", cause.remedy())
    }
}

/// The first thing in which a recomputed evaluation differs.
pub fn compare(receipt: &EvaluationReceipt, here: &EvaluationReceipt) -> Option<Difference> {
    let found = differs(Cause::Interview, "the interview's file", here.interview, receipt.interview)
        .or_else(|| differs(Cause::Item, "the item", &here.item, &receipt.item))
        .or_else(|| {
            differs(Cause::Candidate, "the salted digest of the candidate's id", here.candidate, receipt.candidate)
        })
        .or_else(|| match (&receipt.run, &here.run) {
            (Some(receipt), Some(here)) => compare_conditions(receipt, here),
            _ => None,
        })
        .or_else(|| differs(Cause::State, "what became of it", here.state.as_str(), receipt.state.as_str()))
        .or_else(|| differs(Cause::Result, "the salted digest of its result", here.result, receipt.result))
        .or_else(|| compare_spending(receipt.run.as_ref(), here.run.as_ref()));
    found.map(|difference| Difference { item: Some(receipt.item.clone()), ..difference })
}

/// The first thing in which an interview's file differs, with its place as far as it can be told.
pub fn compare_interviews(receipt: &InterviewName, text: &str) -> Option<Difference> {
    let file = Digest::of(text.as_bytes());
    if file == receipt.file {
        return None;
    }
    let whole = |what: String| differs(Cause::Interview, &what, file, receipt.file);
    let parts = match interview_parts(text) {
        Ok(parts) => parts,
        Err(error) => return whole(format!("the interview's file, which is no JSON any more ({error}),")),
    };
    if let Some(id) = interview_id(text).filter(|id| *id != receipt.id.as_str()) {
        return differs(Cause::Interview, "the interview", format!("`{id}`"), format!("`{}`", receipt.id));
    }
    let here: BTreeMap<_, _> = parts.iter().map(|part| (part.pointer.as_str(), part.digest)).collect();
    let there: BTreeMap<_, _> = receipt.parts.iter().map(|part| (part.pointer.as_str(), part.digest)).collect();
    let pointers = receipt.parts.iter().chain(&parts).map(|part| part.pointer.as_str());
    let shown = |digest: Option<&Digest>| digest.map_or_else(|| "not there".to_owned(), Digest::to_string);
    for pointer in pointers {
        let (here, there) = (here.get(pointer), there.get(pointer));
        if here != there {
            let what = format!("the interview's `{pointer}`");
            return differs(Cause::Interview, &what, shown(here), shown(there));
        }
    }
    whole("the interview's file, of which all parts are the same but the order, the white space or the way a number is written,".to_owned())
}

/// The first thing in which a recomputed scorecard differs. That its evaluations do is known before, by [`compare`].
pub fn compare_scorecards(receipt: &ScorecardReceipt, here: &ScorecardReceipt) -> Option<Difference> {
    let weight = || {
        let dimensions = receipt.basis.weights.keys().chain(here.basis.weights.keys());
        dimensions.into_iter().find_map(|id| {
            let what = format!("the weight of the dimension `{id}`");
            let shown = |receipt: &ScorecardReceipt| or_none(receipt.basis.weights.get(id));
            differs(Cause::Basis, &what, shown(here), shown(receipt))
        })
    };
    let off = |receipt: &ScorecardReceipt| listed(&receipt.basis.modules_off);
    let links = |receipt: &ScorecardReceipt| listed(receipt.evaluations.iter().map(|link| &link.item));
    let evaluation = || {
        let pairs = receipt.evaluations.iter().zip(&here.evaluations);
        pairs.into_iter().find_map(|(receipt, here)| {
            let what = format!("the receipt of `{}`", receipt.item);
            differs(Cause::Evaluations, &what, here.receipt, receipt.receipt)
        })
    };
    compare_interview_ids(&receipt.interview, &here.interview)
        .or_else(|| {
            differs(Cause::Candidate, "the salted digest of the candidate's id", here.candidate, receipt.candidate)
        })
        .or_else(|| differs(Cause::Candidate, "the salted digest of the candidate's name", here.name, receipt.name))
        .or_else(|| differs(Cause::Basis, "the list of modules that are switched off", off(here), off(receipt)))
        .or_else(weight)
        .or_else(|| differs(Cause::Basis, "the rubric", here.basis.rubric, receipt.basis.rubric))
        .or_else(|| {
            differs(
                Cause::Overrides,
                "what persons changed",
                or_none(here.overrides.as_ref()),
                or_none(receipt.overrides.as_ref()),
            )
        })
        .or_else(|| differs(Cause::Evaluations, "the list of items", links(here), links(receipt)))
        .or_else(evaluation)
        .or_else(|| {
            differs(Cause::Total, "the exact total", or_none(here.total.as_ref()), or_none(receipt.total.as_ref()))
        })
        .or_else(|| differs(Cause::Level, "the level", or_none(here.level.as_ref()), or_none(receipt.level.as_ref())))
        .or_else(|| differs(Cause::Scorecard, "the salted digest of the scorecard", here.scorecard, receipt.scorecard))
}

fn interview_id(text: &str) -> Option<String> {
    crate::json::parse(text).ok()?.get("id")?.as_str().map(str::to_owned)
}

fn compare_interview_ids(receipt: &InterviewName, here: &InterviewName) -> Option<Difference> {
    differs(Cause::Interview, "the interview's id", &here.id, &receipt.id)
        .or_else(|| differs(Cause::Interview, "the interview's file", here.file, receipt.file))
}

/// Everything that goes into a run.
fn compare_conditions(receipt: &Run, here: &Run) -> Option<Difference> {
    let attachment = || {
        let most = receipt.attachments.len().max(here.attachments.len());
        (0..most).find_map(|n| {
            let what = format!("the salted digest of the answer's file {}", n + 1);
            differs(Cause::Attachment, &what, or_none(here.attachments.get(n)), or_none(receipt.attachments.get(n)))
        })
    };
    let (was, is) = (&receipt.conditions, &here.conditions);
    let question = || differs(Cause::Config, "the question's config", is.question_config, was.question_config);
    let evaluator = || differs(Cause::Config, "the evaluator's config", is.evaluator_config, was.evaluator_config);
    let engine = || {
        let named = |engine: &super::Engine| format!("{} {}", engine.name, engine.version);
        differs(Cause::Engine, "the engine", named(&is.engine), named(&was.engine))
            .or_else(|| first_entry(Cause::Engine, "the engine's setting", &is.engine.settings, &was.engine.settings))
    };
    differs(Cause::Answer, "the salted digest of the answer", here.answer, receipt.answer)
        .or_else(attachment)
        .or_else(|| differs(Cause::Locale, "the candidate's language", &here.locale, &receipt.locale))
        .or_else(question)
        .or_else(evaluator)
        .or_else(|| compare_components(&was.components, &is.components))
        .or_else(|| differs(Cause::Contract, "the plugin contract", is.contract, was.contract))
        .or_else(engine)
        .or_else(|| differs(Cause::Touchstone, "Touchstone", &is.touchstone, &was.touchstone))
        .or_else(|| first_entry(Cause::Limits, "the evaluator's limit", &is.limits, &was.limits))
        .or_else(|| differs(Cause::Grants, "what the evaluator is granted", listed(&is.grants), listed(&was.grants)))
        .or_else(|| differs(Cause::Seed, "the salted digest of the variant's seed", here.seed, receipt.seed))
}

fn compare_components(receipt: &[Component], here: &[Component]) -> Option<Difference> {
    let named = |component: Option<&Component>| {
        component
            .map_or_else(|| "not there".to_owned(), |component| format!("`{}` {}", component.plugin, component.version))
    };
    (0..receipt.len().max(here.len())).find_map(|n| {
        let (was, is) = (receipt.get(n), here.get(n));
        let module = was.or(is).map_or("component", |component| component.module.as_str());
        let digest = || {
            let (was, is) = (was?, is?);
            let what = format!("the component of `{}` {}", was.plugin, was.version);
            differs(Cause::Component, &what, is.digest, was.digest)
        };
        let modules = differs(
            Cause::Component,
            "the kind of module",
            or_none(is.map(|one| one.module)),
            or_none(was.map(|one| one.module)),
        );
        differs(Cause::Component, &format!("the {module}"), named(is), named(was)).or(modules).or_else(digest)
    })
}

/// What a run came to beside its result.
fn compare_spending(receipt: Option<&Run>, here: Option<&Run>) -> Option<Difference> {
    let (receipt, here) = (receipt?, here?);
    let calls = |run: &Run| {
        run.host_calls
            .iter()
            .map(|call| format!("{} {} {}", call.function, call.arguments, call.result))
            .collect::<Vec<_>>()
    };
    let (was, is) = (receipt.spent, here.spent);
    differs(Cause::HostCalls, "the list of host calls that are not pure", listed(calls(here)), listed(calls(receipt)))
        .or_else(|| differs(Cause::Fuel, "the fuel of the evaluator", is.fuel, was.fuel))
        .or_else(|| differs(Cause::Fuel, "the fuel of its programs", is.program_fuel, was.program_fuel))
        .or_else(|| differs(Cause::Memory, "the most memory in bytes", is.peak_memory_bytes, was.peak_memory_bytes))
}

/// The first key with another value.
fn first_entry<K: Ord + Display, V: Display>(
    cause: Cause,
    what: &str,
    here: &BTreeMap<K, V>,
    receipt: &BTreeMap<K, V>,
) -> Option<Difference> {
    receipt
        .keys()
        .chain(here.keys())
        .find_map(|key| differs(cause, &format!("{what} `{key}`"), or_none(here.get(key)), or_none(receipt.get(key))))
}

#[expect(clippy::needless_pass_by_value, reason = "texts are made for it, digests are copied")]
fn differs<T: PartialEq + Display>(cause: Cause, what: &str, here: T, receipt: T) -> Option<Difference> {
    (here != receipt).then(|| Difference {
        cause,
        item: None,
        what: what.to_owned(),
        here: here.to_string(),
        receipt: receipt.to_string(),
    })
}

fn or_none(value: Option<impl Display>) -> String {
    value.map_or_else(|| "not there".to_owned(), |value| value.to_string())
}

fn listed(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| format!("`{value}`")).collect();
    if values.is_empty() { "empty".to_owned() } else { values.join(", ") }
}
