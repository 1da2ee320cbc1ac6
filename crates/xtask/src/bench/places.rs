//! Where the databases of a run are, one for each size, each beginning as a copy of the next smaller one.

use std::fs;
use std::path::PathBuf;

use super::server::Place;
use crate::Outcome;

/// Makes the places of a database and tells how large they are.
pub(crate) trait Places {
    fn name(&self) -> &'static str;
    /// The place of a size, as a copy of the place of a smaller one where there is one.
    fn place(&mut self, releases: usize, smaller: Option<&Place>) -> Outcome<Place>;
    /// Called when everything is in it.
    fn filled(&mut self, place: &Place) -> Outcome<()>;
    fn bytes(&mut self, place: &Place) -> u64;
}

/// SQLite: a folder for each size.
pub(crate) struct Folders(pub(crate) PathBuf);

impl Places for Folders {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn place(&mut self, releases: usize, smaller: Option<&Place>) -> Outcome<Place> {
        let folder = self.0.join(format!("sqlite-{releases}"));
        let copy = || {
            fs::create_dir_all(&folder)?;
            if let Some(Place::Folder(smaller)) = smaller {
                for file in fs::read_dir(smaller)?.flatten() {
                    fs::copy(file.path(), folder.join(file.file_name()))?;
                }
            }
            std::io::Result::Ok(())
        };
        copy().map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Place::Folder(folder))
    }

    fn filled(&mut self, _: &Place) -> Outcome<()> {
        Ok(())
    }

    fn bytes(&mut self, place: &Place) -> u64 {
        let Place::Folder(folder) = place else { return 0 };
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|known| known.len()).sum()
    }
}

/// PostgreSQL: a database for each size.
pub(crate) struct Databases {
    client: postgres::Client,
    server: String,
    made: Vec<String>,
}

impl Databases {
    pub(crate) fn at(server: &str) -> Outcome<Self> {
        let client = postgres::Client::connect(server, postgres::NoTls).map_err(said)?;
        Ok(Self { client, server: server.to_owned(), made: Vec::new() })
    }

    pub(crate) fn version(&mut self) -> Outcome<String> {
        let row = self.client.query_one("show server_version", &[]).map_err(said)?;
        let durable = self.client.query_one("show fsync", &[]).map_err(said)?;
        Ok(format!("{}, fsync {}", row.get::<_, &str>(0), durable.get::<_, &str>(0)))
    }

    fn name_of(place: &Place) -> &str {
        match place {
            Place::Postgres(address) => address.rsplit('/').next().unwrap_or_default(),
            Place::Folder(_) => "",
        }
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        for name in &self.made {
            // A server of somebody's own should not keep what a benchmark made.
            drop(self.client.batch_execute(&format!("drop database if exists {name} with (force)")));
        }
    }
}

impl Places for Databases {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn place(&mut self, releases: usize, smaller: Option<&Place>) -> Outcome<Place> {
        // Bookings come in the same numbers as releases.
        let name = format!("signalbox_bench_{}_{}_{releases}", std::process::id(), self.made.len());
        let template = smaller.map_or("template0", Self::name_of);
        self.client.batch_execute(&format!("create database {name} template {template}")).map_err(said)?;
        let (address, _) = self.server.rsplit_once('/').unwrap_or((&self.server, ""));
        let place = Place::Postgres(format!("{address}/{name}"));
        self.made.push(name);
        Ok(place)
    }

    fn filled(&mut self, place: &Place) -> Outcome<()> {
        let Place::Postgres(address) = place else { return Ok(()) };
        // A database that has been there for a while has statistics; one that was just filled has not.
        let mut client = postgres::Client::connect(address, postgres::NoTls).map_err(said)?;
        client.batch_execute("vacuum analyze").map_err(said)
    }

    fn bytes(&mut self, place: &Place) -> u64 {
        let found = self.client.query_one("select pg_database_size($1::text::name)", &[&Self::name_of(place)]);
        found.ok().and_then(|row| u64::try_from(row.get::<_, i64>(0)).ok()).unwrap_or(0)
    }
}

fn said(error: postgres::Error) -> String {
    let cause = error.as_db_error().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("PostgreSQL: {error}{cause}")
}
