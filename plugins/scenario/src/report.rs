//! From an assessment to scores, indicators, findings and, where a person has to look, the reason. All of the report's words are here
//! and in `report/`.

use text_analysis::{Mark, Outcome};
use touchstone_sdk::{Evaluation, Finding, Message, Place, Quantity, Severity};

use crate::assessment::{Assessment, Doubt, Judged, Standing, is_made};
use crate::conversation::Progress;
use crate::evaluator::DIMENSIONS;
use crate::scale::ScaleConfig;

mod words;

use words::{level_en, level_zh, list_en, list_zh, name};

/// What the host gets.
pub(crate) fn report(config: &ScaleConfig, progress: &Progress<'_>, found: &Assessment<'_>) -> Evaluation {
    let mut evaluation = Evaluation::new();
    for dimension in DIMENSIONS {
        let judged = found.scales.iter().find(|judged| judged.scale.dimension == dimension);
        evaluation = match judged {
            Some(judged) => evaluation.share(dimension, judged.placement.score.into(), crate::placement::LEVEL.into()),
            None => evaluation.not_measured(
                dimension,
                Message::zh_en("本题没有这个维度的量表。", "The item has no scale for this dimension."),
            ),
        };
    }
    evaluation = indicators(evaluation, progress, found);
    let far = found.far.then(|| Finding::new("far-from-anchors", Severity::Minor, words::far()));
    for finding in standing_finding(found).into_iter().chain(far).chain(mark_findings(found)) {
        evaluation = evaluation.finding(finding);
    }
    for judged in &found.scales {
        for finding in scale_findings(config, found, judged) {
            evaluation = evaluation.finding(finding);
        }
    }
    match review(found) {
        Some(reason) => evaluation.review(reason),
        None => evaluation,
    }
}

fn indicators(evaluation: Evaluation, progress: &Progress<'_>, found: &Assessment<'_>) -> Evaluation {
    let count = |number: usize| Quantity::Count(u64::try_from(number).unwrap_or(u64::MAX));
    let mut evaluation = evaluation
        .indicator("replies", Message::zh_en("回答次数", "Replies"), count(progress.turns().len()))
        .indicator("follow-ups", Message::zh_en("追问次数", "Follow-ups asked"), count(progress.asked().len()))
        .indicator(
            "length",
            Message::zh_en("篇幅（折合汉字）", "Length (in Chinese characters)"),
            Quantity::Count(found.text.length()),
        );
    if let Some(likeness) = found.to_situation {
        evaluation = evaluation.indicator(
            "likeness-to-situation",
            Message::zh_en("与情境的语义相近程度", "Likeness in meaning to the situation"),
            Quantity::Share(likeness.millionths),
        );
    }
    for judged in &found.scales {
        let dimension = judged.scale.dimension.as_str();
        let (zh, en) = name(dimension);
        let label =
            |zh_tail: &str, en_tail: &str| Message::zh_en(format!("{zh}：{zh_tail}"), format!("{en}: {en_tail}"));
        let level = judged.placement.level;
        evaluation = evaluation
            .indicator(
                &format!("{dimension}-level"),
                label("等级", "level"),
                Quantity::Text(Message::zh_en(level_zh(judged.scale, level), level_en(judged.scale, level))),
            )
            .indicator(
                &format!("{dimension}-coverage"),
                label("要点覆盖（按权重）", "points made, by weight"),
                Quantity::Share(judged.placement.coverage),
            );
        let meant =
            judged.meant.and_then(|meant| Some((judged.scale.anchors.get(meant)?, *judged.likeness.get(meant)?)));
        if let Some((anchor, Some(likeness))) = meant {
            let level = anchor.level;
            evaluation = evaluation
                .indicator(
                    &format!("{dimension}-meaning"),
                    label("与语义最近的锚点的相近程度", "likeness to the anchor nearest in meaning"),
                    Quantity::Share(likeness.millionths),
                )
                .indicator(
                    &format!("{dimension}-meaning-level"),
                    label("语义最近的锚点的等级", "level of the anchor nearest in meaning"),
                    Quantity::Count(level.into()),
                );
        }
    }
    evaluation
}

/// Why nothing was placed on the scales.
fn standing_finding(found: &Assessment<'_>) -> Option<Finding> {
    match found.standing {
        Standing::Answered => None,
        Standing::Nothing => Some(Finding::new(
            "nothing-said",
            Severity::Major,
            Message::zh_en(
                "回答中没有文字，各量表均在最低一级。",
                "Nothing was said, so every scale stands at its lowest anchor.",
            ),
        )),
        Standing::NotOwn => Some(Finding::new(
            "nothing-own",
            Severity::Major,
            Message::zh_en(
                "大部分不是答题人自己的话，其余也没有做到任何要点，各量表均在最低一级。",
                "Most of it is not the candidate's own words and the rest makes no point, so every scale stands at its lowest anchor.",
            ),
        )),
        Standing::OffTopic => Some(Finding::new(
            "off-topic",
            Severity::Major,
            Message::zh_en(
                "几乎没有要点，意思也与情境和各锚点无关，各量表均在最低一级。",
                "Hardly a point is made, and nothing is like the situation or an anchor in meaning, so every scale stands at its lowest anchor.",
            ),
        )),
        Standing::AnchorText(sentence) => {
            let quote = found.text.quote(sentence);
            Some(
                Finding::new(
                    "copied-anchor",
                    Severity::Critical,
                    Message::zh_en(
                        format!("大部分文字与不公开的示例答案相同，例如「{quote}」：示例可能已经泄露。这些文字不计分。"),
                        format!("Most of the text is that of example answers that nobody outside may know, such as \"{quote}\": they may have leaked. It earns nothing."),
                    ),
                )
                .at(found.place(sentence)),
            )
        }
    }
}

/// What was seen that is not the candidate's own, each kind once.
fn mark_findings(found: &Assessment<'_>) -> Vec<Finding> {
    let kinds = [
        (
            Mark::Copied,
            "copied-situation",
            "照抄情境或追问",
            "is copied from the situation or a follow-up",
            "不计分",
            "earns nothing",
        ),
        (
            Mark::Listed,
            "keyword-list",
            "只是罗列关键词",
            "is keywords in a row",
            "要点最多只得十分之一",
            "earns a tenth of its points at most",
        ),
        (Mark::Repeated, "repetition", "重复前文", "says again what was said", "不再计分", "earns nothing more"),
        (Mark::Gibberish, "gibberish", "不成语句", "is no language", "不计分", "earns nothing"),
    ];
    let mut findings = Vec::new();
    for (mark, code, zh, en, so_zh, so_en) in kinds {
        let Some(first) = found.reading.first(mark) else { continue };
        if mark == Mark::Copied && matches!(found.standing, Standing::AnchorText(_)) {
            continue;
        }
        let share = found.reading.share_of(&found.text, mark) / 10_000;
        let severity = if share >= 50 { Severity::Major } else { Severity::Minor };
        let quote = found.text.quote(first);
        let message = Message::zh_en(
            format!("{share}% 的文字{zh}，{so_zh}，例如「{quote}」。"),
            format!("{share} % of the text {en} and {so_en}, such as \"{quote}\"."),
        );
        findings.push(Finding::new(code, severity, message).at(found.place(first)));
    }
    findings
}

/// The nearest anchor and why, then each point.
fn scale_findings(config: &ScaleConfig, found: &Assessment<'_>, judged: &Judged<'_>) -> Vec<Finding> {
    let dimension = judged.scale.dimension.as_str();
    let mut findings = Vec::new();
    findings.extend(nearest_anchor(config, found, judged));
    for doubt in &judged.doubts {
        let (code, message) = words::doubt(judged, *doubt);
        findings.push(Finding::new(code, Severity::Minor, message).on(dimension));
    }
    for position in &judged.points {
        let (Some(point), Some(outcome)) = (config.points.get(*position), found.reading.points.get(*position)) else {
            continue;
        };
        let quote = outcome.sentence().map(|sentence| found.text.quote(sentence)).unwrap_or_default();
        let (zh, en) = (point.title("zh-CN"), point.title("en"));
        let said = |zh_says: &str, en_says: &str| {
            Message::zh_en(format!("「{zh}」{zh_says}：「{quote}」"), format!("\"{en}\" {en_says}: \"{quote}\""))
        };
        // Their sentence stands in the finding about its kind.
        let only = |zh_says: &str, en_says: &str| {
            Message::zh_en(format!("「{zh}」{zh_says}。"), format!("\"{en}\" {en_says}."))
        };
        let finding = match outcome {
            Outcome::Found { .. } => Finding::new("point-made", Severity::Info, said("做到", "is made")),
            Outcome::Near { likeness, .. } => {
                let percent = likeness / 10_000;
                let credit = outcome.credit() / 10_000;
                Finding::new(
                    "point-near",
                    Severity::Info,
                    said(
                        &format!("没有明说，但意思相近（{percent}%），计 {credit}%"),
                        &format!("is not said, but near in meaning ({percent} %) and counts {credit} %"),
                    ),
                )
            }
            Outcome::Listed { .. } => {
                Finding::new("point-listed", Severity::Minor, only("只作为关键词出现", "stands only among keywords"))
            }
            Outcome::Copied { .. } => Finding::new(
                "point-copied",
                Severity::Minor,
                only("只在照抄的文字中出现", "stands only in copied text"),
            ),
            Outcome::Negated { .. } => Finding::new("point-denied", Severity::Minor, said("说的是反面", "is denied")),
            Outcome::Missed => continue,
        };
        let place = outcome.sentence().map_or(Place::Whole, |sentence| found.place(sentence));
        findings.push(finding.on(dimension).at(place));
    }
    findings
}

/// Which anchor is nearest and why: what is shared with it, what it has beyond the answer, what the answer has beyond it.
fn nearest_anchor(config: &ScaleConfig, found: &Assessment<'_>, judged: &Judged<'_>) -> Option<Finding> {
    if found.standing != Standing::Answered {
        return None;
    }
    let anchor = judged.scale.anchors.get(judged.placement.nearest)?;
    let mut shared = Vec::new();
    let mut lacking = Vec::new();
    let mut beyond = Vec::new();
    for position in &judged.points {
        let (point, outcome) = (config.points.get(*position)?, found.reading.points.get(*position)?);
        match (anchor.points.contains(&point.id), is_made(outcome)) {
            (true, true) => shared.push(point),
            (true, false) => lacking.push(point),
            (false, true) => beyond.push(point),
            (false, false) => {}
        }
    }
    let level = judged.placement.level;
    let (mut zh, mut en) = (
        format!(
            "等级 {}；最接近第 {} 级「{}」",
            level_zh(judged.scale, level),
            anchor.level,
            anchor.behaviour.text("zh-CN")
        ),
        format!(
            "Level {}; nearest is anchor {}, \"{}\"",
            level_en(judged.scale, level),
            anchor.level,
            anchor.behaviour.text("en")
        ),
    );
    for (points, zh_says, en_says) in
        [(&shared, "共有", "shared"), (&lacking, "还缺", "lacking"), (&beyond, "另有", "beyond it")]
    {
        if !points.is_empty() {
            zh.extend(["；", zh_says, &list_zh(points)]);
            en.extend(["; ", en_says, ": ", &list_en(points)]);
        }
    }
    if shared.is_empty() && beyond.is_empty() {
        zh += "；没有做到任何要点";
        en += "; no point is made";
    }
    let severity = if lacking.is_empty() { Severity::Info } else { Severity::Minor };
    let message = Message::zh_en(format!("{zh}。"), format!("{en}."));
    Some(Finding::new("nearest-anchor", severity, message).on(&judged.scale.dimension))
}

/// Why a person has to look, if one has to: every doubt.
fn review(found: &Assessment<'_>) -> Option<Message> {
    let doubts = found.scales.iter().flat_map(|judged| judged.doubts.iter().map(move |doubt| (judged, *doubt)));
    let doubts = doubts.filter(|(_, doubt)| *doubt != Doubt::Scattered);
    let (mut zh, mut en): (Vec<String>, Vec<String>) = doubts
        .map(|(judged, doubt)| {
            let (_, message) = words::doubt(judged, doubt);
            let (zh, en) = name(&judged.scale.dimension);
            let text = |tag| message.text(tag).unwrap_or_default().to_owned();
            (format!("{zh}：{}", text("zh-CN")), format!("{en}: {}", text("en")))
        })
        .unzip();
    if found.far {
        let text = |tag| words::far().text(tag).unwrap_or_default().to_owned();
        zh.push(text("zh-CN"));
        en.push(text("en"));
    }
    (!zh.is_empty()).then(|| Message::zh_en(zh.join(""), en.join(" ")))
}

impl Assessment<'_> {
    /// Where a sentence is: `reply-2`.
    fn place(&self, sentence: usize) -> Place {
        Place::Part(format!("reply-{}", self.reply_of(sentence)))
    }
}
