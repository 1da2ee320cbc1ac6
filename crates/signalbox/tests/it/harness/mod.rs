//! A server of one's own for each story, and somebody to talk to it.

mod answer;
mod app;
mod client;
mod datasets;
mod live;
mod process;

pub(crate) use answer::{Answer, Refusal, files_of};
pub(crate) use app::{ADMINISTRATOR, App, PASSWORD, create_release};
pub(crate) use client::{Client, Request};
pub(crate) use datasets::{datasets, expected};
pub(crate) use live::Stream;
pub(crate) use process::{Place, Ran, Server, run, run_with, run_with_a_reader_that_leaves, token};

/// Tells a story twice: on a fresh SQLite and on a fresh PostgreSQL database.
macro_rules! both_databases {
    ($(#[$attribute:meta])* $name:ident, |$app:ident| $story:block) => {
        $(#[$attribute])*
        fn $name($app: &$crate::harness::App) $story

        mod $name {
            #[test]
            fn sqlite() {
                super::$name(&$crate::harness::App::on_sqlite());
            }

            #[test]
            fn postgres() {
                super::$name(&$crate::harness::App::on_postgres());
            }
        }
    };
}

/// The longest a test waits for something that should happen at once.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Waits until something is so, which is looked at again and again; says what it waited for when it never is.
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Tells a story that begins with nothing but a database.
pub(crate) fn both(story: impl Fn(signalbox_store::Db, signalbox_store::testing::Guard)) {
    for (label, db, guard) in signalbox_store::testing::opened() {
        eprintln!("on {label}");
        story(db, guard);
    }
}
