//! The router: every route under `/api/v1`, the UI everywhere else, and what surrounds both.

use crate::{arrival, assets, failure, heard, identity, live, once, routes, state::Web};
use axum::{
    Json, Router,
    http::{HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use std::sync::OnceLock;
use tower_http::{
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    set_header::SetResponseHeaderLayer,
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Signalbox",
        description = "Enterprise release management: releases, gates, calendars, environments and the journal of it all.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(failure::ProblemShape)),
    modifiers(&Security),
)]
struct Document;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token")).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKeyValue::with_description(
            identity::COOKIE,
            "A session, with the X-CSRF-Token header on unsafe methods",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// Says of every operation what holds of all: any may answer with a problem, and a POST may be repeated safely.
fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    use utoipa::openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        path::{ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    };
    let problem = ResponseBuilder::new()
        .description("A problem (RFC 9457)")
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build(),
        )
        .build();
    let repeatable = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("1 to 200 visible characters: the same request again gets the same answer"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .build();
    for item in document.paths.paths.values_mut() {
        if let Some(post) = &mut item.post {
            post.parameters.get_or_insert_default().push(repeatable.clone().into());
        }
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem.clone()));
        }
    }
    document
}

fn api() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", routes::all().routes(routes!(live::stream_events)))
}

/// The OpenAPI document, made from the code.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    complete(api().into_openapi())
}

/// All schemas of the OpenAPI document, as JSON.
pub(crate) fn schemas() -> &'static serde_json::Value {
    static SCHEMAS: OnceLock<serde_json::Value> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let document = serde_json::to_value(openapi()).unwrap_or_default();
        document.pointer("/components/schemas").cloned().unwrap_or_default()
    })
}

/// The whole server as a service.
pub fn router(web: Web) -> Router {
    let (api, document) = api().split_for_parts();
    let document = Json(serde_json::to_value(complete(document)).unwrap_or_default());
    let no_events = NotForContentType::const_new("text/event-stream");
    // What people attach is compressed already as a rule, and its length is to be known.
    let no_files = NotForContentType::const_new("application/octet-stream");
    let no_workbooks = NotForContentType::const_new(routes::tables::WORKBOOK);
    let no_packs = NotForContentType::const_new(routes::evidence::KIND);
    let is_worth_it = SizeAbove::new(512).and(no_events).and(no_files).and(no_workbooks).and(no_packs);
    // Layers run from the last to the first: problems are rendered around everything, identity is known before
    // idempotency asks whose key it is.
    let api = api
        .layer(from_fn_with_state(web.clone(), once::once))
        .layer(from_fn_with_state(web.clone(), identity::identify))
        // After what is kept for repetition was looked at. What says nothing of itself nobody keeps on its way.
        .layer(header("cache-control", "no-store"))
        // An answer is made for one reader: it is sooner there when little time is spent on making it small.
        .layer(CompressionLayer::new().no_br().quality(CompressionLevel::Fastest).compress_when(is_worth_it.clone()));
    Router::new()
        .merge(api)
        .route("/api/v1/openapi.json", get(move || std::future::ready(document.clone())))
        .nest("/scim/v2", routes::scim::router(&web))
        .merge(routes::oauth::routes())
        .merge(routes::reference::routes())
        .route("/health", get(routes::health::check))
        .route(
            "/api/{*rest}",
            axum::routing::any(|| async {
                failure::Failure::http(StatusCode::NOT_FOUND, "not-found", "there is no such operation; see /api/docs")
            }),
        )
        .fallback(assets::serve)
        .with_state(web.clone())
        .layer(from_fn_with_state(web, arrival::arrive))
        .layer(from_fn(failure::render))
        .layer(from_fn(heard::hear_out))
        .layer(CompressionLayer::new().compress_when(is_worth_it))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "same-origin"))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("cross-origin-resource-policy", "same-origin"))
        .layer(header(
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()",
        ))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
        ))
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(header::HeaderName::from_static(name), HeaderValue::from_static(value))
}
