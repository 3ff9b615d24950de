//! Turns what a log came to into scores, indicators and findings. The formulas, as the README gives them; integers only.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_sdk::{Evaluation, Finding, Message, Place, Quantity, Severity};

use crate::assessment::{Assessment, Span, StepRecord};
use crate::checklist::{ChecklistConfig, Step, StepKind};
use crate::device::DeviceConfig;

const SAFETY: &str = "safety";
const PROCEDURE: &str = "procedure";
const EFFICIENCY: &str = "efficiency";

/// The evaluation of one answer.
pub(crate) fn report(device: &DeviceConfig, config: &ChecklistConfig, found: &Assessment) -> Evaluation {
    let report = Report { device, config, found };
    let evaluation = report.findings().into_iter().fold(Evaluation::new(), Evaluation::finding);
    report.indicators(report.efficiency(report.procedure(report.safety(evaluation))))
}

struct Report<'a> {
    device: &'a DeviceConfig,
    config: &'a ChecklistConfig,
    found: &'a Assessment,
}

impl<'a> Report<'a> {
    fn steps(&self) -> impl Iterator<Item = (usize, &'a Step, &'a StepRecord)> {
        self.config.steps.iter().zip(&self.found.steps).enumerate().map(|(index, (step, record))| (index, step, record))
    }

    fn required(&self) -> impl Iterator<Item = (&'a Step, &'a StepRecord)> {
        self.steps().filter(|(_, step, _)| step.kind == StepKind::Required).map(|(_, step, record)| (step, record))
    }

    /// The safety steps that were violated: missing, too early, passed over by a later step, or forbidden and done.
    fn violated(&self) -> BTreeSet<usize> {
        let passed_over = self.found.steps.iter().flat_map(|record| &record.skipped).copied();
        let own = self.steps().filter(|(_, step, record)| match step.kind {
            StepKind::Forbidden => record.done_ms.is_some(),
            StepKind::Required => record.done_ms.is_none() || record.early.is_some(),
            StepKind::Optional => record.early.is_some(),
        });
        own.map(|(index, ..)| index).chain(passed_over).filter(|&index| self.config.steps[index].is_safety()).collect()
    }

    /// Weights of the safety steps that were kept, of all safety steps.
    fn safety(&self, evaluation: Evaluation) -> Evaluation {
        let violated = self.violated();
        let weight = |kept_only: bool| -> u64 {
            let counted =
                self.steps().filter(|(index, step, _)| step.is_safety() && !(kept_only && violated.contains(index)));
            counted.map(|(_, step, _)| step.weight).sum()
        };
        match weight(false) {
            0 => evaluation
                .not_measured(SAFETY, Message::zh_en("本题没有设置安全步骤。", "This item has no safety steps.")),
            whole if self.found.is_blank(self.config) => evaluation.share(SAFETY, 0, whole),
            whole => evaluation.share(SAFETY, weight(true), whole),
        }
    }

    /// Weights of the required steps and goals, in halves: two for in order and in time, one for late or after an attempt too early.
    fn procedure(&self, evaluation: Evaluation) -> Evaluation {
        let steps: u64 = self.required().map(|(step, record)| step.weight * halves(record)).sum();
        let reached = self.config.goals.iter().zip(&self.found.goals).filter(|(_, reached)| **reached);
        let goals: u64 = reached.map(|(goal, _)| goal.weight * 2).sum();
        let whole = self.required_weight() + self.config.goals.iter().map(|goal| goal.weight).sum::<u64>();
        let part = if self.found.is_blank(self.config) { 0 } else { steps + goals };
        let guessing = if self.is_trial_and_error() { 2 } else { 1 };
        evaluation.share(PROCEDURE, part, whole * 2 * guessing)
    }

    /// The share of required steps done, times the lesser of the two shares for actions and for time.
    fn efficiency(&self, evaluation: Evaluation) -> Evaluation {
        let done: u64 =
            self.required().filter(|(_, record)| record.done_ms.is_some()).map(|(step, _)| step.weight).sum();
        let par = self.config.par_actions();
        let actions = (par.saturating_sub(self.found.needless), par);
        let time = self.config.par_ms.map_or((1, 1), |par_ms| {
            (par_ms.saturating_mul(2).saturating_sub(self.found.duration_ms).min(par_ms), par_ms)
        });
        let wide = |number: u64| u128::from(number);
        let least = if wide(actions.0) * wide(time.1) <= wide(time.0) * wide(actions.1) { actions } else { time };
        evaluation.share(EFFICIENCY, done.saturating_mul(least.0), self.required_weight().saturating_mul(least.1))
    }

    fn indicators(&self, evaluation: Evaluation) -> Evaluation {
        let done = self.required().filter(|(_, record)| record.done_ms.is_some()).count() as u64;
        let violated = self.violated().into_iter().filter(|&index| self.config.steps[index].critical).count() as u64;
        evaluation
            .indicator(
                "steps-done",
                Message::zh_en("完成的必做步骤", "Required steps done"),
                Quantity::share(done, self.required().count() as u64),
            )
            .indicator(
                "critical-violations",
                Message::zh_en("违反的关键安全步骤", "Critical safety steps violated"),
                Quantity::Count(violated),
            )
            .indicator(
                "needless-actions",
                Message::zh_en("多余操作", "Needless actions"),
                Quantity::Count(self.found.needless),
            )
            .indicator(
                "duration",
                Message::zh_en("操作用时", "Time taken"),
                Quantity::DurationMs(self.found.duration_ms),
            )
    }

    fn required_weight(&self) -> u64 {
        self.required().map(|(step, _)| step.weight).sum()
    }

    /// Twice as many needless actions as a practised person needs actions at all.
    fn is_trial_and_error(&self) -> bool {
        self.found.needless >= self.config.par_actions().saturating_mul(2)
    }

    /// Steps first, in the config's order, then goals, then actions.
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (_, step, record) in self.steps() {
            if step.kind == StepKind::Forbidden {
                findings.extend(record.again.map(|span| forbidden(step, span)));
                continue;
            }
            if step.kind == StepKind::Required && !record.performed() {
                findings.push(self.missing(step));
            }
            findings.extend(record.early.map(|span| self.out_of_order(step, record, span)));
            findings.extend(late(step, record));
            findings.extend(record.again.map(|span| repeated(step, span)));
        }
        let goals = self.config.goals.iter().zip(&self.found.goals).filter(|(_, reached)| !**reached);
        findings.extend(goals.map(|(goal, _)| {
            let message = Message::zh_en(
                format!("操作结束时未达到目标{}。", goal.title.zh()),
                format!("At the end the goal {} was not reached.", goal.title.en()),
            );
            Finding::new("goal-not-reached", Severity::Major, message)
                .on(PROCEDURE)
                .at(self.until_end(self.found.duration_ms))
        }));
        findings.extend(self.in_vain("ineffective-action", &self.found.ineffective, "没有效果", "had no effect"));
        findings.extend(self.in_vain("unneeded-action", &self.found.unneeded, "不属于任何步骤", "belongs to no step"));
        if self.is_trial_and_error() {
            let (needless, par) = (self.found.needless, self.config.par_actions());
            let message = Message::zh_en(
                format!("多余操作达 {needless} 次，而熟练者总共只需 {par} 次操作：疑似逐个试按，流程得分减半。"),
                format!(
                    "{needless} needless actions where a practised person needs {par} in all: it looks like trial and error, and the procedure counts half."
                ),
            );
            findings
                .push(Finding::new("trial-and-error", Severity::Major, message).on(PROCEDURE).at(self.until_end(0)));
        }
        findings
    }

    fn missing(&self, step: &Step) -> Finding {
        let prerequisites = step.after.iter().filter_map(|id| self.config.position(id));
        let ready_ms = prerequisites.filter_map(|index| self.found.steps[index].performed_ms()).max().unwrap_or(0);
        let message = Message::zh_en(
            format!("未做{}步骤{}。", if step.critical { "关键安全" } else { "必做" }, step.title.zh()),
            format!(
                "The {} step {} was not done.",
                if step.critical { "critical safety" } else { "required" },
                step.title.en()
            ),
        );
        let severity = if step.critical { Severity::Critical } else { Severity::Major };
        Finding::new("missing-step", severity, message).on(dimension(step.critical)).at(self.until_end(ready_ms))
    }

    fn out_of_order(&self, step: &Step, record: &StepRecord, span: Span) -> Finding {
        let skipped: Vec<&Step> = record.skipped.iter().map(|&index| &self.config.steps[index]).collect();
        let critical = step.critical || skipped.iter().any(|step| step.critical);
        let zh: Vec<String> = skipped.iter().map(|step| step.title.zh()).collect();
        let en: Vec<String> = skipped.iter().map(|step| step.title.en()).collect();
        let (later_zh, later_en) = if record.done_ms.is_some() {
            ("之后又按顺序补做", "it was done again in order later")
        } else {
            ("之后没有按顺序重做", "it was not done again in order")
        };
        let message = Message::zh_en(
            format!("顺序错误：做{}时尚未完成{}；{later_zh}。", step.title.zh(), zh.join("")),
            format!("Out of order: {} was done before {}; {later_en}.", step.title.en(), en.join(", ")),
        );
        let severity = match (critical, step.kind) {
            (true, _) => Severity::Critical,
            (false, StepKind::Optional) => Severity::Minor,
            (false, _) => Severity::Major,
        };
        Finding::new("out-of-order", severity, message).on(dimension(critical)).at(span.place())
    }

    fn in_vain(&self, code: &str, spans: &BTreeMap<(String, String), Span>, zh: &str, en: &str) -> Vec<Finding> {
        let finding = |((name, control), span): (&(String, String), &Span)| {
            let title = self.device.control(control).map(|control| &control.title);
            let (verb_zh, verb_en) = verb(name);
            let message = Message::zh_en(
                format!("{verb_zh}{}{zh}（{} 次）。", title.map_or_else(String::new, crate::Localized::zh), span.count),
                format!(
                    "{verb_en} {} {en} ({}).",
                    title.map_or_else(String::new, crate::Localized::en),
                    times(span.count)
                ),
            );
            Finding::new(code, Severity::Minor, message).on(EFFICIENCY).at(span.place())
        };
        spans.iter().map(finding).collect()
    }

    /// From `from_ms` to the last action; the whole answer where there is none.
    fn until_end(&self, from_ms: u64) -> Place {
        let to_ms = self.found.duration_ms;
        if to_ms == 0 { Place::Whole } else { Place::Time { from_ms: from_ms.min(to_ms), to_ms } }
    }
}

impl Span {
    fn place(self) -> Place {
        Place::Time { from_ms: self.first_ms, to_ms: self.last_ms }
    }
}

fn halves(record: &StepRecord) -> u64 {
    match (record.done_ms, record.early, record.late_after_ms) {
        (None, ..) => 0,
        (Some(_), None, None) => 2,
        (Some(_), ..) => 1,
    }
}

fn late(step: &Step, record: &StepRecord) -> Option<Finding> {
    let (done_ms, end_ms) = (record.done_ms?, record.late_after_ms?);
    let over_ms = done_ms - end_ms;
    let message = Message::zh_en(
        format!("步骤{}超时 {} 秒。", step.title.zh(), seconds(over_ms)),
        format!("The step {} was {} s late.", step.title.en(), seconds(over_ms)),
    );
    let severity = if step.critical { Severity::Major } else { Severity::Minor };
    Some(Finding::new("late-step", severity, message).on(PROCEDURE).at(Place::Time { from_ms: end_ms, to_ms: done_ms }))
}

fn repeated(step: &Step, span: Span) -> Finding {
    let message = Message::zh_en(
        format!("步骤{}完成后又重复 {} 次。", step.title.zh(), span.count),
        format!("The step {} was repeated {} after it was done.", step.title.en(), times(span.count)),
    );
    Finding::new("repeated-step", Severity::Minor, message).on(EFFICIENCY).at(span.place())
}

fn forbidden(step: &Step, span: Span) -> Finding {
    let message = Message::zh_en(
        format!("做了禁止的操作{}（{} 次）。", step.title.zh(), span.count),
        format!("{} is forbidden and was done {}.", step.title.en(), times(span.count)),
    );
    let severity = if step.critical { Severity::Critical } else { Severity::Major };
    Finding::new("forbidden-step", severity, message).on(SAFETY).at(span.place())
}

fn dimension(critical: bool) -> &'static str {
    if critical { SAFETY } else { PROCEDURE }
}

fn verb(name: &str) -> (&'static str, &'static str) {
    match name {
        "press" => ("按", "Pressing"),
        "turn" => ("调节", "Turning"),
        "connect" => ("连接", "Connecting"),
        "disconnect" => ("断开", "Disconnecting"),
        _ => ("等待", "Waiting"),
    }
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Milliseconds as seconds with one decimal, rounded up so that being late never reads as 0.0.
fn seconds(ms: u64) -> String {
    let tenths = ms.div_ceil(100);
    format!("{}.{}", tenths / 10, tenths % 10)
}
