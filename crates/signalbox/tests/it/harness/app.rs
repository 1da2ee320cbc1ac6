//! The server inside the test: its own database, a free port, a clock in hand.

use super::{Answer, Client, PATIENCE};
use jiff::SignedDuration;
use serde_json::{Value, json};
use signalbox_connectors::http::{Allowed, Client as Connector, Limits};
use signalbox_domain::{Name, authz::Role};
use signalbox_service::{
    App as Service, Ctx,
    accounts::{self, Visitor, tokens},
    grants,
    outgoing::Outgoing,
    people, setup,
};
use signalbox_store::{Db, journal, testing};
use signalbox_web::{Rate, Settings, Web};
use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::{net::TcpListener, runtime::Runtime, task::JoinHandle};

/// The first administrator's mail address and password.
pub(crate) const ADMINISTRATOR: &str = "release.manager@example.org";
pub(crate) const PASSWORD: &str = "amber kettle northbound";

/// All servers of the tests share it.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// A running server with its first administrator.
pub(crate) struct App {
    pub(crate) service: Service,
    pub(crate) clock: Clock,
    address: SocketAddr,
    administrator: String,
    somebodies: AtomicUsize,
    web: Web,
    serving: JoinHandle<()>,
    sealing: Arc<AtomicBool>,
    _guard: testing::Guard,
}

/// The database's clock.
pub(crate) struct Clock(Db);

impl Clock {
    /// Moves it forward.
    pub(crate) fn advance(&self, by: SignedDuration) {
        self.0.advance_clock(by);
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.serving.abort();
        self.sealing.store(false, Ordering::SeqCst);
    }
}

impl App {
    /// What a server of a story keeps: its people ask as fast as they can, which is not what it is about.
    pub(crate) fn settings() -> Settings {
        let endless = Rate { per_second: 0, at_once: 0 };
        Settings { person_rate: endless, address_rate: endless, ..Settings::default() }
    }

    pub(crate) fn on_sqlite() -> Self {
        let (config, guard) = testing::sqlite_ready();
        Self::start(testing::open(&config), guard)
    }

    /// … that behaves otherwise towards its callers.
    pub(crate) fn on_sqlite_with(settings: Settings) -> Self {
        let (config, guard) = testing::sqlite_ready();
        Self::start_with(testing::open(&config), guard, settings)
    }

    pub(crate) fn on_postgres() -> Self {
        let (config, guard) = testing::postgres_ready();
        Self::start(testing::open(&config), guard)
    }

    /// A server that waits for its first administrator, with the code that makes one.
    pub(crate) fn before_set_up(db: Db, guard: testing::Guard) -> (Self, String) {
        Self::before_set_up_with(db, guard, Self::settings())
    }

    fn before_set_up_with(db: Db, guard: testing::Guard, settings: Settings) -> (Self, String) {
        // Servers of the stories themselves may be asked, by the one guarded way out.
        let allowed = Allowed::read(&["127.0.0.1".to_owned()]).unwrap();
        let outgoing = Outgoing::by(Connector::new(allowed, None, Limits::default()).unwrap());
        let service = Service::new(db).reaching(outgoing);
        let code = RUNTIME.block_on(setup::bootstrap(&service)).unwrap().setup_code.unwrap().text;
        let sealing = Arc::new(AtomicBool::new(true));
        let (db, keep_on) = (service.db.clone(), sealing.clone());
        RUNTIME.spawn_blocking(move || journal::seal_until(&db, "test", || !keep_on.load(Ordering::SeqCst)));
        let web = Web::new(service.clone(), settings);
        let router = signalbox_web::router(web.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let listener = RUNTIME.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let serving = RUNTIME.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let clock = Clock(service.db.clone());
        let (administrator, somebodies) = (String::new(), AtomicUsize::new(0));
        (Self { service, clock, address, administrator, somebodies, web, serving, sealing, _guard: guard }, code)
    }

    fn start(db: Db, guard: testing::Guard) -> Self {
        Self::start_with(db, guard, Self::settings())
    }

    fn start_with(db: Db, guard: testing::Guard, settings: Settings) -> Self {
        let (mut app, code) = Self::before_set_up_with(db, guard, settings);
        let input = setup::Input {
            code,
            organisation: Name::parse("Example Railways").unwrap(),
            name: Name::parse("Release manager").unwrap(),
            email: ADMINISTRATOR.to_owned(),
            password: PASSWORD.to_owned(),
            locale: None,
            zone: None,
            examples: false,
        };
        let visitor = Visitor::at([127, 0, 0, 1].into(), "test");
        let signed = app.wait(setup::setup(&app.service, &visitor, input)).unwrap().signed;
        app.administrator = app.token(&signed.ctx("test"));
        app
    }

    /// Runs a use case directly, for what a story takes for granted.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        RUNTIME.block_on(work)
    }

    /// Ends every stream of live events, as a server does that is told to stop.
    pub(crate) fn end_streams(&self) {
        self.web.end_streams();
    }

    fn token(&self, ctx: &Ctx) -> String {
        let new = tokens::New { name: Name::parse("story").unwrap(), expires_at: None, person: None, scope: None };
        self.wait(tokens::create(&self.service, ctx, None, new)).unwrap().text
    }

    /// Where the server is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody who is not signed in.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(self.url())
    }

    /// The first administrator, with a token.
    pub(crate) fn administrator(&self) -> Client {
        self.anonymous().with_token(&self.administrator)
    }

    /// Somebody with an account and no role.
    pub(crate) fn stranger(&self) -> Client {
        self.somebody(&[])
    }

    /// Somebody who is a member of a portfolio.
    pub(crate) fn member_of(&self, portfolio: &str) -> Client {
        self.somebody(&[(Role::ReleaseManager, portfolio)])
    }

    /// Somebody who administers a portfolio.
    pub(crate) fn administrator_of(&self, portfolio: &str) -> Client {
        self.somebody(&[(Role::Administrator, portfolio)])
    }

    /// Somebody with an account and these roles.
    pub(crate) fn somebody(&self, roles: &[(Role, &str)]) -> Client {
        let number = self.somebodies.fetch_add(1, Ordering::SeqCst) + 1;
        let email = format!("colleague.{number}@example.org");
        let id = self.person(&format!("Colleague {number}"), &email);
        for (role, portfolio) in roles {
            let new =
                grants::New { person: Some(id.clone()), team: None, role: Some(*role), custom_role: None, until: None };
            self.wait(grants::create(&self.service, &Ctx::system("test"), (*portfolio).to_owned(), new)).unwrap();
        }
        let ctx = Ctx { actor: signalbox_domain::authz::Actor::Person(person_id(&id)), ..Ctx::system("test") };
        self.anonymous().with_token(&self.token(&ctx))
    }

    /// Adds a person without a password; answers the id.
    pub(crate) fn person(&self, name: &str, email: &str) -> String {
        let new = people::New {
            name: Name::parse(name).unwrap(),
            email: Some(email.to_owned()),
            service: false,
            locale: None,
            zone: None,
        };
        self.wait(people::create(&self.service, &Ctx::system("test"), new)).unwrap().id.to_string()
    }

    /// Adds a person with the password [`PASSWORD`], which they set as people do; answers the id.
    pub(crate) fn person_with_password(&self, name: &str, email: &str) -> String {
        let boss = self.signed_in(ADMINISTRATOR, PASSWORD);
        let id =
            boss.post("/people", json!({"name": name, "email": email})).created()["id"].as_str().unwrap().to_owned();
        let code = boss.post(&format!("/people/{id}/password-code"), json!({})).created();
        self.anonymous().post("/session/password-code", json!({"code": code["code"], "password": PASSWORD})).ok();
        id
    }

    /// Somebody with a password, who is signed in in a browser.
    pub(crate) fn signed_in(&self, email: &str, password: &str) -> Client {
        let visitor = Visitor::at([127, 0, 0, 1].into(), "test");
        let signed = self.wait(accounts::sign_in(&self.service, &visitor, email, password, None)).unwrap();
        self.anonymous().with_session(&signed.secret, signed.signed.csrf.as_deref().unwrap_or_default())
    }

    /// An instant so many days ahead, by the database's clock.
    pub(crate) fn in_days(&self, days: i64) -> String {
        let now = self.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap();
        now.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap().to_string()
    }

    /// Waits until every fact has its place in the journal, and answers the last place.
    pub(crate) fn settle(&self) -> i64 {
        let ctx = Ctx::system("test");
        let mut sealed = self.service.db.pulse().sealed();
        let begun = std::time::Instant::now();
        loop {
            let found = self.service.db.read_now(&ctx, journal::soundness).unwrap();
            assert!(found.is_sound(), "{found:?}");
            if found.waiting == 0 {
                return found.last;
            }
            assert!(begun.elapsed() < PATIENCE, "{found:?}");
            let soon = std::time::Duration::from_millis(200);
            self.wait(async { tokio::time::timeout(soon, sealed.changed()).await.ok() });
        }
    }

    /// The events since a place in the journal, oldest first.
    pub(crate) fn events_since(&self, position: i64) -> Vec<Value> {
        self.settle();
        let mut events = self.administrator().all("/journal?limit=200");
        events.retain(|event| event["position"].as_i64().unwrap() > position);
        events.reverse();
        events
    }

    /// Everything that is kept, row by row.
    pub(crate) fn contents(&self) -> Vec<String> {
        self.settle();
        testing::contents(&self.service.db)
    }

    /// Checks that something changes nothing at all: no row, no event.
    pub(crate) fn unchanged_by<T>(&self, attempt: impl FnOnce() -> T) -> T {
        let before = self.contents();
        let answer = attempt();
        let after = self.contents();
        let gone: Vec<&String> = before.iter().filter(|row| !after.contains(row)).collect();
        let new: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
        assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
        answer
    }

    /// A portfolio below another.
    pub(crate) fn portfolio(&self, key: &str, parent: &str) -> Value {
        let new = json!({"key": key, "name": title(key), "parent": parent});
        self.administrator().post("/portfolios", new).created()
    }

    /// A release with whatever else it is to have.
    pub(crate) fn release(&self, key: &str, more: Value) -> Value {
        create_release(&self.administrator(), key, more).created()
    }

    /// A system in the root portfolio, with whatever else it is to have.
    pub(crate) fn system(&self, key: &str, more: Value) -> Value {
        let new = merged(json!({"key": key, "name": title(key), "portfolio": "enterprise"}), more);
        self.administrator().post("/systems", new).created()
    }
}

fn person_id(text: &str) -> signalbox_domain::id::PersonId {
    signalbox_domain::id::Identifier::parse(text).unwrap()
}

/// Asks for a release: a project in the root portfolio, unless told otherwise.
pub(crate) fn create_release(client: &Client, key: &str, more: Value) -> Answer {
    let new = json!({"key": key, "name": title(key), "kind": "project", "portfolio": "enterprise"});
    client.post("/releases", merged(new, more))
}

fn merged(mut into: Value, more: Value) -> Value {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
    into
}

/// A key as a name.
fn title(key: &str) -> String {
    format!("The {}", key.replace('-', " "))
}
