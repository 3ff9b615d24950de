//! What makes an answer look better than it is: the prompt handed back, the same again, keywords in a row, letters without words. Each
//! sentence gets at most one mark.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::point::Hit;
use crate::reading::Mark;
use crate::text::Text;
use crate::words::{Token, TokenKind};

/// Words in a shingle.
const SHINGLE: usize = 3;

/// Words that a sentence needs before it can count as copied or as said before.
const FEWEST_COPIED: usize = 4;

/// With fewer words a sentence is copied only where all of it is: it may state a fact that the question gives.
const FEWEST_COPIED_IN_PART: usize = 8;

/// Sentences with fewer words are judged together with their neighbours.
const SHORT: usize = 6;

/// Marks each sentence: copied from one of the `statements`, said before, keywords in a row, no words, or the candidate's own.
pub(crate) fn marks(text: &Text, statements: &[&str], hits: &[Vec<Hit>]) -> Vec<Mark> {
    let mut marks = vec![Mark::Own; text.sentences().len()];
    let prompt: HashSet<u64> = statements
        .iter()
        .flat_map(|it| Text::new(it).tokens().windows(SHINGLE).map(hash).collect::<Vec<_>>())
        .collect();
    let mut seen: HashSet<u64> = HashSet::new();
    for (number, mark) in marks.iter_mut().enumerate() {
        let words = text.sentence_words(number);
        let shingles: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
        let known = |known: &HashSet<u64>| shingles.iter().filter(|shingle| known.contains(shingle)).count();
        let distinct = shingles.iter().collect::<HashSet<_>>().len();
        *mark = if is_gibberish(text, words) {
            Mark::Gibberish
        } else if words.len() >= FEWEST_COPIED_IN_PART && known(&prompt) * 5 >= shingles.len() * 3
            || words.len() >= FEWEST_COPIED && known(&prompt) == shingles.len()
        {
            Mark::Copied
        } else if words.len() >= FEWEST_COPIED && known(&seen) * 5 >= shingles.len() * 4
            || shingles.len() >= 10 && distinct * 5 < shingles.len() * 2
        {
            Mark::Repeated
        } else {
            Mark::Own
        };
        if *mark == Mark::Own {
            seen.extend(shingles);
        }
    }
    mark_lists(text, hits, &mut marks);
    marks
}

/// Sentences, or several short ones in a row, that are little but keywords.
fn mark_lists(text: &Text, hits: &[Vec<Hit>], marks: &mut [Mark]) {
    let density = Density::new(text, hits);
    let mut first = 0;
    while first < marks.len() {
        let short = |number: usize| text.sentence_words(number).len() < SHORT;
        let mut end = first + 1;
        if short(first) {
            while end < marks.len() && short(end) {
                end += 1;
            }
        }
        if density.is_list(text, first..end) {
            marks
                .iter_mut()
                .take(end)
                .skip(first)
                .filter(|mark| **mark == Mark::Own)
                .for_each(|mark| *mark = Mark::Listed);
        }
        first = end;
    }
}

/// Which words belong to points, and to which.
struct Density {
    /// The number of a point that the word is part of.
    points: HashMap<usize, usize>,
}

impl Density {
    fn new(text: &Text, hits: &[Vec<Hit>]) -> Self {
        let mut points = HashMap::new();
        for (point, hits) in hits.iter().enumerate() {
            for place in hits.iter().flat_map(|hit| &hit.places) {
                // The words of a phrase, not those between them.
                for word in (place.first..place.end)
                    .filter(|&word| text.tokens().get(word).is_some_and(|it| !it.is_function_word()))
                {
                    points.entry(word).or_insert(point);
                }
            }
        }
        Self { points }
    }

    /// Few words that hold a sentence together, and either many marks between short pieces or little but the points' own words.
    fn is_list(&self, text: &Text, sentences: std::ops::Range<usize>) -> bool {
        let all = text.sentences();
        let (Some(first), Some(last)) =
            (all.get(sentences.start), sentences.end.checked_sub(1).and_then(|last| all.get(last)))
        else {
            return false;
        };
        let range = first.words.start..last.words.end;
        let words = text.tokens().get(range.clone()).unwrap_or_default();
        let count = words.len();
        if count < SHORT {
            return false;
        }
        let functions = words.iter().filter(|word| word.is_function_word()).count() * 100 / count;
        let pieces = pieces(text, words);
        let chinese = words.iter().filter(|word| matches!(word.kind, TokenKind::Chinese(_))).count() * 2 >= count;
        // Prose holds together with 20 to 40 % of such words in Chinese, 40 to 55 % in English.
        let (bare, sparse, dense) = if chinese { (5, 14, 20) } else { (14, 25, 32) };
        let hit_words = range.clone().filter(|word| self.points.contains_key(word)).count();
        let distinct = range.filter_map(|word| self.points.get(&word)).collect::<HashSet<_>>().len();
        let bare_words = functions < bare && count >= 2 * SHORT && (!chinese || pieces * 5 >= count);
        let in_pieces = functions < sparse && pieces >= 4 && pieces * 4 >= count;
        let little_else = functions < dense && distinct >= 3 && hit_words * 2 >= count;
        bare_words || in_pieces || little_else
    }
}

/// Into how many pieces commas, blanks between Chinese words and the like cut these words.
fn pieces(text: &Text, words: &[Token]) -> usize {
    let separated = |pair: &[Token]| -> bool {
        let [one, two] = pair else { return false };
        let gap = text.normal().get(one.end..two.start).unwrap_or_default();
        let both_chinese = matches!((one.kind, two.kind), (TokenKind::Chinese(_), TokenKind::Chinese(_)));
        gap.contains(|it: char| ",、;/|·•\n。.!?+&-".contains(it)) || (both_chinese && !gap.is_empty())
    };
    words.windows(2).filter(|pair| separated(pair)).count() + 1
}

/// Most of the words are none: letters without a vowel, one letter over and over, Chinese characters that make no words.
fn is_gibberish(text: &Text, words: &[Token]) -> bool {
    if words.len() < FEWEST_COPIED {
        return words.iter().all(is_endless) && !words.is_empty();
    }
    let odd = words.iter().filter(|word| is_odd(text, word)).count();
    let single = words.iter().filter(|it| it.kind == TokenKind::Chinese(1) && !it.is_function_word()).count();
    let chinese = words.iter().filter(|it| matches!(it.kind, TokenKind::Chinese(_))).count();
    odd * 2 >= words.len() || (chinese >= 10 && single * 10 >= chinese * 7)
}

fn is_odd(text: &Text, word: &Token) -> bool {
    if is_endless(word) {
        return true;
    }
    let written = text.normal().get(word.start..word.end).unwrap_or_default();
    let (mut vowels, mut run, mut longest_run, mut same, mut most_same, mut last) = (0, 0, 0, 0, 0, ' ');
    for letter in written.chars() {
        let vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | '\'');
        vowels += usize::from(vowel);
        run = if vowel { 0 } else { run + 1 };
        longest_run = longest_run.max(run);
        same = if letter == last { same + 1 } else { 1 };
        most_same = most_same.max(same);
        last = letter;
    }
    let latin = word.kind == TokenKind::Word && written.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    latin && ((vowels == 0 && written.len() >= 4) || longest_run >= 6 || most_same >= 4)
}

/// Longer than any word of a natural language that is written with blanks.
fn is_endless(word: &Token) -> bool {
    word.kind == TokenKind::Word && word.key.chars().take(41).count() > 40
}

fn hash(words: &[Token]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for word in words {
        word.key.hash(&mut hasher);
    }
    hasher.finish()
}
