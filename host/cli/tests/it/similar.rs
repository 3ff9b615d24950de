//! `score --similar`: near-copies are told below the ranking, in both languages and as JSON, and change nothing else.

use serde_json::{Value, json};

use crate::common::{Example, Run, score, sheet};

const STORY: &str = "Last spring a bakery chain told me that our ovens cost a fifth more than anybody else's. I asked for one week with \
    their night shift, counted what they threw away, and showed that half of it came from a single cold corner.";
const OTHER: &str = "My best sale was a call system for a county hospital. They gave me seven days, so I fitted one ward first, had the \
    head nurse write down three wishes a day, and on the fifth day she won over the other wards by herself.";

/// Three candidates, of whom `cy` begins with what `ada` wrote.
fn example() -> Example {
    let example = Example::fixture(&json!({}));
    let texts = [
        ("ada", STORY.to_owned()),
        ("bob", OTHER.to_owned()),
        ("cy", format!("Good morning!\n{}", STORY.to_uppercase())),
    ];
    for (candidate, text) in texts {
        let sheet = sheet(candidate, &json!({"item": {"kind": "text", "text": text}}));
        example.write(&format!("answers/{candidate}.json"), &sheet.to_string());
    }
    example
}

fn printed(ran: &Run) -> &str {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stderr);
    &ran.stdout
}

/// The section, its lines joined as they were before they were wrapped.
fn section<'a>(text: &'a str, title: &str) -> (&'a str, String) {
    let at = text.rfind(title).unwrap_or_else(|| panic!("no `{title}` in\n{text}"));
    let said = text[at..].lines().map(str::trim).collect::<Vec<_>>().join(" ");
    (&text[..at], said)
}

#[test]
fn the_report_stands_below_an_unchanged_ranking() {
    let example = example();
    for (language, title, parts) in [
        (
            "en",
            "Near-copies",
            [
                "no verdict and changes no score",
                "100 % Name of ada (ada) 100 % · Name of cy (cy) 9",
                "ada, characters 1–221: Last spring a bakery",
                "cy, characters 15–235: LAST SPRING A BAKERY",
            ],
        ),
        (
            "zh-CN",
            "雷同提示",
            [
                "不是结论，也不影响任何得分",
                "100 % Name of ada (ada) 100 % · Name of cy (cy) 9",
                "ada, 第 1–221 字: Last spring a bakery",
                "cy, 第 15–235 字: LAST SPRING A BAKERY",
            ],
        ),
    ] {
        let without = score(example.folder(), &["--lang", language]);
        let with = score(example.folder(), &["--lang", language, "--similar"]);
        let (before, said) = section(printed(&with), title);
        assert_eq!(before.trim_end(), printed(&without).trim_end());
        // Lines of Chinese break anywhere.
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        for part in parts {
            assert!(squeezed(&said).contains(&squeezed(part)), "`{part}` is not in\n{said}");
        }
        assert!(!said.contains("(bob)"), "{said}");
    }
}

#[test]
fn json_has_it_where_it_is_asked_for_and_every_score_stays() {
    let example = example();
    let json = |more: &[&str]| -> Value {
        let ran = score(example.folder(), &[&["--json"], more].concat());
        serde_json::from_str(printed(&ran)).unwrap()
    };
    let without = json(&[]);
    assert!(without.get("similarity").is_none());
    let mut with = json(&["--similar"]);
    let similarity = with.as_object_mut().unwrap().remove("similarity").unwrap();
    assert_eq!(with, without);
    let pairs = similarity["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 1, "{similarity:#}");
    assert_eq!(
        [&pairs[0]["one"]["candidate"], &pairs[0]["other"]["candidate"], &pairs[0]["other"]["item"]],
        ["ada", "cy", "item"]
    );
    assert_eq!(pairs[0]["passage"]["other"]["first_line"], 2);
    assert_eq!(similarity["compared"], 3);
    assert_eq!(json(&["--similar", "--similar-from", "100"])["similarity"]["share"], 100);
}

#[test]
fn lines_of_answers_jsonl_are_compared_and_short_ones_are_said_to_be() {
    let example = example();
    example.remove("answers");
    let texts = [("ada", STORY), ("bob", OTHER), ("cy", "I sold a lot."), ("dan", STORY), ("eve", "I sold a lot.")];
    let lines =
        texts.map(|(candidate, text)| sheet(candidate, &json!({"item": {"kind": "text", "text": text}})).to_string());
    example.write("answers.jsonl", &lines.join("\n"));
    let ran = score(example.folder(), &["--lang", "en", "--similar"]);
    let (_, said) = section(printed(&ran), "Near-copies");
    assert!(
        said.contains("the same but for punctuation, spacing and names in code: Name of ada (ada) · Name of dan (dan)"),
        "{said}"
    );
    assert!(said.ends_with("Too short to tell: 2 answers."), "{said}");
}

#[test]
fn nothing_in_common_is_said_so() {
    let example = example();
    example.remove("answers/cy.json");
    let ran = score(example.folder(), &["--lang", "en", "--similar"]);
    let (_, said) = section(printed(&ran), "Near-copies");
    assert!(
        said.contains("Compared 2 answers with each other: no two share 50 % of the shorter one, or a long passage."),
        "{said}"
    );
}

#[test]
fn a_percentage_goes_with_what_it_is_of() {
    let example = example();
    let ran = score(example.folder(), &["--similar-from", "60"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("--similar"), "{}", ran.stderr);
    assert_eq!(score(example.folder(), &["--similar", "--similar-from", "0"]).code, 2);
}
