//! Question type and evaluator for a situation with follow-ups: what is asked next depends on what was said, and what was said is
//! judged on behaviourally anchored scales. The plugin draws no page and keeps no state of its own.

mod action;
mod conversation;
mod placement;
mod question;
mod situation;
mod situation_check;
mod text;
mod topics;

pub use action::{Action, Deed};
pub use conversation::{Progress, Scenario, ScenarioState, Turn};
pub use placement::{LEVEL, Mark, Placement, Rule};
pub use question::{Asked, Presented, ScenarioQuestion, ShownTurn, View};
pub use situation::{FollowUp, Range, ScenarioConfig, Situation, Topic, When};
pub use text::Localized;
pub use topics::count_words;
