//! Question type and evaluator for written answers. The config names the points that a good answer makes; the evaluator says which the
//! answer makes, by which sentence, how it reasons and how it is written. Reading the text is `text-analysis`'s work; the plugin draws
//! no page and keeps no state.

mod config;
mod evaluator;
mod findings;
mod question;
mod scores;

pub use config::{Bounds, Localized, TextConfig, TextQuestionConfig};
pub use evaluator::TextEvaluator;
pub use question::{Presented, PresentedLength, TextQuestion};

touchstone_sdk::export!(question_type: TextQuestion, evaluator: TextEvaluator);
touchstone_sdk::prepare!(text_analysis::prepare);
