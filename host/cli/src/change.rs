//! An interview as it would be under another rubric, other weights or with modules switched off. Changes no file and runs no plugin.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use num_bigint::BigInt;
use touchstone_core::ids::{DimensionId, ModuleId};
use touchstone_core::interview::{Interview, InterviewError};
use touchstone_core::rubric::{ReweightError, Rubric};
use touchstone_core::weight::Weight;

use crate::report::{Failure, FailureKind};

/// Another rubric, or other switches.
#[derive(clap::Args)]
pub(crate) struct Change {
    /// A rubric in a file of its own, in the place of the interview's; the same dimensions
    #[arg(long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    /// Switch exactly these modules off, such as `touchstone/code-runner#evaluator`
    #[arg(long, value_name = "MODULE", value_delimiter = ',')]
    modules_off: Option<Vec<ModuleId>>,
}

/// Other weights.
#[derive(clap::Args)]
pub(crate) struct Reweighting {
    /// Give one dimension this share of the whole, such as `care=35%` or `care=7/20`; the others keep their proportions
    #[arg(long, value_name = "DIMENSION=SHARE", value_parser = share, conflicts_with_all = ["weights", "rubric"])]
    raise: Option<(DimensionId, Weight)>,
    /// Give every dimension this weight, such as `care=3,speed=0.5`
    #[arg(long, value_name = "DIMENSION=WEIGHT", value_parser = weight, value_delimiter = ',', conflicts_with = "rubric")]
    weights: Option<Vec<(DimensionId, Weight)>>,
}

impl Change {
    /// The interview as it would be.
    pub(crate) fn apply(&self, interview: &Interview) -> Result<Interview, Failure> {
        let mut changed = interview.clone();
        if let Some(path) = &self.rubric {
            changed = with_rubric(&changed, read_rubric(path)?, path)?;
        }
        if let Some(modules) = &self.modules_off {
            let off: BTreeSet<ModuleId> = modules.iter().cloned().collect();
            changed = changed.with_modules_off(off).map_err(|unused| {
                let what = format!("the interview `{}` does not use the module `{unused}`", interview.id());
                Failure::new(FailureKind::Usage, what).hint(one_of(interview.modules()))
            })?;
        }
        Ok(changed)
    }
}

impl Reweighting {
    /// The interview as it would be.
    pub(crate) fn apply(&self, interview: Interview) -> Result<Interview, Failure> {
        let rubric = interview.rubric();
        let changed = match self {
            Self { raise: Some((dimension, share)), .. } => rubric.reweighted(dimension, share),
            Self { weights: Some(weights), .. } => rubric.with_weights(&each_once(weights)?),
            _ => return Ok(interview),
        };
        let refused = |error: ReweightError| {
            let failure = Failure::said(FailureKind::Usage, &error);
            match error {
                ReweightError::UnknownDimension { .. } | ReweightError::NothingElseWeighs { .. } => {
                    failure.hint(one_of(rubric.dimensions().iter().map(|dimension| &dimension.id)))
                }
                _ => failure,
            }
        };
        let changed = changed.map_err(refused)?;
        Ok(interview.with_rubric(changed).expect("other weights leave the dimensions as they are"))
    }
}

fn read_rubric(path: &Path) -> Result<Rubric, Failure> {
    const GUIDE: &str = "write the value of `/rubric` of an interview into a file of its own";
    let text =
        fs::read_to_string(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))?;
    Rubric::from_json(&text).map_err(|error| match error {
        InterviewError::Syntax(error) => Failure::syntax(FailureKind::Input, path, "JSON", &error),
        InterviewError::Mistakes(mistakes) => Failure::mistakes(FailureKind::Input, path, mistakes.list()),
    })
}

fn with_rubric(interview: &Interview, rubric: Rubric, path: &Path) -> Result<Interview, Failure> {
    let vetoed = rubric.vetoes().iter().filter_map(|veto| veto.item.as_ref());
    if let Some(item) = vetoed.into_iter().find(|item| interview.item(item).is_none()) {
        let what = format!(
            "`{}` has a veto on the item `{item}`, which the interview `{}` does not have",
            path.display(),
            interview.id()
        );
        return Err(Failure::new(FailureKind::Input, what).hint(one_of(interview.items().iter().map(|item| &item.id))));
    }
    interview.with_rubric(rubric).map_err(|dimension| {
        let what = format!(
            "only one of `{}` and the rubric of the interview `{}` has the dimension `{dimension}`",
            path.display(),
            interview.id()
        );
        Failure::new(FailureKind::Input, what).hint("give the two rubrics the same dimensions; a weight may be 0")
    })
}

fn one_of(known: impl IntoIterator<Item: ToString>) -> String {
    let known: Vec<String> = known.into_iter().map(|name| format!("`{}`", name.to_string())).collect();
    format!("there are {}", known.join(", "))
}

fn each_once(weights: &[(DimensionId, Weight)]) -> Result<BTreeMap<DimensionId, Weight>, Failure> {
    let mut each = BTreeMap::new();
    for (dimension, weight) in weights {
        if each.insert(dimension.clone(), weight.clone()).is_some() {
            let what = format!("`--weights` has two weights for `{dimension}`");
            return Err(Failure::new(FailureKind::Usage, what).hint("give each dimension one weight"));
        }
    }
    Ok(each)
}

fn weight(text: &str) -> Result<(DimensionId, Weight), String> {
    let (dimension, weight) = text.split_once('=').ok_or("write a dimension, `=`, and a number")?;
    Ok((DimensionId::from_str(dimension).map_err(|error| error.to_string())?, number(weight)?))
}

fn share(text: &str) -> Result<(DimensionId, Weight), String> {
    let Some(percent) = text.strip_suffix('%') else { return weight(text) };
    let (dimension, percent) = weight(percent)?;
    let share = Weight::new(percent.as_ratio() / BigInt::from(100)).map_err(|error| error.to_string())?;
    Ok((dimension, share))
}

fn number(text: &str) -> Result<Weight, String> {
    text.parse().map_err(|error: touchstone_core::weight::NumberError| error.to_string())
}
