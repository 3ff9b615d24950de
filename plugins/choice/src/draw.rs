//! What the seed decides: which questions a candidate gets, and in which order questions and options come. Each decision has a stream of
//! random numbers of its own, so a change to one question leaves the order of another's options as it was.

use std::collections::BTreeMap;

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::questions::{Choice, Question, QuestionsConfig};

/// The questions that this seed asks, in the config's order.
pub(crate) fn asked(config: &QuestionsConfig, seed: u64) -> Vec<&Question> {
    let mut pools: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for question in &config.questions {
        if let Some(pool) = &question.pool {
            pools.entry(pool).or_default().push(&question.id);
        }
    }
    for (pool, members) in &mut pools {
        Stream::new(seed, "pool", pool).shuffle(members);
        members.truncate(config.pools.get(*pool).copied().unwrap_or_default());
        members.sort_unstable();
    }
    let is_asked = |question: &&Question| {
        let drawn = |pool: &String| {
            pools.get(pool.as_str()).is_some_and(|drawn| drawn.binary_search(&question.id.as_str()).is_ok())
        };
        question.pool.as_ref().is_none_or(drawn)
    };
    config.questions.iter().filter(is_asked).collect()
}

/// The same in the order of the page.
pub(crate) fn asked_in_order(config: &QuestionsConfig, seed: u64) -> Vec<&Question> {
    let mut asked = asked(config, seed);
    if config.shuffle_questions {
        Stream::new(seed, "questions", "").shuffle(&mut asked);
    }
    asked
}

/// A question's options or targets (`what`) in the order of the page: fixed ones in their places, the others shuffled among theirs.
pub(crate) fn shuffled<'a>(question: &Question, what: &str, choices: &'a [Choice], seed: u64) -> Vec<&'a Choice> {
    if !question.shuffle {
        return choices.iter().collect();
    }
    let mut free: Vec<&Choice> = choices.iter().filter(|choice| !choice.fixed).collect();
    Stream::new(seed, what, &question.id).shuffle(&mut free);
    let mut free = free.into_iter();
    choices.iter().filter_map(|choice| if choice.fixed { Some(choice) } else { free.next() }).collect()
}

/// Random numbers for one decision.
struct Stream(ChaCha12Rng);

impl Stream {
    fn new(seed: u64, what: &str, id: &str) -> Self {
        let mut random = ChaCha12Rng::seed_from_u64(seed);
        random.set_stream(fnv(what.bytes().chain([b'/']).chain(id.bytes())));
        Self(random)
    }

    /// Fisher and Yates, each order as likely as any other.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.at_most(last));
        }
    }

    /// 0 to `most`; numbers from the incomplete last round are drawn again.
    fn at_most(&mut self, most: usize) -> usize {
        let count = most as u64 + 1;
        let complete = u64::MAX - u64::MAX % count;
        loop {
            let number = self.0.next_u64();
            if number < complete {
                return usize::try_from(number % count).unwrap_or_default();
            }
        }
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): names a stream.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
