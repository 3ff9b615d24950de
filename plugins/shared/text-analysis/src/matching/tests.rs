//! Phrases in sentences: found, not found, or turned into their opposite.

use super::{Index, Phrase};
use crate::text::Text;

/// `Some(true)`: it says so. `Some(false)`: it says the opposite. `None`: it says nothing of it.
fn says(text: &str, phrase: &str) -> Option<bool> {
    let text = Text::new(text);
    let matches = Phrase::new(phrase).matches(&Index::new(&text));
    matches.iter().map(|found| !found.negated).max()
}

#[test]
fn words_stand_in_order_with_a_few_between() {
    for (text, phrase, expected) in [
        ("我每周跟进了这位客户的情况", "跟进客户", true),
        ("客户跟进了我", "跟进客户", false),
        ("We followed up every week with the customers.", "follow up customer", true),
        ("The customer followed up.", "follow up customer", false),
        ("延长三年的保修期", "延长 保修", true),
        ("机器人工作很快", "人工", false),
        ("人工客服", "人工", true),
        ("開具退款單給他", "退款", true),
        ("Sales grew by thirty percent.", "grew 30%", true),
        ("销售额增长了三成", "增长 百分之三十", true),
        ("revenue of ¥3,200,000", "320万", true),
        ("We apologised. The customer left.", "apologise customer", false),
        ("I was apologizing to him", "apologize", true),
        ("ＲＥＦＵＮＤ for him", "refund", true),
        ("复盘会上", "复盘", true),
    ] {
        assert_eq!(says(text, phrase).is_some(), expected, "{phrase} in {text}");
    }
}

#[test]
fn a_negation_turns_a_phrase_round() {
    for (text, phrase, expected) in [
        ("我没有给他退款", "退款", false),
        ("我没有犹豫，马上退款", "退款", true),
        ("毫不犹豫地退款", "退款", true),
        ("没有推卸责任，但是退款了", "退款", true),
        ("我不得不退款", "退款", true),
        ("不能不退款", "退款", true),
        ("我不仅道歉还退款", "退款", true),
        ("他问能不能退款", "退款", true),
        ("不是发邮件而是打电话道歉", "道歉", true),
        ("并未向客户道歉", "道歉", false),
        ("拒绝退款", "退款", false),
        ("I did not refund him.", "refund", false),
        ("I didn't argue, I refunded him.", "refund", true),
        ("I didn't argue but refunded him.", "refund", true),
        ("Without hesitation I refunded him.", "refund", true),
        ("I never failed to follow up.", "follow up", true),
        ("Not only did I refund him", "refund", true),
        ("We no longer call the customer.", "call customer", false),
        ("I apologised and did not promise a refund.", "promise refund", false),
        ("I promised no refund.", "promise refund", false),
        ("I learned nothing from it.", "learned", false),
        ("I apologised and did not promise a refund.", "not promise refund", true),
        ("没有承诺退款", "没有承诺退款", true),
    ] {
        assert_eq!(says(text, phrase), Some(expected), "{phrase} in {text}");
    }
}
