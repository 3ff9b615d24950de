//! Rewrites a text as the original does before it cuts it into pieces: compatible forms become one, white space becomes single marks.

use crate::model::Model;

/// What stands for a space, and before the first word.
const SPACE: &str = "\u{2581}";

/// The text rewritten, at most `limit` characters and one rule's replacement of it; empty if there is nothing but white space.
pub(crate) fn normalized(model: &Model, text: &str, limit: usize) -> String {
    let mut rewritten = String::new();
    let mut count = 0;
    let mut after_space = true;
    let mut rest = text;
    while let Some((replacement, following)) = rewrite(model, rest) {
        rest = following;
        for letter in replacement.chars() {
            if letter == ' ' {
                after_space = true;
                continue;
            }
            if after_space {
                rewritten.push_str(SPACE);
                count += 1;
            }
            rewritten.push(letter);
            count += 1;
            after_space = false;
        }
        if count >= limit {
            break;
        }
    }
    rewritten
}

/// What the beginning of the text becomes, and what follows it. The longest rule that fits counts; without one, a letter stays as it is.
fn rewrite<'a>(model: &'a Model, text: &'a str) -> Option<(&'a str, &'a str)> {
    let first = text.chars().next()?.len_utf8();
    let by_rule = || {
        let (at, length) = model.rules.prefixes(text.as_bytes()).last()?;
        let replacement = model.replacements.get(at..)?.split(|byte| *byte == 0).next()?;
        Some((str::from_utf8(replacement).ok()?, text.get(length..)?))
    };
    by_rule().or_else(|| Some(text.split_at(first)))
}
