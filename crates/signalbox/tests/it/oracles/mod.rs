//! Other people's plans, brought in by the executable and read over HTTP, against what other people counted in them. On a
//! data folder and on PostgreSQL, exactly as the guide says.

mod baselines;
mod calendar;
mod environments;
mod exceptions;
mod freezes;
mod proofs;
mod replanning;
mod runbooks;
mod templates;
mod time_zones;
mod trains;

use crate::harness::{Client, Place, Server, datasets, run, token};
use signalbox_store::{db, testing};

/// Tells a story on a data folder and on a PostgreSQL database, each of which is gone afterwards.
macro_rules! both_places {
    ($name:ident, |$place:ident| $story:block) => {
        fn $name($place: &$crate::harness::Place) $story

        mod $name {
            #[test]
            fn sqlite() {
                let (place, _guard) = crate::oracles::folder();
                super::$name(&place);
            }

            #[test]
            fn postgres() {
                let (place, _guard) = crate::oracles::database();
                super::$name(&place);
            }
        }
    };
}
pub(crate) use both_places;

pub(crate) fn folder() -> (Place, testing::Guard) {
    place(testing::sqlite_database())
}

pub(crate) fn database() -> (Place, testing::Guard) {
    place(testing::postgres_database())
}

fn place((config, guard): (signalbox_store::Config, testing::Guard)) -> (Place, testing::Guard) {
    let place = match config.at {
        db::Place::Folder(folder) => Place::folder(&folder),
        db::Place::Postgres(address) => Place::Database(address),
    };
    (place, guard)
}

/// Imports a series of OpenStack; answers what it printed.
fn import_openstack(place: &Place, series: &str) -> crate::harness::Ran {
    let folder = datasets().join("openstack").display().to_string();
    run(&[&["import", "openstack", &folder, "--series", series], place.flags().as_slice()].concat())
}

/// Imports a Kubernetes release.
fn import_kubernetes(place: &Place, release: &str) -> crate::harness::Ran {
    let folder = datasets().join("kubernetes").display().to_string();
    run(&[&["import", "kubernetes", &folder, "--release", release], place.flags().as_slice()].concat())
}

/// How many events the journal has, sealed or not.
fn events(place: &Place) -> i64 {
    let told = run(&[&["verify"], place.flags().as_slice()].concat()).done();
    let numbers: Vec<i64> = told.lines().next().unwrap().split(' ').filter_map(|word| word.parse().ok()).collect();
    numbers.iter().sum()
}

/// A server on the place, with an administrator's client.
fn serve(place: &Place) -> (Server, Client) {
    let token = token(place);
    assert!(token.starts_with("sbx_") && !token.contains(char::is_whitespace), "only the token is printed: {token:?}");
    let server = Server::start(place);
    let client = server.client(&token);
    (server, client)
}
