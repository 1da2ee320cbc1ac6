//! People: one list for the whole installation.

use crate::{App, Ctx, Page, Slice, accounts::sessions::require_fresh, app::fresh, grants::keep_an_administrator};
use signalbox_domain::{
    Fact, Name, Outcome, Problem, Zone,
    authz::{Action, Administer, Directory, Permit},
    event::differences,
    id::{PersonId, PortfolioId, SessionId},
    people::{Person, is_mail_address},
    problem::{Fault, Faults},
};
use signalbox_store::{Tx, accounts, people as store, portfolios};

pub use store::Filter;

/// What a new person is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// As printed.
    pub name: Name,
    /// Where mail goes and what one signs in with.
    pub email: Option<String>,
    /// True for a machine, which has neither mail nor password.
    pub service: bool,
    /// Language and number format, a BCP 47 tag; `en` when absent.
    pub locale: Option<String>,
    /// The zone the person's times are shown in; UTC when absent.
    pub zone: Option<Zone>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// As printed.
    pub name: Option<Name>,
    /// Where mail goes and what one signs in with.
    pub email: Option<String>,
    /// Language and number format, a BCP 47 tag.
    pub locale: Option<String>,
    /// The zone the person's times are shown in.
    pub zone: Option<Zone>,
}

/// People, by name.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Person>> {
    app.db.read(ctx, move |tx| store::list(tx, &filter, &page)).await
}

/// One person.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Person> {
    app.db.read(ctx, move |tx| store::get(tx, &named)).await
}

/// Adds a person.
///
/// # Errors
/// Every fault of the input, a mail address that is taken, a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Person> {
    check(&new, Faults::none())?;
    app.db.write(ctx, move |tx| create_in(tx, By::Administration, &new, None)).await
}

/// … in a transaction that is open already, with the hash of a password that was checked already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, by: By, new: &New, hash: Option<&str>) -> Outcome<Person> {
    let id: PersonId = tx.new_id();
    let (root, permit) = keeping(tx, by, "person", id)?;
    let person = Person {
        id,
        name: new.name.clone(),
        email: new.email.clone(),
        service: new.service,
        locale: new.locale.clone().unwrap_or_else(|| "en".to_owned()),
        zone: new.zone.clone().unwrap_or_else(Zone::utc),
        archived_at: None,
        rev: 1,
    };
    check_person(&person)?;
    free(tx, &person)?;
    store::insert(tx, &person, &permit)?;
    let made = Fact::of("person.created", id, root).named(&person.name).with(differences(None, Some(&person)));
    tx.record(&[made])?;
    if let Some(hash) = hash {
        accounts::keep_password(tx, hash, &permit)?;
        tx.record(&[Fact::of("person.password_set", id, root).named(&person.name)])?;
    }
    Ok(person)
}

/// Changes a person. Name, locale and zone of oneself may be changed by anyone. `session` is the one in which it is asked;
/// there is none for a token.
///
/// # Errors
/// A stale revision, every fault of the input, a mail address that is taken, a missing right; for another mail address a
/// session that is not fresh.
pub async fn change(
    app: &App,
    ctx: &Ctx,
    session: Option<SessionId>,
    named: String,
    rev: i64,
    change: Change,
) -> Outcome<Person> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "person", before.id, rev, before.rev)?;
            let after = changed(&before, &change);
            check_person(&after)?;
            let changes = differences(Some(&before), Some(&after));
            let oneself = tx.ctx().actor.person() == Some(before.id) && before.email == after.email;
            if !oneself {
                // The address is what one signs in with, and what a provider knows one by.
                if let Some(session) = session
                    && before.email != after.email
                {
                    administration(tx, "person", before.id)?;
                    require_fresh(tx, session)?;
                }
                return save_in(tx, By::Administration, &before, &after);
            }
            if !changes.is_empty() {
                store::update_own(tx, &before, &after)?;
                let root = root(tx)?;
                tx.record(&[Fact::of("person.changed", after.id, root).named(&after.name).with(changes)])?;
            }
            store::get(tx, &named)
        })
        .await
}

/// Makes a person what they are to be.
///
/// # Errors
/// Every fault of the person, a mail address that is taken, a missing right.
pub(crate) fn save_in(tx: &mut Tx<'_>, by: By, before: &Person, after: &Person) -> Outcome<Person> {
    let (root, permit) = keeping(tx, by, "person", before.id)?;
    check_person(after)?;
    let changes = differences(Some(before), Some(after));
    if !changes.is_empty() {
        free(tx, after)?;
        store::update(tx, before, after, &permit)?;
        tx.record(&[Fact::of("person.changed", after.id, root).named(&after.name).with(changes)])?;
    }
    store::get(tx, &before.id.to_string())
}

/// Says that a person left, or came back. Who left is signed out, and their tokens hold no longer.
///
/// # Errors
/// A stale revision, a missing right, the last administrator.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Person> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "person", before.id, rev, before.rev)?;
            archive_in(tx, By::Administration, &before, away)?;
            store::get(tx, &named)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`archive`].
pub(crate) fn archive_in(tx: &mut Tx<'_>, by: By, before: &Person, away: bool) -> Outcome<()> {
    let (root, permit) = keeping(tx, by, "person", before.id)?;
    if before.archived_at.is_some() != away {
        let after = Person { archived_at: away.then_some(tx.now()), ..before.clone() };
        keep_an_administrator(tx, |tx| store::update(tx, before, &after, &permit))?;
        accounts::end_sessions_of(tx, after.id)?;
        let kind = if away { "person.archived" } else { "person.restored" };
        let changes = differences(Some(before), Some(&after));
        tx.record(&[Fact::of(kind, after.id, root).named(&after.name).with(changes)])?;
    }
    Ok(())
}

/// By which right somebody says who is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By administering the whole installation.
    Administration,
    /// By speaking for a directory, which suffices whoever administers too.
    Directory,
}

/// The permit to say who is here, and the root portfolio that it is held on.
pub(crate) fn keeping(
    tx: &mut Tx<'_>,
    by: By,
    noun: &'static str,
    id: impl ToString + Copy,
) -> Outcome<(PortfolioId, Permit<Directory>)> {
    match (by, administration(tx, noun, id)) {
        (_, Ok((root, permit))) => Ok((root, permit.into())),
        (By::Directory, Err(Problem::Forbidden { .. })) => {
            let root = root(tx)?;
            match tx.permit::<Directory>(noun, id, root) {
                Ok(permit) => Ok((root, permit)),
                Err(Problem::NotFound { .. } | Problem::Forbidden { .. }) => {
                    let ask = "an administrator of the whole installation".to_owned();
                    Err(Problem::Forbidden { right: Directory::RIGHT.words(), ask })
                }
                Err(problem) => Err(problem),
            }
        }
        (_, Err(problem)) => Err(problem),
    }
}

/// The permit to change what belongs to the whole installation, and the root portfolio that it is held on. Everybody sees
/// people, so a missing right is told as such.
pub(crate) fn administration(
    tx: &mut Tx<'_>,
    noun: &'static str,
    id: impl ToString + Copy,
) -> Outcome<(PortfolioId, Permit<Administer>)> {
    let root = root(tx)?;
    match tx.permit::<Administer>(noun, id, root) {
        Ok(permit) => Ok((root, permit)),
        Err(Problem::NotFound { .. } | Problem::Forbidden { .. }) => {
            let ask = "an administrator of the whole installation".to_owned();
            Err(Problem::Forbidden { right: Administer::RIGHT.words(), ask })
        }
        Err(problem) => Err(problem),
    }
}

/// Whether the caller administers the whole installation.
pub(crate) fn administers(tx: &mut Tx<'_>) -> Outcome<bool> {
    match administration(tx, "installation", "") {
        Ok(_) => Ok(true),
        Err(Problem::Forbidden { .. }) => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// The root portfolio, to which the facts of the whole installation belong.
pub(crate) fn root(tx: &mut Tx<'_>) -> Outcome<PortfolioId> {
    let root = portfolios::root(tx)?;
    root.map(|root| root.id).ok_or_else(|| Problem::Internal("there is no root portfolio".to_owned()))
}

fn changed(before: &Person, change: &Change) -> Person {
    let mut after = before.clone();
    after.name = change.name.clone().unwrap_or(after.name);
    after.email = change.email.clone().or(after.email);
    after.locale = change.locale.clone().unwrap_or(after.locale);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after
}

/// Checks a new person's input, together with what is wrong with the rest of it.
pub(crate) fn check(new: &New, others: Faults) -> Outcome<()> {
    let mut faults = Faults::none();
    faults.extend(faults_of(new.email.as_deref(), new.service, new.locale.as_deref()));
    faults.extend(others.into_vec());
    faults.finish()
}

fn check_person(person: &Person) -> Outcome<()> {
    let mut faults = Faults::none();
    faults.extend(faults_of(person.email.as_deref(), person.service, Some(&person.locale)));
    faults.finish()
}

fn faults_of(email: Option<&str>, service: bool, locale: Option<&str>) -> Vec<Fault> {
    let mut faults = Faults::none();
    if let Some(email) = email {
        faults.require(is_mail_address(email), "/email", "email", || format!("{email:?} is no mail address"));
        faults.require(!service, "/email", "service", || "a machine has no mail address".to_owned());
    }
    if let Some(locale) = locale {
        let is_tag = (2..=35).contains(&locale.len())
            && locale
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_alphanumeric()));
        faults.require(is_tag, "/locale", "locale", || {
            format!("{locale:?} is no language tag; use one such as en, en-GB or de")
        });
    }
    faults.into_vec()
}

fn free(tx: &mut Tx<'_>, person: &Person) -> Outcome<()> {
    let Some(email) = &person.email else { return Ok(()) };
    match store::with_email(tx, email)? {
        Some(id) if id != person.id => {
            Err(Problem::fault("/email", "taken", format!("somebody else has the mail address {email}")))
        }
        _ => Ok(()),
    }
}
