//! Plugins: installed from a component, inspected, enabled and disabled by version, granted capabilities.

mod wire;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use semver::Version;
use touchstone_core::grants::Grants as CoreGrants;
use touchstone_core::ids::{Digest, PluginId};
use touchstone_core::limits::Limits;
use touchstone_core::manifest::Manifest;
use touchstone_core::words::ModuleKind;
use touchstone_runtime::worker::protocol::{Call, CallResult};
use touchstone_runtime::{Inspected, MAX_COMPONENT_BYTES, inspect};
use touchstone_store::{Batch, Document, Expected};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::PageQuery;
use crate::app::{App, Versioned};
use crate::clock;
use crate::extract::{JsonBody, PathParts, QueryOf, WasmBody, part};
use crate::problem::{Code, Problem};
use crate::records::{PLUGINS, PluginRecord, grants_key, plugin_key, plugin_versions};
use crate::workers::{Component, NOT_COMPILED};
use wire::{Grants, Plugin, PluginPage, PluginVersion, VersionState};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(install_plugin))
        .layer(DefaultBodyLimit::max(MAX_COMPONENT_BYTES))
        .routes(routes!(list_plugins))
        .routes(routes!(get_plugin))
        .routes(routes!(set_plugin_version))
        .routes(routes!(get_grants, set_grants))
}

/// Installs a plugin from its component, and compiles it
#[utoipa::path(
    post, path = "/plugins", tag = "plugins",
    request_body(
        content((Vec<u8> = "application/wasm"), (Vec<u8> = "application/octet-stream")),
        description = "What `touchstone build` made"
    ),
    responses(
        (status = 201, description = "Installed and enabled", body = PluginVersion),
        (status = 200, description = "This very component was installed before", body = PluginVersion),
    )
)]
async fn install_plugin(
    State(app): State<App>,
    WasmBody(bytes): WasmBody,
) -> Result<(StatusCode, Json<PluginVersion>), Problem> {
    let (digest, length) = (Digest::of(&bytes), bytes.len() as u64);
    let inspecting = bytes.clone();
    let inspected = tokio::task::spawn_blocking(move || checked(&inspecting)).await;
    let Inspected { manifest, imports } = inspected.map_err(|error| Problem::internal(error.to_string()))??;
    let key = plugin_key(manifest.id(), manifest.version());
    if let Some(found) = app.find::<PluginRecord>(key.clone()).await? {
        let found = found.value;
        if found.digest == digest {
            return Ok((StatusCode::OK, Json(PluginVersion::of(&found)?)));
        }
        let detail = format!(
            "`{}` {} is installed with the digest {}, and what was sent has {digest}; give the new one another version",
            found.id, found.version, found.digest
        );
        return Err(Problem::new(Code::PluginVersionTaken, detail));
    }
    app.store().put_blob(bytes.into()).await?;
    compile(&app, digest).await?;
    let record = PluginRecord {
        id: manifest.id().clone(),
        version: manifest.version().clone(),
        digest,
        bytes: length,
        imports,
        manifest: serde_json::from_slice(&manifest.to_json()).map_err(|error| Problem::internal(error.to_string()))?,
        enabled: true,
        installed_at: clock::now(),
    };
    app.store().commit(Batch::new().put(key, Expected::Absent, &record)).await?;
    tracing::info!(plugin.id = %record.id, plugin.version = %record.version, plugin.digest = %digest, "plugin installed");
    Ok((StatusCode::CREATED, Json(PluginVersion::of(&record)?)))
}

/// Lists the installed plugins, each version for itself
#[utoipa::path(
    get, path = "/plugins", tag = "plugins", params(PageQuery),
    responses((status = 200, description = "In the order of their ids", body = PluginPage))
)]
async fn list_plugins(State(app): State<App>, QueryOf(page): QueryOf<PageQuery>) -> Result<Json<PluginPage>, Problem> {
    let (documents, next) = page.read(&app, PLUGINS.all(), "").await?;
    let plugins =
        documents.into_iter().map(|document| PluginVersion::of(&document.read()?)).collect::<Result<_, _>>()?;
    Ok(Json(PluginPage { plugins, next }))
}

/// Shows a plugin with all its installed versions
#[utoipa::path(
    get, path = "/plugins/{publisher}/{name}", tag = "plugins",
    params(
        ("publisher" = String, Path, description = "The id's first part", example = "touchstone"),
        ("name" = String, Path, description = "Its second part", example = "code-runner"),
    ),
    responses((status = 200, description = "The newest version first", body = Plugin))
)]
async fn get_plugin(
    State(app): State<App>,
    PathParts((publisher, name)): PathParts<(String, String)>,
) -> Result<Json<Plugin>, Problem> {
    let id = plugin_id(&publisher, &name)?;
    let versions = installed(&app, &id).await?;
    let granted = app.granted(&id).await?;
    Ok(Json(Plugin {
        id: id.to_string(),
        granted: granted.capabilities.iter().map(ToString::to_string).collect(),
        versions: versions.iter().map(|found| PluginVersion::of(&found.value)).collect::<Result<_, _>>()?,
    }))
}

/// Enables or disables a version: a disabled one is not chosen when a job is published
///
/// Jobs that were published with it go on with it.
#[utoipa::path(
    put, path = "/plugins/{publisher}/{name}/versions/{version}", tag = "plugins",
    params(
        ("publisher" = String, Path, description = "The id's first part", example = "touchstone"),
        ("name" = String, Path, description = "Its second part", example = "code-runner"),
        ("version" = String, Path, description = "The version", example = "0.1.0"),
    ),
    request_body = VersionState,
    responses((status = 200, description = "As it is now", body = PluginVersion))
)]
async fn set_plugin_version(
    State(app): State<App>,
    PathParts((publisher, name, version)): PathParts<(String, String, String)>,
    JsonBody(VersionState { enabled }): JsonBody<VersionState>,
) -> Result<Json<PluginVersion>, Problem> {
    let id = plugin_id(&publisher, &name)?;
    let version: Version = part(&version)?;
    let versions = installed(&app, &id).await?;
    let Some(found) = versions.into_iter().find(|found| found.value.version == version) else {
        let detail =
            format!("`{id}` is not installed in version {version}; `GET /api/v1/plugins/{id}` lists its versions");
        return Err(Problem::new(Code::UnknownPluginVersion, detail));
    };
    let record = PluginRecord { enabled, ..found.value };
    let batch = Batch::new().put(plugin_key(&id, &version), Expected::Version(found.version), &record);
    app.store().commit(batch).await?;
    tracing::info!(plugin.id = %id, plugin.version = %version, enabled, "plugin switched");
    Ok(Json(PluginVersion::of(&record)?))
}

/// Shows what a plugin was granted
#[utoipa::path(
    get, path = "/plugins/{publisher}/{name}/grants", tag = "plugins",
    params(
        ("publisher" = String, Path, description = "The id's first part", example = "touchstone"),
        ("name" = String, Path, description = "Its second part", example = "code-runner"),
    ),
    responses((status = 200, description = "Nothing by default", body = Grants))
)]
async fn get_grants(
    State(app): State<App>,
    PathParts((publisher, name)): PathParts<(String, String)>,
) -> Result<Json<Grants>, Problem> {
    let id = plugin_id(&publisher, &name)?;
    installed(&app, &id).await?;
    Ok(Json(Grants::of(app.granted(&id).await?)))
}

/// Grants a plugin these capabilities, and no others, and lowers its limits
///
/// What a plugin gets in an interview is what it asks for, what is granted here, and what the interview grants: all three. Of its limits,
/// those of one call, the lowest counts: its own, the one here, or the interview's.
#[utoipa::path(
    put, path = "/plugins/{publisher}/{name}/grants", tag = "plugins",
    params(
        ("publisher" = String, Path, description = "The id's first part", example = "touchstone"),
        ("name" = String, Path, description = "Its second part", example = "code-runner"),
    ),
    request_body = Grants,
    responses((status = 200, description = "As it is now", body = Grants))
)]
async fn set_grants(
    State(app): State<App>,
    PathParts((publisher, name)): PathParts<(String, String)>,
    JsonBody(grants): JsonBody<Grants>,
) -> Result<Json<Grants>, Problem> {
    let id = plugin_id(&publisher, &name)?;
    let mut wanted = BTreeSet::new();
    for found in installed(&app, &id).await? {
        let manifest = manifest(&found.value)?;
        wanted.extend(manifest.capabilities().iter().map(|wanted| wanted.capability));
        let refused = |said: String| Problem::new(Code::LimitRefused, format!("{id} {}: {said}", found.value.version));
        if manifest.has(ModuleKind::LanguageRuntime) && !grants.limits.is_empty() {
            let remedy = "limit the evaluators that run them: `program_fuel`, `program_inputs`";
            return Err(refused(format!("its programs have the limits of the configs that run them; {remedy}")));
        }
        if let Some((name, _)) = grants.limits.iter().find(|(_, most)| **most == 0) {
            return Err(refused(format!("`limits.{name}` is 0, with which nothing can run; write 1 or more")));
        }
        let own = Limits::granted(manifest.limits()).map_err(|over| refused(over.to_string()))?;
        own.cover(&grants.limits).map_err(|over| refused(format!("{over}; lower it, or leave it out")))?;
    }
    if let Some(capability) = grants.capabilities.iter().find(|capability| !wanted.contains(capability)) {
        let detail = format!("no installed version of `{id}` asks for `{capability}`; leave it out");
        return Err(Problem::new(Code::CapabilityNotWanted, detail));
    }
    let record = CoreGrants::from(grants);
    app.store().commit(Batch::new().put(grants_key(&id), Expected::Any, &record)).await?;
    tracing::info!(plugin.id = %id, capabilities = ?record.capabilities, limits = ?record.limits, "plugin granted");
    Ok(Json(Grants::of(record)))
}

/// Has the component compiled and a worker load it, which may take half a minute: now, and not when the first candidate waits for it.
async fn compile(app: &App, digest: Digest) -> Result<(), Problem> {
    let path = app.store().blob_file(digest).await?;
    let path = path.ok_or_else(|| Problem::internal(format!("the component {digest} is gone")))?;
    let reply = app.workers().run(Component { digest, path }, CoreGrants::default(), Vec::new(), Call::Load).await?;
    match reply.result {
        CallResult::Failed { kind, message } if kind == NOT_COMPILED => Err(Problem::internal(message)),
        CallResult::Failed { message, .. } => Err(Problem::new(Code::PluginRefused, message)),
        _ => Ok(()),
    }
}

/// What a worker would refuse is refused now.
fn checked(component: &[u8]) -> Result<Inspected, Problem> {
    let refused = |said: String| Problem::new(Code::PluginRefused, said);
    let inspected = inspect(component).map_err(|error| refused(error.to_string()))?;
    Limits::granted(inspected.manifest.limits()).map_err(|over| refused(format!("{over}; lower it in plugin.toml")))?;
    Ok(inspected)
}

/// All installed versions, the newest first.
async fn installed(app: &App, id: &PluginId) -> Result<Vec<Versioned<PluginRecord>>, Problem> {
    let documents = app.store().scan(plugin_versions(id)).await?;
    let read = |document: Document| Ok::<_, Problem>(Versioned { version: document.version, value: document.read()? });
    let mut versions: Vec<Versioned<PluginRecord>> = documents.into_iter().map(read).collect::<Result<_, _>>()?;
    versions.sort_by(|one, other| other.value.version.cmp(&one.value.version));
    if versions.is_empty() {
        let detail = format!("the plugin `{id}` is not installed; send its component to `POST /api/v1/plugins`");
        return Err(Problem::new(Code::UnknownPlugin, detail));
    }
    Ok(versions)
}

fn manifest(record: &PluginRecord) -> Result<Manifest, Problem> {
    Manifest::from_json(record.manifest.to_string().as_bytes())
        .map_err(|error| Problem::internal(format!("the manifest of `{}` {}: {error}", record.id, record.version)))
}

fn plugin_id(publisher: &str, name: &str) -> Result<PluginId, Problem> {
    part(&format!("{publisher}/{name}"))
}
