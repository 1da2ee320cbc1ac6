//! Inside a transaction: plain SQL, the caller's eyes, and the facts that go into the journal.

use crate::{
    db::{connection::Connection, ids::Ids},
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Fact, Outcome, Problem,
    authz::{Action, Actor, Permit, Reach, Right, Rights, Sight, Thing},
    event::{PRIVATE, bears_on_rights},
    id::{EventId, Identifier, PersonId, PortfolioId, ReleaseId},
};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Who asks, what they may do, and how the request is called in logs. The instant is added when a transaction begins,
/// because it is the database's.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who acts.
    pub actor: Actor,
    /// What they may see and do.
    pub rights: Arc<Rights>,
    /// Names the request in logs and problems.
    pub request: Arc<str>,
    /// Set when the request must be carried out at most once.
    pub once: Option<Once>,
    /// Counts the statements that ran for the request, over all its transactions.
    pub statements: Arc<AtomicU32>,
}

/// A promise that a request is carried out at most once.
#[derive(Clone, Debug)]
pub struct Once {
    /// The caller's word for the request.
    pub key: String,
    /// Digest of the request, to tell a repetition from another request under the same key.
    pub fingerprint: String,
}

impl Ctx {
    /// The server itself, or somebody with the data folder in their hands.
    #[must_use]
    pub fn system(request: &str) -> Self {
        Self {
            actor: Actor::System,
            rights: Arc::new(Rights::Everything),
            request: request.into(),
            once: None,
            statements: Arc::default(),
        }
    }
}

/// What somebody sees, for looking at many releases.
pub(crate) enum Eyes {
    /// Whatever there is.
    Everything,
    /// What belongs to some portfolios, and single releases.
    Of {
        /// The portfolios.
        sight: Arc<Sight>,
        /// The releases.
        shared: HashSet<ReleaseId>,
    },
}

impl Eyes {
    /// Whether they see a release that belongs to a portfolio.
    pub(crate) fn see(&self, release: ReleaseId, portfolio: PortfolioId) -> bool {
        match self {
            Self::Everything => true,
            Self::Of { sight, shared } => {
                sight.shown.get().is_some_and(|shown| shown.contains(&portfolio)) || shared.contains(&release)
            }
        }
    }
}

/// Whoever sees all but so few portfolios has rows passed over that belong to one of them.
const MOST_HIDDEN: usize = 100;

/// So few are compared one by one.
const COMPARED: usize = 4;

/// A transaction, on either database.
pub struct Tx<'a> {
    connection: &'a mut Connection,
    ids: &'a Ids,
    ctx: &'a Ctx,
    now: Timestamp,
    facts: u32,
    /// A statement so far changes something.
    has_changed: bool,
    /// A fact so far bears on rights.
    moves_rights: bool,
    heard: Option<Vec<Fact>>,
    /// What the facts so far are about: the noun of each, and the id.
    touched: BTreeSet<(&'static str, String)>,
    /// The things that the caller may change only in somebody's stead, and in whose.
    stood_in: HashMap<String, PersonId>,
}

impl<'a> Tx<'a> {
    pub(crate) fn begin(connection: &'a mut Connection, ids: &'a Ids, ctx: &'a Ctx, now: Timestamp) -> Self {
        Self {
            connection,
            ids,
            ctx,
            now,
            facts: 0,
            has_changed: false,
            moves_rights: false,
            heard: None,
            touched: BTreeSet::new(),
            stood_in: HashMap::new(),
        }
    }

    /// The instant the transaction began, by the database's clock.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who asks.
    #[must_use]
    pub const fn ctx(&self) -> &'a Ctx {
        self.ctx
    }

    /// Which of the two databases this is, for tests that look at the schema itself.
    #[cfg(feature = "testing")]
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self.connection, Connection::Sqlite(_))
    }

    /// Whether a statement so far was one that changes something.
    pub(crate) const fn has_changed(&self) -> bool {
        self.has_changed
    }

    /// How many facts were recorded so far.
    pub(crate) const fn facts(&self) -> u32 {
        self.facts
    }

    /// What the facts so far are about, once.
    pub(crate) fn touched(&mut self) -> BTreeSet<(&'static str, String)> {
        std::mem::take(&mut self.touched)
    }

    /// A new id, in the order of time.
    #[must_use]
    pub fn new_id<T: Identifier>(&self) -> T {
        T::from_bits(self.ids.next(self.now))
    }

    /// Runs a statement that changes rows and answers how many it changed.
    ///
    /// # Errors
    /// [`Problem::LostRace`] when a concurrent change won (the write path tries again), [`Problem::Unavailable`] when the
    /// database cannot write now, [`Problem::Internal`] for a statement the database refuses; so for all of these.
    pub fn run(&mut self, sql: &str, args: &[Arg]) -> Outcome<u64> {
        self.ctx.statements.fetch_add(1, Ordering::Relaxed);
        self.look_about()?;
        self.has_changed = true;
        let (sql, args) = self.complete(sql, args);
        self.connection.run(&sql, &args)
    }

    /// All rows of an answer, each read by `read`.
    ///
    /// # Errors
    /// As [`Tx::run`], and what `read` answers.
    pub fn all<T>(&mut self, sql: &str, args: &[Arg], mut read: impl FnMut(&mut Row) -> Outcome<T>) -> Outcome<Vec<T>> {
        self.ctx.statements.fetch_add(1, Ordering::Relaxed);
        self.look_about()?;
        let (sql, args) = self.complete(sql, args);
        let mut items = Vec::new();
        self.connection.each(&sql, &args, &mut |row| {
            items.push(read(row)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// The first row of an answer, if there is one.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn one<T>(&mut self, sql: &str, args: &[Arg], read: impl FnMut(&mut Row) -> Outcome<T>) -> Outcome<Option<T>> {
        Ok(self.all(sql, args, read)?.into_iter().next())
    }

    /// Runs DDL. `TEXT` in capitals becomes what compares byte by byte on this database.
    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        self.ctx.statements.fetch_add(1, Ordering::Relaxed);
        self.has_changed = true;
        let sql = self.connection.ddl(sql);
        self.connection.script(&sql)
    }

    /// In whose stead a fact became true, when the right to it was not the actor's own.
    pub(crate) fn on_behalf_of(&self, fact: &Fact) -> Option<PersonId> {
        self.stood_in.get(&fact.subject).or_else(|| self.stood_in.get(&fact.about)).copied()
    }

    /// Notes that what becomes true of a thing is done in somebody's stead, by another right than one that a permit tells.
    pub fn stands_in(&mut self, subject: impl ToString, absent: PersonId) {
        self.stood_in.insert(subject.to_string(), absent);
    }

    /// Records what became true. The facts are saved with the state they belong to, or not at all.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn record(&mut self, facts: &[Fact]) -> Outcome<()> {
        for fact in facts {
            let id: EventId = self.new_id();
            crate::journal::insert(self, id, fact)?;
            self.facts += 1;
            if bears_on_rights(fact.kind) && !self.moves_rights {
                self.moves_rights = true;
                crate::grants::moved(self)?;
            }
            let noun = fact.kind.split_once('.').map_or(fact.kind, |(noun, _)| noun);
            self.touched.insert((noun, fact.subject.clone()));
            if let Some(heard) = &mut self.heard {
                heard.push(fact.clone());
            }
        }
        Ok(())
    }

    /// From now on keeps the facts that are recorded, and answers those kept since the last call: how a use case that is
    /// made of others learns what they did.
    pub fn hear(&mut self) -> Vec<Fact> {
        self.heard.replace(Vec::new()).unwrap_or_default()
    }

    /// The permit for an action on a thing that belongs to a portfolio. The only way to one.
    ///
    /// # Errors
    /// What [`Rights::permit`] answers.
    pub fn permit<A: Action>(
        &mut self,
        noun: &'static str,
        id: impl ToString,
        portfolio: PortfolioId,
    ) -> Outcome<Permit<A>> {
        let lineage = match *self.ctx.rights {
            Rights::Everything => Vec::new(),
            Rights::Held(_) => self.lineage(portfolio)?,
        };
        let permit = self.ctx.rights.permit(&Thing { noun, id: id.to_string(), lineage: &lineage });
        if let Ok(permit) = &permit
            && let Some(absent) = permit.on_behalf_of()
        {
            self.stood_in.insert(permit.on().to_owned(), absent);
        }
        let Err(Problem::Forbidden { right, ask }) = permit else { return permit };
        let names = crate::grants::who_may(self, Right::Administer, portfolio)?;
        let ask = if names.is_empty() { ask } else { format!("{ask} ({})", names.join(", ")) };
        Err(Problem::Forbidden { right, ask })
    }

    /// A portfolio and everything above it.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn lineage(&mut self, portfolio: PortfolioId) -> Outcome<Vec<PortfolioId>> {
        self.all(
            "-- global: rights are decided from the tree itself
             select ancestor_id from portfolio_closure where portfolio_id = $1",
            crate::args![portfolio],
            |row| row.read("ancestor_id"),
        )
    }

    /// … of many portfolios at once.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn lineages(&mut self, portfolios: &[PortfolioId]) -> Outcome<HashMap<PortfolioId, Vec<PortfolioId>>> {
        let ids = serde_json::Value::from(portfolios.iter().map(ToString::to_string).collect::<Vec<_>>());
        let rows = self.all(
            "-- global: rights are decided from the tree itself
             select portfolio_id, ancestor_id from portfolio_closure where portfolio_id in {each $1}",
            crate::args![&ids],
            |row| Ok((row.read("portfolio_id")?, row.read("ancestor_id")?)),
        )?;
        let mut lineages: HashMap<PortfolioId, Vec<PortfolioId>> = HashMap::new();
        for (portfolio, ancestor) in rows {
            lineages.entry(portfolio).or_default().push(ancestor);
        }
        Ok(lineages)
    }

    /// Those of some portfolios on which the caller may act so, in one statement however many there are.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn permitted<A: Action>(&mut self, portfolios: &[PortfolioId]) -> Outcome<HashSet<PortfolioId>> {
        let lineages = match *self.ctx.rights {
            Rights::Everything => HashMap::new(),
            Rights::Held(_) => self.lineages(portfolios)?,
        };
        let may = |portfolio: &PortfolioId| {
            let lineage = lineages.get(portfolio).map_or(&[][..], Vec::as_slice);
            self.ctx.rights.permit::<A>(&Thing { noun: "portfolio", id: portfolio.to_string(), lineage }).is_ok()
        };
        Ok(portfolios.iter().filter(|portfolio| may(portfolio)).copied().collect())
    }

    /// Whom of many releases the caller sees, decided row by row without the database: for whoever sees much of a large
    /// organisation, that costs far less than asking it for each. `None` where little is seen, which is best begun with.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub(crate) fn eyes(&mut self) -> Outcome<Option<Eyes>> {
        let standing = match &*self.ctx.rights {
            Rights::Held(standing) if self.ctx.rights.reach() == Reach::Wide => standing,
            rights => return Ok((rights.reach() == Reach::Whole).then_some(Eyes::Everything)),
        };
        if standing.sight.shown.get().is_none() {
            let shown = self.all("select p.id from portfolio p where {visible p.id}", &[], |row| row.read("id"))?;
            // Another request may have been first, and found the same.
            let _ = standing.sight.shown.set(shown.into_iter().collect());
        }
        let shared = standing.shared.iter().copied().collect();
        Ok(Some(Eyes::Of { sight: Arc::clone(&standing.sight), shared }))
    }

    /// Finds out, once for a standing, which few portfolios are out of sight of somebody who sees most.
    fn look_about(&mut self) -> Outcome<()> {
        let Rights::Held(standing) = &*self.ctx.rights else { return Ok(()) };
        if self.ctx.rights.reach() != Reach::Wide || standing.sight.hidden.get().is_some() {
            return Ok(());
        }
        let mut args = vec![Arg::from(MOST_HIDDEN + 1)];
        let seen = self.inside("p.id", &mut args);
        let sql = format!(
            "-- global: these are those that are not visible\nselect p.id from portfolio p where not {seen} limit $1"
        );
        let mut hidden: Vec<PortfolioId> = Vec::new();
        self.connection.each(&sql, &args, &mut |row| {
            hidden.push(row.read("id")?);
            Ok(())
        })?;
        let few = hidden.len() <= MOST_HIDDEN;
        // Another request may have been first, and found the same.
        let _ = standing.sight.hidden.set(few.then_some(hidden));
        Ok(())
    }

    /// Puts in what a statement leaves to us: `{visible column}`, the condition that a row belongs to a portfolio the
    /// caller may see; `{seen alias}`, the same of a release, which may also have been shared with the caller by itself;
    /// `{among alias}`, the same as `seen` for a statement that reads many of them; `{over column}`, that a portfolio's rules
    /// may hold for something visible;
    /// `{heard e}` and, for those who belong to its portfolio, `{told e}`, the same of an event about it, and that it is for
    /// the caller; `{known alias}`, that a person is one the caller may know of; `{each $n}`, the elements of a JSON array of
    /// texts; `{skip locked}`, passing over rows that somebody else works on.
    fn complete<'s>(&self, sql: &'s str, args: &'s [Arg]) -> (Cow<'s, str>, Cow<'s, [Arg]>) {
        debug_assert!(is_scoped(sql), "a select without {{visible …}} or '-- global: why': {sql}");
        if !sql.contains('{') {
            return (sql.into(), args.into());
        }
        let mut args = args.to_vec();
        let mut done = String::with_capacity(sql.len() + 200);
        let mut rest = sql;
        while let Some(open) = rest.find('{') {
            done.push_str(&rest[..open]);
            let Some(length) = rest[open..].find('}') else { break };
            let word = &rest[open + 1..open + length];
            rest = &rest[open + length + 1..];
            if let Some(column) = word.strip_prefix("visible ") {
                done.push_str(&self.visible(column, &mut args));
            } else if let Some(release) = word.strip_prefix("seen ") {
                done.push_str(&self.seen(&format!("{release}.portfolio_id"), &format!("{release}.id"), &mut args));
            } else if let Some(release) = word.strip_prefix("among ") {
                let (portfolio, id) = (format!("{release}.portfolio_id"), format!("{release}.id"));
                done.push_str(&self.or_shared(self.inside(&portfolio, &mut args), &id, &mut args));
            } else if let Some(column) = word.strip_prefix("over ") {
                done.push_str(&self.over(column, &mut args));
            } else if let Some(person) = word.strip_prefix("known ") {
                done.push_str(&self.known(&format!("{person}.id"), &mut args));
            } else if word == "heard e" {
                done.push_str(&self.seen("e.portfolio_id", "e.about", &mut args));
                done.push_str(" and ");
                done.push_str(&self.told(&mut args));
            } else if word == "told e" {
                done.push_str(&self.visible("e.portfolio_id", &mut args));
                done.push_str(" and ");
                done.push_str(&self.told(&mut args));
            } else if let Some(parameter) = word.strip_prefix("each ") {
                done.push_str(&self.connection.each_of(parameter));
            } else if word == "skip locked" {
                done.push_str(self.connection.skip_locked());
            } else {
                done.push('{');
                done.push_str(word);
                done.push('}');
            }
        }
        done.push_str(rest);
        (done.into(), args.into())
    }

    /// The condition that the portfolio in a column is one the caller may see.
    fn visible(&self, column: &str, args: &mut Vec<Arg>) -> String {
        if let Some(condition) = self.not_hidden(column, args) {
            return condition;
        }
        match self.ctx.rights.reach() {
            // Most of a list is visible: walk it in its own order and pass over the rest. An expression, because SQLite
            // would rather look for each of the tops than go through the few portfolios above this one.
            Reach::Wide => format!(
                "exists (select 1 from portfolio_closure seen where seen.portfolio_id = {column}
                     and seen.ancestor_id || '' in {})",
                self.tops(args)
            ),
            // Little of it is: begin with what is visible.
            Reach::Narrow | Reach::Whole => self.inside(column, args),
        }
    }

    /// The same, by way of all the portfolios that are visible: for many rows, or for few portfolios.
    fn inside(&self, column: &str, args: &mut Vec<Arg>) -> String {
        if self.ctx.rights.reach() == Reach::Whole {
            return "1 = 1".to_owned();
        }
        if let Some(condition) = self.not_hidden(column, args) {
            return condition;
        }
        format!("{column} in (select portfolio_id from portfolio_closure where ancestor_id in {})", self.tops(args))
    }

    /// The same for whoever sees all but a few portfolios: it is none of these. Not in a transaction that changes what is
    /// visible, which is not known of yet.
    fn not_hidden(&self, column: &str, args: &mut Vec<Arg>) -> Option<String> {
        let Rights::Held(standing) = &*self.ctx.rights else { return None };
        let hidden = standing.sight.hidden.get()?.as_deref().filter(|_| !self.moves_rights)?;
        if hidden.len() > COMPARED {
            let hidden = self.each_of(serde_json::json!(hidden), args);
            return Some(format!("({column} is not null and {column} || '' not in {hidden})"));
        }
        // For one or two, a list costs more than comparing.
        let mut condition = format!("({column} is not null");
        for id in hidden {
            args.push(Arg::from(*id));
            condition.push_str(&format!(" and {column} <> ${}", args.len()));
        }
        condition.push(')');
        Some(condition)
    }

    /// The condition that what belongs to the portfolio in a column may govern what the caller sees: it is visible, or lies
    /// above something that is.
    fn over(&self, column: &str, args: &mut Vec<Arg>) -> String {
        if self.ctx.rights.reach() == Reach::Whole {
            return "1 = 1".to_owned();
        }
        format!(
            "({} or {column} in (select ancestor_id from portfolio_closure where portfolio_id in {}))",
            self.visible(column, args),
            self.tops(args)
        )
    }

    /// The portfolios that the caller holds anything on, those left out that lie below another of them.
    fn tops(&self, args: &mut Vec<Arg>) -> String {
        let tops = match &*self.ctx.rights {
            Rights::Held(standing) => standing.sight.tops.get_or_init(|| {
                let tops = standing.held.iter().filter(|held| !held.is_below);
                let tops: BTreeSet<String> = tops.map(|held| held.portfolio.to_string()).collect();
                serde_json::json!(tops).to_string()
            }),
            Rights::Everything => "[]",
        };
        self.each_in(tops, args)
    }

    /// … or that the release in another column was shared with the caller.
    fn seen(&self, portfolio: &str, release: &str, args: &mut Vec<Arg>) -> String {
        self.or_shared(self.visible(portfolio, args), release, args)
    }

    fn or_shared(&self, visible: String, release: &str, args: &mut Vec<Arg>) -> String {
        let shared = self.ctx.rights.shared();
        if shared.is_empty() {
            return visible;
        }
        let shared = self.each_of(serde_json::json!(shared), args);
        format!("({visible} or {release} in {shared})")
    }

    /// The condition that the event `e` is for the caller: how people get in is for those alone who may read security events,
    /// and for everybody about themselves.
    fn told(&self, args: &mut Vec<Arg>) -> String {
        let Rights::Held(standing) = &*self.ctx.rights else { return "1 = 1".to_owned() };
        let audited = standing.held.iter().filter(|held| held.rights.has(Right::Audit));
        let audited: BTreeSet<String> = audited.map(|held| held.portfolio.to_string()).collect();
        let private = self.each_of(serde_json::json!(PRIVATE), args);
        let audited = self.each_of(serde_json::json!(audited), args);
        args.push(self.ctx.actor.person().into());
        let me = format!("${}", args.len());
        format!(
            "(e.kind not in {private} or e.about = {me} or e.actor_id = {me} or exists (
                 select 1 from portfolio_closure audited where audited.portfolio_id = e.portfolio_id
                     and audited.ancestor_id in {audited}))"
        )
    }

    /// The condition that a person is one the caller may know of: everybody, for whoever belongs anywhere; only oneself
    /// for a stranger, and for a guest who was shown single releases.
    fn known(&self, person: &str, args: &mut Vec<Arg>) -> String {
        match &*self.ctx.rights {
            Rights::Held(standing) if standing.held.is_empty() => {
                args.push(self.ctx.actor.person().into());
                format!("{person} = ${}", args.len())
            }
            _ => "1 = 1".to_owned(),
        }
    }

    fn each_of(&self, texts: serde_json::Value, args: &mut Vec<Arg>) -> String {
        self.each_in(&texts.to_string(), args)
    }

    fn each_in(&self, texts: &str, args: &mut Vec<Arg>) -> String {
        args.push(Arg::Text(Some(texts.to_owned())));
        self.connection.each_of(&format!("${}", args.len()))
    }
}

/// A statement that reads says whose eyes it reads with.
fn is_scoped(sql: &str) -> bool {
    let reads = sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"))
        || sql.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("with"));
    !reads
        || ["{visible ", "{seen ", "{among ", "{over ", "{known ", "{heard ", "{told ", "-- global: "]
            .iter()
            .any(|word| sql.contains(word))
}

/// Turns "no row had that revision" into the problem it means.
///
/// # Errors
/// [`Problem::Stale`] unless exactly one row changed.
pub fn guarded(changed: u64, noun: &'static str, expected: i64) -> Outcome<()> {
    if changed == 1 { Ok(()) } else { Err(Problem::Stale { noun, expected, actual: expected + 1, touched: None }) }
}

/// How a thing is named in a request: by its id or by its key, whatever the key's case.
#[must_use]
pub fn by_id_or_key<I: Identifier>(alias: &str, named: &str) -> (String, Arg) {
    match I::parse(named) {
        Some(id) => (format!("{alias}.id = $1"), Arg::Text(Some(id.to_string()))),
        None => (format!("{alias}.key_lower = $1"), Arg::Text(Some(named.to_lowercase()))),
    }
}
