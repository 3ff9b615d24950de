//! The pinned data is what the README says, and reading is the same whatever was read before.

use std::fs;
use std::path::Path;

use text_analysis::{Mark, NoMeaning, Outcome, Point, PointSet, Reading, Text, read};

fn points(phrases: &[&str]) -> PointSet {
    let point = |phrase: &&str| Point {
        id: (*phrase).to_owned(),
        weight: 1,
        title: std::iter::empty().collect(),
        dimension: "content".to_owned(),
        phrases: vec![(*phrase).to_owned()],
        all_of: Vec::new(),
        says: Vec::new(),
    };
    PointSet::new(&phrases.iter().map(point).collect::<Vec<_>>())
}

fn marks(text: &str, prompt: &str, phrases: &[&str]) -> Reading {
    read(&Text::new(text), &points(phrases), &[prompt], &NoMeaning)
}

#[test]
fn data_is_as_large_as_the_readme_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for (file, said) in [("words.txt", "104,678 words"), ("simplified.txt", "2,956 traditional characters")] {
        let lines = fs::read_to_string(root.join("data").join(file)).unwrap().lines().count();
        let number: usize = said.split(' ').next().unwrap().replace(',', "").parse().unwrap();
        assert!(readme.contains(said) && lines == number, "{file} has {lines} lines; the README says {said}");
    }
}

#[test]
fn sentences_are_marked_by_what_they_are() {
    let prompt = "请讲一次您处理客户投诉的经历，客户为什么不满，您做了什么。";
    for (text, expected) in [
        ("请讲一次您处理客户投诉的经历。他的茶杯碎了，我马上换了一套。", &[Mark::Copied, Mark::Own][..]),
        ("我给他换了一套新的茶杯。我给他换了一套新的茶杯。", &[Mark::Own, Mark::Repeated]),
        ("道歉，退款，补发，跟进，换货，回访，赔偿，沟通", &[Mark::Listed]),
        ("refund, follow up, apology, empathy, process, patience, teamwork", &[Mark::Listed]),
        ("sdfgh jklqw zxcvb bnmrt wrtps", &[Mark::Gibberish]),
        ("I said that I was sorry, refunded him, and called him a week later.", &[Mark::Own]),
        ("我当天就退款给他，并且每周跟进他的情况。", &[Mark::Own]),
    ] {
        assert_eq!(marks(text, prompt, &["退款", "跟进", "道歉", "refund", "follow up"]).marks, expected, "{text}");
    }
}

#[test]
fn points_earn_where_they_are_said() {
    let of = |text: &str| marks(text, "怎样退款给客户才合适？", &["退款"]).points.remove(0);
    assert!(matches!(of("我当天就给他退款。"), Outcome::Found { sentence: 0, .. }));
    assert!(matches!(of("我没有给他退款。"), Outcome::Negated { .. }));
    assert!(matches!(of("怎样退款给客户才合适？我不知道。"), Outcome::Copied { .. }));
    assert!(matches!(of("道歉，退款，补发，跟进，换货，回访，赔偿，沟通"), Outcome::Listed { .. }));
    assert_eq!(of("他很高兴。"), Outcome::Missed);
}

#[test]
fn nearness_alone_earns_half_at_most() {
    for (likeness, most) in [(600_000, 0), (700_000, 250_000), (800_000, 500_000), (1_000_000, 500_000)] {
        assert_eq!(Outcome::Near { sentence: 0, likeness }.credit(), most, "{likeness}");
    }
}
