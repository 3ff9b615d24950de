//! What the report says: each point with the sentence that makes it, what looks like gaming, and the figures behind the scores.

use text_analysis::{Mark, Outcome, Point, Reading, Text, WHOLE};
use touchstone_sdk::{Evaluation, Finding, Message, Place, Quantity, Severity};

use crate::config::{CONTENT, EXPRESSION, REASONING, TextConfig};
use crate::scores::Measures;

/// The findings: the text as a whole first, then the points in the config's order.
pub(crate) fn findings(text: &Text, reading: &Reading, measures: &Measures, config: &TextConfig) -> Vec<Finding> {
    let mut findings = of_the_text(text, reading, measures);
    let points = config.points.iter().zip(&reading.points);
    findings.extend(points.map(|(point, outcome)| of_a_point(text, point, outcome)));
    findings
}

/// The figures behind the scores.
pub(crate) fn indicators(evaluation: Evaluation, text: &Text, reading: &Reading, measures: &Measures) -> Evaluation {
    let shares = [
        ("coverage", "提到的内容要点（按权重）", "Content points made, by weight", Some(measures.covered)),
        ("reasons", "提到的推理要点（按权重）", "Reasoning points made, by weight", measures.reasons),
        (
            "meaning",
            "未以短语写到的要点与最近句子的含义相似度（均值）",
            "Likeness in meaning of points that no phrase found, mean",
            reading.meaning,
        ),
        (
            "coherence",
            "成句的部分（关键词罗列与乱码除外）",
            "Prose: neither keywords in a row nor gibberish",
            Some(measures.coherence),
        ),
        ("own-words", "自己的话（抄题与重复除外）", "Own words: neither copied nor repeated", Some(measures.own)),
        ("variety", "用词变化", "Variety of words", Some(measures.variety)),
    ];
    let counts = [
        (
            "length",
            "长度（字；三个英文词计四字）",
            "Length in Chinese characters; three words count as four",
            text.length(),
        ),
        ("sentences", "句子", "Sentences", text.sentences().len() as u64),
        (
            "links",
            "把内容连起来的因果、对比、举例等",
            "Links that join content: causes, contrasts, examples",
            measures.links,
        ),
        ("figures", "作为依据的数字", "Figures given as evidence", measures.figures),
    ];
    let shares = shares.into_iter().filter_map(|(id, zh, en, value)| Some((id, zh, en, Quantity::Share(value?))));
    let counts = counts.into_iter().map(|(id, zh, en, value)| (id, zh, en, Quantity::Count(value)));
    shares
        .chain(counts)
        .fold(evaluation, |evaluation, (id, zh, en, value)| evaluation.indicator(id, Message::zh_en(zh, en), value))
}

fn of_the_text(text: &Text, reading: &Reading, measures: &Measures) -> Vec<Finding> {
    let mut findings = Vec::new();
    if text.sentences().is_empty() {
        let message = Message::zh_en("答案中没有文字。", "The answer holds no words.");
        return vec![Finding::new("no-words", Severity::Major, message).on(CONTENT)];
    }
    let marked = [
        (Mark::Copied, "copied-prompt", EXPRESSION, "抄自题目，不计分", "is the question's own text and earns nothing"),
        (Mark::Repeated, "repetition", EXPRESSION, "重复前文，只计一次", "repeats what was said and counts once"),
        (
            Mark::Listed,
            "keyword-list",
            CONTENT,
            "是关键词罗列，没有成句；其中的要点只得十分之一",
            "is keywords in a row and no prose; points in it earn a tenth",
        ),
        (Mark::Gibberish, "gibberish", EXPRESSION, "不成文字", "is no words of a language"),
    ];
    for (mark, code, dimension, zh, en) in marked {
        let (share, first) = (reading.share_of(text, mark), reading.first(mark));
        let Some(first) = first else { continue };
        let percent = percent(share);
        let message = Message::zh_en(format!("全文的 {percent}% {zh}。"), format!("{percent} % of the text {en}."));
        let severity = match share {
            0..=99_999 => Severity::Info,
            100_000..=299_999 => Severity::Minor,
            _ => Severity::Major,
        };
        findings.push(Finding::new(code, severity, message).on(dimension).at(quoted(text, first)));
    }
    if measures.length < WHOLE {
        let message = Message::zh_en(
            format!("自己写的内容只有要求长度的 {}%。", percent(measures.length)),
            format!("What is the candidate's own is {} % of the length that is asked for.", percent(measures.length)),
        );
        let severity = if measures.length < WHOLE / 2 { Severity::Major } else { Severity::Minor };
        findings.push(Finding::new("too-short", severity, message).on(EXPRESSION));
    }
    if text.is_cut() {
        let message = Message::zh_en(
            "超出最长字数，之后的内容未读。",
            "It is longer than asked for; what comes after the maximum was not read.",
        );
        let last = text.sentences().len().saturating_sub(1);
        findings.push(Finding::new("too-long", Severity::Minor, message).on(EXPRESSION).at(quoted(text, last)));
    }
    let own = reading.own_length > 0;
    if own && reading.points.iter().all(|outcome| *outcome == Outcome::Missed) {
        let message = Message::zh_en(
            "没有写到任何要点，也没有含义相近的句子：似乎答非所问。",
            "It makes no point and no sentence is near one in meaning: it seems to be about something else.",
        );
        findings.push(Finding::new("off-topic", Severity::Major, message).on(CONTENT));
    }
    findings
}

fn of_a_point(text: &Text, point: &Point, outcome: &Outcome) -> Finding {
    let dimension = if point.dimension == REASONING { REASONING } else { CONTENT };
    let (zh, en) = (point.title("zh-CN"), point.title("en"));
    let (code, severity, message) = match outcome {
        Outcome::Found { phrase, .. } => (
            "point-made",
            Severity::Info,
            Message::zh_en(format!("写到了「{zh}」（{phrase}）。"), format!("Makes the point \"{en}\" ({phrase}).")),
        ),
        Outcome::Near { likeness, .. } => {
            let (likeness, credit) = (percent(*likeness), percent(outcome.credit()));
            let zh = format!("「{zh}」没有以短语写到，但有含义相近的句子（相似度 {likeness}%）：计 {credit}%。");
            let en = format!(
                "No phrase makes the point \"{en}\", but a sentence is near it in meaning ({likeness} %): it counts {credit} %."
            );
            ("point-near", Severity::Info, Message::zh_en(zh, en))
        }
        Outcome::Listed { phrase, .. } => (
            "point-listed",
            Severity::Minor,
            Message::zh_en(
                format!("「{zh}」只出现在关键词罗列中（{phrase}）：计十分之一。"),
                format!("The point \"{en}\" stands only among keywords in a row ({phrase}): it counts a tenth."),
            ),
        ),
        Outcome::Copied { phrase, .. } => (
            "point-copied",
            Severity::Minor,
            Message::zh_en(
                format!("「{zh}」只出现在抄自题目的句子中（{phrase}）：不计。"),
                format!(
                    "The point \"{en}\" stands only in what is the question's own text ({phrase}): it does not count."
                ),
            ),
        ),
        Outcome::Negated { phrase, .. } => (
            "negated-point",
            Severity::Major,
            Message::zh_en(
                format!("「{zh}」被否定（{phrase}）：不计。"),
                format!("The answer says the opposite of \"{en}\" ({phrase}): it does not count."),
            ),
        ),
        Outcome::Missed => (
            "point-missed",
            Severity::Minor,
            Message::zh_en(format!("没有写到「{zh}」。"), format!("The point \"{en}\" is missing.")),
        ),
    };
    let place = outcome.sentence().map_or(Place::Whole, |sentence| quoted(text, sentence));
    Finding::new(code, severity, message).on(dimension).at(place)
}

/// The sentence as the candidate wrote it.
fn quoted(text: &Text, sentence: usize) -> Place {
    Place::Part(text.quote(sentence))
}

fn percent(share: u32) -> u32 {
    share / 10_000
}
