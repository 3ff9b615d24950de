//! Runs a device: time, then one action at a time. The only place where a device's state changes; both `interact` and the evaluator
//! go through it. It does not judge what was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_sdk::Problem;

use crate::action::Action;
use crate::condition::{Condition, Value};
use crate::device::{Control, ControlKind, DeviceConfig, Domain, Indicator, Set, Shown};
use crate::device_check::device_problems;
use crate::text::{list_en, list_zh, problem};

/// A device whose config has been checked.
#[derive(Debug, Clone, Copy)]
pub struct Device<'a> {
    config: &'a DeviceConfig,
}

/// How a device stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceState {
    /// Milliseconds from the item's start.
    pub clock_ms: u64,
    /// What every variable, knob and connector holds.
    pub values: BTreeMap<String, Value>,
    /// One per timed transition, in the config's order.
    pub timers: Vec<Timer>,
}

/// How a timed transition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timer {
    /// Its condition does not hold.
    Idle,
    /// Its condition has held since this time.
    Since(u64),
    /// It has happened; its condition has to break off before it can happen again.
    Spent,
}

/// The latest time of an action: one day. Later ones are refused.
pub(crate) const LAST_MS: u64 = 24 * 60 * 60 * 1000;

/// The names of actions.
pub(crate) const ACTION_NAMES: [&str; 5] = ["press", "turn", "connect", "disconnect", "wait"];

/// The most timed transitions between two actions; timers that set each other off for ever rest after that many.
const MOST_TIMED: usize = 10_000;

impl<'a> Device<'a> {
    /// The device that `config` describes.
    ///
    /// # Errors
    ///
    /// Every problem of the config.
    pub fn new(config: &'a DeviceConfig) -> Result<Self, Vec<Problem>> {
        let problems = device_problems(config);
        if problems.is_empty() { Ok(Self { config }) } else { Err(problems) }
    }

    /// Its config.
    pub fn config(&self) -> &'a DeviceConfig {
        self.config
    }

    /// How it stands at the item's start.
    pub fn start(&self) -> DeviceState {
        let variables = self.config.state.iter().map(|variable| (variable.id.clone(), variable.initial.clone()));
        let controls = self.config.controls.iter().filter(|control| control.kind != ControlKind::Button);
        let positions = controls.map(|control| (control.id.clone(), control.initial.clone().unwrap_or(Value::Nothing)));
        let mut state = DeviceState {
            clock_ms: 0,
            values: variables.chain(positions).collect(),
            timers: vec![Timer::Idle; self.config.timed.len()],
        };
        self.watch(&mut state);
        state
    }

    /// Whether `state` is one of this device.
    pub fn owns(&self, state: &DeviceState) -> bool {
        state.timers.len() == self.config.timed.len()
            && state.values.len() == self.config.readable_ids().count()
            && state.values.iter().all(|(id, value)| self.config.domain(id).is_some_and(|domain| domain.admits(value)))
    }

    /// Lets time pass until `now_ms`.
    ///
    /// # Errors
    ///
    /// A problem of the whole action (empty pointer): a time before the last action's, or beyond a day.
    pub fn advance(&self, state: &mut DeviceState, now_ms: u64) -> Result<(), Problem> {
        if now_ms < state.clock_ms {
            let clock = state.clock_ms;
            return Err(problem(
                "",
                format!("操作时间 {now_ms} 毫秒早于上一操作的 {clock} 毫秒：操作须按时间先后排列。"),
                format!(
                    "the time {now_ms} ms lies before the last action's {clock} ms: actions have to be in order of time"
                ),
            ));
        }
        if now_ms > LAST_MS {
            return Err(problem(
                "",
                format!("操作时间 {now_ms} 毫秒超过一天（{LAST_MS} 毫秒）：请检查服务器时间。"),
                format!("the time {now_ms} ms lies beyond a day ({LAST_MS} ms): check the server's time"),
            ));
        }
        for _ in 0..MOST_TIMED {
            let Some((due_ms, index)) = self.next_timed(state).filter(|(due_ms, _)| *due_ms <= now_ms) else { break };
            state.clock_ms = due_ms.max(state.clock_ms);
            state.timers[index] = Timer::Spent;
            self.set_all(state, &self.config.timed[index].set);
            self.watch(state);
        }
        state.clock_ms = now_ms;
        Ok(())
    }

    /// Does one action at the state's time. Returns whether it had an effect: the device accepted it and something changed.
    ///
    /// # Errors
    ///
    /// A problem that points into the action: no such action, control or position.
    pub fn act(&self, state: &mut DeviceState, action: &Action) -> Result<bool, Problem> {
        let control = self.find_control(action)?;
        if control.is_some_and(|control| !control.works_when.holds(&state.values)) {
            return Ok(false);
        }
        let before = state.values.clone();
        let transition = self
            .config
            .transitions
            .iter()
            .find(|transition| transition.on.fits(action) && transition.when.holds(&before));
        let refused = transition.is_some_and(|transition| transition.refuse);
        if let Some(control) = control.filter(|control| !refused && control.kind != ControlKind::Button) {
            state.values.insert(control.id.clone(), action.to.clone().unwrap_or(Value::Nothing));
        }
        if let Some(transition) = transition {
            self.set_all(state, &transition.set);
        }
        self.watch(state);
        Ok(!refused && state.values != before)
    }

    /// What an indicator shows; texts in every language that the config has.
    pub fn shown(&self, state: &DeviceState, indicator: &Indicator) -> Shown {
        let row = indicator.shows.iter().find(|row| row.when.holds(&state.values));
        match row.map_or(&indicator.otherwise, |row| &row.value) {
            Shown::Variable(name) => Shown::Value(state.values.get(&name.variable).cloned().unwrap_or(Value::Nothing)),
            other => other.clone(),
        }
    }

    /// Whether `condition` holds.
    pub fn holds(&self, state: &DeviceState, condition: &Condition) -> bool {
        condition.holds(&state.values)
    }

    fn next_timed(self, state: &DeviceState) -> Option<(u64, usize)> {
        let due = |(index, timer): (usize, &Timer)| match timer {
            Timer::Since(since) => Some((since.saturating_add(self.config.timed[index].after_ms), index)),
            Timer::Idle | Timer::Spent => None,
        };
        state.timers.iter().enumerate().filter_map(due).min()
    }

    fn watch(self, state: &mut DeviceState) {
        for (timer, timed) in state.timers.iter_mut().zip(&self.config.timed) {
            *timer = match (*timer, timed.while_holds.holds(&state.values)) {
                (_, false) => Timer::Idle,
                (Timer::Idle, true) => Timer::Since(state.clock_ms),
                (timer, true) => timer,
            };
        }
    }

    fn set_all(self, state: &mut DeviceState, set: &BTreeMap<String, Set>) {
        for (id, set) in set {
            let value = match (set, state.values.get(id), self.config.domain(id)) {
                (Set::Value(value), ..) => value.clone(),
                (Set::Add(number), Some(Value::Integer(held)), Some(Domain::Integer { minimum, maximum, .. })) => {
                    Value::Integer(held.saturating_add(number.add).clamp(minimum, maximum))
                }
                (Set::Add(_), ..) => continue,
            };
            state.values.insert(id.clone(), value);
        }
    }

    /// The control that the action names; `None` for `wait`.
    fn find_control(self, action: &Action) -> Result<Option<&'a Control>, Problem> {
        let name = action.name.as_str();
        if !ACTION_NAMES.contains(&name) {
            return Err(problem(
                "/name",
                format!("没有名为 `{name}` 的操作：请用 {} 之一。", list_zh(ACTION_NAMES)),
                format!("there is no action `{name}`: use one of {}", list_en(ACTION_NAMES)),
            ));
        }
        if action.is_wait() {
            return match (&action.control, &action.to) {
                (None, None) => Ok(None),
                (Some(_), _) => Err(problem(
                    "/control",
                    "`wait` 不带 `control`：请删去。",
                    "`wait` takes no `control`: leave it out",
                )),
                (None, Some(_)) => {
                    Err(problem("/to", "`wait` 不带 `to`：请删去。", "`wait` takes no `to`: leave it out"))
                }
            };
        }
        let ids = || self.config.controls.iter().map(|control| control.id.as_str());
        let Some(id) = &action.control else {
            return Err(problem(
                "/control",
                format!("操作 `{name}` 缺少 `control`：请用 {} 之一。", list_zh(ids())),
                format!("the action `{name}` lacks its `control`: use one of {}", list_en(ids())),
            ));
        };
        let Some(control) = self.config.control(id) else {
            return Err(problem(
                "/control",
                format!("设备没有控件 `{id}`：请用 {} 之一。", list_zh(ids())),
                format!("the device has no control `{id}`: use one of {}", list_en(ids())),
            ));
        };
        if !fits_kind(name, control.kind) {
            let fitting: Vec<&str> = ACTION_NAMES.into_iter().filter(|name| fits_kind(name, control.kind)).collect();
            return Err(problem(
                "/name",
                format!("控件 `{id}` 不能 `{name}`：只能 {}。", list_zh(fitting.iter().copied())),
                format!("the control `{id}` cannot `{name}`: it can {}", list_en(fitting.iter().copied())),
            ));
        }
        match (&action.to, takes_to(name), control.domain()) {
            (Some(_), false, _) => Err(problem(
                "/to",
                format!("操作 `{name}` 不带 `to`：请删去。"),
                format!("the action `{name}` takes no `to`: leave it out"),
            )),
            (to, true, Some(domain)) if to.as_ref().is_none_or(|to| *to == Value::Nothing || !domain.admits(to)) => {
                let (zh, en) = domain.words();
                let got = to.as_ref().map_or("null".to_owned(), Value::to_string);
                Err(problem(
                    "/to",
                    format!("控件 `{id}` 没有位置 `{got}`：应为{zh}。"),
                    format!("the control `{id}` has no position `{got}`: it takes {en}"),
                ))
            }
            _ => Ok(Some(control)),
        }
    }
}

/// Whether an action of this name can be done to such a control.
pub(crate) fn fits_kind(name: &str, kind: ControlKind) -> bool {
    match kind {
        ControlKind::Button => name == "press",
        ControlKind::Knob => name == "turn",
        ControlKind::Connector => name == "connect" || name == "disconnect",
    }
}

/// Whether an action of this name says where to.
pub(crate) fn takes_to(name: &str) -> bool {
    name == "turn" || name == "connect"
}
