//! One connection to either database, and the few places where their SQL differs.

use crate::value::{Arg, Cell, Row};
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use signalbox_domain::{Outcome, Problem};
use std::{collections::HashMap, sync::Arc};

/// A connection, owned by one thread.
pub(crate) enum Connection {
    /// An open SQLite file.
    Sqlite(rusqlite::Connection),
    /// A session with a PostgreSQL server, and the statements it has prepared.
    Postgres(Box<Session>),
}

pub(crate) struct Session {
    pub(crate) client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

/// More distinct statements than this mean that somebody builds them from values; begin again rather than grow.
const MOST_PREPARED: usize = 500;

type Reader<'r> = &'r mut dyn FnMut(&mut Row) -> Outcome<()>;

impl Connection {
    pub(crate) fn postgres(client: postgres::Client) -> Self {
        Self::Postgres(Box::new(Session { client, prepared: HashMap::new() }))
    }

    pub(crate) fn run(&mut self, sql: &str, args: &[Arg]) -> Outcome<u64> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement =
                    connection.prepare_cached(&numbered(sql)).map_err(|error| from_sqlite(&error, sql))?;
                let changed =
                    statement.execute(rusqlite::params_from_iter(args)).map_err(|error| from_sqlite(&error, sql))?;
                Ok(changed as u64)
            }
            Self::Postgres(session) => {
                let statement = session.prepare(sql)?;
                let parameters: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
                session.client.execute(&statement, &parameters).map_err(|error| from_postgres(&error, sql))
            }
        }
    }

    pub(crate) fn each(&mut self, sql: &str, args: &[Arg], read: Reader<'_>) -> Outcome<()> {
        match self {
            Self::Sqlite(connection) => each_of_sqlite(connection, sql, args, read),
            Self::Postgres(session) => session.each(sql, args, read),
        }
    }

    /// Begins and ends transactions. These run so often that SQLite keeps them as it keeps other statements.
    pub(crate) fn control(&mut self, sql: &str) -> Outcome<()> {
        match self {
            Self::Sqlite(connection) => connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute(()))
                .map(drop)
                .map_err(|error| from_sqlite(&error, sql)),
            Self::Postgres(_) => self.script(sql),
        }
    }

    /// Runs statements without arguments: DDL.
    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql).map_err(|error| from_sqlite(&error, sql)),
            Self::Postgres(session) => session.client.batch_execute(sql).map_err(|error| from_postgres(&error, sql)),
        }
    }

    /// Table definitions in this database's words. Only SQLite keeps a table in the order of its primary key, and only when
    /// told so.
    pub(crate) fn ddl(&self, sql: &str) -> String {
        match self {
            Self::Sqlite(_) => sql.to_owned(),
            Self::Postgres(_) => sql.replace("TEXT", "text collate \"C\"").replace(") without rowid", ")"),
        }
    }

    /// The elements of a JSON array of texts, as a subquery.
    pub(crate) fn each_of(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("(select value from json_each({parameter}))"),
            Self::Postgres(_) => format!("(select jsonb_array_elements_text({parameter}::text::jsonb) as value)"),
        }
    }

    /// SQLite has one writer: nobody else can hold a lock.
    pub(crate) const fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => "for update skip locked",
        }
    }
}

fn each_of_sqlite(connection: &rusqlite::Connection, sql: &str, args: &[Arg], read: Reader<'_>) -> Outcome<()> {
    let refused = |error: &rusqlite::Error| from_sqlite(error, sql);
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(|error| refused(&error))?;
    // What changes something is told by `Tx::run`, by which a group of jobs knows what has to be undone.
    if !statement.readonly() {
        return Err(Problem::Internal(format!("a statement that is read from changes something: {sql}")));
    }
    let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(rusqlite::params_from_iter(args)).map_err(|error| refused(&error))?;
    while let Some(found) = rows.next().map_err(|error| refused(&error))? {
        let mut cells = Vec::with_capacity(columns.len());
        for place in 0..columns.len() {
            use rusqlite::types::ValueRef;
            cells.push(match found.get_ref(place).map_err(|error| refused(&error))? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Int(number),
                ValueRef::Real(number) => Cell::Real(number),
                ValueRef::Text(bytes) => Cell::Text(text(bytes)),
                ValueRef::Blob(_) => return Err(Problem::Internal(format!("column {} holds bytes", columns[place]))),
            });
        }
        read(&mut Row { columns: columns.clone(), cells })?;
    }
    Ok(())
}

/// What was written was UTF-8; another program may have put something else there, which is shown as far as it can be.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), str::to_owned)
}

/// PostgreSQL counts parameters as `$1`, SQLite as `?1`.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl Session {
    fn prepare(&mut self, sql: &str) -> Outcome<postgres::Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        if self.prepared.len() >= MOST_PREPARED {
            self.prepared.clear();
        }
        let statement = self.client.prepare(sql).map_err(|error| from_postgres(&error, sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn each(&mut self, sql: &str, args: &[Arg], read: Reader<'_>) -> Outcome<()> {
        let statement = self.prepare(sql)?;
        let parameters: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
        let rows = self.client.query(&statement, &parameters).map_err(|error| from_postgres(&error, sql))?;
        let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        for found in rows {
            let mut cells = Vec::with_capacity(columns.len());
            for (place, column) in statement.columns().iter().enumerate() {
                let kind = column.type_();
                let cell = if *kind == Type::INT8 {
                    found.try_get::<_, Option<i64>>(place).map(|cell| cell.map_or(Cell::Null, Cell::Int))
                } else if *kind == Type::INT4 {
                    found
                        .try_get::<_, Option<i32>>(place)
                        .map(|cell| cell.map_or(Cell::Null, |number| Cell::Int(number.into())))
                } else if *kind == Type::BOOL {
                    found.try_get::<_, Option<bool>>(place).map(|cell| cell.map_or(Cell::Null, Cell::Bool))
                } else if *kind == Type::FLOAT8 {
                    found.try_get::<_, Option<f64>>(place).map(|cell| cell.map_or(Cell::Null, Cell::Real))
                } else {
                    found.try_get::<_, Option<String>>(place).map(|cell| cell.map_or(Cell::Null, Cell::Text))
                };
                cells.push(cell.map_err(|error| from_postgres(&error, sql))?);
            }
            read(&mut Row { columns: columns.clone(), cells })?;
        }
        Ok(())
    }
}

impl rusqlite::ToSql for Arg {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Text(value) => rusqlite::ToSql::to_sql(value),
            Self::Int(value) => rusqlite::ToSql::to_sql(value),
            Self::Real(value) => rusqlite::ToSql::to_sql(value),
            Self::Bool(value) => rusqlite::ToSql::to_sql(value),
        }
    }
}

impl ToSql for Arg {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Text(value) => ToSql::to_sql(value, kind, out),
            // A parameter that is only ever compared with an int4 expression is taken for an int4.
            Self::Int(value) if *kind == Type::INT4 => ToSql::to_sql(&value.map(i32::try_from).transpose()?, kind, out),
            Self::Int(value) => ToSql::to_sql(value, kind, out),
            Self::Real(value) => ToSql::to_sql(value, kind, out),
            Self::Bool(value) => ToSql::to_sql(value, kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn from_sqlite(error: &rusqlite::Error, sql: &str) -> Problem {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Problem::LostRace,
        // What a unique index catches, a look before the leap reports better: try again, and it will.
        Some(ErrorCode::ConstraintViolation)
            if matches!(error, rusqlite::Error::SqliteFailure(code, _)
                if code.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                    || code.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY) =>
        {
            Problem::LostRace
        }
        Some(ErrorCode::DiskFull) => {
            Problem::Unavailable("the disk is full; nothing was changed; free some space and try again".to_owned())
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
            Problem::Unavailable(format!("the disk or the database file cannot be used now: {error}"))
        }
        _ => Problem::Internal(format!("SQLite: {error} in {sql}")),
    }
}

fn from_postgres(error: &postgres::Error, sql: &str) -> Problem {
    use postgres::error::SqlState;
    let Some(refused) = error.as_db_error() else {
        return if error.is_closed()
            || std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
        {
            Problem::Unavailable(format!("the connection to PostgreSQL was lost: {error}"))
        } else {
            Problem::Internal(format!("PostgreSQL: {error} in {sql}"))
        };
    };
    match *refused.code() {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::UNIQUE_VIOLATION => {
            Problem::LostRace
        }
        SqlState::DISK_FULL | SqlState::OUT_OF_MEMORY | SqlState::TOO_MANY_CONNECTIONS => {
            Problem::Unavailable(format!("PostgreSQL cannot take the change now: {}", refused.message()))
        }
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Problem::Unavailable(format!("PostgreSQL is going down or coming up: {}", refused.message()))
        }
        _ => Problem::Internal(format!("PostgreSQL: {refused} in {sql}")),
    }
}
