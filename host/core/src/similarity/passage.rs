//! The longest passage that two answers share: from each shared fingerprint as far as it goes both ways.

use std::collections::BTreeMap;

use super::QUOTE_CHARACTERS;
use super::gather::{Part, Written};
use super::reading::{Reading, Unit};
use super::report::{Passage, Quote};
use super::winnow::Hashes;

/// How often a fingerprint of an answer is looked at where it comes again and again.
const PLACES: usize = 8;

/// An answer, read.
pub(super) struct Opened<'a> {
    parts: Vec<(&'a Part, Reading, Vec<usize>)>,
}

/// A shared run: of which part, from which unit, to which, on both sides.
struct Run {
    parts: (usize, usize),
    starts: (usize, usize),
    length: usize,
    /// In letters, without what everybody has.
    size: usize,
}

impl<'a> Opened<'a> {
    pub(super) fn new(written: &'a Written, common: [&Hashes; 2]) -> Self {
        let open = |part: &'a Part| {
            let reading = Reading::of(&part.text, part.writing);
            let own = reading.own(common);
            (part, reading, own)
        };
        Self { parts: written.parts.iter().map(open).collect() }
    }

    /// Where these fingerprints are: part and unit.
    fn places(&self, shared: &[u64]) -> BTreeMap<u64, Vec<(usize, usize)>> {
        let mut places: BTreeMap<u64, Vec<_>> = BTreeMap::new();
        for (n, (_, reading, _)) in self.parts.iter().enumerate() {
            for fingerprint in reading.fingerprints() {
                if shared.binary_search(&fingerprint.hash).is_ok() {
                    let places = places.entry(fingerprint.hash).or_default();
                    if places.len() < PLACES {
                        places.push((n, fingerprint.at));
                    }
                }
            }
        }
        places
    }

    fn units(&self, part: usize) -> &[Unit] {
        &self.parts[part].1.units
    }

    /// Some units of a part, as they stand in the text.
    fn quote(&self, part: usize, from: usize, length: usize) -> Quote {
        let (part, reading, _) = &self.parts[part];
        let units = &reading.units[from..from + length];
        let at = |unit: Option<&Unit>, place: fn(&Unit) -> u32| {
            unit.map_or(0, |unit| usize::try_from(place(unit)).unwrap_or_default())
        };
        quote(part, at(units.first(), |unit| unit.start), at(units.last(), |unit| unit.end))
    }
}

/// How an answer begins.
pub(super) fn beginning(written: &Written) -> Option<Quote> {
    let part = written.parts.iter().find(|part| !part.text.trim().is_empty())?;
    let start = part.text.len() - part.text.trim_start().len();
    Some(quote(part, start, part.text.trim_end().len()))
}

fn quote(part: &Part, start: usize, end: usize) -> Quote {
    let (before, passage) = (&part.text[..start], &part.text[start..end]);
    let lines = |text: &str| text.matches('\n').count();
    let (from, characters) = (before.chars().count(), passage.chars().count());
    Quote {
        place: part.place.clone(),
        first_line: 1 + lines(before),
        last_line: 1 + lines(before) + lines(passage),
        from,
        to: from + characters,
        text: passage.chars().take(QUOTE_CHARACTERS).collect(),
        cut: characters > QUOTE_CHARACTERS,
    }
}

/// The longest passage around the fingerprints that both have (in order). The work is bounded by the length of both: where a text
/// repeats itself without end, it is the longest of those that were found until then.
pub(super) fn longest(one: &Opened<'_>, other: &Opened<'_>, shared: &[u64]) -> Option<Passage> {
    let (places, places_of_other) = (one.places(shared), other.places(shared));
    let mut known = Runs::default();
    let mut longest: Option<Run> = None;
    let units = |opened: &Opened<'_>| opened.parts.iter().map(|(_, reading, _)| reading.units.len()).sum::<usize>();
    let mut steps = 4 * (units(one) + units(other)) + 1_000;
    for (hash, places) in &places {
        let others = places_of_other.get(hash).map_or(&[][..], Vec::as_slice);
        for (&place, &place_of_other) in places.iter().flat_map(|place| others.iter().map(move |other| (place, other)))
        {
            if steps == 0 {
                break;
            }
            if !known.has(place, place_of_other) {
                let run = grown(one, other, place, place_of_other, &mut steps);
                known.note(&run);
                if run.length > 0 && longest.as_ref().is_none_or(|longest| longest.rank() < run.rank()) {
                    longest = Some(run);
                }
            }
        }
    }
    let Run { parts, starts, length, size } = of_whole_characters(one, other, &longest?)?;
    Some(Passage { size, one: one.quote(parts.0, starts.0, length), other: other.quote(parts.1, starts.1, length) })
}

/// As far as both go on alike, forward and backward. Of length 0 where only the hashes were alike.
fn grown(
    one: &Opened<'_>,
    other: &Opened<'_>,
    (part, at): (usize, usize),
    (part_of_other, at_of_other): (usize, usize),
    steps: &mut usize,
) -> Run {
    let alike = |(unit, unit_of_other): &(&Unit, &Unit)| unit.symbol == unit_of_other.symbol;
    let (units, units_of_other) = (one.units(part), other.units(part_of_other));
    let (before, after) = units.split_at(at);
    let (before_in_other, after_in_other) = units_of_other.split_at(at_of_other);
    let (_, reading, own) = &one.parts[part];
    let forward = after.iter().zip(after_in_other).take(*steps).take_while(alike).count();
    *steps -= forward.max(1).min(*steps);
    let (mut backward, mut length) = (0, 0);
    if forward >= reading.writing.grain().gram {
        let both = before.iter().rev().zip(before_in_other.iter().rev());
        backward = both.take(*steps).take_while(alike).count();
        *steps -= backward;
        length = backward + forward;
    }
    let starts = (at - backward, at_of_other - backward);
    let size = (own[starts.0 + length] - own[starts.0]) * reading.writing.letters();
    Run { parts: (part, part_of_other), starts, length, size }
}

/// Without the bytes at both ends that are only a part of a character there. `None`: nothing is left.
fn of_whole_characters(one: &Opened<'_>, other: &Opened<'_>, run: &Run) -> Option<Run> {
    let Run { parts, starts: (mut start, mut start_in_other), mut length, .. } = *run;
    let (units, units_of_other) = (one.units(parts.0), other.units(parts.1));
    let within = |units: &[Unit], at: usize| {
        let both = at.checked_sub(1).and_then(|before| units.get(before)).zip(units.get(at));
        both.is_some_and(|(before, after)| before.start == after.start)
    };
    while length > 0 && (within(units, start) || within(units_of_other, start_in_other)) {
        (start, start_in_other, length) = (start + 1, start_in_other + 1, length - 1);
    }
    while length > 0 && (within(units, start + length) || within(units_of_other, start_in_other + length)) {
        length -= 1;
    }
    let (_, reading, own) = &one.parts[parts.0];
    let size = (own[start + length] - own[start]) * reading.writing.letters();
    (length > 0).then_some(Run { parts, starts: (start, start_in_other), length, size })
}

impl Run {
    /// Longer first, then what comes first.
    fn rank(&self) -> (usize, usize, impl Ord + use<>) {
        (self.size, self.length, std::cmp::Reverse((self.parts, self.starts)))
    }
}

/// The runs that are known: by parts and diagonal, from where to where on the first side.
#[derive(Default)]
struct Runs(BTreeMap<(usize, usize, i64, usize), usize>);

impl Runs {
    fn has(&self, (part, at): (usize, usize), (part_of_other, at_of_other): (usize, usize)) -> bool {
        let key = |from| (part, part_of_other, diagonal(at, at_of_other), from);
        self.0.range(key(0)..=key(at)).next_back().is_some_and(|(_, &end)| at < end)
    }

    fn note(&mut self, run: &Run) {
        let Run { parts, starts, length, .. } = run;
        self.0.insert((parts.0, parts.1, diagonal(starts.0, starts.1), starts.0), starts.0 + length.max(&1));
    }
}

fn diagonal(at: usize, at_of_other: usize) -> i64 {
    let signed = |at| i64::try_from(at).unwrap_or(i64::MAX);
    signed(at) - signed(at_of_other)
}
