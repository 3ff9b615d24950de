//! Core's scorecard as the OpenAPI document describes it. Nothing of this is ever made: core serialises itself.
#![expect(dead_code, reason = "describes core's types in the OpenAPI document")]

use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

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
    /// The verdict without people's scores; `null` where nobody set one that counts.
    machine: Option<Verdict>,
    /// What has no score of its own, and what that does to the total.
    missing: Vec<Missing>,
    /// The modules that the job does without.
    modules_off: Vec<ModuleOff>,
    /// The dimensions that lost every item to them.
    dimensions_off: Vec<String>,
    /// In the order of the rubric.
    dimensions: Vec<DimensionResult>,
    /// In the order of the interview.
    items: Vec<ItemResult>,
}

/// A total with its level, or why there is none.
#[derive(ToSchema)]
struct Verdict {
    total: Option<Points>,
    level: Option<LevelReached>,
    #[schema(schema_with = withheld)]
    withheld: Vec<Value>,
}

/// Something without a score of its own.
#[derive(ToSchema)]
struct Missing {
    item: String,
    /// `omitted`, `not-administered`, `not-reached`, `not-measured`, `refused`, `failed` or `review`.
    what: String,
    /// The evaluator's dimension that was not measured.
    #[schema(nullable = false)]
    dimension: Option<String>,
    /// The module that is switched off, where that is why it was not administered.
    #[schema(nullable = false)]
    switched_off: Option<String>,
    /// What that does to the total: `zero`, `renormalise` or `withhold`.
    policy: String,
}

/// A module that the job does without.
#[derive(ToSchema)]
struct ModuleOff {
    #[schema(example = "touchstone/device-checklist#evaluator")]
    module: String,
    /// The items that were not administered for it.
    items: Vec<String>,
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
    /// The level that the total alone makes.
    by_total: String,
    /// Why the level is lower than that.
    #[schema(schema_with = held_back)]
    held_back: Vec<Value>,
    /// Floors whose dimension was not measured, so that they held nobody back.
    unchecked_floors: Vec<UncheckedFloor>,
}

/// A floor that could not be held against a score.
#[derive(ToSchema)]
struct UncheckedFloor {
    level: String,
    dimension: String,
    #[schema(example = "60")]
    floor: String,
}

/// One dimension of the rubric.
#[derive(ToSchema)]
struct DimensionResult {
    id: String,
    /// Its weight in the rubric.
    #[schema(example = "7/20")]
    weight: String,
    /// Its part of the whole once dimensions that were not measured are left out; `null` when the total is withheld.
    effective_weight: Option<Points>,
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
    /// `evaluated`, `review`, `omitted`, `not-administered`, `not-reached`, `refused` or `failed`.
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
    /// What counts; `null` when there is no score to send.
    points: Option<Points>,
    /// What it is without people.
    machine: Option<Points>,
    /// Who set it, where a person did.
    #[schema(schema_with = set_by)]
    set_by: Option<Value>,
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
        "A `reason` (`failed`, `refused`, `review`, `not-reached`, `marking` or `nothing-measured`), with the item and the words where there are any",
    )
}

fn held_back() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    objects(
        "A `rule`: `floor` with `level`, `dimension`, `floor` and `score`, or `veto` with `on`, `finding`, `severity`, `item` and `caps_at`",
    )
}

fn set_by() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    let description = "A `rule` (`override`, `mean` or `adjudicated`) with the points, and of everybody who marked who, when, why and how many points; `null` where nobody did";
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .description(Some(description))
        .into()
}
