//! An employer's own plugin: a complaint to answer, and rules that score the reply. Plain rules, no model: what a phrase is worth is in
//! the config, and nothing here knows a company's words.

mod evaluator;
mod question;
mod text;

pub use evaluator::{ReplyCheck, Rule, RuleSet};
pub use question::{Complaint, ComplaintConfig, Presented};

touchstone_sdk::export!(question_type: Complaint, evaluator: ReplyCheck);
