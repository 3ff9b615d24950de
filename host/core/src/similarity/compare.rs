//! Finds the pairs: an inverted index of fingerprints, without those that everybody has, and how many each two answers share.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::gather::{File, Written, each_text};
use super::passage::{Opened, beginning, longest};
use super::reading::{Reading, Writing};
use super::report::{
    AnswerPlace, FileHolder, IdenticalAnswers, IdenticalFiles, Pair, Passage, Side, SimilarityReport, Untold,
    UntoldReason,
};
use super::winnow::Hashes;
use super::{Gathered, MOST_PAIRS, Settings};
use crate::ids::{CandidateId, Digest};
use crate::interview::Interview;

/// What two answers share at least, whatever their share.
const LEAST_SHARED: u32 = 4;
/// A single passage of theirs is at least this long, in letters: what winnowing is sure to find.
const LEAST_PASSAGE: usize = 48;
/// A file of fewer bytes is no sign.
const LEAST_FILE: usize = 64;

/// Compares the answers of a job's candidates with each other, one item with another too. Give each answer once.
pub fn compare(interview: &Interview, gathered: Gathered, settings: &Settings) -> SimilarityReport {
    let mut written = gathered.answers;
    let places: BTreeMap<_, _> = interview.items().iter().enumerate().map(|(n, item)| (item.id.clone(), n)).collect();
    written.sort_by_cached_key(|one| (one.candidate.clone(), places.get(&one.item).copied(), one.item.clone()));
    let question = Question::of(interview);
    let mut untold = Vec::new();
    let mut answers: Vec<Read<'_>> = Vec::new();
    for one in &written {
        if one.cut {
            untold.push(one.untold(if one.crowded { UntoldReason::TooMuch } else { UntoldReason::TooLong }));
        }
        let read = Read::of(one, &question.grams);
        match read.too_little(settings) {
            None => answers.push(read),
            Some(reason) if read.letters > 0 => untold.push(one.untold(reason)),
            Some(_) => {}
        }
    }
    let compared = answers.len();
    let candidates = answers.iter().map(|read| &read.written.candidate).collect::<BTreeSet<_>>().len();
    let common_over = Settings::common_over(candidates);
    let identical_answers = take_identical(&mut answers);
    let common = common(&answers, common_over);
    answers.retain_mut(|read| {
        read.leave_out(&common, &question.grams);
        let reason = read.too_little(settings);
        untold.extend(reason.map(|reason| read.written.untold(reason)));
        reason.is_none()
    });
    let (pairs, more_pairs) = Found::of(&answers, settings).pairs(&answers, [&question.grams, &common], settings);
    untold.sort();
    SimilarityReport {
        compared,
        share: settings.share,
        passage: settings.passage,
        common_over,
        common: common.len(),
        identical_files: identical_files(&written, &question),
        identical_answers,
        pairs,
        more_pairs,
        untold,
    }
}

/// What everybody has from the questions.
struct Question {
    grams: Hashes,
    files: BTreeSet<Digest>,
}

/// An answer as fingerprints.
struct Read<'a> {
    written: &'a Written,
    /// In order, each once; not those of the questions, and from [`Read::leave_out`] on none that is everybody's.
    fingerprints: Vec<u64>,
    /// All that is written, in letters.
    letters: usize,
    /// The same without what is everybody's.
    own: usize,
    /// Over all units.
    whole: [u8; 32],
}

impl Written {
    fn place(&self) -> AnswerPlace {
        AnswerPlace { candidate: self.candidate.clone(), item: self.item.clone() }
    }

    fn untold(&self, reason: UntoldReason) -> Untold {
        Untold { answer: self.place(), reason }
    }
}

impl Question {
    /// Of every text in the configs of the question types, read in every way.
    fn of(interview: &Interview) -> Self {
        let (mut grams, mut files) = (Vec::new(), BTreeSet::new());
        for item in interview.items() {
            each_text("", &item.question.config, &mut |_, text| {
                for writing in [Writing::Text, Writing::HashCode, Writing::SlashCode] {
                    grams.extend_from_slice(Reading::of(text, writing).grams());
                }
                files.insert(Digest::of(text.as_bytes()));
                files.extend(text.parse::<Digest>().ok());
            });
        }
        Self { grams: Hashes::of(grams), files }
    }
}

impl<'a> Read<'a> {
    fn of(written: &'a Written, question: &Hashes) -> Self {
        let nothing = Hashes::default();
        let (mut fingerprints, mut letters, mut own, mut wholes) = (Vec::new(), 0, 0, Vec::new());
        for part in &written.parts {
            let reading = Reading::of(&part.text, part.writing);
            if reading.units.is_empty() {
                continue;
            }
            let hashes = reading.fingerprints().into_iter().map(|fingerprint| fingerprint.hash);
            fingerprints.extend(hashes.filter(|hash| !question.has(*hash)));
            letters += reading.units.len() * reading.writing.letters();
            own += reading.own_letters([question, &nothing]);
            let mut whole = Sha256::new();
            reading.units.iter().for_each(|unit| whole.update(unit.symbol.to_le_bytes()));
            wholes.push((reading.writing.letters(), whole.finalize()));
        }
        fingerprints.sort_unstable();
        fingerprints.dedup();
        wholes.sort_unstable();
        let mut whole = Sha256::new();
        for (letters, part) in &wholes {
            whole.update(letters.to_le_bytes());
            whole.update(part);
        }
        Self { written, fingerprints, letters, own, whole: whole.finalize().into() }
    }

    /// Takes out what is everybody's.
    fn leave_out(&mut self, common: &Hashes, question: &Hashes) {
        let before = self.fingerprints.len();
        self.fingerprints.retain(|hash| !common.has(*hash));
        if self.fingerprints.len() < before {
            let read =
                |part: &super::gather::Part| Reading::of(&part.text, part.writing).own_letters([question, common]);
            self.own = self.written.parts.iter().map(read).sum();
        }
    }

    /// Why nothing can be said about it.
    fn too_little(&self, settings: &Settings) -> Option<UntoldReason> {
        match self.own >= settings.own && !self.fingerprints.is_empty() {
            true => None,
            false if self.letters < settings.own => Some(UntoldReason::TooShort),
            false => Some(UntoldReason::NothingOwn),
        }
    }
}

/// Leaves the first of answers that are equal as a whole, and says which they were.
fn take_identical(answers: &mut Vec<Read<'_>>) -> Vec<IdenticalAnswers> {
    let mut groups: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
    for (n, read) in answers.iter().enumerate() {
        groups.entry(read.whole).or_default().push(n);
    }
    let firsts: BTreeSet<usize> = groups.values().map(|members| members[0]).collect();
    let mut identical: Vec<_> = groups
        .into_values()
        .filter_map(|members| {
            let holders: Vec<AnswerPlace> = members.iter().map(|&n| answers[n].written.place()).collect();
            let quote = beginning(answers[members[0]].written)?;
            several(holders.iter().map(|holder| &holder.candidate)).then_some(IdenticalAnswers { holders, quote })
        })
        .collect();
    identical.sort_by(|one, other| one.holders.cmp(&other.holders));
    let mut at = 0;
    answers.retain(|_| {
        at += 1;
        firsts.contains(&(at - 1))
    });
    identical
}

/// Fingerprints that more candidates hold. Answers come candidate by candidate.
fn common(answers: &[Read<'_>], over: usize) -> Hashes {
    let mut holders: Vec<(u64, &CandidateId)> =
        answers.iter().flat_map(|read| read.fingerprints.iter().map(|&hash| (hash, &read.written.candidate))).collect();
    holders.sort_unstable();
    holders.dedup();
    let held = holders.chunk_by(|one, other| one.0 == other.0);
    Hashes::of(held.filter(|holders| holders.len() > over).map(|holders| holders[0].0).collect())
}

fn identical_files(written: &[Written], question: &Question) -> Vec<IdenticalFiles> {
    let mut groups: BTreeMap<Digest, (usize, Vec<FileHolder>)> = BTreeMap::new();
    for one in written {
        for File { name, bytes, digest } in &one.files {
            if *bytes >= LEAST_FILE && !question.files.contains(digest) {
                let holder = FileHolder { answer: one.place(), name: name.clone() };
                groups.entry(*digest).or_insert((*bytes, Vec::new())).1.push(holder);
            }
        }
    }
    let mut identical: Vec<_> = groups
        .into_iter()
        .filter(|(_, (_, holders))| several(holders.iter().map(|holder| &holder.answer.candidate)))
        .map(|(digest, (bytes, mut holders))| {
            holders.sort();
            IdenticalFiles { digest, bytes, holders }
        })
        .collect();
    identical.sort_by(|one, other| (&one.holders, one.digest).cmp(&(&other.holders, other.digest)));
    identical
}

fn several<'a>(mut candidates: impl Iterator<Item = &'a CandidateId>) -> bool {
    let first = candidates.next();
    candidates.any(|candidate| Some(candidate) != first)
}

/// Two answers by their numbers, the lower first, and how many fingerprints they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shared {
    pair: (usize, usize),
    count: u32,
    share: u8,
}

/// Pairs that are looked at.
#[derive(Default)]
struct Found {
    /// Those that share enough, the highest share first.
    by_share: Strongest,
    /// Those of the others that may hold a long passage, the most fingerprints first.
    by_passage: Strongest,
}

/// The first of many pairs in some order.
#[derive(Default)]
struct Strongest {
    pairs: Vec<Shared>,
    dropped: usize,
}

impl Strongest {
    fn push(&mut self, shared: Shared, key: fn(&Shared) -> (u32, u32)) {
        self.pairs.push(shared);
        if self.pairs.len() > 8 * MOST_PAIRS {
            self.settle(key);
        }
    }

    fn settle(&mut self, key: fn(&Shared) -> (u32, u32)) {
        self.pairs.sort_by_key(|shared| (std::cmp::Reverse(key(shared)), shared.pair));
        self.dropped += self.pairs.len().saturating_sub(MOST_PAIRS);
        self.pairs.truncate(MOST_PAIRS);
    }
}

fn share_first(shared: &Shared) -> (u32, u32) {
    (u32::from(shared.share), shared.count)
}

fn count_first(shared: &Shared) -> (u32, u32) {
    (shared.count, u32::from(shared.share))
}

impl Found {
    fn of(answers: &[Read<'_>], settings: &Settings) -> Self {
        let mut index: Vec<(u64, usize)> = answers
            .iter()
            .enumerate()
            .flat_map(|(n, read)| read.fingerprints.iter().map(move |&hash| (hash, n)))
            .collect();
        index.sort_unstable();
        // A passage of some length has one fingerprint at least in each of so many windows that do not overlap.
        let windows = [Writing::Text, Writing::HashCode].map(|writing| {
            let units = settings.passage / writing.letters();
            (units + 1).saturating_sub(writing.grain().gram) / writing.grain().window
        });
        let for_passage = windows.into_iter().min().map_or(0, |least| u32::try_from(least).unwrap_or(u32::MAX));
        let mut found = Self::default();
        let mut counts = vec![0_u32; answers.len()];
        for (n, read) in answers.iter().enumerate() {
            let mut touched = Vec::new();
            for &hash in &read.fingerprints {
                // Those behind this answer that hold it; no more than what is everybody's has.
                let from = index.partition_point(|entry| *entry <= (hash, n));
                for &(_, other) in index[from..].iter().take_while(|entry| entry.0 == hash) {
                    if counts[other] == 0 {
                        touched.push(other);
                    }
                    counts[other] += 1;
                }
            }
            for other in touched {
                let count = std::mem::take(&mut counts[other]);
                if count < LEAST_SHARED || answers[other].written.candidate == read.written.candidate {
                    continue;
                }
                let smaller = read.fingerprints.len().min(answers[other].fingerprints.len());
                let shared = Shared { pair: (n, other), count, share: percent(count, smaller) };
                if shared.share >= settings.share {
                    found.by_share.push(shared, share_first);
                } else if count >= for_passage.max(LEAST_SHARED) {
                    found.by_passage.push(shared, count_first);
                }
            }
        }
        found.by_share.settle(share_first);
        found.by_passage.settle(count_first);
        found
    }

    /// With their passages, the highest share first; and how many more there are, of those that share enough.
    fn pairs(self, answers: &[Read<'_>], everybodys: [&Hashes; 2], settings: &Settings) -> (Vec<Pair>, usize) {
        let mut more = self.by_share.dropped;
        let mut looked_at = [self.by_share.pairs, self.by_passage.pairs].concat();
        looked_at.sort_by_key(|shared| shared.pair);
        let mut pairs = Vec::new();
        for of_one in looked_at.chunk_by(|one, next| one.pair.0 == next.pair.0) {
            let one = &answers[of_one[0].pair.0];
            let opened = Opened::new(one.written, everybodys);
            for shared in of_one {
                let other = &answers[shared.pair.1];
                let both = in_both(&one.fingerprints, &other.fingerprints);
                let Some(passage) = longest(&opened, &Opened::new(other.written, everybodys), &both) else { continue };
                let enough = if shared.share >= settings.share { LEAST_PASSAGE } else { settings.passage };
                if passage.size >= enough {
                    pairs.push(pair(one, other, shared, passage));
                }
            }
        }
        // Pairs of one share by the size of their passages; sorting keeps the order of the answers.
        pairs.sort_by_key(|pair| std::cmp::Reverse((pair.share, pair.passage.size)));
        more += pairs.len().saturating_sub(MOST_PAIRS);
        pairs.truncate(MOST_PAIRS);
        (pairs, more)
    }
}

fn pair(one: &Read<'_>, other: &Read<'_>, shared: &Shared, passage: Passage) -> Pair {
    let side = |read: &Read<'_>| Side {
        answer: read.written.place(),
        fingerprints: read.fingerprints.len(),
        share: percent(shared.count, read.fingerprints.len()),
    };
    let count = usize::try_from(shared.count).unwrap_or(usize::MAX);
    Pair { share: shared.share, shared: count, one: side(one), other: side(other), passage }
}

/// What is in both of two ordered lists.
fn in_both(one: &[u64], other: &[u64]) -> Vec<u64> {
    one.iter().copied().filter(|hash| other.binary_search(hash).is_ok()).collect()
}

/// Rounded down.
fn percent(count: u32, of: usize) -> u8 {
    let of = u64::try_from(of).unwrap_or(u64::MAX).max(1);
    u8::try_from(u64::from(count) * 100 / of).unwrap_or(100)
}
