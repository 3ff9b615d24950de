//! What holds for every text, program and cohort.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::winnow::{grams, winnow};
use super::*;

fn hashes(text: &str, writing: Writing) -> BTreeSet<u64> {
    Reading::of(text, writing).fingerprints().iter().map(|fingerprint| fingerprint.hash).collect()
}

/// Of few letters, so that runs repeat.
fn letters(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(select(vec!['a', 'b', 'ß', '中', '国', '，', ' ']), length).prop_map(String::from_iter)
}

const LINES: [&str; 8] = [
    "for A in B:",
    "A = B[0] + C",
    "if A > B and not C:",
    "    B.append(A)",
    "return {A: B}",
    "A, B = C(A, 'x')",
    "while A: # go",
    "print(f'{A}', B)",
];

fn source() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(LINES.to_vec()), 1..30).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// The guarantee of winnowing.
    #[test]
    fn what_is_shared_over_the_guaranteed_length_is_found(
        shared in letters(60..100), around in [letters(0..80), letters(0..80), letters(0..80), letters(0..80)],
    ) {
        let units = Reading::of(&shared, Writing::Text).units.len();
        prop_assume!(units >= Writing::Text.grain().guaranteed());
        let [a, b, c, d] = around;
        let one = hashes(&format!("{a}{shared}{b}"), Writing::Text);
        let other = hashes(&format!("{c}{shared}{d}"), Writing::Text);
        prop_assert!(one.intersection(&other).next().is_some());
    }

    #[test]
    fn shared_code_is_found_whatever_its_names(shared in source(), around in [source(), source()], names in "[b-z]{3,8}") {
        let renamed = shared.replace('A', &names).replace('B', "other_name").replace('C', "c2");
        let guaranteed = Writing::HashCode.grain().guaranteed();
        prop_assume!(Reading::of(&shared, Writing::HashCode).units.len() >= guaranteed);
        let one = hashes(&format!("{}\n{shared}", around[0]), Writing::HashCode);
        let other = hashes(&format!("{renamed}\n{}", around[1]), Writing::HashCode);
        prop_assert!(one.intersection(&other).next().is_some());
    }

    /// Every window has a hash that was selected, it is the window's least, and nothing else was selected.
    #[test]
    fn every_window_keeps_its_least(symbols in proptest::collection::vec(0..3_u32, 0..300)) {
        let grain = Writing::Text.grain();
        let hashes = grams(symbols.iter().copied(), grain);
        prop_assert_eq!(hashes.len(), (symbols.len() + 1).saturating_sub(grain.gram));
        let selected = winnow(&hashes, grain);
        prop_assert!(selected.iter().all(|fingerprint| hashes[fingerprint.at] == fingerprint.hash));
        prop_assert!(selected.windows(2).all(|pair| pair[0].at < pair[1].at));
        let mut needed = BTreeSet::new();
        for (start, window) in hashes.windows(grain.window.min(hashes.len()).max(1)).enumerate() {
            let least = *window.iter().min().unwrap();
            let kept = selected.iter().filter(|one| (start..start + window.len()).contains(&one.at) && one.hash == least);
            let kept: Vec<_> = kept.map(|one| one.at).collect();
            prop_assert!(!kept.is_empty());
            needed.extend(kept);
        }
        prop_assert_eq!(needed.len(), selected.len());
    }

    /// A rolling hash depends on its k units only.
    #[test]
    fn a_hash_is_of_its_own_units(before in proptest::collection::vec(any::<u32>(), 0..50), own in proptest::collection::vec(any::<u32>(), 24)) {
        let grain = Writing::Text.grain();
        let all: Vec<u32> = before.iter().chain(&own).copied().collect();
        prop_assert_eq!(grams(all.into_iter(), grain).last().copied(), grams(own.into_iter(), grain).first().copied());
    }

    #[test]
    fn every_text_is_read_and_places_are_within_it(text in "\\PC*|(.|\n|['\"`/\\\\#*\\[\\](){}]){0,200}") {
        for writing in [Writing::Text, Writing::HashCode, Writing::SlashCode] {
            let reading = Reading::of(&text, writing);
            let mut last = 0;
            for unit in &reading.units {
                let (start, end) = (unit.start as usize, unit.end as usize);
                prop_assert!(last <= start && start < end && text.get(start..end).is_some());
                last = start;
            }
        }
    }

    /// Nobody is told to be like anybody when nothing is.
    #[test]
    fn unrelated_answers_make_no_pair(seeds in proptest::collection::btree_set(0..10_000_usize, 2..6), length in 40..400_usize) {
        let ids: Vec<String> = seeds.iter().map(|seed| format!("c{seed}")).collect();
        let answers: Vec<_> = ids.iter().zip(&seeds).map(|(id, &seed)| (id.as_str(), "essay", text(&story(seed, length)))).collect();
        let report = report(&answers);
        prop_assert_eq!(report.compared, answers.len());
        prop_assert!(report.pairs.is_empty() && report.identical_answers.is_empty());
    }

    /// Stories put together of a few chapters: neither the order in which answers come nor who is called what changes what is found.
    #[test]
    fn order_and_names_change_nothing(
        chapters in proptest::collection::vec(proptest::collection::vec(0..6_usize, 1..5), 2..7), turn in any::<Index>(),
    ) {
        let told: Vec<String> = chapters.iter().map(|chapters| chapters.iter().map(|&n| story(n, 45)).collect()).collect();
        let ids: Vec<String> = (0..told.len()).map(|n| format!("c{n}")).collect();
        let mut answers: Vec<_> = ids.iter().zip(&told).map(|(id, told)| (id.as_str(), "essay", text(told))).collect();
        let straight = report(&answers);
        let by = turn.index(answers.len());
        answers.rotate_left(by);
        prop_assert_eq!(&report(&answers), &straight);
        // The last becomes the first: the same pairs, seen from the other side.
        let last = ids.len() - 1;
        let mirrored: Vec<_> = ids.iter().zip(told.iter().rev()).map(|(id, told)| (id.as_str(), "essay", text(told))).collect();
        let seen = |report: &SimilarityReport, name: &dyn Fn(&str) -> String| -> BTreeSet<_> {
            report.pairs.iter().filter(|_| report.identical_answers.is_empty()).map(|pair| {
                let mut sides = [&pair.one, &pair.other].map(|side| (name(side.answer.candidate.as_str()), side.fingerprints, side.share));
                sides.sort();
                (sides, pair.share, pair.shared, pair.passage.size)
            }).collect()
        };
        let other_name = |id: &str| format!("c{}", last - id[1..].parse::<usize>().unwrap());
        prop_assert_eq!(seen(&straight, &str::to_owned), seen(&report(&mirrored), &other_name));
    }
}
