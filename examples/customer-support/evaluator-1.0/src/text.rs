//! Finds phrases in a reply and measures its sentences, in Chinese and in English. Knows nothing of what they are worth.

/// Where a sentence ends.
const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '。', '！', '？', '\n'];

/// Where a clause ends.
const CLAUSE_ENDS: [char; 13] = ['.', '!', '?', '。', '！', '？', '\n', ',', ';', ':', '，', '；', '：'];

/// The text in lower case with straight apostrophes, as phrases are written.
pub(crate) fn plain(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// Whether a clause of the text says the phrase.
pub(crate) fn says(text: &str, phrase: &str) -> bool {
    text.split(CLAUSE_ENDS).any(|clause| clause.contains(phrase))
}

/// The sentences that hold a letter, a digit or a character.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(SENTENCE_ENDS).filter(|sentence| sentence.contains(char::is_alphanumeric))
}

/// How long a sentence is: one for each Chinese character, two for each word of another script.
pub(crate) fn length(sentence: &str) -> u64 {
    let chinese = |letter: char| ('\u{3400}'..='\u{9fff}').contains(&letter);
    let characters = sentence.chars().filter(|letter| chinese(*letter)).count() as u64;
    let words = sentence.split(|letter: char| chinese(letter) || !(letter.is_alphanumeric() || letter == '\''));
    characters + 2 * words.filter(|word| !word.is_empty()).count() as u64
}
