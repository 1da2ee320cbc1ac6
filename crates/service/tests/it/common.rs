//! An installation with its first administrator, on either database.

use signalbox_domain::{Name, Outcome};
use signalbox_service::{
    App, Ctx,
    accounts::{self, SignedIn, Visitor, password_codes},
    people, setup,
};
use signalbox_store::testing;
use std::future::Future;

pub(crate) const EMAIL: &str = "release.manager@example.org";
pub(crate) const PASSWORD: &str = "amber kettle northbound";

/// Tells a story on a fresh database of either sort.
pub(crate) fn on_both_databases<F: Future<Output = ()>>(story: impl Fn(App) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (label, db, _guard) in testing::opened() {
        eprintln!("on {label}");
        runtime.block_on(story(App::new(db)));
    }
}

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn from(address: &str) -> Visitor {
    Visitor::at(address.parse().unwrap(), "test")
}

/// Somebody at a desk of the enterprise.
pub(crate) fn visitor() -> Visitor {
    from("192.0.2.1")
}

pub(crate) async fn set_up(app: &App) -> SignedIn {
    let code = setup::bootstrap(app).await.unwrap().setup_code.unwrap().text;
    setup::setup(app, &visitor(), input(&code)).await.unwrap()
}

pub(crate) fn input(code: &str) -> setup::Input {
    setup::Input {
        code: code.to_owned(),
        organisation: name("Example Railways"),
        name: name("Release manager"),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        locale: None,
        zone: None,
        examples: false,
    }
}

/// The first administrator.
pub(crate) async fn administrator(app: &App) -> Ctx {
    set_up(app).await.signed.ctx("test")
}

/// Somebody with a password and no role.
pub(crate) async fn somebody(app: &App, administrator: &Ctx, email: &str) -> signalbox_domain::people::Person {
    let new = people::New {
        name: name("Team lead"),
        email: Some(email.to_owned()),
        service: false,
        locale: None,
        zone: None,
    };
    let made = people::create(app, administrator, new).await.unwrap();
    let boss = sign_in(app, EMAIL).await.unwrap().signed;
    let issued = password_codes::issue(app, &boss.ctx("test"), boss.session, made.id.to_string()).await.unwrap();
    password_codes::set(app, &visitor(), &issued.code, PASSWORD.to_owned()).await.unwrap();
    made
}

pub(crate) async fn sign_in(app: &App, email: &str) -> Outcome<SignedIn> {
    accounts::sign_in(app, &visitor(), email, PASSWORD, None).await
}

/// What somebody may do now: rights are read again for every request.
pub(crate) async fn ctx_of(app: &App, email: &str) -> Ctx {
    sign_in(app, email).await.unwrap().signed.ctx("test")
}
