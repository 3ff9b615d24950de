//! Replays a log on the device and notes, step by step, what was done, too early, again, in vain. It gives no scores; `report` does.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_sdk::{Event, Problem};

use crate::action::Action;
use crate::checklist::{ChecklistConfig, StepKind};
use crate::simulator::{Device, DeviceState};
use crate::text::part;

/// What a log came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assessment {
    /// One per step, in the config's order.
    pub(crate) steps: Vec<StepRecord>,
    /// One per goal: whether it holds after the last action.
    pub(crate) goals: Vec<bool>,
    /// Actions without effect, by action name and control.
    pub(crate) ineffective: BTreeMap<(String, String), Span>,
    /// Actions with an effect that belong to no step, by action name and control.
    pub(crate) unneeded: BTreeMap<(String, String), Span>,
    /// Actions (no waits) that brought no step forward.
    pub(crate) needless: u64,
    /// The last action's time (no waits), in milliseconds from the item's start.
    pub(crate) duration_ms: u64,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StepRecord {
    /// When it was done with its prerequisites done; for a forbidden step, when first done.
    pub(crate) done_ms: Option<u64>,
    /// Done too late by its time bound: the bound's end.
    pub(crate) late_after_ms: Option<u64>,
    /// Done while prerequisites were not.
    pub(crate) early: Option<Span>,
    /// The prerequisites that were not done then, direct and through others.
    pub(crate) skipped: BTreeSet<usize>,
    /// Done again; for a forbidden step, every time.
    pub(crate) again: Option<Span>,
}

/// How often and between which times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) count: u64,
    pub(crate) first_ms: u64,
    pub(crate) last_ms: u64,
}

impl StepRecord {
    /// Whether it was done, in order or not.
    pub(crate) fn performed(&self) -> bool {
        self.performed_ms().is_some()
    }

    /// When it was done in order, else when it was first done too early.
    pub(crate) fn performed_ms(&self) -> Option<u64> {
        self.done_ms.or(self.early.map(|early| early.first_ms))
    }
}

impl Assessment {
    /// Whether nothing of the procedure was done at all.
    pub(crate) fn is_blank(&self, config: &ChecklistConfig) -> bool {
        let required = self.steps.iter().zip(&config.steps).filter(|(_, step)| step.kind == StepKind::Required);
        !required.into_iter().any(|(record, _)| record.performed())
    }
}

/// Runs the whole log on a fresh device, calling `seen` after each event with the device before and after it.
///
/// # Errors
///
/// A problem that points into the answer (`/events/3/detail/control`): an event that cannot be.
pub(crate) fn replay(
    device: Device<'_>,
    events: &[Event],
    mut seen: impl FnMut(&Action, bool, &DeviceState, &DeviceState),
) -> Result<DeviceState, Problem> {
    let mut state = device.start();
    for (index, event) in events.iter().enumerate() {
        let at = |problem: Problem, inside: &str| Problem {
            pointer: format!("/events{}{inside}{}", part(&index.to_string()), problem.pointer),
            ..problem
        };
        let action = Action::from_event(event).map_err(|problem| at(problem, ""))?;
        device.advance(&mut state, event.received_ms).map_err(|problem| at(problem, "/received_ms"))?;
        let before = state.clone();
        let effect = device.act(&mut state, &action).map_err(|problem| {
            let inside = if problem.pointer == "/name" { "" } else { "/detail" };
            at(problem, inside)
        })?;
        seen(&action, effect, &before, &state);
    }
    Ok(state)
}

/// What the log came to by the checklist.
///
/// # Errors
///
/// As [`replay`]'s.
pub(crate) fn assess(device: Device<'_>, config: &ChecklistConfig, events: &[Event]) -> Result<Assessment, Problem> {
    let mut assessor = Assessor {
        config,
        device,
        prerequisites: config
            .steps
            .iter()
            .map(|step| step.after.iter().filter_map(|id| config.position(id)).collect())
            .collect(),
        found: Assessment {
            steps: vec![StepRecord::default(); config.steps.len()],
            goals: Vec::new(),
            ineffective: BTreeMap::new(),
            unneeded: BTreeMap::new(),
            needless: 0,
            duration_ms: 0,
        },
    };
    let end = replay(device, events, |action, effect, before, after| assessor.see(action, effect, before, after))?;
    let mut found = assessor.found;
    found.goals = config.goals.iter().map(|goal| device.holds(&end, &goal.when)).collect();
    Ok(found)
}

struct Assessor<'a> {
    config: &'a ChecklistConfig,
    device: Device<'a>,
    /// By step: its direct prerequisites.
    prerequisites: Vec<Vec<usize>>,
    found: Assessment,
}

impl Assessor<'_> {
    fn see(&mut self, action: &Action, effect: bool, before: &DeviceState, after: &DeviceState) {
        let now_ms = after.clock_ms;
        if !action.is_wait() {
            self.found.duration_ms = now_ms;
        }
        let matching: Vec<usize> = (0..self.config.steps.len())
            .filter(|&index| {
                let step = &self.config.steps[index];
                step.action.fits(action)
                    && self.device.holds(before, &step.when)
                    && self.device.holds(after, &step.then)
            })
            .collect();
        let (forbidden, allowed): (Vec<usize>, Vec<usize>) =
            matching.into_iter().partition(|&index| self.config.steps[index].kind == StepKind::Forbidden);
        for &index in &forbidden {
            let record = &mut self.found.steps[index];
            record.done_ms.get_or_insert(now_ms);
            Span::add(&mut record.again, now_ms);
        }
        let useful = if effect || action.is_wait() {
            self.do_step(&allowed, action, now_ms)
        } else {
            self.in_vain(action, now_ms, &forbidden)
        };
        if !useful && effect && allowed.is_empty() && forbidden.is_empty() {
            Span::count(&mut self.found.unneeded, action, now_ms);
        }
        if !useful && !action.is_wait() {
            self.found.needless += 1;
        }
    }

    /// An effective action that fits `allowed` does at most one step: the first that is open and ready. Else it repeats one that is
    /// done, else it does one too early. Returns whether it brought a step forward.
    fn do_step(&mut self, allowed: &[usize], action: &Action, now_ms: u64) -> bool {
        let done = |found: &Assessment, index: usize| found.steps[index].done_ms.is_some();
        if let Some(&index) = allowed.iter().find(|&&index| !done(&self.found, index) && self.is_ready(index)) {
            self.complete(index, now_ms);
            return true;
        }
        if let Some(&index) = allowed.iter().find(|&&index| done(&self.found, index)) {
            if !action.is_wait() {
                Span::add(&mut self.found.steps[index].again, now_ms);
            }
            return false;
        }
        let Some(&index) = allowed.first() else { return false };
        let skipped = self.skipped(index);
        let record = &mut self.found.steps[index];
        let first = record.early.is_none();
        record.skipped.extend(skipped);
        Span::add(&mut record.early, now_ms);
        first
    }

    /// An action without effect: a repetition where it is the action of a done step, else an attempt in vain.
    fn in_vain(&mut self, action: &Action, now_ms: u64, forbidden: &[usize]) -> bool {
        let done = self.config.steps.iter().zip(&mut self.found.steps).find(|(step, record)| {
            step.kind != StepKind::Forbidden && record.done_ms.is_some() && step.action.fits(action)
        });
        if let Some((_, record)) = done {
            Span::add(&mut record.again, now_ms);
        } else if forbidden.is_empty() {
            Span::count(&mut self.found.ineffective, action, now_ms);
        }
        false
    }

    fn is_ready(&self, index: usize) -> bool {
        self.prerequisites[index].iter().all(|&earlier| self.found.steps[earlier].performed())
    }

    fn complete(&mut self, index: usize, now_ms: u64) {
        let done_at = |earlier: usize| self.found.steps[earlier].performed_ms();
        let end_ms = self.config.steps[index].within.as_ref().and_then(|within| {
            let from_ms = match &within.from {
                None => Some(0),
                Some(from) => self.config.position(from).and_then(done_at),
            };
            from_ms.map(|from_ms| from_ms.saturating_add(within.ms))
        });
        let record = &mut self.found.steps[index];
        record.done_ms = Some(now_ms);
        record.late_after_ms = end_ms.filter(|&end_ms| now_ms > end_ms);
    }

    /// The prerequisites of a step that are not done, through others that are not done.
    fn skipped(&self, index: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![index];
        while let Some(next) = open.pop() {
            for &earlier in &self.prerequisites[next] {
                if !self.found.steps[earlier].performed() && found.insert(earlier) {
                    open.push(earlier);
                }
            }
        }
        found
    }
}

impl Span {
    fn add(span: &mut Option<Self>, now_ms: u64) {
        let span = span.get_or_insert(Self { count: 0, first_ms: now_ms, last_ms: now_ms });
        span.count += 1;
        span.last_ms = now_ms;
    }

    fn count(spans: &mut BTreeMap<(String, String), Self>, action: &Action, now_ms: u64) {
        let key = (action.name.clone(), action.control.clone().unwrap_or_default());
        let span = spans.entry(key).or_insert(Self { count: 0, first_ms: now_ms, last_ms: now_ms });
        span.count += 1;
        span.last_ms = now_ms;
    }
}
