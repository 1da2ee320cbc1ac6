//! What ids and keys stand for, whatever kind of thing they name.

use crate::{args, grants::Holder, tx::Tx};
use signalbox_domain::{
    Outcome, PersonRef, Ref,
    id::{PersonId, TeamId},
    people::Party,
};
use std::collections::{BTreeSet, HashMap};

/// What the things with these ids are called, as far as they are there and the caller may see them: one statement,
/// however many there are.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, ids: &BTreeSet<String>) -> Outcome<HashMap<String, String>> {
    let found = tx.all(
        "-- global: people, release types and what they are called are no secret; all else minds who asks
         select p.id, p.name from person p where p.id in {each $1}
         union all select y.id, y.name from release_type y where y.id in {each $1}
         union all select cr.id, cr.name from custom_role cr where cr.id in {each $1}
         union all select f.id, f.name from portfolio f where f.id in {each $1} and {visible f.id}
         union all select t.id, t.name from team t where t.id in {each $1} and {visible t.portfolio_id}
         union all select s.id, s.name from system s where s.id in {each $1} and {visible s.portfolio_id}
         union all select v.id, v.number from version v join system s on s.id = v.system_id
             where v.id in {each $1} and {visible s.portfolio_id}
         union all select sg.id, sg.name from stage sg where sg.id in {each $1} and {visible sg.portfolio_id}
         union all select b.id, b.title from booking b where b.id in {each $1} and {visible b.portfolio_id}
         union all select r.id, r.name from release r where r.id in {each $1} and {seen r}
         union all select ph.id, ph.name from phase ph join release r on r.id = ph.release_id
             where ph.id in {each $1} and {seen r}
         union all select m.id, m.name from milestone m join release r on r.id = m.release_id
             where m.id in {each $1} and {seen r}
         union all select a.id, a.name from activity a join release r on r.id = a.release_id
             where a.id in {each $1} and {seen r}",
        args![&serde_json::json!(ids)],
        |row| Ok((row.text("id")?, row.text("name")?)),
    )?;
    Ok(found.into_iter().collect())
}

/// The ids of everything that has this key, whatever its case, as far as the caller may see it. Keys are unique among
/// things of one kind only.
///
/// # Errors
/// As [`Tx::all`].
pub fn with_key(tx: &mut Tx<'_>, key: &str) -> Outcome<Vec<String>> {
    tx.all(
        "-- global: release types are no secret; all else minds who asks
         select y.id from release_type y where y.key_lower = $1
         union all select f.id from portfolio f where f.key_lower = $1 and {visible f.id}
         union all select t.id from team t where t.key_lower = $1 and {visible t.portfolio_id}
         union all select s.id from system s where s.key_lower = $1 and {visible s.portfolio_id}
         union all select sg.id from stage sg where sg.key_lower = $1 and {visible sg.portfolio_id}
         union all select g.id from environment_group g where g.key_lower = $1 and {visible g.portfolio_id}
         union all select e.id from environment e where e.key_lower = $1 and {visible e.portfolio_id}
         union all select r.id from release r where r.key_lower = $1 and {seen r}",
        args![key.to_lowercase()],
        |row| row.text("id"),
    )
}

/// People and teams by their ids, as they are called. Who works on something is told to everybody who sees it.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    people: HashMap<PersonId, PersonRef>,
    teams: HashMap<TeamId, Ref<TeamId>>,
}

impl Parties {
    /// What these people and teams are called, in two statements however many they are.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn of(tx: &mut Tx<'_>, people: &BTreeSet<PersonId>, teams: &BTreeSet<TeamId>) -> Outcome<Self> {
        let mut found = Self::default();
        if !people.is_empty() {
            let people = tx.all(
                "-- global: people are no secret
                 select p.id as it_id, p.name as it_name from person p where p.id in {each $1}",
                args![&serde_json::json!(people)],
                |row| row.maybe_person("it"),
            )?;
            found.people = people.into_iter().flatten().map(|person| (person.id, person)).collect();
        }
        if !teams.is_empty() {
            let teams = tx.all(
                "-- global: which team does something is told to whoever sees that
                 select t.id as it_id, t.key as it_key, t.name as it_name from team t where t.id in {each $1}",
                args![&serde_json::json!(teams)],
                |row| row.mention("it"),
            )?;
            found.teams = teams.into_iter().map(|team: Ref<TeamId>| (team.id, team)).collect();
        }
        Ok(found)
    }

    /// What somebody is called.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<PersonRef> {
        self.people.get(&id).cloned()
    }

    /// What a team is called.
    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<Ref<TeamId>> {
        self.teams.get(&id).cloned()
    }

    /// What a person or a team is called.
    #[must_use]
    pub fn holder(&self, party: Party) -> Option<Holder> {
        match party {
            Party::Person(id) => self.person(id).map(Holder::Person),
            Party::Team(id) => self.team(id).map(Holder::Team),
        }
    }
}
