//! What an expression may ask about, and what is wrong with one.

use crate::{
    failure::Reply,
    input::{Body, Caller},
    state::Web,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use signalbox_service::policies::{self, Mistake, Published};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_facts)).routes(routes!(check_policy))
}

/// A fact that expressions may ask about.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFact)]
struct Fact {
    /// How it is written: `release.risk`; `[]` stands for one of a list, as in `deployments[].at`.
    path: String,
    /// Its type: `string`, `int or null`, `list(deployment)`, ….
    #[serde(rename = "type")]
    kind: String,
    /// What it says, with unit and zone where there is one.
    about: &'static str,
    /// Whether policies may ask about it.
    policies: bool,
    /// Whether the criteria of gates may.
    criteria: bool,
}

impl From<Published> for Fact {
    fn from(fact: Published) -> Self {
        let (policies, criteria) = (fact.policies, fact.criteria);
        Self { path: fact.entry.path, kind: fact.entry.kind, about: fact.entry.about, policies, criteria }
    }
}

/// The published facts.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFacts)]
struct Facts {
    /// In the order of the document of facts.
    items: Vec<Fact>,
}

/// List the published facts
///
/// What policies and the criteria of gates may ask about. What a policy was asked about is kept with the decision.
#[utoipa::path(get, path = "/facts", tag = "policies", responses((status = 200, body = Facts)))]
async fn list_facts(Caller(_ctx): Caller) -> Reply<Json<Facts>> {
    Ok(Json(Facts { items: policies::facts().into_iter().map(Fact::from).collect() }))
}

/// What a policy is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyText {
    #[schema(max_length = 20000)]
    expression: String,
    #[serde(default)]
    #[schema(max_length = 20000)]
    message: String,
}

/// Something wrong with an expression.
#[derive(Serialize, ToSchema)]
struct ExpressionMistake {
    /// `syntax`, `unknown`, `type`, `argument`, `range` or `size`.
    code: &'static str,
    /// What is wrong and how to mend it.
    detail: String,
    /// The line at which it is, from 1.
    line: usize,
    /// The column at which it is, in characters, from 1.
    column: usize,
}

/// What is wrong with what a policy is to say.
#[derive(Serialize, ToSchema)]
struct PolicyMistakes {
    /// Of its expression; nothing when it can be saved.
    expression: Vec<ExpressionMistake>,
    /// Of the expressions its message embeds.
    message: Vec<ExpressionMistake>,
}

fn told(mistakes: Vec<Mistake>, text: &str) -> Vec<ExpressionMistake> {
    let told = |mistake: Mistake| {
        let (line, column) = mistake.place(text);
        ExpressionMistake { code: mistake.code, detail: mistake.detail, line, column }
    };
    mistakes.into_iter().map(told).collect()
}

/// Check what a policy is to say
///
/// For a form, while somebody writes. Nothing is saved.
#[utoipa::path(post, path = "/policies/check", tag = "policies", request_body = PolicyText,
    responses((status = 200, body = PolicyMistakes)))]
async fn check_policy(Caller(_ctx): Caller, Body(text): Body<PolicyText>) -> Reply<Json<PolicyMistakes>> {
    let (expression, message) = policies::check(&text.expression, &text.message);
    Ok(Json(PolicyMistakes { expression: told(expression, &text.expression), message: told(message, &text.message) }))
}
