//! Publishing a job: each requirement becomes the newest version that is installed and enabled, and everything that can be known to be
//! wrong before a candidate comes is said now, with its place in the interview. A re-score is held against its plugins in the same way.

use std::collections::BTreeMap;
use std::sync::Arc;

use touchstone_core::interview::{Interview, Item, PluginRequirement};
use touchstone_core::limits::within;
use touchstone_core::mistake::Mistake;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::worker::protocol::{Call, CallResult, PlacedProblem};

use crate::app::App;
use crate::job::{LockedPlugin, OpenJob, read_interview};
use crate::problem::{Code, PlacedError, Problem};
use crate::records::{JobRecord, Lock, PluginRecord, plugin_versions};

/// What the requirements of a draft resolve to.
///
/// # Errors
///
/// Every mistake of the interview that the plugins or their manifests find.
pub(crate) async fn resolve(app: &App, record: &JobRecord) -> Result<Vec<Lock>, Problem> {
    let interview = read_interview(&record.interview)?;
    let mut locked: Vec<(PluginRequirement, Arc<LockedPlugin>)> = Vec::new();
    for (_, requirement, _) in interview.requirements() {
        if locked.iter().any(|(known, _)| known == requirement) {
            continue;
        }
        if let Some(newest) = newest(app, requirement).await? {
            let plugin = LockedPlugin::read(app.store(), &newest).await?;
            locked.push((requirement.clone(), Arc::new(plugin)));
        }
    }
    let find = |requirement: &PluginRequirement| {
        locked.iter().find_map(|(known, plugin)| (known == requirement).then_some(plugin))
    };
    let plugins: BTreeMap<String, Arc<LockedPlugin>> = interview
        .requirements()
        .into_iter()
        .filter_map(|(pointer, requirement, _)| Some((pointer, Arc::clone(find(requirement)?))))
        .collect();
    let locks = plugins.iter().map(|(pointer, plugin)| plugin.lock(pointer)).collect();
    let job = OpenJob::with_plugins(record.clone(), interview, plugins);
    let errors = misfits(app, &job, |item| job.interview.switched_off(item).is_none()).await?;
    if errors.is_empty() {
        return Ok(locks);
    }
    let detail =
        "the interview does not fit the plugins that are installed; `errors` names each mistake with its place";
    Err(Problem::new(Code::PublicationRefused, detail).with_errors(errors))
}

/// What does not fit between an interview and its plugins, as far as it can be known beforehand; the configs of the items that are `wanted`
/// are checked by their plugins.
pub(crate) async fn misfits(
    app: &App,
    job: &OpenJob,
    wanted: impl Fn(&Item) -> bool,
) -> Result<Vec<PlacedError>, Problem> {
    let interview = &job.interview;
    // The same requirement is always resolved in the same way.
    let find = |wanted: &PluginRequirement| {
        let requirements = interview.requirements();
        let place = requirements.iter().find(|(_, requirement, _)| *requirement == wanted);
        place.and_then(|(pointer, ..)| job.plugins().get(pointer))
    };
    let mut mistakes = interview.check_against(|requirement| find(requirement).map(|plugin| &plugin.manifest));
    for mistake in mistakes.iter_mut().filter(|mistake| mistake.remedy.starts_with("install or build it")) {
        "install it with `POST /api/v1/plugins`, enable it, or correct its id or version"
            .clone_into(&mut mistake.remedy);
    }
    mistakes.extend(ambiguous_languages(interview, find));
    if !mistakes.is_empty() {
        return Ok(mistakes.into_iter().map(Into::into).collect());
    }
    let errors = ungranted(app, interview, find).await?;
    if errors.is_empty() { checked_configs(app, job, wanted).await } else { Ok(errors) }
}

/// The newest enabled version that meets a requirement.
async fn newest(app: &App, requirement: &PluginRequirement) -> Result<Option<PluginRecord>, Problem> {
    let documents = app.store().scan(plugin_versions(&requirement.plugin)).await?;
    let records =
        documents.into_iter().map(touchstone_store::Document::read::<PluginRecord>).collect::<Result<Vec<_>, _>>()?;
    let meets = |record: &PluginRecord| record.enabled && requirement.version.matches(&record.version);
    Ok(records.into_iter().filter(meets).max_by(|one, other| one.version.cmp(&other.version)))
}

/// Two runtimes for one language: which of them runs a program would be a guess.
fn ambiguous_languages<'p>(
    interview: &Interview,
    find: impl Fn(&PluginRequirement) -> Option<&'p Arc<LockedPlugin>>,
) -> Vec<Mistake> {
    let mut by_language: BTreeMap<&str, String> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (n, requirement) in interview.runtimes().iter().enumerate() {
        if interview.modules_off().contains(&requirement.plugin.module(ModuleKind::LanguageRuntime)) {
            continue;
        }
        let runtime = find(requirement).and_then(|plugin| plugin.manifest.language_runtime());
        for language in runtime.iter().flat_map(|runtime| &runtime.languages) {
            if let Some(other) = by_language.insert(language, requirement.plugin.to_string()) {
                let problem = format!("`{other}` runs `{language}` too");
                mistakes.push(Mistake {
                    path: format!("/runtimes/{n}"),
                    problem,
                    remedy: "remove one of the two".to_owned(),
                });
            }
        }
    }
    mistakes
}

/// What the interview grants, but no administrator did, and limits over the administrator's.
async fn ungranted<'p>(
    app: &App,
    interview: &Interview,
    find: impl Fn(&PluginRequirement) -> Option<&'p Arc<LockedPlugin>>,
) -> Result<Vec<PlacedError>, Problem> {
    let mut errors = BTreeMap::new();
    for (_, requirement, _) in interview.requirements() {
        let Some(plugin) = find(requirement) else { continue };
        let id = plugin.manifest.id();
        let granted = app.granted(id).await?;
        let wanted = interview.granted(id);
        let pointer = |key: &str| format!("/{key}/{}", id.as_str().replace('/', "~1"));
        if let Err(over) = within(&wanted.limits, &granted.limits) {
            let remedy = format!("lower it, or have it raised with `PUT /api/v1/plugins/{id}/grants`");
            errors.insert((pointer("limits"), None), PlacedError::new(pointer("limits"), over.to_string(), remedy));
        }
        for capability in wanted.capabilities.difference(&granted.capabilities) {
            let pointer = pointer("grants");
            let problem = format!("the interview grants `{capability}` to `{id}`, but no administrator has");
            let remedy = format!("grant it with `PUT /api/v1/plugins/{id}/grants`, or remove it here");
            errors.insert((pointer.clone(), Some(*capability)), PlacedError::new(pointer, problem, remedy));
        }
    }
    Ok(errors.into_values().collect())
}

/// Has the modules of the items that are `wanted` check their configs.
async fn checked_configs(
    app: &App,
    job: &OpenJob,
    wanted: impl Fn(&Item) -> bool,
) -> Result<Vec<PlacedError>, Problem> {
    let mut errors = Vec::new();
    for (n, item) in job.interview.items().iter().enumerate().filter(|(_, item)| wanted(item)) {
        let question = item.question.config.to_string();
        let calls = [
            (ModuleKind::QuestionType, "question", Call::CheckQuestionConfig { config: question.clone() }),
            (
                ModuleKind::Evaluator,
                "evaluator",
                Call::CheckEvaluatorConfig { question, config: item.evaluator.config.to_string() },
            ),
        ];
        for (kind, key, call) in calls {
            let plugin = job.plugin(item, kind)?;
            let pointer = format!("/items/{n}/{key}/config");
            match app.call(job, plugin, call).await?.result {
                CallResult::Checked { problems } => {
                    errors.extend(problems.iter().map(|problem| placed(&pointer, problem)));
                }
                CallResult::Failed { kind: word, message } => {
                    let remedy = format!(
                        "this is a fault of `{}` (`{word}`), or a grant that it needs: {message}",
                        plugin.manifest.id()
                    );
                    let problem = format!("`{}` could not check this config", plugin.manifest.id().module(kind));
                    errors.push(PlacedError::new(pointer, problem, remedy));
                }
                _ => return Err(Problem::internal("a worker answered a check with the result of another call")),
            }
        }
    }
    Ok(errors)
}

/// A plugin's problem below a place. Its words say what to do; they are given in English where there are any.
pub(crate) fn placed(pointer: &str, problem: &PlacedProblem) -> PlacedError {
    PlacedError { pointer: format!("{pointer}{}", problem.pointer), problem: text(problem), remedy: None }
}

fn text(problem: &PlacedProblem) -> String {
    let message: Option<touchstone_core::message::Message> = serde_json::from_value(problem.message.clone()).ok();
    message.map_or_else(|| "the plugin gave no words".to_owned(), |message| message.in_language("en").to_owned())
}
