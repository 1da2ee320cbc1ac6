//! Rules of approval, by step; whom they name, and who has which duty in a release.

use crate::{
    args,
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Permit, Plan, Role},
    gates::{Approvers, Duties, Rule, duties::Members},
    id::{ApprovalRuleId, MilestoneId, PersonId, PortfolioId, ReleaseId, RoleId, TeamId},
    people::GivenRole,
};
use std::collections::{BTreeSet, HashMap};

/// A rule as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The rule.
    pub rule: Rule,
    /// The role, when it names one that the organisation made for itself.
    pub custom: Option<Ref<RoleId>>,
    /// The team, when it names one.
    pub team: Option<Ref<TeamId>>,
    /// The person, when it names one.
    pub person: Option<PersonRef>,
}

impl View {
    /// Whom it names, in words.
    #[must_use]
    pub fn who(&self) -> String {
        match (&self.rule.who, &self.custom, &self.team, &self.person) {
            (Approvers::Team(_), _, Some(team), _) => format!("somebody of {}", team.name),
            (Approvers::Person(_), _, _, Some(person)) => person.name.to_string(),
            (Approvers::Role(_), Some(custom), _, _) => format!("whoever is {}", custom.name),
            (Approvers::Role(GivenRole::BuiltIn(role)), ..) => format!("whoever is {}", role.name().replace('_', " ")),
            _ => "somebody whom the rule names".to_owned(),
        }
    }
}

const VIEW: &str = "a.id, a.milestone_id, a.release_id, r.portfolio_id, a.name, a.role, cr.id as custom_id,
    cr.key as custom_key, cr.name as custom_name, a.person_id, p.name as person_name, t.id as team_id, t.key as team_key,
    t.name as team_name, a.needs, a.step, a.signed, a.rev
    from approval_rule a join release r on r.id = a.release_id
    left join custom_role cr on cr.id = a.custom_role_id
    left join person p on p.id = a.person_id left join team t on t.id = a.team_id";

fn read(row: &mut Row) -> Outcome<View> {
    let person = row.maybe_person("person")?;
    let team: Option<Ref<TeamId>> = row.maybe_mention("team")?;
    let custom: Option<Ref<RoleId>> = row.maybe_mention("custom")?;
    let who = match (row.maybe::<Role>("role")?, &custom, &team, &person) {
        (Some(role), ..) => Approvers::Role(GivenRole::BuiltIn(role)),
        (None, Some(custom), ..) => Approvers::Role(GivenRole::Custom(custom.id)),
        (None, None, Some(team), _) => Approvers::Team(team.id),
        (None, None, None, Some(person)) => Approvers::Person(person.id),
        _ => return Err(Problem::Internal("a rule of approval names nobody".to_owned())),
    };
    let rule = Rule {
        id: row.read("id")?,
        gate: row.read("milestone_id")?,
        release: row.read("release_id")?,
        portfolio: row.read("portfolio_id")?,
        name: row.read("name")?,
        who,
        needs: row.int("needs")?,
        step: row.int("step")?,
        signed: row.bool("signed")?,
        rev: row.int("rev")?,
    };
    Ok(View { rule, custom, team, person })
}

/// The rules of a gate that the caller was found to see, by step.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_gate(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<Vec<View>> {
    let sql = format!("select {VIEW} where a.milestone_id = $1 and {{seen r}} order by a.step, a.id");
    tx.all(&sql, args![gate], read)
}

/// The rule with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where a.id = $1 and {{seen r}}");
    tx.one(&sql, args![named], read)?.ok_or_else(|| Problem::missing("approval rule", named))
}

/// Adds a rule.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, rule: &Rule, permit: &Permit<Plan>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on()), rule.gate.into(), rule.release.into()];
    values.extend(content(rule));
    tx.run(
        "insert into approval_rule (id, milestone_id, release_id, name, role, custom_role_id, person_id, team_id, needs,
             step, signed, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed rule.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Rule, after: &Rule, permit: &Permit<Plan>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update approval_rule set name = $2, role = $3, custom_role_id = $4, person_id = $5, team_id = $6, needs = $7,
                step = $8, signed = $9, rev = rev + 1 where id = $1 and rev = $10",
        &values,
    )?;
    guarded(changed, "approval rule", before.rev)
}

/// Removes a rule.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, before: &Rule, permit: &Permit<Plan>) -> Outcome<()> {
    let changed = tx.run("delete from approval_rule where id = $1 and rev = $2", args![permit.on(), before.rev])?;
    guarded(changed, "approval rule", before.rev)
}

fn content(rule: &Rule) -> [Arg; 8] {
    let (role, custom, person, team) = columns(rule.who);
    [
        (&rule.name).into(),
        role.into(),
        custom.into(),
        person.into(),
        team.into(),
        rule.needs.into(),
        rule.step.into(),
        rule.signed.into(),
    ]
}

const fn columns(who: Approvers) -> (Option<Role>, Option<RoleId>, Option<PersonId>, Option<TeamId>) {
    match who {
        Approvers::Role(GivenRole::BuiltIn(role)) => (Some(role), None, None, None),
        Approvers::Role(GivenRole::Custom(id)) => (None, Some(id), None, None),
        Approvers::Person(id) => (None, None, Some(id), None),
        Approvers::Team(id) => (None, None, None, Some(id)),
    }
}

/// Which of these people the rules name, on the portfolio that the release belongs to. Machines, and people who left, are
/// named by none.
///
/// # Errors
/// As [`Tx::all`].
pub fn members(tx: &mut Tx<'_>, on: PortfolioId, rules: &[Rule], people: &[PersonId]) -> Outcome<Members> {
    let now = tx.now();
    let people = serde_json::json!(people);
    let mut members = HashMap::new();
    for rule in rules {
        let (role, custom, person, team) = columns(rule.who);
        let named = tx.all(
            "-- global: who may approve is decided whoever looks
             select p.id from person p where p.id in {each $1} and p.archived_at is null and p.service = false and (
                p.id = $2
                or exists (select 1 from team_member m join team t on t.id = m.team_id and t.archived_at is null
                    where m.person_id = p.id and m.team_id = $3)
                or exists (select 1 from role_grant g
                    join portfolio_closure c on c.ancestor_id = g.portfolio_id and c.portfolio_id = $4
                    left join team t on t.id = g.team_id and t.archived_at is null
                    left join team_member m on m.team_id = t.id
                    where coalesce(g.person_id, m.person_id) = p.id and (g.role = $5 or g.custom_role_id = $6)
                       and (g.until_at is null or g.until_at > $7)))",
            args![&people, person, team, on, role, custom, now],
            |row| row.read("id"),
        )?;
        members.insert(rule.id, named.into_iter().collect());
    }
    Ok(members)
}

/// The names of some whom a rule names, for whoever asks who can help; at most three.
///
/// # Errors
/// As [`Tx::all`].
pub fn names(tx: &mut Tx<'_>, on: PortfolioId, rule: &Rule) -> Outcome<Vec<String>> {
    let now = tx.now();
    let (role, custom, person, team) = columns(rule.who);
    tx.all(
        "-- global: whoever is refused hears who can help; everybody may know names
         select distinct p.name, p.name_lower from person p
         left join team_member m on m.person_id = p.id
         left join role_grant g on (g.person_id = p.id or g.team_id = m.team_id)
            and (g.role = $4 or g.custom_role_id = $5) and (g.until_at is null or g.until_at > $6)
            and g.portfolio_id in (select ancestor_id from portfolio_closure where portfolio_id = $3)
         where p.archived_at is null and p.service = false and (p.id = $1 or m.team_id = $2 or g.id is not null)
         order by p.name_lower limit 3",
        args![person, team, on, role, custom, now],
        |row| row.text("name"),
    )
}

/// Who has which duty in a gate's release, beside whoever asks for approval. The authors: whoever changed its scope or
/// manifest, registered a version it delivers, or said that a criterion of the gate is met. Who carries it out: whoever is
/// responsible for it, and whoever reported a deployment of what it delivers. Whoever acted in somebody's stead is there
/// together with whom it was for.
///
/// # Errors
/// As [`Tx::all`].
pub fn duties(tx: &mut Tx<'_>, release: ReleaseId, gate: MilestoneId) -> Outcome<Duties> {
    let both = |rows: Vec<(Option<PersonId>, Option<PersonId>)>| -> BTreeSet<PersonId> {
        rows.into_iter().flat_map(|(one, other)| [one, other]).flatten().collect()
    };
    let pair = |row: &mut Row| Ok((row.maybe("one")?, row.maybe("other")?));
    let authors = tx.all(
        "-- global: duties are told apart whoever looks
         select e.actor_id as one, e.on_behalf_of as other from event e
         where e.about = $1 and e.kind in ('manifest.changed', 'impact.set', 'impact.removed')
         union select e.actor_id, e.on_behalf_of from event e
         join manifest m on m.release_id = $1 and e.subject = m.version_id and e.kind = 'version.registered'
         union select c.said_by, null from criterion c where c.milestone_id = $2 and c.state = 'met'
         union select e.actor_id, e.on_behalf_of from event e
         join criterion c on c.milestone_id = $2 and c.state = 'met' and e.subject = c.id and e.kind = 'criterion.met'",
        args![release, gate],
        pair,
    )?;
    let implementers = tx.all(
        "-- global: duties are told apart whoever looks
         select rp.person_id as one, null as other from release_person rp
         where rp.release_id = $1 and rp.part = 'responsible' and rp.person_id is not null
         union select d.reported_by, null from manifest m join version v on v.id = m.version_id
         join deployment d on d.system_id = m.system_id and d.version = v.number and d.reported_by is not null
         where m.release_id = $1",
        args![release],
        pair,
    )?;
    Ok(Duties { requesters: BTreeSet::new(), authors: both(authors), implementers: both(implementers) })
}

/// The gates that have criteria, rules or waivers, among these.
///
/// # Errors
/// As [`Tx::all`].
pub fn held(tx: &mut Tx<'_>, gates: &[MilestoneId]) -> Outcome<BTreeSet<MilestoneId>> {
    let ids = serde_json::json!(gates);
    let found = tx.all(
        "-- global: the caller was found to see the release
         select c.milestone_id as id from criterion c where c.milestone_id in {each $1}
         union select a.milestone_id from approval_rule a where a.milestone_id in {each $1}
         union select w.milestone_id from waiver w where w.milestone_id in {each $1}",
        args![&ids],
        |row| row.read("id"),
    )?;
    Ok(found.into_iter().collect())
}

/// A rule by its id, among those of a gate.
#[must_use]
pub fn among(views: &[View], id: ApprovalRuleId) -> Option<&View> {
    views.iter().find(|view| view.rule.id == id)
}
