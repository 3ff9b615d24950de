//! The measures that scores are made of, and the formulas, as the README gives them. Integers in millionths.

use std::collections::HashSet;

use text_analysis::{Language, LinkKind, Mark, Outcome, Reading, Text, Token, TokenKind, WHOLE, links, share};

use crate::config::{CONTENT, REASONING, TextConfig, TextQuestionConfig};

/// Links of one kind that count.
const MOST_OF_A_KIND: u64 = 2;

/// Words that variety is measured over: longer texts repeat themselves by nature.
const VARIETY_WORDS: usize = 120;

/// Everything that is measured in one answer; shares are in millionths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measures {
    /// Content points made, by weight, before `enough`.
    pub(crate) covered: u32,
    /// `covered` of `enough`.
    pub(crate) content: u32,
    /// Reasoning points made, by weight; `None` where the config has none.
    pub(crate) reasons: Option<u32>,
    /// Links between what is said, on the topic.
    pub(crate) links: u64,
    /// Figures given, on the topic.
    pub(crate) figures: u64,
    /// `links` and `figures` of what is asked for.
    links_share: u32,
    figures_share: Option<u32>,
    /// The candidate's own text of the length that is asked for.
    pub(crate) length: u32,
    /// Sentences that are neither fragments nor endless.
    pub(crate) sentences: u32,
    /// Different words among the first.
    pub(crate) variety: u32,
    /// Several sentences, of several lengths.
    pub(crate) structure: u32,
    /// The share of the text that is neither a row of keywords nor gibberish.
    pub(crate) coherence: u32,
    /// The share that is neither copied nor said before.
    pub(crate) own: u32,
    /// How far the text is about the question: full from a quarter of the content on.
    pub(crate) relevance: u32,
}

impl Measures {
    pub(crate) fn new(text: &Text, reading: &Reading, question: &TextQuestionConfig, config: &TextConfig) -> Self {
        let reasons = covered(reading, config, REASONING);
        let covered = covered(reading, config, CONTENT).unwrap_or(0);
        let content = share(u64::from(covered) * 100, config.enough.max(1) * u64::from(WHOLE));
        let topical = |sentence: &usize| reading.is_on_topic(*sentence);
        let own: Vec<usize> =
            (0..reading.marks.len()).filter(|&it| reading.marks.get(it) == Some(&Mark::Own)).collect();
        let links = count_links(text, &topical);
        let figures = count_figures(text, &topical, config.figures);
        let of = |mark| u64::from(reading.share_of(text, mark));
        let whole = u64::from(WHOLE);
        Self {
            covered,
            content,
            reasons,
            links,
            figures,
            links_share: share(links, config.links.max(1)),
            figures_share: (config.figures > 0).then(|| share(figures, config.figures)),
            length: share(reading.own_length, question.length.minimum.max(1)),
            sentences: good_sentences(text, &own),
            variety: variety(text, &own),
            structure: structure(text, &own),
            coherence: share(whole.saturating_sub(of(Mark::Listed) + of(Mark::Gibberish)), whole),
            own: share(whole.saturating_sub(of(Mark::Copied) + of(Mark::Repeated)), whole),
            relevance: share(u64::from(content) * 4, whole),
        }
    }

    /// Points made, of those that are enough.
    pub(crate) fn content(&self) -> u32 {
        self.content
    }

    /// Points of reasoning, links and figures, by the length that it takes to reason.
    pub(crate) fn reasoning(&self) -> u32 {
        let parts = [(self.reasons, 60), (Some(self.links_share), 30), (self.figures_share, 10)];
        product(&[weighted(&parts), self.length])
    }

    /// How it is written, as far as it is the candidate's own prose about the question.
    pub(crate) fn expression(&self) -> u32 {
        let form = weighted(&[(Some(self.sentences), 40), (Some(self.variety), 30), (Some(self.structure), 30)]);
        // An answer beside the question keeps a tenth: it is written, after all.
        let relevance = WHOLE / 10 + self.relevance / 10 * 9;
        product(&[form, self.length, self.coherence, self.own, relevance])
    }
}

/// The credit of a dimension's points by weight; `None` where there is no such point.
fn covered(reading: &Reading, config: &TextConfig, dimension: &str) -> Option<u32> {
    let (mut part, mut whole) = (0_u64, 0_u64);
    for (number, point) in config.of(dimension) {
        let credit = reading.points.get(number).map_or(0, Outcome::credit);
        part = part.saturating_add(point.weight.saturating_mul(u64::from(credit)));
        whole = whole.saturating_add(point.weight.saturating_mul(u64::from(WHOLE)));
    }
    (whole > 0).then(|| share(part, whole))
}

fn count_links(text: &Text, topical: &impl Fn(&usize) -> bool) -> u64 {
    let found: Vec<_> = links(text).into_iter().filter(|link| topical(&link.sentence)).collect();
    let kinds = [LinkKind::Cause, LinkKind::Contrast, LinkKind::Example, LinkKind::Sequence, LinkKind::Condition];
    let of = |kind| found.iter().filter(|link| link.kind == kind).count() as u64;
    kinds.into_iter().map(|kind| of(kind).min(MOST_OF_A_KIND)).sum()
}

/// Different figures; small ones without a unit are mostly no evidence ("two of us").
fn count_figures(text: &Text, topical: &impl Fn(&usize) -> bool, most: u64) -> u64 {
    if most == 0 {
        return 0;
    }
    let sentences = (0..text.sentences().len()).filter(topical);
    let figures: HashSet<&str> = sentences
        .flat_map(|sentence| text.sentence_words(sentence))
        .filter(|word| word.kind == TokenKind::Number && word.key != "#1" && word.key != "#2")
        .map(|word| word.key.as_str())
        .collect();
    figures.len() as u64
}

/// The share, by length, of sentences that are neither fragments nor endless: 6 to 90 characters, which is 5 to 67 words.
fn good_sentences(text: &Text, own: &[usize]) -> u32 {
    let (mut good, mut all) = (0, 0);
    for &sentence in own {
        let length = text.length_of(text.sentence_words(sentence));
        good += if (6..=90).contains(&length) { length } else { 0 };
        all += length;
    }
    share(good, all)
}

/// Different words among the first 120 that are not small: full from 60 % on in Chinese and 65 % in English, none at 20 %.
fn variety(text: &Text, own: &[usize]) -> u32 {
    let words: Vec<&Token> = own
        .iter()
        .flat_map(|&sentence| text.sentence_words(sentence))
        .filter(|word| !word.is_function_word())
        .take(VARIETY_WORDS)
        .collect();
    let different = words.iter().map(|word| word.key.as_str()).collect::<HashSet<_>>().len() as u64;
    let full = match text.language() {
        Language::Chinese => 60,
        Language::English => 65,
    };
    let percent = different * 100;
    share(percent.saturating_sub(20 * words.len() as u64), (full - 20) * words.len() as u64)
}

/// Half for having four sentences, half for the longest and the shortest being apart by half.
fn structure(text: &Text, own: &[usize]) -> u32 {
    let lengths: Vec<u64> = own.iter().map(|&sentence| text.length_of(text.sentence_words(sentence))).collect();
    let (shortest, longest) = (lengths.iter().min().copied().unwrap_or(0), lengths.iter().max().copied().unwrap_or(0));
    let count = share(lengths.len() as u64, 4);
    let spread = share((longest - shortest) * 2, longest);
    count / 2 + spread / 2
}

/// The mean of what was measured, by the weights.
fn weighted(parts: &[(Option<u32>, u64)]) -> u32 {
    let (mut sum, mut whole) = (0, 0);
    for (value, weight) in parts {
        if let Some(value) = value {
            sum += u64::from(*value) * weight;
            whole += weight * u64::from(WHOLE);
        }
    }
    share(sum, whole)
}

fn product(shares: &[u32]) -> u32 {
    shares
        .iter()
        .fold(WHOLE, |product, part| share(u64::from(product) * u64::from(*part), u64::from(WHOLE) * u64::from(WHOLE)))
}
