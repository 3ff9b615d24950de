//! Rates and impact ratios by hand, small and unknown categories, and what cannot be reported.

use serde_json::json;

use super::*;

fn row(categories: &[(&str, &str)], selected: Option<bool>, score: Option<i32>) -> FairnessRow {
    let owned = |(attribute, category): &(&str, &str)| ((*attribute).to_owned(), (*category).to_owned());
    let score = score.map(|score| BigRational::from_integer(score.into()));
    FairnessRow { categories: categories.iter().map(owned).collect(), score, selected }
}

/// `selected` of `all` in each category of sex.
fn by_sex(categories: &[(&str, usize, usize)]) -> Vec<FairnessRow> {
    let rows = categories
        .iter()
        .flat_map(|(sex, selected, all)| (0..*all).map(move |n| row(&[("sex", sex)], Some(n < *selected), None)));
    rows.collect()
}

fn question(attributes: &[&str], rate: RateKind) -> FairnessQuestion {
    let attributes = attributes.iter().map(ToString::to_string).collect();
    FairnessQuestion { attributes, rate, small_categories: None }
}

#[test]
fn four_fifths_are_not_below_four_fifths() {
    let found =
        report(&by_sex(&[("female", 8, 20), ("male", 10, 20)]), &question(&["sex"], RateKind::Selection)).unwrap();
    let female = &found.tables[0].categories[0];
    assert_eq!(
        serde_json::to_value(female).unwrap(),
        json!({
            "category": ["female"], "selected": {"count": 8, "of": 20}, "rate": {"exact": "2/5", "shown": "0.400"},
            "impact_ratio": {"exact": "4/5", "shown": "0.800"}, "below_four_fifths": false,
        })
    );
    let found =
        report(&by_sex(&[("female", 7, 20), ("male", 10, 20)]), &question(&["sex"], RateKind::Selection)).unwrap();
    assert!(found.tables[0].categories[0].below_four_fifths);
    assert!(!found.tables[0].categories[1].below_four_fifths);
}

#[test]
fn small_categories_are_left_out_with_a_word_only() {
    let rows = by_sex(&[("female", 40, 60), ("male", 40, 139), ("x", 1, 1)]);
    let mut question = question(&["sex"], RateKind::Selection);
    let with = report(&rows, &question).unwrap();
    assert_eq!(with.tables[0].categories[2].impact_ratio.known().unwrap().exact(), "1");
    assert_eq!(with.tables[0].categories[0].impact_ratio.known().unwrap().exact(), "2/3");
    question.small_categories = Some("One person says nothing about a category.".to_owned());
    let without = report(&rows, &question).unwrap();
    let [female, _, small] = &without.tables[0].categories[..] else { panic!("{without:?}") };
    assert_eq!(female.impact_ratio.known().unwrap().exact(), "1", "the small category is not the highest either");
    assert_eq!(small.impact_ratio.refusal(), Some(&Refusal::SmallCategory { what: Statistic::ImpactRatio }));
    assert_eq!((small.selected, small.rate.exact().as_str()), (Count { count: 1, of: 1 }, "1"));
    question.small_categories = Some(" ".to_owned());
    assert_eq!(report(&rows, &question), Err(FairnessError::NoJustification));
}

#[test]
fn two_per_cent_are_not_small() {
    let mut question = question(&["sex"], RateKind::Selection);
    question.small_categories = Some("Too few.".to_owned());
    let found = report(&by_sex(&[("female", 20, 49), ("x", 1, 1)]), &question).unwrap();
    assert!(found.tables[0].categories[1].impact_ratio.known().is_some());
}

#[test]
fn unknown_and_withheld_are_counted_and_in_no_rate() {
    let rows = [
        row(&[("sex", "female"), ("race", "a")], None, Some(90)),
        row(&[("sex", "female")], None, Some(70)),
        row(&[("race", "b")], None, Some(10)),
        row(&[("sex", "male"), ("race", "b")], None, Some(20)),
        row(&[("sex", "male"), ("race", "b")], None, None),
    ];
    let found = report(&rows, &question(&["sex", "race"], RateKind::Scoring)).unwrap();
    assert_eq!((found.candidates, found.withheld), (5, 1));
    assert_eq!(found.median, Some(BigRational::from_integer(45.into())));
    let unknown: Vec<_> = found.tables.iter().map(|table| (table.attributes.join("+"), table.unknown)).collect();
    assert_eq!(unknown, [("sex".to_owned(), 1), ("race".to_owned(), 1), ("sex+race".to_owned(), 2)]);
    let crossed: Vec<_> =
        found.tables[2].categories.iter().map(|rate| (rate.category.join("+"), rate.selected)).collect();
    assert_eq!(
        crossed,
        [("female+a".to_owned(), Count { count: 1, of: 1 }), ("male+b".to_owned(), Count { count: 0, of: 1 })]
    );
    assert_eq!(serde_json::to_value(&found).unwrap()["median"], "45");
}

#[test]
fn the_median_itself_is_not_above_it() {
    let rows: Vec<_> = [10, 20, 20, 20, 30].iter().map(|score| row(&[("sex", "f")], None, Some(*score))).collect();
    let found = report(&rows, &question(&["sex"], RateKind::Scoring)).unwrap();
    assert_eq!(found.tables[0].categories[0].selected, Count { count: 1, of: 5 });
}

#[test]
fn nobody_selected_has_no_ratio() {
    let found = report(&by_sex(&[("female", 0, 3), ("male", 0, 3)]), &question(&["sex"], RateKind::Selection)).unwrap();
    let refusal = found.tables[0].categories[0].impact_ratio.refusal().unwrap();
    assert_eq!(refusal.to_string(), "the impact ratio is not defined where the highest rate is 0; nobody was selected");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let rows = by_sex(&[("female", 1, 2)]);
    let error = |rows: &[FairnessRow], attributes: &[&str], rate| {
        report(rows, &question(attributes, rate)).unwrap_err().to_string()
    };
    let selection = RateKind::Selection;
    for (attributes, expected) in [
        (&[][..], "no attribute is named; name one at least, such as `sex`"),
        (&["sex", "sex"], "the attribute `sex` is named twice; name it once"),
        (&["gender"], "no candidate has a `gender`; correct the attribute's name, or add the column"),
        (&["a", "b", "c", "d", "e"], "5 attributes at once are too many to cross; name 4 at most"),
    ] {
        assert_eq!(error(&rows, attributes, selection), expected);
    }
    assert_eq!(
        error(&rows, &["sex"], RateKind::Scoring),
        "no candidate has a score; complete the withheld totals, or ask for selection rates"
    );
    assert_eq!(
        error(&[row(&[("sex", "f")], None, Some(1))], &["sex"], selection),
        "no candidate has a decision; add who was selected, or ask for scoring rates"
    );
}
