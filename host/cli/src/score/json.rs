//! The JSON that `touchstone score --json` prints: every figure exact, every key in a fixed order, nothing of the clock or the machine.

use serde_json::{Value, json};
use touchstone_core::scorecard::{ItemOutcome, Ranked};
use touchstone_core::similarity::SimilarityReport;
use touchstone_runtime::Plugin;

use super::Scored;
use super::example::Example;
use super::session::{Evaluated, Session};

pub(super) fn report(
    example: &Example,
    session: &Session<'_>,
    scored: &[Scored<'_>],
    ranking: &[Ranked<'_>],
    similar: Option<&SimilarityReport>,
) -> String {
    let mut report = json!({
        "interview": example.interview.id(),
        "plugins": session.plugins().map(plugin).collect::<Vec<_>>(),
        "candidates": ranking.iter().map(|ranked| candidate(scored, ranked)).collect::<Vec<_>>(),
    });
    if let Some(similar) = similar {
        report["similarity"] = json!(similar);
    }
    format!("{report:#}")
}

fn plugin(plugin: &Plugin) -> Value {
    json!({ "id": plugin.id(), "version": plugin.manifest().version(), "digest": plugin.digest() })
}

fn candidate(scored: &[Scored<'_>], ranked: &Ranked<'_>) -> Value {
    let one = scored.iter().find(|one| one.scorecard.candidate() == ranked.scorecard.candidate());
    json!({
        "rank": ranked.rank,
        "candidate": one.map(|one| one.attempt.sheet.candidate()),
        "scorecard": ranked.scorecard,
        "items": one.iter().flat_map(|one| &one.items).map(|(id, evaluated)| item(id.as_str(), evaluated)).collect::<Vec<_>>(),
    })
}

fn item(id: &str, evaluated: &Evaluated) -> Value {
    let (evaluation, refusal) = match &evaluated.outcome {
        ItemOutcome::Evaluated(evaluation) => (Some(evaluation), None),
        ItemOutcome::Refused(refusal) => (None, Some(refusal)),
        _ => (None, None),
    };
    json!({
        "id": id,
        "evaluation": evaluation,
        "refusal": refusal,
        "fuel": evaluated.usage.fuel,
        "program_fuel": evaluated.usage.program_fuel,
        "peak_memory_bytes": evaluated.usage.peak_memory_bytes,
    })
}
