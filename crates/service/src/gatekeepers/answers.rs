//! The job that answers what GitHub and GitLab ask. It decides as the machine of the gatekeeper, each time anew, so that what
//! is told is so when it is told; an answer that does not get there is tried again, and the gate stays closed meanwhile.

use super::{github, gitlab, machine_now};
use crate::{
    App, Ctx,
    decisions::{self, Question, Told},
    outgoing,
    secrets::Secret,
};
use jiff::Timestamp;
use signalbox_domain::{
    Fact, Outcome, Problem,
    gatekeepers::{self as domain, Back, Gatekeeper, Refusal, State, VersionBy, explain},
    id::{DecisionId, GatekeeperDeliveryId, Identifier},
};
use signalbox_store::{
    Tx,
    gatekeepers::{self as store, CREDENTIAL, Delivery},
    jobs::{self, Job},
    systems, versions,
};

/// The kind of the job.
pub(crate) const KIND: &str = "gatekeeper";

/// What becomes of a delivery that was looked at.
#[derive(Clone, Debug)]
enum Verdict {
    /// It is told: allowed or refused, and why.
    Tell(State),
    /// It is asked again at an instant.
    Later(Timestamp),
}

/// What a job has in its hands.
struct Held {
    gatekeeper: Gatekeeper,
    delivery: Delivery,
    credential: Option<Secret>,
    now: Timestamp,
}

/// Answers the delivery that a job names.
pub(crate) fn answer(app: &App, ctx: &Ctx, job: &Job) -> Outcome<()> {
    let id = job.payload["delivery"].as_str().and_then(GatekeeperDeliveryId::parse);
    let id = id.ok_or_else(|| Problem::Internal("a job of a gatekeeper names no delivery".to_owned()))?;
    let keys = app.keys.clone();
    let held = app.db.read_now(ctx, move |tx| {
        let Some((gatekeeper, delivery)) = store::waiting(tx, id)? else { return Ok(None) };
        let credential = keys.reveal(tx, gatekeeper.id, CREDENTIAL)?;
        Ok(Some(Held { gatekeeper, delivery, credential, now: tx.now() }))
    })?;
    let Some(held) = held else {
        let job = job.clone();
        return app.db.write_now(ctx, move |tx| jobs::complete(tx, &job));
    };
    let machine = machine_now(app, &held.gatekeeper)?;
    let (gatekeeper, asked, mine) = (held.gatekeeper.clone(), held.delivery.clone(), job.clone());
    let (verdict, delivery) = app.db.write_now(&machine, move |tx| {
        let (verdict, delivery) = judge(tx, &gatekeeper, &asked)?;
        store::keep_delivery(tx, &delivery)?;
        if let Verdict::Later(at) = verdict {
            jobs::put_off(tx, &mine, at)?;
        }
        Ok((verdict, delivery))
    })?;
    let Verdict::Tell(state) = verdict else { return Ok(()) };
    let held = Held { delivery, ..held };
    if let Err(problem) = tell(app, &held, state) {
        let trouble = Delivery { trouble: Some(problem.to_string()), ..held.delivery };
        app.db.write_now(ctx, move |tx| store::keep_delivery(tx, &trouble))?;
        return Err(problem);
    }
    let mine = job.clone();
    app.db.write_now(&machine, move |tx| {
        let answered_at = Some(tx.now());
        let delivery = Delivery { state, answered_at, again_at: None, trouble: None, ..held.delivery.clone() };
        store::keep_delivery(tx, &delivery)?;
        tx.record(&[fact("gatekeeper.answered", &held.gatekeeper, &delivery)])?;
        jobs::complete(tx, &mine)
    })
}

/// Tells whoever keeps the gate. Who wants it told elsewhere is told nothing.
fn tell(app: &App, held: &Held, state: State) -> Outcome<()> {
    if held.delivery.code.as_deref() == Some(Refusal::CallbackElsewhere.code()) {
        return Ok(());
    }
    let Held { gatekeeper, delivery, credential, now } = held;
    let missing = || Problem::Unavailable("the gatekeeper has nothing that lets its answer in".to_owned());
    let credential = credential.as_ref().ok_or_else(missing)?;
    match &delivery.asked.back {
        Some(Back::Github { callback, installation }) => {
            let review = github::Review {
                callback,
                installation: *installation,
                environment: &delivery.asked.target,
                state,
                comment: &delivery.detail,
            };
            outgoing::wait(github::answer(app, gatekeeper, credential, *now, review))?
        }
        Some(Back::Gitlab { project, request, check }) => {
            let check = gitlab::Check {
                project: *project,
                request: *request,
                check: *check,
                commit: &delivery.asked.commit,
                state,
            };
            outgoing::wait(gitlab::answer(app, gatekeeper, credential, check))?
        }
        None => Ok(()),
    }
}

/// Decides about a delivery. One that may wait is decided, and kept as such, only when it may go or must be rejected.
fn judge(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper, delivery: &Delivery) -> Outcome<(Verdict, Delivery)> {
    let question = match question(tx, gatekeeper, delivery)? {
        Ok(question) => question,
        Err(refusal) => return Ok(refused(delivery, &refusal)),
    };
    if gatekeeper.waits {
        let answer = match decisions::look_in(tx, &question) {
            Err(problem @ (Problem::NotFound { .. } | Problem::Invalid(_))) => {
                return Ok(refused(delivery, &Refusal::Unseen(problem.to_string())));
            }
            answer => answer?,
        };
        if !answer.is_allowed()
            && let Some(at) = gatekeeper.again_at(delivery.received_at, tx.now(), answer.allowed_from)
        {
            let detail = explain(&answer);
            let later = Delivery { detail, again_at: Some(at), trouble: None, ..delivery.clone() };
            return Ok((Verdict::Later(at), later));
        }
    }
    match decisions::decide_in(tx, &question) {
        Ok(told) => {
            let state = if told.answer.is_allowed() { State::Allowed } else { State::Refused };
            let (detail, decision) = (explained(delivery, &told), Some(told.listed.id));
            let decided = Delivery { code: None, detail, decision, again_at: None, ..delivery.clone() };
            Ok((Verdict::Tell(state), decided))
        }
        Err(problem @ (Problem::NotFound { .. } | Problem::Invalid(_))) => {
            Ok(refused(delivery, &Refusal::Unseen(problem.to_string())))
        }
        Err(other) => Err(other),
    }
}

fn refused(delivery: &Delivery, refusal: &Refusal) -> (Verdict, Delivery) {
    let (code, detail) = (Some(refusal.code().to_owned()), format!("It may not go: {refusal}."));
    let refused = Delivery { code, detail, decision: None, again_at: None, ..delivery.clone() };
    (Verdict::Tell(State::Refused), refused)
}

/// What a delivery asks, or why that is not known.
fn question(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper, delivery: &Delivery) -> Outcome<Result<Question, Refusal>> {
    let asked = &delivery.asked;
    if let Some(Back::Github { callback, .. }) = &asked.back
        && !gatekeeper.answers_at(&asked.repository, callback)
    {
        return Ok(Err(Refusal::CallbackElsewhere));
    }
    if gatekeeper.archived_at.is_some() {
        return Ok(Err(Refusal::Archived));
    }
    let bound = match gatekeeper.bound(asked) {
        Ok(bound) => bound,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let system = match systems::get(tx, &bound.system.to_string()) {
        Ok(system) => system,
        Err(Problem::NotFound { .. }) => {
            return Ok(Err(Refusal::Unseen(format!("the system of {} is not there", asked.repository))));
        }
        Err(other) => return Err(other),
    };
    let version = match gatekeeper.version_by {
        VersionBy::Ref => gatekeeper.number_in(&asked.reference).to_owned(),
        VersionBy::Commit => {
            let mut numbers = versions::built_from(tx, system.id, &asked.commit)?;
            match (numbers.pop(), numbers.is_empty()) {
                (Some(number), true) => number,
                (Some(last), false) => {
                    numbers.push(last);
                    return Ok(Err(Refusal::SeveralVersions { commit: asked.commit.clone(), numbers }));
                }
                (None, _) => return Ok(Err(Refusal::UnknownVersion(asked.commit.clone()))),
            }
        }
    };
    Ok(Ok(Question {
        environment: bound.environment.to_string(),
        system: Some(system.id.to_string()),
        version: Some(version),
        ..Question::default()
    }))
}

/// An answer in words, with where to read more.
pub(super) fn explained(delivery: &Delivery, told: &Told) -> String {
    format!("{}\n{}/decide?decision={}", explain(&told.answer), delivery.origin, told.listed.id)
}

/// A fact about a delivery. What was asked about is told by the decision, to whoever may see it.
pub(super) fn fact(kind: &'static str, gatekeeper: &Gatekeeper, delivery: &Delivery) -> Fact {
    let fact = domain::fact(kind, gatekeeper).change("delivery", (), delivery.id);
    if delivery.state == State::Waiting {
        return fact;
    }
    let fact = fact.change("state", (), delivery.state).change("code", None::<&str>, &delivery.code);
    fact.change("decision", None::<DecisionId>, delivery.decision)
}
