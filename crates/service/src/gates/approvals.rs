//! Requests for the approval of gates: asked for, decided by those whom the rules name, each as one person and once.

use super::{
    RequestView, Said,
    criteria::not_archived,
    ground::{Ground, Voters},
};
use crate::{App, Ctx, Page, Slice, accounts::in_a_session, app::fresh};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Reason,
    authz::Plan as MayPlan,
    gates::{
        Approval, Request, Rule, Statement, Verdict, Voter,
        duties::Given,
        request::{self, Ended},
        statement::FRESH,
    },
    id::{ApprovalId, ApprovalRequestId, PersonId, SessionId},
    releases::plan::{self, Verdict as GateVerdict},
};
use signalbox_store::{Tx, accounts, gates::requests as store, journal, plans, releases};

/// A request with what was said to it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The request.
    pub view: RequestView,
    /// What was said, in order.
    pub said: Vec<Said>,
}

/// What a list of requests is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this release.
    pub release: Option<String>,
    /// Whether they still wait.
    pub open: Option<bool>,
}

/// Requests by when their gates are due.
///
/// # Errors
/// The release cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Told>> {
    app.db
        .read(ctx, move |tx| {
            let release = filter.release.as_deref().map(|named| releases::get(tx, named)).transpose()?;
            let wanted = store::Filter { release: release.map(|release| release.id), gate: None, open: filter.open };
            let found = store::list(tx, &wanted, &page)?;
            let ids: Vec<ApprovalRequestId> = found.items.iter().map(|view| view.request.id).collect();
            let mut said = store::said(tx, &ids)?;
            Ok(found.map(|view| Told { said: said.remove(&view.request.id).unwrap_or_default(), view }))
        })
        .await
}

/// One request.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Told> {
    app.db.read(ctx, move |tx| told(tx, &named)).await
}

fn told(tx: &mut Tx<'_>, named: &str) -> Outcome<Told> {
    let view = store::view(tx, named)?;
    let said = store::said(tx, &[view.request.id])?.remove(&view.request.id).unwrap_or_default();
    Ok(Told { view, said })
}

/// Asks for the approval of a gate as it is now. What it needs beside approvals has to hold first: approvers decide on what is
/// there.
///
/// # Errors
/// Criteria that are open, each with who sees to it; a gate that is decided, without rules, or for which a request waits; a
/// missing right.
pub async fn ask(
    app: &App,
    ctx: &Ctx,
    release: String,
    gate: String,
    note: String,
    expires_at: Option<Timestamp>,
) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let ground = Ground::named(tx, &release, &gate)?;
            let permit = tx.permit::<MayPlan>("release", ground.release.id, ground.release.portfolio)?;
            not_archived(&ground.release)?;
            if let Some(waiting) = ground.request.as_ref().filter(|view| view.request.end.is_none()) {
                let told = format!("request {} waits already; withdraw it first", waiting.request.number);
                return Err(Problem::refused("waits", told));
            }
            let id: ApprovalRequestId = tx.new_id();
            let new = Request {
                id,
                gate: ground.milestone.id,
                gate_name: ground.milestone.name.clone(),
                release: ground.release.id,
                portfolio: ground.release.portfolio,
                number: store::next_number(tx, ground.milestone.id)?,
                digest: ground.content.digest()?,
                content: ground.content.clone(),
                note: note.clone(),
                requested_by: tx.ctx().actor.person(),
                requested_for: permit.on_behalf_of(),
                requested_at: tx.now(),
                expires_at,
                end: None,
                rev: 1,
            };
            let decided = request::ask(new, &ground.milestone)?;
            let tallies = ground.tallies(&[]);
            let open = ground.gate(&tallies).open_criteria();
            if !open.is_empty() {
                let detail = format!("{} is not ready for approval: criteria are open", ground.milestone.name);
                return Err(Problem::Refused { detail, reasons: open });
            }
            if !store::any_to_watch(tx)? {
                // Nothing was looked after so far: what happened before does not bear on the first.
                let (before, last) = (store::looked_at(tx)?, journal::last_position(tx)?);
                store::look_from(tx, before, last)?;
            }
            store::insert(tx, &decided.state)?;
            tx.record(&decided.facts)?;
            told(tx, &id.to_string())
        })
        .await
}

/// Takes a request back.
///
/// # Errors
/// A stale revision; one that has ended; no reason; a missing right.
pub async fn withdraw(app: &App, ctx: &Ctx, named: String, rev: i64, reason: Option<String>) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.request;
            fresh(tx, "approval request", before.id, rev, before.rev)?;
            tx.permit::<MayPlan>("release", before.release, before.portfolio)?;
            let by = tx.ctx().actor.person();
            end(tx, &before, Ended::Withdrawn, by, reason.as_deref())?;
            told(tx, &named)
        })
        .await
}

/// Ends a request and journals it.
pub(super) fn end(
    tx: &mut Tx<'_>,
    before: &Request,
    outcome: Ended,
    by: Option<PersonId>,
    reason: Option<&str>,
) -> Outcome<Request> {
    let decided = request::end(before, outcome, by, reason, tx.now())?;
    let ending = decided.state.end.as_ref();
    store::end(tx, before, ending.ok_or_else(|| Problem::Internal("a request ended without an end".to_owned()))?)?;
    tx.record(&decided.facts)?;
    Ok(Request { rev: before.rev + 1, ..decided.state })
}

/// What somebody says to a request.
#[derive(Clone, Debug)]
pub struct Word {
    /// What.
    pub verdict: Verdict,
    /// The digest of what they looked at.
    pub content: String,
    /// By which rule, by id; the first that takes it when absent.
    pub rule: Option<String>,
    /// For whom, by id or mail address; themselves when absent.
    pub on_behalf_of: Option<String>,
    /// In words; needed to reject and to return.
    pub comment: Option<String>,
    /// When the statement was drawn up that they sign, to the second.
    pub signed_at: Option<Timestamp>,
    /// The digest of that statement.
    pub statement: Option<String>,
}

/// Draws up what whoever asks would sign: its text, its digest, and the instant that stands in it. Nothing is saved.
///
/// # Errors
/// As [`say`], but for the signature.
pub async fn statement(app: &App, ctx: &Ctx, named: String, word: Word) -> Outcome<Statement> {
    app.db
        .read(ctx, move |tx| {
            let now = tx.now();
            let second = Timestamp::from_second(now.as_second()).unwrap_or(now);
            let (ground, request) = waiting(tx, &named)?;
            let whose = Whose::find(tx, &word)?;
            let voter = Voter { person: whose.me.id, on_behalf_of: whose.for_id(), by_token: false };
            ground.place(voter, word.rule.as_deref()).map_err(|reasons| refusal(&request, reasons))?;
            draw_up(&ground, &request, &whose, &word, second)
        })
        .await
}

/// Says something to a request that waits: approves, rejects or returns it. Whoever may not is told why, and what bars them
/// by their duties is journalled. The last approval that is needed passes the gate, when nothing else holds it.
///
/// # Errors
/// A request that has ended or is out of time; what they looked at is not what is to be approved any more; whoever no rule
/// names, or who asked, wrote it or carries it out, by whatever name; a token; a signature that is missing, too old, or for
/// another statement; no comment where one is needed.
pub async fn say(app: &App, ctx: &Ctx, session: Option<SessionId>, named: String, word: Word) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let (ground, request) = waiting(tx, &named)?;
            if word.content != request.digest {
                let told = "what you looked at is not what is to be approved; look at the request again";
                return Err(Problem::Refused {
                    detail: told.to_owned(),
                    reasons: vec![Reason::new("content", told).cleared_by("you, by reading it again")],
                });
            }
            let whose = Whose::find(tx, &word)?;
            let voter = Voter { person: whose.me.id, on_behalf_of: whose.for_id(), by_token: session.is_none() };
            let rule = match ground.place(voter, word.rule.as_deref()) {
                Ok(rule) => rule.clone(),
                Err(reasons) => {
                    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code).collect();
                    if codes.iter().any(|code| ["token", "requester", "author", "implementer"].contains(code)) {
                        tx.record(&[request::barred(&request, &codes)])?;
                    }
                    return Ok(Err(refusal(&request, reasons)));
                }
            };
            let comment = request::comment(word.comment.as_deref())?;
            let signed = signature(tx, &ground, &request, &whose, &rule, &word, session)?;
            let approval = Approval {
                id: tx.new_id::<ApprovalId>(),
                request: request.id,
                rule: rule.id,
                rule_name: rule.name.clone(),
                person: whose.me.id,
                on_behalf_of: whose.for_id(),
                verdict: word.verdict,
                comment: comment.clone(),
                at: tx.now(),
                printed_name: whose.me.name.clone(),
                statement_digest: signed.as_ref().map(Statement::digest),
                statement: signed.as_ref().map(Statement::text),
            };
            store::say(tx, &approval)?;
            if let Some(absent) = approval.on_behalf_of {
                tx.stands_in(approval.id, absent);
            }
            tx.record(&[request::voted(&request, &approval)])?;
            conclude(tx, &ground, &request, &approval)?;
            told(tx, &named).map(Ok)
        })
        .await?
}

/// What follows from what was said.
fn conclude(tx: &mut Tx<'_>, ground: &Ground, request: &Request, approval: &Approval) -> Outcome<()> {
    let (by, comment) = (Some(approval.person), approval.comment.as_deref());
    match approval.verdict {
        Verdict::Return => end(tx, request, Ended::Returned, by, comment).map(drop),
        Verdict::Reject => {
            let ended = end(tx, request, Ended::Rejected, by, comment)?;
            decide_gate(tx, ground, &ended, GateVerdict::Fail, by, comment)
        }
        Verdict::Approve => {
            let mut given = ground.given();
            let voter = Voter { person: approval.person, on_behalf_of: approval.on_behalf_of, by_token: false };
            given.push(Given { rule: approval.rule, voter });
            if ground.tallies(&given).iter().any(|tally| tally.lacks > 0) {
                return Ok(());
            }
            let ended = end(tx, request, Ended::Approved, by, None)?;
            let after = Ground::load(tx, &ground.release, &ground.plan, &ground.milestone)?;
            let tallies = after.tallies(&after.given());
            if after.gate(&tallies).blockers().is_empty() {
                decide_gate(tx, ground, &ended, GateVerdict::Pass, by, None)?;
            }
            Ok(())
        }
    }
}

/// Decides a gate by what its approvers said.
pub(super) fn decide_gate(
    tx: &mut Tx<'_>,
    ground: &Ground,
    request: &Request,
    verdict: GateVerdict,
    by: Option<PersonId>,
    reason: Option<&str>,
) -> Outcome<()> {
    let reason = reason.map(str::to_owned);
    let (decided, fact) = plan::decide(&ground.release, &ground.milestone, verdict, by, reason, tx.now())?;
    plans::decided_by_approval(tx, &ground.milestone, &decided, request)?;
    tx.record(&[fact])
}

/// A request that can be decided now, and what its gate stands on.
fn waiting(tx: &mut Tx<'_>, named: &str) -> Outcome<(Ground, Request)> {
    let request = store::view(tx, named)?.request;
    request::is_open(&request)?;
    if let Some(expires) = request.expires_at.filter(|expires| *expires <= tx.now()) {
        let told = format!("the request could be decided until {expires}; whoever asked has to ask again");
        return Err(Problem::refused("expired", told));
    }
    let ground = Ground::named(tx, &request.release.to_string(), &request.gate.to_string())?;
    not_archived(&ground.release)?;
    if !ground.changed.is_empty() {
        let told =
            format!("{} changed since approval was asked for; it has to be asked for again", ground.changed.join(", "));
        let reason = Reason::new("void", told.clone()).cleared_by("whoever plans the release");
        return Err(Problem::Refused { detail: told, reasons: vec![reason] });
    }
    Ok((ground, request))
}

fn refusal(request: &Request, reasons: Vec<Reason>) -> Problem {
    Problem::Refused { detail: format!("you cannot decide about {}", request.gate_name), reasons }
}

/// Whoever speaks, and for whom.
struct Whose {
    me: PersonRef,
    absent: Option<PersonRef>,
}

impl Whose {
    fn find(tx: &mut Tx<'_>, word: &Word) -> Outcome<Self> {
        let voters = Voters::of_caller(tx)?;
        let nobody = || Problem::refused("nobody", "an approval is a person's own act; sign in as one");
        let me = voters.me.ok_or_else(nobody)?;
        let absent = match &word.on_behalf_of {
            None => None,
            Some(named) => {
                let id = signalbox_store::activities::person(tx, named)?;
                let found = voters.absent.into_iter().find(|absent| absent.id == id);
                let told = "you do not stand in for them now; they, or an administrator, can see to that";
                Some(found.ok_or_else(|| Problem::fault("/on_behalf_of", "delegation", told))?)
            }
        };
        Ok(Self { me: PersonRef { id: me, name: store::printed_name(tx, me)? }, absent })
    }

    fn for_id(&self) -> Option<PersonId> {
        self.absent.as_ref().map(|absent| absent.id)
    }
}

fn draw_up(ground: &Ground, request: &Request, whose: &Whose, word: &Word, at: Timestamp) -> Outcome<Statement> {
    Ok(Statement {
        release: ground.release.key.clone(),
        gate: ground.milestone.key.clone(),
        gate_name: ground.milestone.name.clone(),
        request: request.id,
        number: request.number,
        content: request.digest.clone(),
        verdict: word.verdict,
        name: whose.me.name.clone(),
        person: whose.me.id,
        on_behalf_of: whose.absent.as_ref().map(|absent| (absent.name.clone(), absent.id)),
        at,
        zone: ground.release.zone.clone(),
        comment: request::comment(word.comment.as_deref())?,
    })
}

/// The statement that was signed: drawn up within the last minutes, and confirmed in this session for its very bytes.
fn signature(
    tx: &mut Tx<'_>,
    ground: &Ground,
    request: &Request,
    whose: &Whose,
    rule: &Rule,
    word: &Word,
    session: Option<SessionId>,
) -> Outcome<Option<Statement>> {
    let (at, digest) = match (word.signed_at, &word.statement) {
        (Some(at), Some(digest)) => (at, digest),
        (None, None) if !rule.signed => return Ok(None),
        (None, None) => {
            let told = format!("{} asks for a signature: read the statement, then confirm that it is you", rule.name);
            return Err(Problem::Denied(Reason::new("sign", told)));
        }
        _ => return Err(Problem::fault("/statement", "choice", "a signature has both an instant and a digest")),
    };
    let age = tx.now().duration_since(at);
    if age > FRESH || age < -jiff::SignedDuration::from_secs(2) {
        let told =
            format!("a statement is signed within {} minutes after it was drawn up; read it again", FRESH.as_mins());
        return Err(Problem::Denied(Reason::new("statement_old", told)));
    }
    let statement = draw_up(ground, request, whose, word, at)?;
    if statement.digest() != *digest {
        let told = "what was signed is not this statement; read it again";
        return Err(Problem::Denied(Reason::new("statement", told)));
    }
    if !accounts::use_confirmation(tx, in_a_session(session)?, digest, at)? {
        let told = "confirm that it is you for this statement: POST /session/confirmation with its digest";
        return Err(Problem::Denied(Reason::new("sign", told)));
    }
    Ok(Some(statement))
}
