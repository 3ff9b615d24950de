//! The OpenAPI 3.1 document, and a page that shows it. Both come from this server and nowhere else.

use std::sync::Arc;

use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use touchstone_core::ids::MAX_ID;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, ResponseBuilder,
    Schema, ServerBuilder, Type,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::PREFIX;
use crate::problem::ProblemBody;

const DESCRIPTION: &str = "\
Scores job interviews and skills assessments with sandboxed plugins. There are no accounts yet: the server listens on its own machine only.

Whatever goes wrong is `application/problem+json` (RFC 9457) with a stable `code`; every response carries `X-Request-Id`.";

pub(super) fn head() -> OpenApi {
    let license = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Touchstone")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license));
    OpenApiBuilder::new().info(info.build()).servers(Some([ServerBuilder::new().url("/").build()])).build()
}

/// What a parameter of this name matches, wherever it is.
const PATTERNS: &[(&str, &str)] = &[
    ("job", ID),
    ("candidate", ID),
    ("item", ID),
    ("publisher", ID),
    ("name", ID),
    ("version", SEMVER),
    ("file", r"^[^/\\:\x00-\x1f\x7f]+$"),
    ("rescore", "^[1-9][0-9]{0,7}$"),
    ("If-Match", r#"^(\*|"[0-9]{1,18}")$"#),
];
const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
/// Semantic Versioning 2.0.0, section 2 and 9 to 11.
const SEMVER: &str = concat!(
    r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})",
    r"(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?",
    r"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$",
);

/// Adds what holds for every operation: what its parameters match, and that it may answer with a problem.
pub(super) fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_with(Default::default);
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem =
        ResponseBuilder::new().description("It was not done").content("application/problem+json", content).build();
    components.responses.insert("Problem".to_owned(), RefOr::T(problem));
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let response = RefOr::Ref(Ref::from_response_name("Problem"));
        operation.responses.responses.insert("default".to_owned(), response);
        for parameter in operation.parameters.iter_mut().flatten() {
            let RefOr::T(parameter) = parameter else { continue };
            let pattern = PATTERNS.iter().find(|(name, _)| *name == parameter.name);
            if let (Some((_, pattern)), Some(RefOr::T(Schema::Object(schema)))) = (pattern, &mut parameter.schema) {
                // Not `null`, which no path and no header can be.
                schema.schema_type = Type::String.into();
                schema.pattern = Some((*pattern).to_owned());
                schema.max_length = (*pattern == ID).then_some(MAX_ID);
            }
        }
    }
    document
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = path;
    [get, put, post, delete, patch].into_iter().filter_map(Option::as_mut)
}

pub(super) fn router(document: OpenApi) -> Router {
    let document = Arc::new(document);
    let get_openapi = async move || Json((*document).clone());
    let page =
        SwaggerUi::new("/api/docs").config(Config::from(format!("{PREFIX}/openapi.json")).try_it_out_enabled(true));
    let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
    Router::<()>::from(page)
        .layer(axum::middleware::map_response(async move |mut response: axum::response::Response| {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, axum::http::HeaderValue::from_static(policy));
            response.into_response()
        }))
        .route(&format!("{PREFIX}/openapi.json"), get(get_openapi))
}
