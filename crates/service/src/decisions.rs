//! The one question: may this go to that environment at that time? Answered from bookings, blockouts and outages.

use crate::{App, Ctx, bookings::Ground};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Outcome, Ref,
    bookings::Span,
    decisions::{self, Answer, Holding},
    id::{BookingId, EnvironmentId, ReleaseId},
};
use signalbox_store::{bookings::holds, environments, releases, teams};

/// How far ahead of the instant asked for an instant is looked for at which it will be allowed.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 92);

/// What is asked. Environment and release are named by id or key.
#[derive(Clone, Debug)]
pub struct Question {
    /// Where something is to go.
    pub environment: String,
    /// When; now when absent.
    pub at: Option<Timestamp>,
    /// For which release.
    pub release: Option<String>,
}

/// The answer, with what it is about.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Where.
    pub environment: Ref<EnvironmentId>,
    /// When.
    pub at: Timestamp,
    /// For which release.
    pub release: Option<Ref<ReleaseId>>,
    /// Whether, why not, and from when on.
    pub answer: Answer,
}

/// Answers the question for whoever asks it.
///
/// # Errors
/// The environment or the release cannot be found.
pub async fn decide(app: &App, ctx: &Ctx, question: Question) -> Outcome<Decision> {
    app.db
        .read(ctx, move |tx| {
            let environment = environments::get(tx, &question.environment)?;
            let release = question.release.as_deref().map(|named| releases::get(tx, named)).transpose()?;
            let at = question.at.unwrap_or(tx.now());
            let person = tx.ctx().actor.person();
            let teams = person.map(|person| teams::joined(tx, person)).transpose()?.unwrap_or_default();
            let known_until = at.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
            let mut told = Answer { reasons: Vec::new(), allowed_from: Some(at) };
            if let Some(within) = Span::between(at, known_until) {
                let ground = Ground::load(tx, &[environment.id], within, &[])?;
                let ids: Vec<BookingId> = ground.held().iter().map(|hold| hold.booking).collect();
                let (whose, called) = (holds::whose(tx, &ids)?, holds::called(tx, &ids)?);
                let holding = |hold: &signalbox_domain::bookings::Hold| {
                    let whose = whose.get(&hold.booking).copied().unwrap_or_default();
                    let called = called.get(&hold.booking).cloned();
                    Holding {
                        hold: *hold,
                        release: whose.release,
                        person: whose.person,
                        team: whose.team,
                        called: called.unwrap_or_else(|| "another booking".to_owned()),
                    }
                };
                let holdings: Vec<Holding> = ground.held().iter().map(holding).collect();
                let asked = decisions::Question {
                    environment: environment.id,
                    at,
                    release: release.as_ref().map(|release| release.id),
                    person,
                    teams,
                };
                told = decisions::answer(&asked, &holdings, ground.blocks(), ground.tree(), known_until);
                ground.help(tx, &mut told.reasons)?;
            }
            Ok(Decision {
                environment: Ref { id: environment.id, key: environment.key, name: environment.name },
                at,
                release: release.map(|release| Ref { id: release.id, key: release.key, name: release.name }),
                answer: told,
            })
        })
        .await
}
