//! Core's scorecard as the OpenAPI document describes it. Nothing of this is ever made: core serialises itself.
#![expect(dead_code, reason = "describes core's types in the OpenAPI document")]

use serde_json::Value;
use utoipa::ToSchema;

use super::super::wire::objects;

/// A candidate's result.
#[derive(ToSchema)]
#[schema(as = Scorecard)]
pub(in super::super) struct ScorecardSchema {
    #[schema(example = "wang-fang")]
    candidate: String,
    /// `null` while it is withheld.
    total: Option<Points>,
    /// `null` while the total is withheld.
    level: Option<LevelReached>,
    /// Why the total is withheld; empty when it is not.
    #[schema(schema_with = withheld)]
    withheld: Vec<Value>,
    /// In the order of the rubric.
    dimensions: Vec<DimensionResult>,
    /// In the order of the interview.
    items: Vec<ItemResult>,
}

/// A number from 0 to 100.
#[derive(ToSchema)]
struct Points {
    /// The very number, as a fraction.
    #[schema(example = "253/3")]
    exact: String,
    /// Two decimals, half up.
    #[schema(example = "84.33")]
    shown: String,
}

/// The level, and why.
#[derive(ToSchema)]
struct LevelReached {
    id: String,
    /// Where it begins.
    #[schema(example = "80")]
    at_least: String,
    /// Where the next one begins; `null` for the highest.
    next_at: Option<String>,
}

/// One dimension of the rubric.
#[derive(ToSchema)]
struct DimensionResult {
    id: String,
    /// Its weight in the rubric.
    #[schema(example = "7/20")]
    weight: String,
    score: DimensionScore,
}

/// The score of a dimension.
#[derive(ToSchema)]
struct DimensionScore {
    /// `measured`, `not-measured` or `withheld`.
    state: String,
    /// Where it is measured.
    #[schema(nullable = false)]
    points: Option<Points>,
    /// The items that withhold it.
    #[schema(nullable = false)]
    items: Option<Vec<String>>,
}

/// One item of the interview.
#[derive(ToSchema)]
struct ItemResult {
    id: String,
    state: ItemState,
    /// What it sends into the rubric.
    maps: Vec<MapResult>,
    /// Its part of the total; `null` when that is withheld.
    share: Option<ItemShare>,
}

/// What became of an item.
#[derive(ToSchema)]
struct ItemState {
    /// `evaluated`, `review`, `omitted`, `not-administered`, `refused` or `failed`.
    kind: String,
    /// The module that is switched off, where that is why it was not administered.
    #[schema(nullable = false)]
    switched_off: Option<String>,
}

/// A score on its way into the rubric.
#[derive(ToSchema)]
struct MapResult {
    /// The evaluator's dimension.
    from: String,
    /// The rubric's dimension.
    to: String,
    /// What it weighs there.
    weight: String,
    /// `null` when there is no score to send.
    points: Option<Points>,
}

/// An item's part of the total.
#[derive(ToSchema)]
struct ItemShare {
    /// What it would add if all its scores were full; all items' sum to 100.
    weight: Points,
    /// What it adds; all items' sum to the total.
    points: Points,
}

fn withheld() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    objects(
        "A `reason` (`failed`, `refused`, `review` or `nothing-measured`), with the item and the words where there are any",
    )
}
