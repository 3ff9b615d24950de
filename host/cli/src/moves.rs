//! Why a rank is another one, in words for people: who passed whom, and mostly by what.

use touchstone_core::comparison::{Passing, Passings, RankMove};
use touchstone_core::ids::CandidateId;
use touchstone_core::interview::Interview;

use crate::page::{Page, Style};
use crate::score::Language;
use crate::verdict::dimension_title;
use crate::words::Words;

/// One candidate's move.
pub(crate) fn write_move(
    page: &mut Page,
    candidate: &CandidateId,
    rank_move: &RankMove,
    after: &Interview,
    language: Language,
) {
    let label = format!("{}{}", candidate, language.pick("：", ": "));
    let mut parts = vec![language.pick(
        format!("第 {} → {} 名", rank_move.from, rank_move.to),
        format!("rank {} → {}", rank_move.from, rank_move.to),
    )];
    for (verb, passings) in [
        (language.pick("超过", "passes "), &rank_move.passed),
        (language.pick("被超过：", "is passed by "), &rank_move.passed_by),
    ] {
        if passings.count > 0 {
            parts.push(format!("{verb}{}", named(passings, after, language)));
        }
    }
    page.wrapped(&label, &parts.join(language.pick("；", "; ")), Style::Plain);
}

/// As a table has it.
pub(crate) fn rank(rank: Option<usize>) -> String {
    rank.map_or("–".to_owned(), |rank| rank.to_string())
}

/// What was and what is, or once where they are the same.
pub(crate) fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} → {after}") }
}

fn named(passings: &Passings, interview: &Interview, language: Language) -> String {
    let one = |passing: &Passing| {
        let why = match (&passing.mostly, &passing.lead_before) {
            (Some(mostly), _) => {
                let title = dimension_title(interview, &mostly.id, Words::of(language));
                language.pick(
                    format!("（主要因{title}，{}）", mostly.points),
                    format!(" (mostly by {title}, {})", mostly.points),
                )
            }
            (None, None) => language.pick("（此前暂不给出）", " (withheld before)").to_owned(),
            (None, Some(_)) => language.pick("（现暂不给出）", " (withheld now)").to_owned(),
        };
        format!("{}{why}", passing.other)
    };
    let mut text = passings.named.iter().map(one).collect::<Vec<_>>().join(language.pick("、", ", "));
    let more = passings.count - passings.named.len();
    if more > 0 {
        text.push_str(&language.pick(format!("等，另有 {more} 人"), format!(" and {more} more")));
    }
    text
}
