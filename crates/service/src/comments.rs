//! What people say about a release, and whom they mention.

use crate::{App, Ctx, Page, Slice, app::fresh};
use signalbox_domain::{
    Outcome, Problem,
    authz::{Administer, Comment as MayComment, Permit},
    releases::{
        Comment, Release,
        comment::{self, Mention, State},
    },
};
use signalbox_store::{
    Tx,
    comments::{self as store, Candidate},
    releases,
};

pub use signalbox_store::grants::Holder;
pub use store::View;

/// How many people, and how many teams, are suggested at once.
const SUGGESTED: usize = 12;
/// How many handles of one text are looked up: more than it may mention.
const LOOKED_UP: usize = 2 * comment::MOST_MENTIONS;

/// Somebody who may be mentioned, and what a text has to call them.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What follows the `@`.
    pub handle: String,
    /// Who.
    pub who: Holder,
}

/// The comments on a release, the newest first.
///
/// # Errors
/// The release cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, release: String, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            store::list(tx, release.id, &page)
        })
        .await
}

/// People and teams who can see the release and whose name, address or key holds a text, with what to call them.
///
/// # Errors
/// The release cannot be found.
pub async fn mentionable(app: &App, ctx: &Ctx, release: String, text: String) -> Outcome<Vec<Suggestion>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let found = store::mentionable(tx, place(&release), text.trim().trim_start_matches('@'), SUGGESTED)?;
            let stems: Vec<String> = found.iter().map(|candidate| short(&candidate.called).to_owned()).collect();
            let rivals = store::called(tx, place(&release), &stems)?;
            let suggestion = |candidate: Candidate| {
                let stem = short(&candidate.called);
                let suffices = meant(&rivals, stem).map(store::party) == Some(store::party(&candidate.who));
                let handle = if suffices { stem } else { &candidate.called }.to_owned();
                // What a text could not call is not suggested.
                let callable = comment::handles(&format!("@{handle}")) == [handle.as_str()];
                callable.then_some(Suggestion { handle, who: candidate.who })
            };
            Ok(found.into_iter().filter_map(suggestion).collect())
        })
        .await
}

/// Says something.
///
/// # Errors
/// A fault of the text; the release cannot be found or is archived; a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, body: String) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let permit = permit(tx, &release)?;
            let mentions = mentions(tx, &release, &body)?;
            let made = Comment {
                id: tx.new_id(),
                release: release.id,
                author: tx.ctx().actor.person(),
                written_at: tx.now(),
                state: State::Said { body: body.clone(), mentions, edited_at: None },
                rev: 1,
            };
            let decided = comment::add(made, release.portfolio)?;
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, release.id, &decided.state.id.to_string())
        })
        .await
}

/// Changes what one said.
///
/// # Errors
/// A stale revision; a fault of the text; anybody but the author, or too late; an archived release; a missing right.
pub async fn change(app: &App, ctx: &Ctx, release: String, named: String, rev: i64, body: String) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::view(tx, release.id, &named)?.comment;
            fresh(tx, "comment", before.id, rev, before.rev)?;
            let permit = permit(tx, &release)?;
            let mentions = mentions(tx, &release, &body)?;
            let (by, now) = (tx.ctx().actor.person(), tx.now());
            let decided = comment::edit(&before, body.clone(), mentions, by, now, release.portfolio)?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, release.id, &named)
        })
        .await
}

/// Takes back what was said. The place stays, with who emptied it.
///
/// # Errors
/// A stale revision; anybody but the author or an administrator of the portfolio; an archived release.
pub async fn delete(app: &App, ctx: &Ctx, release: String, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::view(tx, release.id, &named)?.comment;
            fresh(tx, "comment", before.id, rev, before.rev)?;
            let permit = permit(tx, &release)?;
            let moderates = match tx.permit::<Administer>("release", release.id, release.portfolio) {
                Ok(_) => true,
                Err(Problem::Forbidden { .. }) => false,
                Err(other) => return Err(other),
            };
            let (by, now) = (tx.ctx().actor.person(), tx.now());
            let decided = comment::delete(&before, by, moderates, now, release.portfolio)?;
            store::update(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)
        })
        .await
}

/// Whom a text mentions. A handle that means nobody who can see the release, or more than one, is plain text: the answer
/// does not tell which, or it would tell who is there.
fn mentions(tx: &mut Tx<'_>, release: &Release, body: &str) -> Outcome<Vec<Mention>> {
    let mut handles = comment::handles(body);
    handles.truncate(LOOKED_UP);
    let called = store::called(tx, place(release), &handles)?;
    let mention = |handle: String| {
        let who = store::party(meant(&called, &handle)?);
        Some(Mention { handle, who })
    };
    Ok(handles.into_iter().filter_map(mention).collect())
}

/// Whom a handle means: the team with this key, else the person with this address, else the only person whose address
/// begins with it.
fn meant<'c>(called: &'c [Candidate], handle: &str) -> Option<&'c Holder> {
    let is_team = |candidate: &&Candidate| matches!(candidate.who, Holder::Team(_));
    let whole = |candidate: &&Candidate| candidate.called == handle;
    if let Some(found) = called.iter().find(|one| is_team(one) && whole(one)).or_else(|| called.iter().find(whole)) {
        return Some(&found.who);
    }
    let mut begin = called.iter().filter(|one| !is_team(one) && short(&one.called) == handle);
    begin.next().filter(|_| begin.next().is_none()).map(|one| &one.who)
}

const fn place(release: &Release) -> store::Where {
    store::Where { release: release.id, portfolio: release.portfolio }
}

/// What stands before the `@` of an address; a key as it is.
fn short(called: &str) -> &str {
    called.split_once('@').map_or(called, |(before, _)| before)
}

fn permit(tx: &mut Tx<'_>, release: &Release) -> Outcome<Permit<MayComment>> {
    let permit = tx.permit("release", release.id, release.portfolio)?;
    if release.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)));
    }
    Ok(permit)
}
