//! Every answer of the examples through the bundled plugins.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use touchstone_core::answer::{Answer, AnswerSheet};
use touchstone_core::interview::Interview;
use touchstone_runtime::{Evaluator, Task};

use super::corpus::Case;
use crate::common::{component, evaluator_of, load, workspace};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for example in ["backend-engineer", "clinical-application-engineer", "data-analyst"] {
        let folder = workspace().join("examples").join(example);
        let interview = Interview::from_json(&text(&folder.join("interview.json"))).expect("an interview");
        for path in answers(&folder) {
            let sheet = AnswerSheet::from_json(&text(&path)).expect("answers");
            for item in interview.items() {
                let Some(answer) = sheet.answer(&item.id).filter(|answer| **answer != Answer::Omitted) else {
                    continue;
                };
                let candidate = &sheet.candidate().id;
                let plugin = item.evaluator.requirement.plugin.to_string();
                let scored = Scored {
                    evaluator: evaluator(plugin.strip_prefix("touchstone/").expect("a bundled plugin")),
                    item: item.id.to_string(),
                    question: item.question.config.clone(),
                    config: item.evaluator.config.clone(),
                    answer: answer.clone(),
                    locale: sheet.locale().to_owned(),
                    seed: interview.variant_seed(candidate, &item.id),
                };
                let name = format!("{example}, {candidate}, {}", item.id);
                cases.push(Case::new(name, move || scored.evaluate()));
            }
        }
    }
    cases
}

struct Scored {
    evaluator: &'static Evaluator,
    item: String,
    question: Value,
    config: Value,
    answer: Answer,
    locale: String,
    seed: u64,
}

impl Scored {
    fn evaluate(&self) -> crate::common::Outcome {
        self.evaluator.evaluate(&Task {
            item: &self.item,
            question: &self.question.to_string(),
            config: &self.config.to_string(),
            answer: &self.answer,
            attachments: Arc::default(),
            locale: &self.locale,
            seed: self.seed,
        })
    }
}

fn evaluator(plugin: &str) -> &'static Evaluator {
    static EVALUATORS: [OnceLock<Evaluator>; 3] = [const { OnceLock::new() }; 3];
    let known = ["code-runner", "data-viz", "device-checklist"];
    let place = known.iter().position(|known| *known == plugin).expect("a bundled evaluator");
    EVALUATORS[place].get_or_init(|| evaluator_of(&load(&component(&format!("plugins/touchstone.{plugin}.wasm")))))
}

fn answers(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder.join("answers")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}
