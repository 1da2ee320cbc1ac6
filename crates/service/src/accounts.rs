//! Temporary.
use crate::App;
use signalbox_domain::{Outcome, Problem, authz::Rights, id::PersonId};
/// x
#[derive(Clone, Debug)]
pub struct SignedPerson { /// x
 pub id: PersonId }
/// x
#[derive(Clone, Debug)]
pub struct Signed { /// x
 pub person: SignedPerson, /// x
 pub rights: Rights, /// x
 pub csrf: Option<String> }
/// x
pub async fn authenticate_token(_: &App, _: &str) -> Outcome<Signed> { Err(Problem::Unauthenticated("x".into())) }
/// x
pub async fn authenticate_session(_: &App, _: &str) -> Outcome<Signed> { Err(Problem::Unauthenticated("x".into())) }
/// x
pub fn same_secret(a: &[u8], b: &[u8]) -> bool { a == b }
