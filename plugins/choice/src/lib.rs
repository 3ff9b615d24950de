//! Question type and evaluator for questions that have a key: one option, several, an order, pairs, a number, a short text. Questions and
//! options come by the seed; scores are exact and do not depend on how things were shuffled. Nothing here reads meaning.

mod draw;
mod evaluator;
mod keys;
mod keys_check;
mod mapping;
mod number;
mod numeric;
mod order;
mod question;
mod questions;
mod questions_check;
mod report;
mod response;
mod scoring;
mod spelling;
mod text;

pub use evaluator::ChoiceEvaluator;
pub use keys::{Accepted, Dimension, Folding, Key, KeysConfig, OrderScoring, Tolerance, Unit};
pub use number::Exact;
pub use question::{ChoiceQuestion, Presented, PresentedOption, PresentedQuestion};
pub use questions::{Choice, Kind, Question, QuestionsConfig};
pub use text::Localized;

touchstone_sdk::export!(question_type: ChoiceQuestion, evaluator: ChoiceEvaluator);
