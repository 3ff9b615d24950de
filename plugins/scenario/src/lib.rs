//! Question type and evaluator for a situation with follow-ups: what is asked next depends on what was said, and what was said is
//! judged on behaviourally anchored scales. The plugin draws no page and keeps no state of its own.

mod action;
mod assessment;
mod conversation;
mod evaluator;
mod meaning;
mod placement;
mod question;
mod report;
mod scale;
mod scale_check;
mod situation;
mod situation_check;
mod text;
mod topics;

pub use action::{Action, Deed};
pub use conversation::{Progress, Scenario, ScenarioState, Turn};
pub use evaluator::ScaleEvaluator;
pub use placement::{LEVEL, Mark, Placement, Rule};
pub use question::{Asked, Presented, ScenarioQuestion, ShownTurn, View};
pub use scale::{Anchor, AnchoredScale, ReviewRules, ScaleConfig};
pub use situation::{FollowUp, Range, ScenarioConfig, Situation, Topic, When};
pub use text::Localized;

touchstone_sdk::export!(question_type: ScenarioQuestion, evaluator: ScaleEvaluator);
touchstone_sdk::prepare!(prepare);

/// Dictionaries and the encoder's tables, loaded when the plugin is built.
fn prepare() {
    text_analysis::prepare();
    sentence_encoder::prepare();
}
