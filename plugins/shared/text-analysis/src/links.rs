//! Words that join what is said into an argument: causes, contrasts, examples, order, conditions and purposes. A link counts only where
//! both sides say something, so that connectives alone are worth nothing.

use crate::text::Text;
use crate::words::Token;

/// A link between two things said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What it does.
    pub kind: LinkKind,
    /// The sentence that it is in.
    pub sentence: usize,
}

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// Gives a reason or a result.
    Cause,
    /// Sets one thing against another.
    Contrast,
    /// Gives an instance.
    Example,
    /// Puts steps in order.
    Sequence,
    /// Says under which condition, or to what end.
    Condition,
}

/// Content words that each side of a link needs.
const SIDE: usize = 2;

/// Content words after a link that begins a sentence: it joins two clauses there.
const OPENING: usize = 5;

const LINKS: [(LinkKind, &[&str], &[&str]); 5] = [
    (
        LinkKind::Cause,
        &[
            "因为",
            "由于",
            "所以",
            "因此",
            "因而",
            "于是",
            "从而",
            "导致",
            "使得",
            "原因",
            "之所以",
            "结果",
            "正因为",
            "正因如此",
            "为此",
            "意味着",
            "以致",
            "以至于",
            "可见",
            "说明",
        ],
        &[
            "because",
            "since",
            "therefore",
            "thus",
            "hence",
            "consequently",
            "so",
            "as a result",
            "due to",
            "thanks to",
            "which meant",
            "which means",
            "that is why",
            "this is why",
            "the reason",
            "led to",
            "leads to",
            "in turn",
        ],
    ),
    (
        LinkKind::Contrast,
        &[
            "但",
            "但是",
            "可是",
            "不过",
            "然而",
            "虽然",
            "尽管",
            "相比",
            "相比之下",
            "而是",
            "反而",
            "却",
            "与其",
            "而不是",
            "即使",
            "同时",
            "另一方面",
            "相反",
        ],
        &[
            "but",
            "however",
            "although",
            "though",
            "whereas",
            "while",
            "compared",
            "instead",
            "rather",
            "yet",
            "despite",
            "on the other hand",
            "even if",
            "even though",
            "nevertheless",
            "unlike",
        ],
    ),
    (
        LinkKind::Example,
        &["例如", "比如", "譬如", "比方", "比方说", "具体来说", "具体", "举例", "其中", "也就是说", "尤其"],
        &[
            "for example",
            "for instance",
            "such as",
            "e.g",
            "specifically",
            "in particular",
            "namely",
            "in other words",
            "especially",
        ],
    ),
    (
        LinkKind::Sequence,
        &[
            "首先",
            "其次",
            "然后",
            "接着",
            "随后",
            "最后",
            "第一",
            "第二",
            "第三",
            "之后",
            "先",
            "再",
            "后来",
            "最终",
            "第一步",
            "第二步",
        ],
        &[
            "first",
            "firstly",
            "secondly",
            "second",
            "third",
            "then",
            "next",
            "finally",
            "afterwards",
            "after that",
            "later",
            "lastly",
            "after",
            "before",
            "eventually",
        ],
    ),
    (
        LinkKind::Condition,
        &[
            "如果", "要是", "只要", "只有", "除非", "否则", "为了", "以便", "以免", "避免", "假如", "一旦", "以防",
            "通过",
        ],
        &[
            "if",
            "unless",
            "otherwise",
            "in order to",
            "so that",
            "provided",
            "once",
            "in case",
            "to avoid",
            "by doing",
            "whenever",
        ],
    ),
];

/// The links of a text that join something to something, in order, at most one of a kind in each sentence.
pub fn links(text: &Text) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let mut before = 0;
    for (number, sentence) in text.sentences().iter().enumerate() {
        let words = text.sentence_words(number);
        let written: Vec<&str> =
            words.iter().map(|word| text.normal().get(word.start..word.end).unwrap_or_default()).collect();
        // Content words up to each word, so that both sides are known at once.
        let mut so_far = Vec::with_capacity(words.len() + 1);
        so_far.push(0);
        for word in words {
            so_far.push(so_far.last().copied().unwrap_or(0) + usize::from(is_content(word)));
        }
        let all = so_far.last().copied().unwrap_or(0);
        for (kind, chinese, english) in &LINKS {
            let joined = |at: usize, length: usize| {
                let left = so_far.get(at).copied().unwrap_or(0);
                let right = all - so_far.get(at + length).copied().unwrap_or(all);
                (left >= SIDE && right >= SIDE)
                    || (left == 0 && before > SIDE && right > SIDE)
                    || (left == 0 && right >= OPENING)
            };
            let here = (0..written.len()).any(|at| {
                let rest = written.get(at..).unwrap_or_default();
                let one = chinese.iter().any(|link| rest.first() == Some(link)) && joined(at, 1);
                one || english.iter().any(|link| starts_with(rest, link) && joined(at, link.split(' ').count()))
            });
            if here {
                found.push(Link { kind: *kind, sentence: number });
            }
        }
        // A link in the first sentence of a line does not join it to the line before.
        let goes_on = text.sentences().get(number + 1).is_some_and(|next| next.paragraph <= sentence.paragraph + 1);
        before = if goes_on { all } else { 0 };
    }
    found
}

fn is_content(word: &Token) -> bool {
    !word.is_function_word()
}

fn starts_with(words: &[&str], link: &str) -> bool {
    let mut words = words.iter();
    link.split(' ').all(|part| words.next() == Some(&part))
}

#[cfg(test)]
mod tests {
    use super::{LinkKind, links};
    use crate::text::Text;

    fn kinds(text: &str) -> Vec<LinkKind> {
        links(&Text::new(text)).into_iter().map(|link| link.kind).collect()
    }

    #[test]
    fn links_join_what_is_said() {
        use LinkKind::{Cause, Condition, Contrast, Example};
        for (text, expected) in [
            ("客户流失，因为交货晚了两周。", &[Cause][..]),
            ("The customer left because the delivery came late.", &[Cause]),
            ("报价很高，但是服务周期更长。", &[Contrast]),
            ("The price was high but the service lasted longer.", &[Contrast]),
            ("Some customers wait for months. For example, the hospital waited half a year.", &[Example]),
            ("如果客户再次投诉，我会上门检查设备。", &[Condition]),
            ("因为所以但是然而例如首先。", &[]),
            ("Because so but however for example first.", &[]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }
}
