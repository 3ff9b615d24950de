//! Question type and evaluator for procedures on a simulated device. The config describes the device; what the candidate presses, turns
//! and connects runs on the server, and the evaluator replays the server's log on the same simulator. The plugin draws no page and
//! keeps no state of its own.

mod action;
mod assessment;
mod checklist;
mod checklist_check;
mod condition;
mod device;
mod device_check;
mod evaluator;
mod question;
mod report;
mod simulator;
mod text;

pub use action::{Action, Pattern};
pub use checklist::{ChecklistConfig, Goal, Step, StepKind, Within};
pub use condition::{Condition, Test, Value};
pub use device::{
    Choice, Control, ControlKind, DeviceConfig, Indicator, IndicatorKind, Set, ShowRow, Shown, TimedTransition,
    Transition, ValueRange, Variable, VariableKind,
};
pub use evaluator::ChecklistEvaluator;
pub use question::{DeviceQuestion, Presented, PresentedControl, PresentedIndicator, View};
pub use simulator::{Device, DeviceState, Timer};
pub use text::Localized;

touchstone_sdk::export!(question_type: DeviceQuestion, evaluator: ChecklistEvaluator);
