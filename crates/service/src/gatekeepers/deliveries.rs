//! What gates that others keep ask: proven by its signature, taken once. A webhook is answered at once, everybody else by a
//! job.

use super::{
    answers::{self, KIND},
    machine,
    proof::{Unproven, prove as prove_in},
};
use crate::{
    App, Ctx,
    accounts::{Visitor, note_refused},
    decisions::{self, Question, Told},
    people,
    secrets::Secret,
};
use serde_json::Value;
use signalbox_domain::{
    Fact, Outcome, Problem, Reason,
    gatekeepers::{self as domain, Asked, Gatekeeper, Heard, Kind, Refusal, State, hear_github, hear_gitlab},
    id::DecisionId,
};
use signalbox_store::{
    Tx,
    gatekeepers::{self as store, Delivery, SECRET},
    jobs,
};
use std::net::IpAddr;

/// What was sent, of which each kind of gatekeeper looks at its own.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// `X-Hub-Signature-256`.
    pub github_signature: Option<String>,
    /// `X-GitHub-Event`.
    pub github_event: Option<String>,
    /// `X-GitHub-Delivery`.
    pub github_delivery: Option<String>,
    /// `X-Gitlab-Signature`.
    pub gitlab_signature: Option<String>,
    /// `webhook-id`.
    pub webhook_id: Option<String>,
    /// `webhook-timestamp`.
    pub webhook_timestamp: Option<String>,
    /// `webhook-signature`.
    pub webhook_signature: Option<String>,
    /// The body, byte by byte.
    pub body: Vec<u8>,
    /// The address by which the sender knows this installation.
    pub origin: String,
}

/// A delivery that was proven to come from a gatekeeper.
#[derive(Clone, Debug)]
pub struct Proven {
    gatekeeper: Gatekeeper,
    number: String,
    event: String,
    origin: String,
}

impl Proven {
    /// Whose gate it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.gatekeeper.kind
    }
}

/// What becomes of a delivery.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The delivery.
    pub delivery: Delivery,
    /// Everything that is in the way.
    pub reasons: Vec<Reason>,
    /// Whether it came before.
    pub again: bool,
}

/// Finds out whether a delivery comes from a gatekeeper. Whoever cannot prove that learns nothing, not even whether there is
/// such a gatekeeper.
///
/// # Errors
/// [`Problem::Unauthenticated`]; a refusal when the gatekeeper was put away.
pub async fn prove(app: &App, from: &Visitor, named: String, sent: Sent) -> Outcome<Proven> {
    let (ctx, keys) = (Ctx::system(&from.request), app.keys.clone());
    let find = move |tx: &mut Tx<'_>| {
        let found = store::any(tx, &named)?;
        let secret = match &found {
            Some(gatekeeper) => keys.reveal(tx, gatekeeper.id, SECRET)?,
            None => None,
        };
        Ok((found, secret, tx.now()))
    };
    let (found, secret, now) = app.db.read(&ctx, find).await?;
    let kind = found.as_ref().map_or(Kind::Github, |gatekeeper| gatekeeper.kind);
    // What is compared with nothing takes as long.
    let secret = secret.unwrap_or_else(|| Secret::new(""));
    let proven = if secret.expose().is_empty() {
        prove_in(kind, &secret, &sent, now).and(Err(Unproven::Signature))
    } else {
        prove_in(kind, &secret, &sent, now)
    };
    match (found, proven) {
        (Some(gatekeeper), Ok(_)) if gatekeeper.archived_at.is_some() => {
            let refusal = Refusal::Archived;
            Err(Problem::refused(refusal.code(), refusal.to_string()))
        }
        (Some(gatekeeper), Ok(number)) => {
            let event = sent.github_event.unwrap_or_default();
            Ok(Proven { gatekeeper, number, event, origin: sent.origin })
        }
        (Some(_), Err(Unproven::Number)) => {
            Err(Problem::fault("", "number", "say which delivery it is, in 1 to 200 visible characters"))
        }
        (found, unproven) => {
            let (address, late) = (from.address, unproven == Err(Unproven::Timestamp));
            app.db.write(&ctx, move |tx| note(tx, found.as_ref(), address, late)).await?;
            Err(Problem::Unauthenticated(if late {
                "this delivery was signed more than 5 minutes ago, or in the future; sign it when it is sent, and mind the \
                 clock"
                    .to_owned()
            } else {
                "this delivery does not prove that it comes from a gatekeeper that is known here; sign it with the secret \
                 of the gatekeeper, which whoever administers it can replace"
                    .to_owned()
            }))
        }
    }
}

/// Notes that somebody sent what is not proven, and why.
fn note(tx: &mut Tx<'_>, found: Option<&Gatekeeper>, address: IpAddr, late: bool) -> Outcome<()> {
    let root = people::root(tx)?;
    let fact = match found {
        Some(gatekeeper) => Fact::of("gatekeeper.refused", gatekeeper.id, root).named(&gatekeeper.name),
        None => Fact::of("gatekeeper.refused", root, root).named("an unknown gatekeeper"),
    };
    let cause = match (found, late) {
        (None, _) => "unknown",
        (Some(_), true) => "timestamp",
        (Some(_), false) => "signature",
    };
    let fact = fact.change("address", None::<IpAddr>, address).change("cause", None::<&str>, cause);
    note_refused(tx, address, fact)
}

/// Takes what GitHub or GitLab asks, to be answered by a job. What came before is not asked again while it waits; what GitLab
/// sends once more after an answer is, because that is what its button *Retry* does.
///
/// # Errors
/// A fault for what is not understood.
pub async fn take(app: &App, proven: Proven, body: Value) -> Outcome<Taken> {
    let heard = match proven.kind() {
        Kind::Github => hear_github(&proven.event, &body),
        Kind::Gitlab => hear_gitlab(&body),
        Kind::Webhook => Err(Refusal::Malformed("a webhook asks as POST /decisions does")),
    };
    let heard = heard.map_err(|refusal| Problem::fault("", refusal.code(), refusal.to_string()))?;
    let ctx = machine(app, &proven.gatekeeper).await?;
    app.db.write(&ctx, move |tx| take_in(tx, &proven, &heard)).await
}

fn take_in(tx: &mut Tx<'_>, proven: &Proven, heard: &Heard) -> Outcome<Taken> {
    let gatekeeper = &proven.gatekeeper;
    let known = store::delivery_numbered(tx, gatekeeper.id, &proven.number)?;
    if let Some(delivery) = known {
        let asks_again = gatekeeper.kind == Kind::Gitlab && matches!(delivery.state, State::Allowed | State::Refused);
        if !asks_again {
            if delivery.state == State::Waiting {
                // One that rests after its last failure is tried anew.
                enqueue(tx, &delivery)?;
            }
            return Ok(Taken { delivery, reasons: Vec::new(), again: true });
        }
        let asked = delivery.asked.clone();
        let delivery = Delivery { id: delivery.id, ..new(tx, proven, asked, State::Waiting) };
        return ask(tx, gatekeeper, delivery, true);
    }
    match heard {
        Heard::Nothing(why) => {
            let detail = (*why).to_owned();
            let delivery = Delivery { detail, ..new(tx, proven, Asked::default(), State::Ignored) };
            store::keep_delivery(tx, &delivery)?;
            tx.record(&[domain::fact("gatekeeper.heard", gatekeeper).because(Some(delivery.detail.clone()))])?;
            Ok(Taken { delivery, reasons: Vec::new(), again: false })
        }
        Heard::Asks(asked) => {
            let delivery = new(tx, proven, asked.clone(), State::Waiting);
            ask(tx, gatekeeper, delivery, false)
        }
    }
}

fn ask(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper, delivery: Delivery, again: bool) -> Outcome<Taken> {
    store::keep_delivery(tx, &delivery)?;
    enqueue(tx, &delivery)?;
    tx.record(&[answers::fact("gatekeeper.asked", gatekeeper, &delivery)])?;
    Ok(Taken { delivery, reasons: Vec::new(), again })
}

fn enqueue(tx: &mut Tx<'_>, delivery: &Delivery) -> Outcome<()> {
    let (now, payload) = (tx.now(), serde_json::json!({"delivery": delivery.id}));
    jobs::enqueue(tx, KIND, &payload, now, Some(&format!("{KIND} {}", delivery.id)))
}

fn new(tx: &Tx<'_>, proven: &Proven, asked: Asked, state: State) -> Delivery {
    Delivery {
        id: tx.new_id(),
        gatekeeper: proven.gatekeeper.id,
        number: proven.number.clone(),
        received_at: tx.now(),
        origin: proven.origin.clone(),
        asked,
        state,
        code: None,
        detail: String::new(),
        decision: None,
        answered_at: None,
        again_at: None,
        trouble: None,
    }
}

/// Answers what a webhook asks, at once: `Ok` when it may go, and a refusal with everything that is in the way when it may
/// not. What came before is answered as before.
///
/// # Errors
/// A refusal.
pub async fn decide(app: &App, proven: Proven, question: Question) -> Outcome<Taken> {
    let ctx = machine(app, &proven.gatekeeper).await?;
    let taken = app.db.write(&ctx, move |tx| decide_in(tx, &proven, &question)).await?;
    if taken.delivery.state == State::Allowed {
        return Ok(taken);
    }
    Err(Problem::Refused { detail: taken.delivery.detail, reasons: taken.reasons })
}

fn decide_in(tx: &mut Tx<'_>, proven: &Proven, question: &Question) -> Outcome<Taken> {
    let gatekeeper = &proven.gatekeeper;
    if let Some(delivery) = store::delivery_numbered(tx, gatekeeper.id, &proven.number)? {
        let reasons = match delivery.decision {
            Some(decision) => reasons_of(tx, decision)?,
            None => vec![Reason::new(UNSEEN, delivery.detail.clone())],
        };
        return Ok(Taken { delivery, reasons, again: true });
    }
    let asked = Asked {
        repository: question.system.clone().unwrap_or_default(),
        target: question.environment.clone(),
        reference: question.version.clone().unwrap_or_default(),
        ..Asked::default()
    };
    let delivery = new(tx, proven, asked, State::Waiting);
    let (answered_at, mut reasons) = (Some(tx.now()), Vec::new());
    let delivery = match decisions::decide_in(tx, question) {
        Ok(told) => {
            reasons = blockers(&told);
            let state = if told.answer.is_allowed() { State::Allowed } else { State::Refused };
            let detail = answers::explained(&delivery, &told);
            Delivery { state, detail, decision: Some(told.listed.id), answered_at, ..delivery }
        }
        Err(problem @ (Problem::NotFound { .. } | Problem::Invalid(_))) => {
            let refusal = Refusal::Unseen(problem.to_string());
            reasons.push(Reason::new(UNSEEN, refusal.to_string()));
            let (code, detail) = (Some(refusal.code().to_owned()), refusal.to_string());
            Delivery { state: State::Refused, code, detail, answered_at, ..delivery }
        }
        Err(other) => return Err(other),
    };
    store::keep_delivery(tx, &delivery)?;
    tx.record(&[answers::fact("gatekeeper.answered", gatekeeper, &delivery)])?;
    Ok(Taken { delivery, reasons, again: false })
}

/// The word for what a webhook asked about and the gatekeeper does not see.
const UNSEEN: &str = "unseen";

/// Everything that was in the way of what was decided. What the machine may not see any more is not told again.
fn reasons_of(tx: &mut Tx<'_>, decision: DecisionId) -> Outcome<Vec<Reason>> {
    match decisions::get_in(tx, &decision.to_string()) {
        Ok(told) => Ok(blockers(&told)),
        Err(Problem::NotFound { .. }) => Ok(Vec::new()),
        Err(other) => Err(other),
    }
}

fn blockers(told: &Told) -> Vec<Reason> {
    let one = |blocker: &signalbox_domain::decisions::Blocker| Reason {
        code: blocker.code,
        detail: blocker.detail.clone(),
        who: blocker.who.clone(),
        until: blocker.until,
    };
    told.answer.blockers.iter().map(one).collect()
}
