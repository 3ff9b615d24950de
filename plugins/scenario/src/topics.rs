//! What a reply speaks of, by phrases alone, and how long it is. No sentence vectors here: a follow-up is chosen while the candidate
//! waits, and the choice has to be explainable.

use crate::situation::Topic;

/// Finds the topics of a scenario in replies.
pub(crate) struct TopicMatcher {
    phrases: Vec<Vec<String>>,
}

impl TopicMatcher {
    /// For these topics.
    pub(crate) fn new(topics: &[Topic]) -> Self {
        let phrases = topics.iter().map(|topic| topic.phrases.iter().map(|it| it.to_lowercase()).collect());
        Self { phrases: phrases.collect() }
    }

    /// The positions of the topics that `text` speaks of, rising.
    pub(crate) fn spoken_of(&self, text: &str) -> Vec<usize> {
        let text = text.to_lowercase();
        let spoken = |phrases: &Vec<String>| phrases.iter().any(|phrase| text.contains(phrase.as_str()));
        self.phrases.iter().enumerate().filter(|(_, phrases)| spoken(phrases)).map(|(index, _)| index).collect()
    }
}

/// Whether a phrase has anything that could match.
pub(crate) fn is_matchable(phrase: &str) -> bool {
    phrase.chars().any(char::is_alphanumeric)
}

/// How many words a text has: each run of letters and digits is one, and of characters written without spaces (Chinese, Japanese,
/// Thai) every two, which is how long a Chinese word is on average. So one bound serves both languages.
pub fn count_words(text: &str) -> usize {
    let (mut runs, mut unspaced, mut within) = (0_usize, 0_usize, false);
    for character in text.chars() {
        if is_unspaced(character) {
            unspaced += 1;
            within = false;
        } else if character.is_alphanumeric() {
            runs += usize::from(!within);
            within = true;
        } else if !matches!(character, '\'' | '’' | '-') {
            within = false;
        }
    }
    runs + unspaced.div_ceil(2)
}

/// Whether a character belongs to a script that is written without spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(
        u32::from(character),
        0x0E00..=0x0EFF | 0x3041..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF
    )
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn chinese_and_english_count_alike() {
        for (text, expected) in [
            ("", 0),
            ("  \n\t", 0),
            ("……！！", 0),
            ("I'd call them back", 4),
            ("state-of-the-art", 1),
            ("3 days, 2 people", 4),
            ("我先打电话给客户", 4),
            ("先道歉", 2),
            ("用CRM查订单", 3),
            ("😀😀 ok", 1),
        ] {
            assert_eq!(count_words(text), expected, "{text}");
        }
    }
}
