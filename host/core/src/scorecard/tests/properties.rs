//! What holds for every interview and every candidate.

use proptest::prelude::*;

use super::*;
use crate::ids::LevelId;

#[derive(Debug, Clone)]
enum Became {
    Scored(u32),
    NotMeasured,
    Omitted,
    NotAdministered,
    NotReached,
    Failed,
}

/// Weights of dimensions; per item the dimension it feeds, its weight, and what became of it.
#[derive(Debug, Clone)]
struct Case {
    dimensions: Vec<(u32, u32)>,
    items: Vec<(usize, (u32, u32), Became)>,
    /// Per item whether it has a critical finding.
    critical: Vec<bool>,
    /// A floor of the highest level in the first dimension, and one of the level below in the last.
    floors: (u32, u32),
    not_reached: &'static str,
}

fn case() -> impl Strategy<Value = Case> {
    let weight = || (1u32..1000, 1u32..1000);
    let became = prop_oneof![
        6 => (0u32..=1_000_000).prop_map(Became::Scored),
        1 => Just(Became::NotMeasured),
        1 => Just(Became::Omitted),
        1 => Just(Became::NotAdministered),
        1 => Just(Became::NotReached),
    ];
    let rules = (
        prop::collection::vec(prop::bool::weighted(0.1), 9),
        (1u32..=100, 1u32..=100),
        prop::sample::select(&["zero", "renormalise", "withhold"][..]),
    );
    (prop::collection::vec(weight(), 1..5), prop::collection::vec((weight(), became), 5..9), rules).prop_map(
        move |(dimensions, items, (critical, floors, not_reached))| {
            // Every dimension is fed by the items in turn.
            let count = dimensions.len();
            let items =
                items.into_iter().enumerate().map(|(n, (weight, became))| (n % count, weight, became)).collect();
            Case { dimensions, items, critical, floors, not_reached }
        },
    )
}

impl Case {
    fn json(&self, scale: u32) -> Value {
        let text = |(numerator, denominator): (u32, u32)| format!("{}/{denominator}", numerator * scale);
        let dimensions: Vec<_> = self.dimensions.iter().map(|weight| text(*weight)).collect();
        let dimensions: Vec<_> = dimensions.iter().map(String::as_str).collect();
        let maps: Vec<_> = self.items.iter().map(|(to, weight, _)| (*to, text(*weight))).collect();
        let maps: Vec<_> = maps.iter().map(|(to, weight)| (*to, weight.as_str())).collect();
        let mut interview = interview_json(&dimensions, &maps);
        let rubric = &mut interview["rubric"];
        rubric["levels"][0]["floors"] = json!({ "d0": self.floors.0 });
        rubric["levels"][1]["floors"] = json!({ format!("d{}", dimensions.len() - 1): self.floors.1 });
        rubric["vetoes"] = json!([
            {"severity": "critical", "caps_at": "consider"},
            {"finding": "found", "item": "i0", "caps_at": "not-recommended"},
        ]);
        rubric["not_reached"] = json!(self.not_reached);
        interview
    }

    fn outcomes(&self) -> BTreeMap<ItemId, ItemOutcome> {
        let outcome = |(n, (_, _, became)): (usize, &(usize, (u32, u32), Became))| {
            let outcome = match became {
                Became::Scored(millionths) if self.critical[n] => found(*millionths, &[("found", Severity::Critical)]),
                Became::Scored(millionths) => scored(*millionths),
                Became::NotMeasured => not_measured(),
                Became::Omitted => ItemOutcome::Omitted,
                Became::NotAdministered => ItemOutcome::NotAdministered,
                Became::NotReached => ItemOutcome::NotReached,
                Became::Failed => ItemOutcome::Failed { kind: "trap".to_owned(), message: String::new() },
            };
            (format!("i{n}").parse().unwrap(), outcome)
        };
        self.items.iter().enumerate().map(outcome).collect()
    }

    fn card(&self, interview: &Value) -> Scorecard {
        score(&read(interview), &"a".parse().unwrap(), &self.outcomes()).unwrap()
    }
}

fn measured(card: &Scorecard) -> Vec<&Points> {
    card.dimensions()
        .iter()
        .filter_map(|dimension| match &dimension.score {
            DimensionScore::Measured { points } => Some(points),
            _ => None,
        })
        .collect()
}

/// Those that withhold a dimension come in the order of the items as well.
fn dimensions(card: &Scorecard) -> Vec<DimensionResult> {
    let mut dimensions = card.dimensions().to_vec();
    for dimension in &mut dimensions {
        if let DimensionScore::Withheld { items } = &mut dimension.score {
            items.sort();
        }
    }
    dimensions
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn order_changes_nothing(case in case(), seed in any::<u64>()) {
        let plain = case.json(1);
        let mut shuffled = plain.clone();
        shuffle(shuffled["items"].as_array_mut().unwrap(), seed);
        shuffle(shuffled["rubric"]["dimensions"].as_array_mut().unwrap(), seed.rotate_left(7));
        shuffle(shuffled["rubric"]["levels"].as_array_mut().unwrap(), seed.rotate_left(13));
        let (one, other) = (case.card(&plain), case.card(&shuffled));
        // Reasons for a withheld total come in the order of the items.
        prop_assert_eq!((one.total(), one.level()), (other.total(), other.level()));
        prop_assert_eq!(one.withheld().len(), other.withheld().len());
        for reason in one.withheld() {
            prop_assert!(other.withheld().contains(reason));
        }
        let (ones, others) = (dimensions(&one), dimensions(&other));
        for dimension in &ones {
            prop_assert!(others.contains(dimension));
        }
        for item in one.items() {
            prop_assert!(other.items().contains(item));
        }
    }

    #[test]
    fn scaling_all_weights_changes_nothing(case in case(), scale in 1u32..1000) {
        let (one, other) = (case.card(&case.json(1)), case.card(&case.json(scale)));
        prop_assert_eq!(one.verdict(), other.verdict());
        let shares = |card: &Scorecard| card.items().iter().map(|item| item.share.clone()).collect::<Vec<_>>();
        prop_assert_eq!(shares(&one), shares(&other));
    }

    #[test]
    fn a_total_lies_between_its_dimensions(case in case()) {
        let card = case.card(&case.json(1));
        let dimensions = measured(&card);
        match card.total() {
            Some(total) => {
                prop_assert!(dimensions.iter().min().unwrap() <= &total);
                prop_assert!(dimensions.iter().max().unwrap() >= &total);
            }
            None => prop_assert!(dimensions.is_empty() || !card.withheld().is_empty()),
        }
    }

    #[test]
    fn the_items_sum_to_the_total(case in case()) {
        let card = case.card(&case.json(1));
        if let Some(total) = card.total() {
            let shares: Vec<_> = card.items().iter().map(|item| item.share.clone().unwrap()).collect();
            let points: BigRational = shares.iter().map(|share| share.points.as_ratio()).sum();
            let weights: BigRational = shares.iter().map(|share| share.weight.as_ratio()).sum();
            prop_assert_eq!(&points, total.as_ratio());
            prop_assert_eq!(weights, BigRational::from_integer(100.into()));
            let dimensions = card.dimensions().iter().map(|dimension| dimension.effective_weight.as_ref());
            let dimensions: BigRational = dimensions.map(|weight| weight.unwrap().as_ratio()).sum();
            prop_assert_eq!(dimensions, BigRational::from_integer(100.into()));
        }
    }

    #[test]
    fn a_level_is_never_above_what_the_total_makes(case in case()) {
        let interview = case.json(1);
        let card = case.card(&interview);
        if let (Some(total), Some(level)) = (card.total(), card.level()) {
            let interview = read(&interview);
            let rubric = interview.rubric();
            let place = |id: &LevelId| rubric.levels().iter().position(|level| level.id == *id).unwrap();
            prop_assert_eq!(&level.by_total, &rubric.level_of(total.as_ratio()).id);
            prop_assert!(place(&level.id) >= place(&level.by_total));
            prop_assert_eq!(level.is_held_back(), !level.held_back.is_empty());
            prop_assert!(level.at_least.as_ratio() <= total.as_ratio());
        }
    }

    #[test]
    fn nobody_is_better_off_for_a_finding(case in case(), item in 0usize..5) {
        let mut found = case.clone();
        found.critical[item] = true;
        let interview = case.json(1);
        let (before, after) = (case.card(&interview), found.card(&interview));
        prop_assert_eq!(before.total(), after.total());
        if let (Some(before), Some(after)) = (before.level(), after.level()) {
            prop_assert!(after.at_least <= before.at_least);
        }
    }

    #[test]
    fn withheld_never_has_a_level(mut case in case(), broken in 0usize..5) {
        case.items[broken].2 = Became::Failed;
        let card = case.card(&case.json(1));
        prop_assert!(card.total().is_none() && card.level().is_none() && !card.withheld().is_empty());
        let value = serde_json::to_value(&card).unwrap();
        prop_assert!(value["total"].is_null() && value["level"].is_null());
    }
}

/// Fisher and Yates with a linear congruential generator: any order will do, the same for the same seed.
fn shuffle(list: &mut [Value], mut seed: u64) {
    for n in (1..list.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (n + 1);
        list.swap(n, other);
    }
}
