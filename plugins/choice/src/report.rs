//! Turns what the questions earned into scores, indicators and findings. The formulas, as the README gives them; exact until each
//! dimension is rounded down to millionths.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use touchstone_sdk::{Evaluation, FULL_MARKS, Finding, Message, Place, Quantity, Severity};

use crate::keys::Dimension;
use crate::questions::Kind;
use crate::response::Responses;
use crate::scoring::{Marked, Oddity};
use crate::text::{Localized, part};

/// A message names at most so many options, and a question has at most so many findings about single options: with one of its own for
/// each of 200 questions that stays below the 1,000 that the host takes.
const MOST_NAMED: usize = 3;

/// The evaluation of one answer.
pub(crate) fn report(marked: &[Marked<'_>], responses: &Responses) -> Evaluation {
    let scored =
        Dimension::ALL.iter().fold(Evaluation::new(), |evaluation, dimension| score(evaluation, *dimension, marked));
    let count = |of: fn(&Marked<'_>) -> bool| Quantity::Count(marked.iter().filter(|it| of(it)).count() as u64);
    let counted = scored
        .indicator("questions-asked", Message::zh_en("小题数", "Questions asked"), Quantity::Count(marked.len() as u64))
        .indicator("questions-right", Message::zh_en("答对", "Right"), count(is_right))
        .indicator("questions-partly-right", Message::zh_en("部分答对", "Partly right"), count(is_partly_right))
        .indicator("questions-unanswered", Message::zh_en("未作答", "Unanswered"), count(|it| !it.answered));
    marked.iter().flat_map(|it| findings(it, responses)).fold(counted, Evaluation::finding)
}

fn is_right(marked: &Marked<'_>) -> bool {
    marked.share >= BigRational::one()
}

fn is_partly_right(marked: &Marked<'_>) -> bool {
    marked.share.is_positive() && !is_right(marked)
}

/// The mean by weight, at least 0.
fn score(evaluation: Evaluation, dimension: Dimension, marked: &[Marked<'_>]) -> Evaluation {
    let of_it = || marked.iter().filter(|it| it.key.dimension == dimension);
    let whole: u64 = of_it().map(|it| it.key.weight).sum();
    if whole == 0 {
        let reason = Message::zh_en(
            format!("本题没有「{}」类的小题。", dimension.zh()),
            format!("No question of this item measures {}.", dimension.id()),
        );
        return evaluation.not_measured(dimension.id(), reason);
    }
    let earned: BigRational = of_it().map(|it| &it.share * BigInt::from(it.key.weight)).sum();
    let share = earned / BigInt::from(whole);
    evaluation.share(dimension.id(), parts(&share, u64::from(FULL_MARKS)), u64::from(FULL_MARKS))
}

/// How many of so many parts the share is, rounded down; none for less than nothing.
fn parts(share: &BigRational, of: u64) -> u64 {
    (share.clone().max(BigRational::zero()) * BigInt::from(of)).floor().to_integer().to_u64().unwrap_or_default()
}

fn findings(marked: &Marked<'_>, responses: &Responses) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_right(marked) || marked.oddity.is_some() || marked.said.is_some() {
        findings.push(about_question(marked, place(marked, responses, None)));
    }
    let spoken = marked.chosen.iter().filter_map(|chosen| Some((chosen, marked.key.feedback.get(&chosen.key)?)));
    for (chosen, feedback) in spoken.take(MOST_NAMED) {
        let text = |locale| (marked.question.text_of(&chosen.key, locale), feedback.text(locale).to_owned());
        let ((zh, said_zh), (en, said_en)) = (text("zh-CN"), text("en"));
        let message = Message::zh_en(format!("选了「{zh}」：{said_zh}"), format!("Chose \"{en}\": {said_en}"));
        let severity = if chosen.gains { Severity::Info } else { Severity::Minor };
        findings.push(Finding::new("option-feedback", severity, message).on(marked.key.dimension.id()).at(place(
            marked,
            responses,
            Some(chosen.place),
        )));
    }
    findings
}

/// A pointer where the answer has a place for it, else the question's name.
fn place(marked: &Marked<'_>, responses: &Responses, entry: Option<usize>) -> Place {
    let at = part(&marked.question.id);
    match entry {
        _ if !responses.structured || !marked.answered => Place::Part(marked.question.id.clone()),
        Some(entry) if marked.question.kind != Kind::Single => Place::Pointer(format!("{at}/{entry}")),
        _ => Place::Pointer(at),
    }
}

fn about_question(marked: &Marked<'_>, place: Place) -> Finding {
    let (code, severity) = code(marked);
    let message = Message::zh_en(words(marked, &ZH), words(marked, &EN));
    Finding::new(code, severity, message).on(marked.key.dimension.id()).at(place)
}

fn code(marked: &Marked<'_>) -> (&'static str, Severity) {
    match &marked.oddity {
        _ if !marked.answered => ("unanswered", Severity::Major),
        Some(Oddity::NoNumber) => ("not-a-number", Severity::Major),
        Some(Oddity::OtherUnit(_)) => ("wrong-unit", Severity::Major),
        Some(Oddity::NoUnit) => ("missing-unit", Severity::Minor),
        None if is_right(marked) => ("accepted-answer", Severity::Info),
        None if marked.share.is_positive() => ("partly-right", Severity::Minor),
        None if marked.share.is_negative() => ("penalty", Severity::Major),
        None => ("wrong-answer", Severity::Major),
    }
}

/// The words of one language.
struct Words {
    locale: &'static str,
    question: fn(id: &str, prompt: &str, verdict: &str) -> String,
    verdict: fn(code: &str, percent: &str) -> String,
    wrote: fn(text: &str) -> String,
    unit: fn(text: &str) -> String,
    chose: fn(options: &str) -> String,
    missed: fn(options: &str) -> String,
    join: &'static str,
}

const ZH: Words = Words {
    locale: "zh-CN",
    question: |id, prompt, verdict| format!("小题 `{id}`「{prompt}」{verdict}。"),
    verdict: |code, percent| match code {
        "unanswered" => "未作答".to_owned(),
        "not-a-number" => "的回答不是可读的数".to_owned(),
        "wrong-unit" => "的单位不认识".to_owned(),
        "missing-unit" => format!("数值可以接受但缺少单位，得 {percent}"),
        "accepted-answer" => "答对".to_owned(),
        "partly-right" => format!("部分答对，得 {percent}"),
        "penalty" => format!("答错，倒扣 {percent}"),
        _ => "答错".to_owned(),
    },
    wrote: |text| format!("写的是「{text}」。"),
    unit: |text| format!("不认识的单位：「{text}」。"),
    chose: |options| format!("不该选：{options}。"),
    missed: |options| format!("漏选：{options}。"),
    join: "",
};

const EN: Words = Words {
    locale: "en",
    question: |id, prompt, verdict| format!("Question `{id}` \"{prompt}\" {verdict}."),
    verdict: |code, percent| match code {
        "unanswered" => "was not answered".to_owned(),
        "not-a-number" => "was answered with no number that can be read".to_owned(),
        "wrong-unit" => "was answered in a unit that is not known".to_owned(),
        "missing-unit" => format!("was answered with an accepted number but without its unit: {percent}"),
        "accepted-answer" => "was answered right".to_owned(),
        "partly-right" => format!("was answered partly right: {percent}"),
        "penalty" => format!("was answered wrong: {percent} are taken off"),
        _ => "was answered wrong".to_owned(),
    },
    wrote: |text| format!("Written: \"{text}\"."),
    unit: |text| format!("Unknown unit: \"{text}\"."),
    chose: |options| format!("Should not have been chosen: {options}."),
    missed: |options| format!("Missed: {options}."),
    join: " ",
};

fn words(marked: &Marked<'_>, words: &Words) -> String {
    let question = marked.question;
    let percent = format!("{} %", parts(&marked.share.abs(), 100));
    let verdict = (words.verdict)(code(marked).0, &percent);
    let mut said = vec![(words.question)(&question.id, &question.prompt.clipped(words.locale), &verdict)];
    said.extend(marked.written.as_deref().map(words.wrote));
    if let Some(Oddity::OtherUnit(unit)) = &marked.oddity {
        said.push((words.unit)(unit));
    }
    let named = |keys: &mut dyn Iterator<Item = &String>| {
        let mut named: Vec<String> =
            keys.take(MOST_NAMED + 1).map(|key| format!("\"{}\"", question.text_of(key, words.locale))).collect();
        if named.len() > MOST_NAMED {
            named.truncate(MOST_NAMED);
            named.push("…".to_owned());
        }
        (!named.is_empty()).then(|| named.join(", "))
    };
    let wrong = named(&mut marked.chosen.iter().filter(|it| !it.gains).map(|it| &it.key));
    said.extend(wrong.as_deref().map(words.chose));
    // A single choice has no second option to miss.
    if question.kind != Kind::Single {
        said.extend(named(&mut marked.missed.iter()).as_deref().map(words.missed));
    }
    let explanation = marked.key.explanation.as_ref().filter(|_| !is_right(marked));
    let text = |it: &Localized| it.text(words.locale).to_owned();
    said.extend(marked.said.map(text));
    said.extend(explanation.map(text));
    said.join(words.join)
}
