//! Finds phrases in a text: words in order within a clause, a few other words between them, inflected as they may be; and says whether a
//! negation turns a match into its opposite.

use std::collections::HashMap;
use std::ops::Range;

use crate::lexicon::Roles;
use crate::normal::{Normal, is_han};
use crate::text::Text;
use crate::words::{Token, TokenKind, words};

/// So many other words may stand between two of a phrase; particles and articles besides.
const GAP: usize = 3;

/// So far, in words, a negation reaches.
const REACH: usize = 6;

/// So many places of one word or run of characters are tried.
const MOST_PLACES: usize = 64;

/// So many places where its first two characters stand are looked at.
const MOST_TRIED: usize = 1000;

/// A phrase, made ready for searching: any of the ways says it.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// As the config has it.
    pub(crate) written: String,
    ways: Vec<Vec<Part>>,
    tokens: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A word by its key.
    Key(String),
    /// Characters in a row, however the dictionary cuts them.
    Characters(String),
}

/// A place where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    /// Its first word.
    pub(crate) first: usize,
    /// The word after its last.
    pub(crate) end: usize,
    /// A negation makes it its opposite.
    pub(crate) negated: bool,
}

/// A text's words by key.
pub(crate) struct Index<'a> {
    text: &'a Text,
    places: HashMap<&'a str, Vec<usize>>,
    /// Where in the normal text each pair of Chinese characters begins.
    pairs: HashMap<(char, char), Vec<usize>>,
}

impl Phrase {
    /// A phrase of a config; a blank in Chinese means that other words may stand there.
    pub(crate) fn new(written: &str) -> Self {
        let normal = Normal::new(written).text;
        let tokens = words(&normal);
        let chinese = |token: &Token| matches!(token.kind, TokenKind::Chinese(_));
        let part = |token: &Token| match token.kind {
            TokenKind::Chinese(_) => Part::Characters(token.key.clone()),
            TokenKind::Word | TokenKind::Number => Part::Key(token.key.clone()),
        };
        let mut joined: Vec<Part> = Vec::new();
        let mut last_end = usize::MAX;
        for token in &tokens {
            match joined.last_mut() {
                Some(Part::Characters(run)) if chinese(token) && last_end == token.start => run.push_str(&token.key),
                _ => joined.push(part(token)),
            }
            last_end = token.end;
        }
        let apart: Vec<Part> = tokens.iter().filter(|token| !token.roles.has(Roles::PARTICLE)).map(part).collect();
        // "a year" is no "year": what would be left of it says less than the phrase.
        let says_less = apart.len() < 2 && joined.len() > apart.len();
        let ways = if joined == apart || says_less { vec![joined] } else { vec![joined, apart] };
        Self { written: written.to_owned(), ways, tokens: tokens.len() }
    }

    /// Whether there is nothing in it to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens == 0
    }

    /// Whether it is nothing but "not" and the like.
    pub(crate) fn is_only_negation(&self) -> bool {
        let tokens = words(&Normal::new(&self.written).text);
        !tokens.is_empty()
            && tokens.iter().all(|token| token.roles.has(Roles::NEGATION) && token.roles.has(Roles::FUNCTION))
    }

    /// Where it stands, in order, each with whether it is negated.
    pub(crate) fn matches(&self, index: &Index) -> Vec<Match> {
        let mut found: Vec<Match> = self.ways.iter().flat_map(|way| index.matches(way)).collect();
        found.sort_by_key(|found| (found.first, found.end));
        found.dedup_by_key(|found| (found.first, found.end));
        found
    }
}

impl<'a> Index<'a> {
    pub(crate) fn new(text: &'a Text) -> Self {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, token) in text.tokens().iter().enumerate() {
            places.entry(token.key.as_str()).or_default().push(place);
        }
        let mut pairs: HashMap<(char, char), Vec<usize>> = HashMap::new();
        let mut last = None;
        for (start, character) in text.normal().char_indices() {
            if let Some((before, first)) = last.filter(|_| is_han(character)) {
                pairs.entry((first, character)).or_default().push(before);
            }
            last = is_han(character).then_some((start, character));
        }
        Self { text, places, pairs }
    }

    fn matches(&self, way: &[Part]) -> Vec<Match> {
        let places: Vec<Vec<Range<usize>>> = way.iter().map(|part| self.places(part)).collect();
        let Some((heads, tails)) = places.split_first() else { return Vec::new() };
        heads.iter().filter_map(|head| self.from(head, tails)).collect()
    }

    /// A match that begins with `head`: each further part at its next place.
    fn from(&self, head: &Range<usize>, tails: &[Vec<Range<usize>>]) -> Option<Match> {
        let clause = self.text.clauses().get(self.text.clause_of(head.start))?;
        let mut end = head.end;
        let mut between = Vec::new();
        for places in tails {
            let next = places.get(places.partition_point(|place| place.start < end))?;
            if next.end > clause.end || self.words_between(end, next.start) > GAP {
                return None;
            }
            between.extend(end..next.start);
            end = next.end;
        }
        let negations = self.negations_before(clause.start, head.start)
            + self.count(between.into_iter())
            + usize::from(self.is_denied(end, clause.end));
        Some(Match { first: head.start, end, negated: negations % 2 == 1 })
    }

    /// Whether what follows takes it back: "learnt nothing".
    fn is_denied(&self, end: usize, clause: usize) -> bool {
        let next = self.text.tokens().get(end).filter(|_| end < clause);
        next.is_some_and(|next| matches!(next.key.as_str(), "noth" | "nothing" | "none" | "nobodi"))
    }

    fn words_between(&self, end: usize, next: usize) -> usize {
        let between = self.text.tokens().get(end..next).unwrap_or_default();
        between.iter().filter(|token| !token.roles.has(Roles::PARTICLE)).take(GAP + 1).count()
    }

    /// How many negations reach a place from before it in its clause.
    fn negations_before(&self, clause: usize, place: usize) -> usize {
        let tokens = self.text.tokens();
        let from = clause.max(place.saturating_sub(REACH));
        let scope =
            (from..place).rev().take_while(|&at| !tokens.get(at).is_some_and(|it| it.roles.has(Roles::SCOPE_END)));
        self.count(scope)
    }

    fn count(&self, places: impl Iterator<Item = usize>) -> usize {
        places.filter(|&place| self.negates(place)).count()
    }

    fn negates(&self, place: usize) -> bool {
        let tokens = self.text.tokens();
        let Some(token) = tokens.get(place).filter(|token| token.roles.has(Roles::NEGATION)) else { return false };
        let undone = tokens.get(place + 1).is_some_and(|next| next.roles.has(Roles::UNDOES));
        // 能不能 asks.
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let asks = before
            .is_some_and(|it| it.end == token.start && token.key.len() > it.key.len() && token.key.ends_with(&it.key))
            || before.is_some_and(|it| tokens.get(place + 1).is_some_and(|next| next.key == it.key));
        !undone && !asks
    }

    fn places(&self, part: &Part) -> Vec<Range<usize>> {
        match part {
            Part::Key(key) => {
                let places = self.places.get(key.as_str()).map(Vec::as_slice).unwrap_or_default();
                places.iter().take(MOST_PLACES).map(|&place| place..place + 1).collect()
            }
            Part::Characters(characters) => {
                let mut first = characters.chars();
                let (Some(one), Some(two)) = (first.next(), first.next()) else {
                    // A single character counts only as a word.
                    return self.places(&Part::Key(characters.clone()));
                };
                let starts = self.pairs.get(&(one, two)).map(Vec::as_slice).unwrap_or_default();
                let written =
                    |start: &usize| self.text.normal().get(*start..).is_some_and(|rest| rest.starts_with(characters));
                let found = starts.iter().take(MOST_TRIED).filter(|start| written(start)).take(MOST_PLACES);
                found.filter_map(|&start| self.run(start, start + characters.len(), characters)).collect()
            }
        }
    }

    /// The words that a run of characters touches, unless it is two halves of words that happen to meet (人工 in 机器人工作).
    fn run(&self, start: usize, end: usize, characters: &str) -> Option<Range<usize>> {
        let tokens = self.text.tokens();
        let first = tokens.partition_point(|token| token.end <= start);
        let last = tokens.partition_point(|token| token.start < end);
        let (head, tail) = (tokens.get(first)?, tokens.get(last.checked_sub(1)?)?);
        let aligned = head.start == start && tail.end == end;
        let length = characters.chars().count();
        let within = first + 1 == last && length >= 2;
        let same_clause = self.text.clauses().get(self.text.clause_of(first)).is_some_and(|clause| last <= clause.end);
        (same_clause && (aligned || within || length >= 3)).then_some(first..last)
    }
}

#[cfg(test)]
mod tests;
