//! Whether a checklist makes sense on its device: ids, references, cycles, steps that nothing can do. What a JSON Schema can say is in
//! `schemas/`.

use std::collections::BTreeSet;

use touchstone_sdk::Problem;

use crate::checklist::{ChecklistConfig, Step, StepKind};
use crate::device::{ControlKind, DeviceConfig};
use crate::device_check::{condition_problems, pattern_problems};
use crate::text::{list_en, list_zh, problem};

/// Every problem, in the order of the config.
pub(crate) fn checklist_problems(device: &DeviceConfig, config: &ChecklistConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !config.steps.iter().any(|step| step.kind == StepKind::Required) {
        problems.push(problem(
            "/steps",
            "没有必做步骤：请至少给一个 `kind` 为 `required` 的步骤。",
            "there is no required step: give at least one of `kind` `required`",
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, step) in config.steps.iter().enumerate() {
        let at = format!("/steps/{index}");
        if !seen.insert(step.id.as_str()) {
            problems.push(duplicate(&at, &step.id));
        }
        problems.extend(pattern_problems(device, &format!("{at}/match"), &step.action));
        problems.extend(condition_problems(device, &format!("{at}/when"), &step.when));
        problems.extend(condition_problems(device, &format!("{at}/then"), &step.then));
        problems.extend(dead_button(device, &at, step));
        problems.extend(prerequisite_problems(config, &at, index));
        problems.extend(within_problems(config, &at, index));
        problems.extend(weight_problem(&at, step.weight));
    }
    let mut seen = BTreeSet::new();
    for (index, goal) in config.goals.iter().enumerate() {
        let at = format!("/goals/{index}");
        if !seen.insert(goal.id.as_str()) {
            problems.push(duplicate(&at, &goal.id));
        }
        if goal.when.is_empty() {
            problems.push(problem(
                format!("{at}/when"),
                "空条件总是成立：请写明设备最后应处的状态。",
                "an empty condition always holds: say what the device has to end in",
            ));
        }
        problems.extend(condition_problems(device, &format!("{at}/when"), &goal.when));
        problems.extend(weight_problem(&at, goal.weight));
    }
    for (key, value) in [("par_actions", config.par_actions), ("par_ms", config.par_ms)] {
        if value == Some(0) {
            problems.push(problem(
                format!("/{key}"),
                "至少为 1，或者删去。",
                "has to be at least 1; leave it out otherwise",
            ));
        }
    }
    problems
}

/// The places of all steps that have to be done before the step at `index`, directly or through others.
pub(crate) fn all_prerequisites(config: &ChecklistConfig, index: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![index];
    while let Some(next) = open.pop() {
        for earlier in config.steps[next].after.iter().filter_map(|id| config.position(id)) {
            if found.insert(earlier) {
                open.push(earlier);
            }
        }
    }
    found
}

fn prerequisite_problems(config: &ChecklistConfig, at: &str, index: usize) -> Vec<Problem> {
    let step = &config.steps[index];
    let mut problems = Vec::new();
    if step.kind == StepKind::Forbidden && !step.after.is_empty() {
        problems.push(problem(
            format!("{at}/after"),
            "禁止的步骤没有前置步骤：请删去，用 `when` 限定何时禁止。",
            "a forbidden step has no prerequisites: leave them out, and say with `when` in which state it is forbidden",
        ));
        return problems;
    }
    for (number, id) in step.after.iter().enumerate() {
        let at = format!("{at}/after/{number}");
        match config.position(id) {
            None => problems.push(unknown_step(config, at, id)),
            Some(earlier) if config.steps[earlier].kind == StepKind::Forbidden => problems.push(problem(
                at,
                format!("`{id}` 是禁止的步骤，不能作为前置步骤：请删去。"),
                format!("`{id}` is forbidden and cannot be a prerequisite: leave it out"),
            )),
            Some(_) if step.after[..number].contains(id) => {
                problems.push(problem(
                    at,
                    format!("`{id}` 重复：请删去。"),
                    format!("`{id}` is there twice: leave it out"),
                ));
            }
            Some(earlier) if earlier == index || all_prerequisites(config, earlier).contains(&index) => {
                problems.push(problem(
                    at,
                    format!("循环：`{id}` 直接或间接地又以 `{}` 为前置。请断开其中一处。", step.id),
                    format!(
                        "a cycle: `{id}` in turn needs `{}`, directly or through others; break it somewhere",
                        step.id
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    problems
}

fn within_problems(config: &ChecklistConfig, at: &str, index: usize) -> Option<Problem> {
    let step = &config.steps[index];
    let within = step.within.as_ref()?;
    if step.kind == StepKind::Forbidden {
        return Some(problem(
            format!("{at}/within"),
            "禁止的步骤没有时限：请删去。",
            "a forbidden step has no time bound: leave it out",
        ));
    }
    if within.ms == 0 {
        return Some(problem(format!("{at}/within/ms"), "至少为 1 毫秒。", "has to be at least 1 ms"));
    }
    let from = within.from.as_ref()?;
    let at = format!("{at}/within/from");
    match config.position(from) {
        None => Some(unknown_step(config, at, from)),
        Some(earlier) if all_prerequisites(config, index).contains(&earlier) => None,
        Some(_) => Some(problem(
            at,
            format!("时限只能从前置步骤算起：请把 `{from}` 加进 `after`。"),
            format!("a time bound counts from a prerequisite: add `{from}` to `after`"),
        )),
    }
}

/// A button that nothing reacts to has no effect, so no step can be done with it.
fn dead_button(device: &DeviceConfig, at: &str, step: &Step) -> Option<Problem> {
    let id = step.action.control.as_ref()?;
    let button = device.control(id).is_some_and(|control| control.kind == ControlKind::Button);
    let answered =
        device.transitions.iter().any(|it| it.on.control.as_ref() == Some(id) && !it.refuse && !it.set.is_empty());
    (button && !answered && step.kind != StepKind::Forbidden).then(|| {
        problem(
            format!("{at}/match/control"),
            format!("按 `{id}` 不会改变任何状态，此步骤无法完成：请在题目的 `transitions` 中让它设置一个变量。"),
            format!("pressing `{id}` changes nothing, so the step cannot be done: let a transition of the question set a variable"),
        )
    })
}

fn weight_problem(at: &str, weight: u64) -> Option<Problem> {
    (!(1..=1000).contains(&weight)).then(|| {
        problem(
            format!("{at}/weight"),
            "权重应为 1 到 1000 的整数。",
            "the weight has to be a whole number from 1 to 1000",
        )
    })
}

fn duplicate(at: &str, id: &str) -> Problem {
    problem(
        format!("{at}/id"),
        format!("`{id}` 重复：请改成唯一的名称。"),
        format!("`{id}` is there twice: give it a name of its own"),
    )
}

fn unknown_step(config: &ChecklistConfig, at: String, id: &str) -> Problem {
    let ids = || config.steps.iter().map(|step| step.id.as_str());
    problem(
        at,
        format!("没有步骤 `{id}`：请用 {} 之一。", list_zh(ids())),
        format!("there is no step `{id}`: use one of {}", list_en(ids())),
    )
}
