//! Whether a device's config makes sense: ids, references, types, guards that can never hold, transitions that can never be taken. What
//! a JSON Schema can say (shapes, lengths) is in `schemas/`.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_sdk::Problem;

use crate::action::Pattern;
use crate::condition::{Condition, Test, Value};
use crate::device::{Choice, Control, ControlKind, DeviceConfig, Domain, Set, Shown, Variable, VariableKind};
use crate::simulator::{ACTION_NAMES, fits_kind, takes_to};
use crate::text::{list_en, list_zh, part, problem};

/// Every problem, in the order of the config's sections.
pub(crate) fn device_problems(config: &DeviceConfig) -> Vec<Problem> {
    let mut check = DeviceCheck { config, problems: Vec::new() };
    check.ids();
    for (index, variable) in config.state.iter().enumerate() {
        check.variable(&format!("/state/{index}"), variable);
    }
    for (index, control) in config.controls.iter().enumerate() {
        check.control(&format!("/controls/{index}"), control);
    }
    check.indicators();
    check.transitions();
    for (index, timed) in config.timed.iter().enumerate() {
        let at = format!("/timed/{index}");
        if timed.after_ms == 0 {
            check.add(format!("{at}/after_ms"), "至少为 1 毫秒。", "has to be at least 1 ms");
        }
        check.condition(&format!("{at}/while"), &timed.while_holds);
        check.set(&format!("{at}/set"), &timed.set);
    }
    check.problems
}

/// Problems of a condition over the device's variables.
pub(crate) fn condition_problems(config: &DeviceConfig, at: &str, condition: &Condition) -> Vec<Problem> {
    let mut check = DeviceCheck { config, problems: Vec::new() };
    check.condition(at, condition);
    check.problems
}

/// Problems of a pattern over the device's actions.
pub(crate) fn pattern_problems(config: &DeviceConfig, at: &str, pattern: &Pattern) -> Vec<Problem> {
    let mut check = DeviceCheck { config, problems: Vec::new() };
    check.pattern(at, pattern);
    check.problems
}

struct DeviceCheck<'a> {
    config: &'a DeviceConfig,
    problems: Vec<Problem>,
}

impl<'a> DeviceCheck<'a> {
    fn add(&mut self, at: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) {
        self.problems.push(problem(at, zh, en));
    }

    fn unique<'s>(&mut self, ids: impl IntoIterator<Item = (String, &'s str)>) {
        let mut seen = BTreeSet::new();
        for (at, id) in ids {
            if !seen.insert(id) {
                self.add(
                    at,
                    format!("`{id}` 重复：请改成唯一的名称。"),
                    format!("`{id}` is there twice: give it a name of its own"),
                );
            }
        }
    }

    fn ids(&mut self) {
        let config = self.config;
        let state = config.state.iter().enumerate().map(|(i, it)| (format!("/state/{i}/id"), it.id.as_str()));
        let controls = config.controls.iter().enumerate().map(|(i, it)| (format!("/controls/{i}/id"), it.id.as_str()));
        self.unique(state.chain(controls));
        self.unique(
            config.indicators.iter().enumerate().map(|(i, it)| (format!("/indicators/{i}/id"), it.id.as_str())),
        );
    }

    fn variable(&mut self, at: &str, variable: &Variable) {
        let numeric = variable.kind == VariableKind::Integer;
        for (key, given, wanted) in [
            ("values", !variable.values.is_empty(), variable.kind == VariableKind::Enum),
            ("minimum", variable.minimum.is_some(), numeric),
            ("maximum", variable.maximum.is_some(), numeric),
        ] {
            self.key(at, key, given, wanted);
        }
        self.unique(variable.values.iter().enumerate().map(|(i, it)| (format!("{at}/values/{i}"), it.as_str())));
        if let (Some(minimum), Some(maximum)) = (variable.minimum, variable.maximum) {
            self.bounds(at, minimum, maximum);
        }
        self.value(&format!("{at}/initial"), variable.domain(), &variable.initial);
    }

    fn control(&mut self, at: &str, control: &Control) {
        let knob = control.kind == ControlKind::Knob;
        if knob && control.positions.is_empty() == control.range.is_none() {
            self.add(
                at,
                "旋钮须在 `positions` 与 `range` 中恰好给出一个。",
                "a knob takes exactly one of `positions` and `range`",
            );
        }
        for (key, given, wanted) in [
            ("positions", !control.positions.is_empty(), knob && !control.positions.is_empty()),
            ("range", control.range.is_some(), knob && control.range.is_some()),
            ("accepts", !control.accepts.is_empty(), control.kind == ControlKind::Connector),
        ] {
            self.key(at, key, given, wanted);
        }
        if let Some(range) = &control.range {
            self.bounds(&format!("{at}/range"), range.minimum, range.maximum);
            if range.step < 1 {
                self.add(format!("{at}/range/step"), "步长至少为 1。", "the step has to be at least 1");
            }
        }
        self.choices(&format!("{at}/positions"), &control.positions);
        self.choices(&format!("{at}/accepts"), &control.accepts);
        match (&control.initial, control.domain()) {
            (Some(_), None) => self.key(at, "initial", true, false),
            (None, Some(_)) if knob => self.key(at, "initial", false, true),
            (Some(initial), Some(domain)) => self.value(&format!("{at}/initial"), domain, initial),
            (None, _) => {}
        }
        self.condition(&format!("{at}/works_when"), &control.works_when);
    }

    fn choices(&mut self, at: &str, choices: &[Choice]) {
        self.unique(choices.iter().enumerate().map(|(i, it)| (format!("{at}/{i}/value"), it.value.as_str())));
    }

    fn indicators(&mut self) {
        for (index, indicator) in self.config.indicators.iter().enumerate() {
            for (row, show) in indicator.shows.iter().enumerate() {
                let at = format!("/indicators/{index}/shows/{row}");
                if show.when.is_empty() {
                    self.add(
                        format!("{at}/when"),
                        "空条件总是成立，其后各行都不会显示：请改写到 `otherwise`。",
                        "an empty condition always holds and hides what follows: give the value as `otherwise`",
                    );
                }
                self.condition(&format!("{at}/when"), &show.when);
                self.shown(&format!("{at}/value"), &show.value);
            }
            self.shown(&format!("/indicators/{index}/otherwise"), &indicator.otherwise);
        }
    }

    fn shown(&mut self, at: &str, shown: &Shown) {
        if let Shown::Variable(name) = shown
            && self.config.domain(&name.variable).is_none()
        {
            self.unknown_variable(format!("{at}/variable"), &name.variable);
        }
    }

    fn transitions(&mut self) {
        let config = self.config;
        for (index, transition) in config.transitions.iter().enumerate() {
            let at = format!("/transitions/{index}");
            self.pattern(&format!("{at}/on"), &transition.on);
            self.condition(&format!("{at}/when"), &transition.when);
            self.set(&format!("{at}/set"), &transition.set);
            let hides = |earlier: &crate::device::Transition| {
                let wider = earlier.on.to.is_none() || earlier.on.to == transition.on.to;
                let same =
                    earlier.on.name == transition.on.name && earlier.on.control == transition.on.control && wider;
                same && (earlier.when.is_empty() || earlier.when == transition.when)
            };
            if let Some(earlier) = config.transitions[..index].iter().position(hides) {
                self.add(
                    at,
                    format!("永远轮不到：`/transitions/{earlier}` 总是先被选中。请给后者加条件，或调换次序。"),
                    format!("can never be taken: `/transitions/{earlier}` is always taken first; give that one a guard or swap them"),
                );
            }
        }
    }

    fn set(&mut self, at: &str, set: &BTreeMap<String, Set>) {
        for (id, set) in set {
            let at = format!("{at}{}", part(id));
            let Some(variable) = self.config.state.iter().find(|variable| variable.id == *id) else {
                let ids: Vec<&str> = self.config.state.iter().map(|variable| variable.id.as_str()).collect();
                self.add(
                    at,
                    format!("`state` 中没有变量 `{id}`：只能设置 {}。", list_zh(ids.iter().copied())),
                    format!("`{id}` is no variable of `state`: what can be set is {}", list_en(ids.iter().copied())),
                );
                continue;
            };
            match set {
                Set::Value(value) => self.value(&at, variable.domain(), value),
                Set::Add(_) if variable.kind == VariableKind::Integer => {}
                Set::Add(_) => self.add(
                    at,
                    format!("`add` 只用于整数变量，而 `{id}` 不是：请直接写值。"),
                    format!("`add` is for integers and `{id}` is none: give a value"),
                ),
            }
        }
    }

    fn condition(&mut self, at: &str, condition: &Condition) {
        for (id, test) in &condition.0 {
            let at = format!("{at}{}", part(id));
            let Some(domain) = self.config.domain(id) else {
                self.unknown_variable(at, id);
                continue;
            };
            let before = self.problems.len();
            self.test(&at, domain, test);
            if self.problems.len() == before
                && self.reachable(id).is_some_and(|values| !values.iter().any(|v| test.passes(v)))
            {
                self.add(
                    at,
                    format!("永远不会成立：没有任何转换会让 `{id}` 取到这样的值。请补上转换，或改正条件。"),
                    format!(
                        "can never hold: no transition gives `{id}` such a value; add one or correct the condition"
                    ),
                );
            }
        }
    }

    /// The values that a hidden boolean or enumeration ever takes; `None` where that is not worth knowing.
    fn reachable(&self, id: &str) -> Option<Vec<&'a Value>> {
        let config = self.config;
        let variable =
            config.state.iter().find(|variable| variable.id == id && variable.kind != VariableKind::Integer)?;
        let sets = config.transitions.iter().map(|it| &it.set).chain(config.timed.iter().map(|it| &it.set));
        let values = sets.filter_map(|set| match set.get(id) {
            Some(Set::Value(value)) => Some(value),
            _ => None,
        });
        Some(std::iter::once(&variable.initial).chain(values).collect())
    }

    fn pattern(&mut self, at: &str, pattern: &Pattern) {
        let name = pattern.name.as_str();
        if !ACTION_NAMES.contains(&name) {
            self.add(
                format!("{at}/name"),
                format!("没有名为 `{name}` 的操作：请用 {} 之一。", list_zh(ACTION_NAMES)),
                format!("there is no action `{name}`: use one of {}", list_en(ACTION_NAMES)),
            );
            return;
        }
        self.key(at, "control", pattern.control.is_some(), name != "wait");
        if pattern.to.is_some() && !takes_to(name) {
            self.key(at, "to", true, false);
        }
        let Some(id) = pattern.control.as_ref().filter(|_| name != "wait") else { return };
        let Some(control) = self.config.control(id) else {
            let ids: Vec<&str> = self.config.controls.iter().map(|control| control.id.as_str()).collect();
            self.add(
                format!("{at}/control"),
                format!("没有控件 `{id}`：请用 {} 之一。", list_zh(ids.iter().copied())),
                format!("there is no control `{id}`: use one of {}", list_en(ids.iter().copied())),
            );
            return;
        };
        if !fits_kind(name, control.kind) {
            let fitting: Vec<&str> = ACTION_NAMES.into_iter().filter(|name| fits_kind(name, control.kind)).collect();
            self.add(
                format!("{at}/name"),
                format!("控件 `{id}` 不能 `{name}`：只能 {}。", list_zh(fitting.iter().copied())),
                format!("the control `{id}` cannot `{name}`: it can {}", list_en(fitting.iter().copied())),
            );
        } else if let (Some(to), Some(domain)) = (pattern.to.as_ref().filter(|_| takes_to(name)), control.domain()) {
            self.test(&format!("{at}/to"), domain, to);
        }
    }

    fn test(&mut self, at: &str, domain: Domain<'_>, test: &Test) {
        match test {
            Test::Range(range) => {
                if !matches!(domain, Domain::Integer { .. }) {
                    let (zh, en) = domain.words();
                    self.add(
                        at,
                        format!("这里不是整数，不能给范围：应为{zh}。"),
                        format!("bounds are for whole numbers; this takes {en}"),
                    );
                } else if let (Some(least), Some(most)) = (range.at_least, range.at_most) {
                    if least > most {
                        self.add(
                            at,
                            format!("`at_least` {least} 大于 `at_most` {most}：请调换。"),
                            format!("`at_least` {least} is more than `at_most` {most}: swap them"),
                        );
                    }
                } else if range.at_least.is_none() && range.at_most.is_none() {
                    self.add(at, "请给出 `at_least` 或 `at_most`。", "give `at_least` or `at_most`");
                }
            }
            Test::AnyOf(values) if values.is_empty() => {
                self.add(
                    at,
                    "列表为空，永远不成立：请至少给一个值。",
                    "an empty list never holds: give at least one value",
                );
            }
            _ => {
                for (index, value) in test.literals().into_iter().enumerate() {
                    let at = match test {
                        Test::AnyOf(_) => format!("{at}/{index}"),
                        Test::Not(_) => format!("{at}/not"),
                        _ => at.to_owned(),
                    };
                    self.value(&at, domain, value);
                }
            }
        }
    }

    fn value(&mut self, at: &str, domain: Domain<'_>, value: &Value) {
        if !domain.admits(value) {
            let (zh, en) = domain.words();
            self.add(at, format!("不能是 `{value}`：应为{zh}。"), format!("cannot be `{value}`: it takes {en}"));
        }
    }

    fn key(&mut self, at: &str, key: &str, given: bool, wanted: bool) {
        match (given, wanted) {
            (true, false) => {
                self.add(
                    format!("{at}/{key}"),
                    format!("这里不用 `{key}`：请删去。"),
                    format!("`{key}` has no place here: leave it out"),
                );
            }
            (false, true) => self.add(at, format!("缺少 `{key}`：请补上。"), format!("`{key}` is missing: add it")),
            _ => {}
        }
    }

    fn bounds(&mut self, at: &str, minimum: i64, maximum: i64) {
        if minimum > maximum {
            self.add(
                format!("{at}/minimum"),
                format!("`minimum` {minimum} 大于 `maximum` {maximum}：请调换。"),
                format!("`minimum` {minimum} is more than `maximum` {maximum}: swap them"),
            );
        }
    }

    fn unknown_variable(&mut self, at: String, id: &str) {
        let ids: Vec<&str> = self.config.readable_ids().collect();
        self.add(
            at,
            format!("没有变量、旋钮或接口 `{id}`：请用 {} 之一。", list_zh(ids.iter().copied())),
            format!("there is no variable, knob or connector `{id}`: use one of {}", list_en(ids.iter().copied())),
        );
    }
}
