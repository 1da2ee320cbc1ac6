//! What every story begins with: an enterprise with two divisions, a team and a person, and a release with a phase.

use jiff::civil::date;
use serde_json::Map;
use signalbox_domain::{
    Fault, Key, Name, Outcome, Problem, Zone,
    authz::{Actor, Administer, Held, Reach, Rights, Role, Standing},
    id::{Identifier, PersonId, PortfolioId, TeamId},
    people::{Person, Team},
    portfolio::Portfolio,
    releases::{Kind, ReleaseType},
};
use signalbox_service::{App, Ctx, Page, releases, systems};
use signalbox_store::{Db, Tx, journal, people, portfolios, release_types, teams, testing};
use std::{
    future::Future,
    sync::{Arc, atomic::Ordering},
};

/// Tells a story on a fresh database of either sort.
pub(crate) fn on_both_databases<F: Future<Output = ()>>(story: impl Fn(Stage) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, db, _guard) in testing::opened() {
        eprintln!("on {label}");
        runtime.block_on(async { story(Stage::set(db).await).await });
    }
}

pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) system: Ctx,
    pub(crate) robin: PersonId,
    /// Left the enterprise.
    pub(crate) gone: PersonId,
    pub(crate) root: PortfolioId,
    pub(crate) retail: PortfolioId,
    pub(crate) bank: PortfolioId,
}

pub(crate) fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// The pointer and code of every fault of a refused input.
pub(crate) fn faults<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<(String, &'static str)> {
    match outcome {
        Err(Problem::Invalid(faults)) => {
            faults.into_iter().map(|Fault { pointer, code, .. }| (pointer, code)).collect()
        }
        other => panic!("expected faults, got {other:?}"),
    }
}

/// Every reason of a refusal.
pub(crate) fn reasons<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<String> {
    match outcome {
        Err(Problem::Refused { reasons, .. }) => reasons.into_iter().map(|reason| reason.detail).collect(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub(crate) fn page(limit: u32, cursor: Option<String>) -> Page {
    Page { limit: Some(limit), cursor, total: true }
}

fn add_portfolio(tx: &mut Tx<'_>, text: &str, parent: Option<PortfolioId>) -> Outcome<PortfolioId> {
    let id: PortfolioId = tx.new_id();
    let permit = tx.permit::<Administer>("portfolio", id, id)?;
    let portfolio = Portfolio {
        id,
        key: Key::parse(text)?,
        name: Name::from_words(text),
        description: String::new(),
        parent,
        working_calendar: None,
        archived_at: None,
        rev: 1,
    };
    portfolios::insert(tx, &portfolio, &permit)?;
    Ok(id)
}

fn add_person(tx: &mut Tx<'_>, text: &str, root: PortfolioId, gone: bool) -> Outcome<PersonId> {
    let id: PersonId = tx.new_id();
    let permit = tx.permit::<Administer>("person", id, root)?;
    let person = Person {
        id,
        name: Name::from_words(text),
        email: Some(format!("{text}@example.org")),
        service: false,
        locale: "en".to_owned(),
        zone: Zone::utc(),
        archived_at: gone.then(|| tx.now()),
        rev: 1,
    };
    people::insert(tx, &person, &permit.into())?;
    Ok(id)
}

fn add_team(tx: &mut Tx<'_>, text: &str, portfolio: PortfolioId) -> Outcome<()> {
    let id: TeamId = tx.new_id();
    let permit = tx.permit::<Administer>("team", id, portfolio)?;
    let team = Team {
        id,
        key: Key::parse(text)?,
        name: Name::from_words(text),
        description: String::new(),
        portfolio,
        members: Vec::new(),
        archived_at: None,
        rev: 1,
    };
    teams::insert(tx, &team, &permit.into())
}

impl Stage {
    async fn set(db: Db) -> Self {
        let system = Ctx::system("test");
        let app = App::new(db);
        let (root, retail, bank, robin, gone) = app
            .db
            .write(&system, |tx| {
                let root = add_portfolio(tx, "enterprise", None)?;
                let retail = add_portfolio(tx, "retail", Some(root))?;
                add_portfolio(tx, "shops", Some(retail))?;
                let bank = add_portfolio(tx, "bank", Some(root))?;
                let robin = add_person(tx, "robin", root, false)?;
                let gone = add_person(tx, "gone", root, true)?;
                add_team(tx, "checkout", retail)?;
                add_team(tx, "ledger", bank)?;
                let standard = ReleaseType::standard(tx.new_id());
                let permit = tx.permit::<Administer>("release type", standard.id, root)?;
                release_types::insert(tx, &standard, &permit)?;
                Ok((root, retail, bank, robin, gone))
            })
            .await
            .unwrap();
        let stage = Self { app, system, robin, gone, root, retail, bank };
        stage.release("PAY-1", "retail").await;
        stage
    }

    /// A release with the phase "Build" in a portfolio.
    pub(crate) async fn release(&self, text: &str, portfolio: &str) {
        let new = releases::New {
            key: key(text),
            name: name(text),
            kind: Kind::Project,
            portfolio: portfolio.to_owned(),
            release_type: None,
            parent: None,
            description: String::new(),
            risk: None,
            zone: None,
            start: None,
            target: None,
            tags: Vec::new(),
            fields: Map::new(),
            links: Vec::new(),
            accountable: None,
            phases: vec![releases::NewPhase { name: name("Build"), start: date(2026, 3, 1), end: date(2026, 3, 31) }],
            milestones: Vec::new(),
            recorded: None,
        };
        releases::create(&self.app, &self.system, new).await.unwrap();
    }

    fn as_robin(&self, portfolio: PortfolioId, role: Role) -> Ctx {
        self.reaching(portfolio, role, Reach::Narrow)
    }

    /// Somebody with a role on a portfolio, whose lists are read as for this reach.
    pub(crate) fn reaching(&self, portfolio: PortfolioId, role: Role, reach: Reach) -> Ctx {
        Ctx {
            actor: Actor::Person(self.robin),
            rights: Arc::new(Rights::Held(Standing {
                held: vec![Held { portfolio, rights: role.right_set(), on_behalf_of: None, reach, is_below: false }],
                ..Standing::default()
            })),
            ..Ctx::system("robin")
        }
    }

    /// Somebody who plans for retail, and sees nothing else.
    pub(crate) fn retailer(&self) -> Ctx {
        self.as_robin(self.retail, Role::ReleaseManager)
    }

    /// Somebody who plans for the bank, and sees nothing else.
    pub(crate) fn banker(&self) -> Ctx {
        self.as_robin(self.bank, Role::ReleaseManager)
    }

    /// Somebody who administers the whole enterprise.
    pub(crate) fn administrator(&self) -> Ctx {
        self.as_robin(self.root, Role::Administrator)
    }

    /// A plain system in a portfolio.
    pub(crate) async fn add(&self, text: &str, portfolio: &str) -> systems::View {
        systems::create(&self.app, &self.system, new_system(text, portfolio)).await.unwrap()
    }

    /// The journal's kinds about one thing, oldest first.
    pub(crate) async fn told_about(&self, id: impl ToString) -> Vec<String> {
        self.events_about(id).await.into_iter().map(|event| event.kind).collect()
    }

    pub(crate) async fn events_about(&self, id: impl ToString) -> Vec<journal::Event> {
        let about = id.to_string();
        self.app.db.write(&self.system, |tx| journal::seal(tx, "test")).await.unwrap();
        let filter = journal::Filter { about: Some(vec![about]), ..journal::Filter::default() };
        let page = Page { limit: Some(200), ..Page::default() };
        let mut events =
            self.app.db.read(&self.system, move |tx| journal::list(tx, &filter, &page)).await.unwrap().items;
        events.reverse();
        events
    }
}

pub(crate) fn new_system(text: &str, portfolio: &str) -> systems::New {
    systems::New {
        key: key(text),
        name: name(text),
        kind: "service".to_owned(),
        description: String::new(),
        portfolio: portfolio.to_owned(),
        team: None,
        vendor: None,
        criticality: None,
        parent: None,
        repositories: Vec::new(),
        links: Vec::new(),
        tags: Vec::new(),
    }
}

/// How many statements somebody's requests have run so far.
pub(crate) fn statements(ctx: &Ctx) -> u32 {
    ctx.statements.load(Ordering::Relaxed)
}

/// An id of the right kind that names nothing.
pub(crate) fn nobody() -> String {
    PersonId::from_bits(7).to_string()
}
