//! What is found, what is not, and what is said of it, example by example.

use serde_json::{Value, json};

use super::reading::{Reading, Writing};
use super::*;
use crate::answer::Answer;
use crate::interview::Interview;

mod properties;

/// Two items, `essay` and `task`, of which the second gives a starter.
pub(super) fn interview(statement: &str, starter: &str) -> Interview {
    let item = |id: &str, config: Value| {
        json!({
            "id": id, "title": {"en": id}, "question": {"plugin": "test/q", "version": "*", "config": config},
            "evaluator": {"plugin": "test/e", "version": "*"}, "maps": [{"from": "s", "to": "d", "weight": 1}],
        })
    };
    let interview = json!({
        "id": "test", "title": {"en": "x"},
        "items": [item("essay", json!({"statement": statement})), item("task", json!({"files": [{"text": starter}]}))],
        "rubric": {"dimensions": [{"id": "d", "title": {"en": "x"}, "weight": 1}]},
    });
    Interview::from_json(&interview.to_string()).unwrap()
}

pub(super) fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn program(files: &[(&str, &str)]) -> Answer {
    let files: Vec<_> = files.iter().map(|(path, text)| json!({"path": path, "text": text})).collect();
    let program = json!({"kind": "program", "language": "python", "entry": files[0]["path"], "files": files});
    Answer::from_value(&program).unwrap()
}

pub(super) fn gathered(answers: &[(&str, &str, Answer)]) -> Gathered {
    let mut gathered = Gathered::default();
    for (candidate, item, answer) in answers {
        gathered.add(&candidate.parse().unwrap(), &item.parse().unwrap(), answer, []);
    }
    gathered
}

pub(super) fn report(answers: &[(&str, &str, Answer)]) -> SimilarityReport {
    compare(&interview("", ""), gathered(answers), &Settings::default())
}

const CHINESE: &str = "去年三月，一家做冷链的客户说我们的报价高了两成。我没有降价，而是请他们带我去看了三个仓库，\
    发现真正的损耗在夜班交接。我们改了交接单，又装了六个温度探头，两个月后损耗从百分之四降到百分之一。";
const OTHER_CHINESE: &str = "我最得意的一单是给县医院装呼叫系统。院长只给一周时间，我先在一个病区试装，让护士长每天写下三条意见，\
    第五天把意见逐条改完，她自己去说服了其他科室，合同当天就签了，后来又介绍了两家医院给我们。";
const ENGLISH: &str = "Last spring a bakery chain told me that our ovens cost a fifth more than anybody else's. I asked for one week \
    with their night shift, counted what they threw away, and showed that half of it came from a single cold corner.";

const PYTHON: &str = "
import sys

def count(lines, limit):
    # how often each comes
    seen = {}
    for line in lines:
        name, size = line.split()
        if int(size) > limit:
            continue
        seen[name] = seen.get(name, 0) + 1
    best = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, times in best if times > 1]

print(count(sys.stdin.readlines(), 100))
";

/// The same with other names, another limit and other comments.
const RENAMED: &str = "
import sys

def tally(rows, most):
    \"\"\"My own work.\"\"\"
    table = {}
    for row in rows:
        who, weight = row.split()   # two fields
        if int(weight) > most:
            continue

        table[who] = table.get(who, 0) + 1
    ranked = sorted(table.items(), key=lambda entry: (-entry[1], entry[0]))
    return [who for who, n in ranked if n > 1]

print(tally(sys.stdin.readlines(), 250))
";

#[test]
fn a_copied_passage_is_quoted_from_both_with_its_place() {
    let copy = format!("您好，我是小李。\n{}后来他们又订了两年。", CHINESE.replace('，', ", "));
    let report =
        report(&[("b", "essay", text(CHINESE)), ("a", "essay", text(&copy)), ("c", "essay", text(OTHER_CHINESE))]);
    assert_eq!(report.compared, 3);
    assert_eq!(report.untold, []);
    let [pair] = &report.pairs[..] else { panic!("{report:#?}") };
    assert_eq!((pair.one.answer.candidate.as_str(), pair.other.answer.candidate.as_str()), ("a", "b"));
    assert_eq!((pair.share, pair.other.share), (100, 100));
    assert!(pair.one.share < 100, "{pair:#?}");
    let Passage { size, one, other } = &pair.passage;
    // 79 characters, of which the punctuation does not count.
    assert_eq!(*size, 3 * CHINESE.chars().filter(|c| c.is_alphanumeric()).count());
    assert_eq!((one.first_line, one.last_line, one.from), (2, 2, 9));
    assert_eq!((other.first_line, other.from, other.to), (1, 0, CHINESE.chars().count() - 1));
    assert_eq!(other.text, CHINESE.trim_end_matches('。'));
    assert!(one.text.starts_with("去年三月, 一家"), "{}", one.text);
}

#[test]
fn width_case_spacing_accents_and_punctuation_do_not_count() {
    let units = |text: &str| Reading::of(text, Writing::Text).units.iter().map(|unit| unit.symbol).collect::<Vec<_>>();
    let cases = [
        ("ＡＢＣ１２３", "abc 123"),
        ("你好，世界！", "你 好世界"),
        ("Café—RÉSUMÉ", "cafe resume"),
        ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
        ("ﬁne ②", "fine2"),
        ("", " \n。"),
    ];
    for (one, other) in cases {
        assert_eq!(units(one), units(other), "{one} {other}");
    }
    assert_ne!(units("你好"), units("您好"));
}

#[test]
fn renamed_code_is_the_same_code() {
    let report =
        report(&[("a", "task", program(&[("main.py", PYTHON)])), ("b", "task", program(&[("main.py", RENAMED)]))]);
    let [same] = &report.identical_answers[..] else { panic!("{report:#?}") };
    assert_eq!(same.holders.iter().map(|holder| holder.candidate.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(same.quote.text.starts_with("import sys"), "{:?}", same.quote);
    assert_eq!(report.pairs, []);
}

#[test]
fn a_function_taken_over_is_found_in_another_file_of_another_item() {
    let own = "class Store:\n    def __init__(self, path):\n        self.path = path\n        self.rows = []\n\n    def add(self, row):\n        \
               self.rows.append(row)\n        with open(self.path, 'a') as out:\n            out.write(str(row) + '\\n')\n";
    let report = report(&[
        ("a", "task", program(&[("main.py", PYTHON)])),
        ("b", "essay", program(&[("main.py", own), ("tools/names.py", RENAMED)])),
    ]);
    let [pair] = &report.pairs[..] else { panic!("{report:#?}") };
    assert_eq!((pair.one.answer.item.as_str(), pair.other.answer.item.as_str()), ("task", "essay"));
    let Quote { place, first_line, last_line, .. } = &pair.passage.other;
    assert_eq!((place.as_deref(), *first_line, *last_line), (Some("tools/names.py"), 2, 16));
}

#[test]
fn tokens_of_two_languages() {
    let same: [(&str, &str, Writing); 8] = [
        ("x = 1 # one", "y=2", Writing::HashCode),
        ("def f():\n  '''doc'''\n  return 'a'", "def g():\n  return \"bcd\"", Writing::HashCode),
        ("a = f'{x}' + rb\"\\\"\"", "a = '' + ''", Writing::HashCode),
        ("a = '''x\ny'''", "a = 'z'", Writing::HashCode),
        ("let a = 1; // one", "const b = 0x1F", Writing::SlashCode),
        ("/* … */ f(/[\"'/]+/g, `a\n${b}`)", "g('', '')", Writing::SlashCode),
        ("a / b / c", "d / e / f", Writing::SlashCode),
        ("x = 'open\ny = 1", "a = ''\nb = 2", Writing::HashCode),
    ];
    let units = |text, writing| Reading::of(text, writing).units.iter().map(|unit| unit.symbol).collect::<Vec<_>>();
    for (one, other, writing) in same {
        assert_eq!(units(one, writing), units(other, writing), "{one}");
    }
    assert_ne!(units("a if b else c", Writing::HashCode), units("a or b and c", Writing::HashCode));
    // Floor division is no comment of Python, nor a private field one of JavaScript.
    assert_eq!(units("a // b", Writing::HashCode).len(), 4);
    assert_eq!(units("#a = 1", Writing::SlashCode).len(), 4);
}

#[test]
fn what_the_question_says_is_nobodys_own() {
    let interview = interview(&format!("{CHINESE} {OTHER_CHINESE}"), PYTHON);
    let answers = [
        ("a", "essay", text(CHINESE)),
        ("b", "essay", text(CHINESE)),
        ("a", "task", program(&[("main.py", PYTHON)])),
        ("b", "task", program(&[("main.py", RENAMED)])),
    ];
    let report = compare(&interview, gathered(&answers), &Settings::default());
    assert_eq!((report.compared, report.identical_answers.len(), report.pairs.len()), (0, 0, 0));
    assert!(report.untold.iter().all(|one| one.reason == UntoldReason::NothingOwn), "{:?}", report.untold);
    assert_eq!(report.untold.len(), 4);
}

#[test]
fn what_many_candidates_say_is_nobodys_own() {
    let stories: Vec<String> = (0..6).map(|n| story(n, 60)).collect();
    let candidates = ["a", "b", "c", "d", "e", "f"];
    let told = |count: usize| {
        let answers: Vec<_> = candidates[..count]
            .iter()
            .zip(&stories)
            .map(|(candidate, story)| (*candidate, "essay", text(&format!("{CHINESE}{story}"))))
            .collect();
        report(&answers)
    };
    // Of 4 candidates each pair is told, of 5 nothing: all have it.
    let few = told(4);
    assert_eq!((few.pairs.len(), few.common, few.common_over), (6, 0, 4));
    let many = told(5);
    assert_eq!((many.pairs.len(), many.untold.len()), (0, 0));
    assert!(many.common > 10, "{}", many.common);
}

/// A ring is no crowd: answers that are equal count as one.
#[test]
fn many_equal_answers_are_one_group() {
    let ids: Vec<String> = (0..30).map(|n| format!("c{n:02}")).collect();
    let mut answers: Vec<_> = ids.iter().map(|id| (id.as_str(), "essay", text(CHINESE))).collect();
    answers.push(("z", "essay", text(&format!("{}{}", CHINESE, story(1, 20)))));
    let report = report(&answers);
    assert_eq!(report.identical_answers.len(), 1);
    assert_eq!(report.identical_answers[0].holders.len(), 30);
    let [pair] = &report.pairs[..] else { panic!("{report:#?}") };
    assert_eq!((pair.one.answer.candidate.as_str(), pair.other.answer.candidate.as_str()), ("c00", "z"));
}

#[test]
fn a_long_passage_in_much_of_ones_own_is_told() {
    let (one, other) = (
        format!("{}{ENGLISH}{CHINESE}", story(1, 900)),
        format!("{}{ENGLISH}{CHINESE}{}", story(2, 500), story(3, 500)),
    );
    let report = report(&[("a", "essay", text(&one)), ("b", "essay", text(&other))]);
    let [pair] = &report.pairs[..] else { panic!("{report:#?}") };
    assert!(pair.share < 50, "{}", pair.share);
    assert!(pair.passage.one.text.starts_with("Last spring") && pair.passage.one.cut);
    assert_eq!(pair.passage.one.text.chars().count(), QUOTE_CHARACTERS);
}

#[test]
fn what_is_too_short_is_said_to_be() {
    let report = report(&[
        ("a", "essay", text("您好，很抱歉。我们会处理的。")),
        ("b", "essay", text("您好，很抱歉。我们会处理的。")),
        ("c", "essay", text(" \n")),
        ("d", "essay", Answer::Omitted),
        ("e", "essay", Answer::Choices(vec![CHINESE.to_owned()])),
    ]);
    let short: Vec<_> = report.untold.iter().map(|one| (one.answer.candidate.as_str(), one.reason)).collect();
    assert_eq!(short, [("a", UntoldReason::TooShort), ("b", UntoldReason::TooShort)]);
    assert_eq!((report.compared, report.identical_answers.len(), report.pairs.len()), (0, 0, 0));
}

#[test]
fn replies_and_texts_of_structured_answers_count() {
    let events = json!({"kind": "events", "events": [
        {"received_ms": 0, "client_ms": 0, "name": "open", "detail": {"text": OTHER_CHINESE}},
        {"received_ms": 5, "client_ms": 5, "name": "reply", "detail": {"text": CHINESE}},
    ]});
    let form = json!({"kind": "structured", "value": {"a/b": [1, {"story": CHINESE}]}});
    let report = report(&[
        ("a", "essay", Answer::from_value(&events).unwrap()),
        ("b", "task", Answer::from_value(&form).unwrap()),
        ("c", "essay", text(OTHER_CHINESE)),
    ]);
    assert_eq!((report.compared, report.pairs.len()), (3, 0));
    assert_eq!(report.identical_answers[0].holders.len(), 2);
    let copy =
        Answer::from_value(&json!({"kind": "structured", "value": {"a/b": [format!("{CHINESE}{}", story(1, 12))]}}));
    let report =
        super::tests::report(&[("a", "essay", Answer::from_value(&events).unwrap()), ("b", "task", copy.unwrap())]);
    let places = [&report.pairs[0].passage.one.place, &report.pairs[0].passage.other.place].map(Option::as_deref);
    assert_eq!(places, [Some("/events/1/detail/text"), Some("/value/a~1b/0")]);
}

#[test]
fn files_with_the_same_bytes_are_told_and_their_text_is_compared() {
    let files = json!({"kind": "files", "files": []});
    let files = Answer::from_value(&files).unwrap();
    let (given, empty) = (format!("region,revenue\n{}", story(7, 80)), Vec::new());
    let rows: Vec<String> = (0..40).map(|n| format!("{},{}", story(n, 4), n * 7919)).collect();
    let table = rows.join("\n");
    let edited = table.replacen('\n', "\nnew,1\n", 1);
    let photo: Vec<u8> = (0..200_u8).rev().collect();
    let mut gathered = Gathered::default();
    let mut hand_in = |candidate: &str, uploads: &[(&str, &[u8])]| {
        let uploads = uploads.iter().map(|&(name, bytes)| Upload { name, bytes });
        gathered.add(&candidate.parse().unwrap(), &"task".parse().unwrap(), &files, uploads);
    };
    hand_in(
        "a",
        &[("report.csv", table.as_bytes()), ("photo.png", &photo), ("given.csv", given.as_bytes()), ("x.csv", &empty)],
    );
    hand_in("b", &[("mine.csv", edited.as_bytes()), ("holiday.png", &photo), ("y.csv", &empty)]);
    hand_in("c", &[("given.csv", given.as_bytes()), ("z.csv", &empty)]);
    let report = compare(&interview("", &given), gathered, &Settings::default());
    let [same] = &report.identical_files[..] else { panic!("{:#?}", report.identical_files) };
    assert_eq!(
        same.holders.iter().map(|holder| holder.name.as_str()).collect::<Vec<_>>(),
        ["photo.png", "holiday.png"]
    );
    let [pair] = &report.pairs[..] else { panic!("{report:#?}") };
    assert!(pair.share > 80, "{pair:#?}");
    assert_eq!(pair.passage.other.place.as_deref(), Some("mine.csv"));
}

/// A megabyte of one letter, 100,000 repeats, slashes and quotes without end: work stays bounded by the length, and the rest is found.
#[test]
fn hostile_answers_cost_no_more_than_their_length() {
    let hostile = [
        "a".repeat(1 << 20),
        "abc".repeat(100_000),
        "=/[".repeat(100_000),
        "'\"`".repeat(100_000),
        "\u{fdfa}".repeat(100_000),
    ];
    let mut answers = Vec::new();
    for (n, hostile) in hostile.iter().enumerate() {
        for (m, name) in ["main.py", "main.js", "notes.txt"].into_iter().enumerate() {
            let candidate: &'static str = Box::leak(format!("h{n}-{m}").into_boxed_str());
            answers.push((candidate, "task", program(&[(name, hostile)])));
        }
    }
    answers.push(("x", "essay", text(CHINESE)));
    answers.push(("y", "essay", text(CHINESE)));
    let report = report(&answers);
    assert!(report.identical_answers.iter().any(|same| same.holders[0].candidate.as_str() == "x"));
    assert_eq!(report.untold.iter().filter(|one| one.reason == UntoldReason::TooLong).count(), 15);
}

/// Words that are nobody else's, so many characters of them.
pub(super) fn story(seed: usize, characters: usize) -> String {
    let mut state = seed as u64 ^ 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 40).unwrap_or_default()
    };
    (0..characters).filter_map(|_| char::from_u32(0x4e00 + next() % 5_000)).collect()
}
