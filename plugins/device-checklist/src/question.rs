//! The question type: shows the device, runs what the candidate does, checks that a log can be. Guards, transitions and hidden
//! variables never leave here.

use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_sdk::{Answer, Problem, QuestionType, Step};

use crate::action::Action;
use crate::assessment::replay;
use crate::condition::Value;
use crate::device::{Choice, ControlKind, DeviceConfig, IndicatorKind, Shown, ValueRange};
use crate::device_check::device_problems;
use crate::simulator::{Device, DeviceState};
use crate::text::problem;

/// The question type.
pub struct DeviceQuestion;

/// What the candidate's page receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presented {
    /// The language asked for; pick it from what indicators show.
    pub locale: String,
    /// What to do.
    pub statement: String,
    /// What can be pressed, turned and connected.
    pub controls: Vec<PresentedControl>,
    /// What can be seen.
    pub indicators: Vec<PresentedIndicator>,
}

/// A control on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedControl {
    /// For an action's `control`.
    pub id: String,
    /// What can be done with it.
    pub kind: ControlKind,
    /// Its name.
    pub title: String,
    /// Named positions of a knob, or what a connector takes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<PresentedChoice>,
    /// Numeric positions of a knob.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<ValueRange>,
    /// Where a knob stands, what a connector is joined to (`null`: nothing); a button has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Value>,
}

/// A position or something to connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedChoice {
    /// For an action's `to`.
    pub value: String,
    /// Its name.
    pub title: String,
}

/// An indicator on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedIndicator {
    /// Names it in a view.
    pub id: String,
    /// How to draw it.
    pub kind: IndicatorKind,
    /// Its name.
    pub title: String,
    /// The unit of its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it shows at first: a value, or a text by language.
    pub value: Shown,
}

/// What the page receives after an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// Whether the device accepted the action and something changed.
    pub effect: bool,
    /// What each indicator shows: a value, or a text by language.
    pub indicators: BTreeMap<String, Shown>,
    /// Where each knob stands and what each connector is joined to.
    pub positions: BTreeMap<String, Value>,
}

impl QuestionType for DeviceQuestion {
    type Config = DeviceConfig;
    type Presented = Presented;
    type State = DeviceState;
    type Action = Action;
    type View = View;

    fn check_config(config: &DeviceConfig) -> Vec<Problem> {
        device_problems(config)
    }

    fn present(config: &DeviceConfig, locale: &str, _seed: u64) -> Result<Presented, Problem> {
        let device = Device::new(config).map_err(first)?;
        let state = device.start();
        let choice = |choice: &Choice| PresentedChoice {
            value: choice.value.clone(),
            title: choice.title.text(locale).to_owned(),
        };
        let controls = config.controls.iter().map(|control| PresentedControl {
            id: control.id.clone(),
            kind: control.kind,
            title: control.title.text(locale).to_owned(),
            choices: control.positions.iter().chain(&control.accepts).map(choice).collect(),
            range: control.range.clone(),
            position: state.values.get(&control.id).cloned(),
        });
        let indicators = config.indicators.iter().map(|indicator| PresentedIndicator {
            id: indicator.id.clone(),
            kind: indicator.kind,
            title: indicator.title.text(locale).to_owned(),
            unit: indicator.unit.clone(),
            value: device.shown(&state, indicator),
        });
        Ok(Presented {
            locale: locale.to_owned(),
            statement: config.statement.text(locale).to_owned(),
            controls: controls.collect(),
            indicators: indicators.collect(),
        })
    }

    fn interact(
        config: &DeviceConfig,
        _seed: u64,
        state: Option<DeviceState>,
        action: Action,
        now_ms: u64,
    ) -> Result<Step<DeviceState, View>, Problem> {
        let device = Device::new(config).map_err(|problems| in_config(&first(problems)))?;
        let mut state = state.unwrap_or_else(|| device.start());
        if !device.owns(&state) {
            return Err(problem(
                "",
                "保存的设备状态与题目配置不符：请重新开始本题。",
                "the kept state does not belong to this device: start the item anew",
            ));
        }
        device.advance(&mut state, now_ms)?;
        let effect = device.act(&mut state, &action)?;
        let view = view(device, &state, effect);
        Ok(Step { state, view })
    }

    fn check_answer(config: &DeviceConfig, _seed: u64, answer: &Answer) -> Vec<Problem> {
        let device = match Device::new(config) {
            Ok(device) => device,
            Err(problems) => return problems.iter().map(in_config).collect(),
        };
        match answer {
            Answer::Omitted => Vec::new(),
            Answer::Events(events) => replay(device, events, |_, _, _, _| {}).err().into_iter().collect(),
            _ => {
                vec![problem("", "答案应为操作记录（`events`）。", "the answer has to be a log of actions (`events`)")]
            }
        }
    }
}

fn view(device: Device<'_>, state: &DeviceState, effect: bool) -> View {
    let config = device.config();
    let indicators = config.indicators.iter().map(|it| (it.id.clone(), device.shown(state, it)));
    let positions = state.values.iter().filter(|(id, _)| config.control(id).is_some());
    View {
        effect,
        indicators: indicators.collect(),
        positions: positions.map(|(id, value)| (id.clone(), value.clone())).collect(),
    }
}

fn first(problems: Vec<Problem>) -> Problem {
    problems.into_iter().next().unwrap_or_else(|| problem("", "配置有误。", "the config is wrong"))
}

/// A problem of the config where one of an action or an answer is expected.
pub(crate) fn in_config(found: &Problem) -> Problem {
    let text = |tag| found.message.text(tag).unwrap_or_default();
    problem(
        "",
        format!("题目配置 `{}`：{}", found.pointer, text("zh-CN")),
        format!("the question's config at `{}`: {}", found.pointer, text("en")),
    )
}
