//! Who may do what: one table of roles and actions, and the only place that makes a [`Permit`].

use crate::{
    id::{Identifier, PersonId, PortfolioId, ReleaseId},
    problem::{Outcome, Problem},
};
use std::{
    collections::HashSet,
    marker::PhantomData,
    sync::{Arc, OnceLock},
};

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $name:literal;)*) => {
        /// A bundle of rights, granted on a portfolio for its subtree. Whoever holds any may read what is there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $($(#[$doc])* $role,)*
        }

        impl Role {
            /// Every role there is.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$role),*];

            /// The name in the API and the database.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name),* }
            }
        }
    };
}

roles! {
    /// May do everything, and gives the other roles.
    Administrator = "administrator";
    /// Plans releases and decides about them.
    ReleaseManager = "release_manager";
    /// Keeps the systems and environments, and says when they are closed.
    EnvironmentManager = "environment_manager";
    /// Carries deployments out.
    DeploymentManager = "deployment_manager";
    /// Works in releases that others plan.
    Contributor = "contributor";
    /// Decides gates.
    Approver = "approver";
    /// Reads.
    Viewer = "viewer";
    /// Reads what there is to prove.
    Auditor = "auditor";
    /// Reads and speaks, from outside: a supplier.
    Guest = "guest";
    /// A pipeline.
    Machine = "machine";
}

/// Something a person may or may not do to a thing in a portfolio.
pub trait Action {
    /// The right it needs.
    const RIGHT: Right;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $right:ident = $name:literal $words:literal: $($role:ident)*;)*) => {
        /// What one may be allowed to do: the published list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right {
            $($(#[$doc])* $right,)*
        }

        impl Right {
            /// Every right there is.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$right),*];

            /// The name in the API.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$right => $name),* }
            }

            /// What it is called in a refusal: "the right to …".
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$right => $words),* }
            }

            /// The roles that include it, beside the administrator, who has every right: one row of the table.
            const fn row(self) -> &'static [Role] {
                match self { $(Self::$right => &[$(Role::$role),*]),* }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $right {}
            impl Action for $right {
                const RIGHT: Right = Right::$right;
            }
        )*
    };
}

rights! {
    /// Create and change releases, their plans, templates and what they need.
    Plan = "plan" "plan releases": ReleaseManager Machine;
    /// Pass or fail gates, reach or miss milestones.
    Decide = "decide" "decide gates": ReleaseManager Approver;
    /// Keep activities, the RAID register and attachments.
    Work = "work" "work on releases": ReleaseManager EnvironmentManager DeploymentManager Contributor Machine;
    /// Say something about a release.
    Comment = "comment" "comment on releases":
        ReleaseManager EnvironmentManager DeploymentManager Contributor Approver Guest Machine;
    /// Declare freezes, maintenance and blockouts.
    Close = "close" "declare windows": ReleaseManager EnvironmentManager;
    /// Create and change systems and what they depend on.
    Catalogue = "catalogue" "edit systems": ReleaseManager EnvironmentManager;
    /// Record the versions of systems.
    Version = "version" "record versions": ReleaseManager EnvironmentManager DeploymentManager Contributor Machine;
    /// Keep environments, their stages, groups, hosts and links.
    Equip = "equip" "edit environments": EnvironmentManager;
    /// Say how environments are, and what was deployed there.
    Report = "report" "report deployments": EnvironmentManager DeploymentManager Machine;
    /// Ask for environments, and for changes of them.
    Book = "book" "book environments": ReleaseManager EnvironmentManager DeploymentManager Contributor Machine;
    /// Decide who has an environment, and what is done to it.
    Allot = "allot" "decide bookings": EnvironmentManager;
    /// Go on in spite of a blockout or an outage.
    Override = "override" "override blocks": EnvironmentManager;
    /// Begin, stop and end runs of deployment plans, and do in them what others were to do.
    Run = "run" "run deployments": ReleaseManager DeploymentManager;
    /// Read who came in and how, who did not, and what keeps them out. On the root, where these are journalled.
    Audit = "audit" "read security events": Auditor;
    /// Say who is here and who is in which team, as a directory does. On the root, for the whole installation.
    Directory = "directory" "keep people and teams as a directory does":;
    /// Change the organisation: portfolios, teams, people, release types, rights.
    Administer = "administer" "administer":;
}

/// An action after which the plan of a release is another.
pub trait ChangesPlan: Action {}
impl ChangesPlan for Plan {}
impl ChangesPlan for Decide {}

/// An action that may change activities: work on them, and a plan that takes them along.
pub trait ChangesActivities: Action {}
impl ChangesActivities for Work {}
impl ChangesActivities for Plan {}

impl Role {
    /// What it allows: one column of the table.
    pub fn rights(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.allows(*right))
    }

    /// Whether it allows this.
    #[must_use]
    pub fn allows(self, right: Right) -> bool {
        self == Self::Administrator || right.row().contains(&self)
    }

    /// What it allows, as a set.
    #[must_use]
    pub fn right_set(self) -> RightSet {
        self.rights().collect()
    }
}

/// Some of the rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RightSet(u32);

impl RightSet {
    /// None: whoever holds it may read.
    pub const NONE: Self = Self(0);

    /// Every one.
    pub const ALL: Self = Self((1 << Right::ALL.len()) - 1);

    /// Those that are not in it.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self(Self::ALL.0 & !self.0)
    }

    /// Whether it has this right.
    #[must_use]
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u16) != 0
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Its rights, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<Right> for RightSet {
    fn from_iter<T: IntoIterator<Item = Right>>(rights: T) -> Self {
        Self(rights.into_iter().fold(0, |set, right| set | 1 << right as u16))
    }
}

impl serde::Serialize for RightSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Right::name))
    }
}

impl<'de> serde::Deserialize<'de> for RightSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let right = |name: &String| {
            let unknown = || serde::de::Error::custom(format!("{name:?} is not a right"));
            Right::ALL.into_iter().find(|right| right.name() == name).ok_or_else(unknown)
        };
        names.iter().map(right).collect()
    }
}

/// What an absent person leaves to whoever stands in for them: everything but to administer and to say who is here, which
/// give rights that outlast the absence.
#[must_use]
pub fn left_to_a_stand_in(rights: RightSet) -> RightSet {
    without_administration(rights).iter().filter(|right| *right != Right::Directory).collect()
}

/// The rights that a role may be of which an organisation makes for itself: everything but to administer.
#[must_use]
pub fn without_administration(rights: RightSet) -> RightSet {
    rights.iter().filter(|right| *right != Right::Administer).collect()
}

/// What whoever is shown a single release may do to it, beside reading.
#[must_use]
pub fn of_a_shared_release() -> RightSet {
    Role::Guest.right_set()
}

/// Rights that a person holds on a portfolio and everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The top of the subtree.
    pub portfolio: PortfolioId,
    /// What is held there.
    pub rights: RightSet,
    /// For whom the person stands in; `None` for rights of their own.
    pub on_behalf_of: Option<PersonId>,
    /// How much of the organisation that is.
    pub reach: Reach,
    /// Something is held on a portfolio above it too, so that it shows nothing more.
    pub is_below: bool,
}

/// Where a person stands: on portfolios, and in front of single releases that were shared with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What they hold on portfolios.
    pub held: Vec<Held>,
    /// Releases that they were shown, wherever these belong.
    pub shared: Vec<ReleaseId>,
    /// What the token that they sent is not for, whatever they hold; nothing in a session.
    pub withheld: RightSet,
    /// What follows from it, kept with it.
    pub sight: Arc<Sight>,
}

/// What a standing lets see, found out when it is first asked for: as true as the standing itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The portfolios something is held on, those left out that lie below another of them; a JSON array of ids.
    pub tops: OnceLock<String>,
    /// Every portfolio that is visible.
    pub shown: OnceLock<HashSet<PortfolioId>>,
    /// Every portfolio that is not, when these are few.
    pub hidden: OnceLock<Option<Vec<PortfolioId>>>,
}

/// How much of the organisation a subtree is. It never decides what may be seen, only how a list that shows it is best read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Few of the portfolios.
    Narrow,
    /// A good part of them.
    Wide,
    /// All of them, those that are still to be made included: it is held on the top of the tree.
    Whole,
}

impl Reach {
    /// The reach of a subtree of some portfolios out of all.
    #[must_use]
    pub const fn of(is_top: bool, subtree: i64, all: i64) -> Self {
        if is_top {
            Self::Whole
        } else if subtree.saturating_mul(20) >= all {
            Self::Wide
        } else {
            Self::Narrow
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, in a browser or through a token.
    Person(PersonId),
    /// The server itself, or somebody with the data folder in their hands.
    System,
}

impl Actor {
    /// The person, unless it is the system.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(*id),
            Self::System => None,
        }
    }
}

/// Who helps when a token does not suffice.
const WIDER: &str = "whoever makes a token of wider scope";

/// What somebody may see and do, as loaded for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Everything: the system itself.
    Everything,
    /// What the person was given.
    Held(Standing),
}

impl Rights {
    /// The furthest reach of what is held.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::Everything => Reach::Whole,
            Self::Held(standing) => standing.held.iter().map(|held| held.reach).max().unwrap_or(Reach::Narrow),
        }
    }

    /// True for whoever holds the right of a directory and none beside it: a directory's token is for nothing else, not even
    /// for reading.
    #[must_use]
    pub fn is_of_a_directory(&self) -> bool {
        let only = RightSet::from_iter([Right::Directory]);
        matches!(self, Self::Held(standing) if standing.shared.is_empty()
            && !standing.held.is_empty()
            && standing.held.iter().all(|held| held.rights == only))
    }

    /// True for whoever holds nothing at all.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Held(standing) if standing.held.is_empty() && standing.shared.is_empty())
    }

    /// The same with a token that is for this at most. What may be seen stays what it is.
    #[must_use]
    pub fn limited_to(self, scope: RightSet) -> Self {
        match self {
            Self::Everything => self,
            Self::Held(mut standing) => {
                standing.withheld = standing.withheld.or(scope.complement());
                standing.held.iter_mut().for_each(|held| held.rights = held.rights.and(scope));
                Self::Held(standing)
            }
        }
    }

    /// What is left out by the token that was sent.
    #[must_use]
    pub const fn withheld(&self) -> RightSet {
        match self {
            Self::Everything => RightSet::NONE,
            Self::Held(standing) => standing.withheld,
        }
    }

    /// Refuses every change to whoever sent a token that is for reading.
    ///
    /// # Errors
    /// [`Problem::Forbidden`].
    pub fn may_change(&self) -> Outcome<()> {
        if self.withheld() == RightSet::ALL {
            return Err(Problem::Forbidden { right: "change anything", ask: WIDER.to_owned() });
        }
        Ok(())
    }

    /// The releases that are seen wherever they belong.
    #[must_use]
    pub fn shared(&self) -> &[ReleaseId] {
        match self {
            Self::Everything => &[],
            Self::Held(standing) => &standing.shared,
        }
    }

    /// Makes a permit for an action on one thing, given the portfolio it belongs to and that portfolio's ancestors. Rights
    /// of one's own come before those one has in somebody's stead.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the thing cannot even be seen, [`Problem::Forbidden`] when it can.
    pub fn permit<A: Action>(&self, thing: &Thing<'_>) -> Outcome<Permit<A>> {
        let standing = match self {
            Self::Everything => return Ok(Permit::new(thing, None)),
            Self::Held(standing) => standing,
        };
        let mut here = standing.held.iter().filter(|held| thing.lineage.contains(&held.portfolio)).peekable();
        let is_shared = ReleaseId::parse(&thing.id).is_some_and(|release| standing.shared.contains(&release));
        if here.peek().is_none() && !is_shared {
            return Err(Problem::missing(thing.noun, &thing.id));
        }
        let allowing = here.filter(|held| held.rights.has(A::RIGHT)).map(|held| held.on_behalf_of);
        if standing.withheld.has(A::RIGHT) {
            return Err(Problem::Forbidden { right: A::RIGHT.words(), ask: WIDER.to_owned() });
        }
        // `None`, for oneself, is less than anybody.
        match allowing.min() {
            Some(on_behalf_of) => Ok(Permit::new(thing, on_behalf_of)),
            None if is_shared && of_a_shared_release().has(A::RIGHT) => Ok(Permit::new(thing, None)),
            None => {
                Err(Problem::Forbidden { right: A::RIGHT.words(), ask: "an administrator of the portfolio".to_owned() })
            }
        }
    }
}

/// A thing to be acted on, and where it belongs.
#[derive(Clone, Debug)]
pub struct Thing<'a> {
    /// The kind of thing, as in the glossary.
    pub noun: &'static str,
    /// Its id.
    pub id: String,
    /// Its portfolio and all that portfolio's ancestors.
    pub lineage: &'a [PortfolioId],
}

/// Proof that an action on exactly one thing was allowed. The store asks for it before it changes anything.
#[derive(Debug)]
pub struct Permit<A> {
    on: String,
    on_behalf_of: Option<PersonId>,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    fn new(thing: &Thing<'_>, on_behalf_of: Option<PersonId>) -> Self {
        Self { on: thing.id.clone(), on_behalf_of, action: PhantomData }
    }

    /// Whose right it is, when the actor stands in for somebody.
    #[must_use]
    pub const fn on_behalf_of(&self) -> Option<PersonId> {
        self.on_behalf_of
    }

    /// The id of the thing.
    #[must_use]
    pub fn on(&self) -> &str {
        &self.on
    }
}

/// Whoever administers may say who is here, too.
impl From<Permit<Administer>> for Permit<Directory> {
    fn from(permit: Permit<Administer>) -> Self {
        Self { on: permit.on, on_behalf_of: permit.on_behalf_of, action: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn portfolio(number: u128) -> PortfolioId {
        PortfolioId::from_bits(number)
    }

    fn held(on: u128, role: Role, on_behalf_of: Option<u128>) -> Held {
        Held {
            portfolio: portfolio(on),
            rights: role.right_set(),
            on_behalf_of: on_behalf_of.map(PersonId::from_bits),
            reach: Reach::Narrow,
            is_below: false,
        }
    }

    #[test]
    fn a_role_holds_for_the_subtree_and_nowhere_else() {
        let rights = Rights::Held(Standing {
            held: vec![held(1, Role::ReleaseManager, None)],
            shared: Vec::new(),
            ..Standing::default()
        });
        let below = [portfolio(3), portfolio(1), portfolio(0)];
        let beside = [portfolio(2), portfolio(0)];
        let thing = |lineage| Thing { noun: "release", id: "rel_x".to_owned(), lineage };
        assert!(rights.permit::<Plan>(&thing(&below)).is_ok());
        assert!(matches!(rights.permit::<Administer>(&thing(&below)), Err(Problem::Forbidden { .. })));
        assert!(matches!(rights.permit::<Plan>(&thing(&beside)), Err(Problem::NotFound { .. })));
    }

    #[test]
    fn a_token_leaves_rights_out_and_gives_none() {
        let release = ReleaseId::from_bits(5);
        let standing =
            Standing { held: vec![held(1, Role::Contributor, None)], shared: vec![release], ..Standing::default() };
        let scope: RightSet = [Right::Plan, Right::Work].into_iter().collect();
        let limited = Rights::Held(standing).limited_to(scope);
        let lineage = [portfolio(1)];
        let thing = |id: String, lineage| Thing { noun: "release", id, lineage };
        assert!(limited.permit::<Work>(&thing("rel_x".to_owned(), &lineage)).is_ok());
        let forbidden = |answer: Outcome<()>| matches!(answer, Err(Problem::Forbidden { .. }));
        // Not held, though the token is for it; held, though the token is not for it; on what was shared as well.
        assert!(forbidden(limited.permit::<Plan>(&thing("rel_x".to_owned(), &lineage)).map(drop)));
        assert!(forbidden(limited.permit::<Comment>(&thing("rel_x".to_owned(), &lineage)).map(drop)));
        assert!(forbidden(limited.permit::<Comment>(&thing(release.to_string(), &[])).map(drop)));
        assert!(matches!(limited.permit::<Work>(&thing("rel_x".to_owned(), &[])), Err(Problem::NotFound { .. })));
        assert!(limited.may_change().is_ok());
        let reading = limited.limited_to(RightSet::NONE);
        assert!(forbidden(reading.may_change()));
        assert_eq!(reading.limited_to(RightSet::ALL).withheld(), RightSet::ALL, "a limit is never lifted");
    }

    #[test]
    fn a_twentieth_of_the_portfolios_is_wide() {
        assert_eq!(Reach::of(false, 5, 101), Reach::Narrow);
        assert_eq!(Reach::of(false, 5, 100), Reach::Wide);
        assert_eq!(Reach::of(true, 1, 100), Reach::Whole);
        let held = |reach| Held { reach, ..held(1, Role::Viewer, None) };
        let both =
            Standing { held: vec![held(Reach::Wide), held(Reach::Narrow)], shared: Vec::new(), ..Standing::default() };
        assert_eq!(Rights::Held(both).reach(), Reach::Wide);
        assert_eq!(Rights::Held(Standing::default()).reach(), Reach::Narrow);
        assert_eq!(Rights::Everything.reach(), Reach::Whole);
    }

    /// The whole table, as it is agreed. A change of it is a change of who may do what, and is made here too.
    #[test]
    fn the_table_of_roles_and_rights_is_the_agreed_one() {
        let mut table = String::from("right      ");
        for role in Role::ALL {
            table.push_str(&format!(" {:>11.11}", role.name()));
        }
        for right in Right::ALL {
            table.push_str(&format!("\n{:<11}", right.name()));
            for role in Role::ALL {
                table.push_str(&format!(" {:>11}", if role.allows(right) { "yes" } else { "-" }));
            }
        }
        table.push('\n');
        assert!(table == include_str!("rights.golden"), "{table}");
    }

    #[test]
    fn one_acts_for_oneself_where_one_can_and_else_for_whom_one_stands_in() {
        let held = vec![held(1, Role::ReleaseManager, Some(7)), held(2, Role::Approver, None)];
        let rights = Rights::Held(Standing { held, shared: Vec::new(), ..Standing::default() });
        let below = [portfolio(3), portfolio(2), portfolio(1)];
        let thing = Thing { noun: "release", id: "rel_x".to_owned(), lineage: &below };
        assert_eq!(rights.permit::<Plan>(&thing).unwrap().on_behalf_of(), Some(PersonId::from_bits(7)));
        assert_eq!(rights.permit::<Decide>(&thing).unwrap().on_behalf_of(), None);
    }

    #[test]
    fn a_shared_release_is_seen_and_spoken_of_and_nothing_beside_it() {
        let rights =
            Rights::Held(Standing { held: Vec::new(), shared: vec![ReleaseId::from_bits(5)], ..Standing::default() });
        let release = |number| Thing { noun: "release", id: ReleaseId::from_bits(number).to_string(), lineage: &[] };
        assert!(rights.permit::<Comment>(&release(5)).is_ok());
        assert!(matches!(rights.permit::<Plan>(&release(5)), Err(Problem::Forbidden { .. })));
        assert!(matches!(rights.permit::<Comment>(&release(6)), Err(Problem::NotFound { .. })));
    }

    #[test]
    fn a_set_of_rights_is_written_as_their_names() {
        let set: RightSet = [Right::Comment, Right::Plan].into_iter().collect();
        assert_eq!(serde_json::to_string(&set).unwrap(), r#"["plan","comment"]"#);
        assert_eq!(serde_json::from_str::<RightSet>(r#"["comment","plan"]"#).unwrap(), set);
        assert!(serde_json::from_str::<RightSet>(r#"["reign"]"#).is_err());
        assert_eq!(
            set.and([Right::Plan, Right::Decide].into_iter().collect()).iter().collect::<Vec<_>>(),
            [Right::Plan]
        );
        assert!(Right::ALL.into_iter().all(|right| Role::Administrator.right_set().has(right)));
        let without = without_administration(Role::Administrator.right_set());
        assert!(!without.has(Right::Administer) && without.iter().count() == Right::ALL.len() - 1);
    }

    #[test]
    fn a_directory_is_told_from_everybody_else_by_what_it_may() {
        let standing = |rights: &[Right]| {
            let held = Held { rights: rights.iter().copied().collect(), ..held(1, Role::Viewer, None) };
            Rights::Held(Standing { held: vec![held], ..Standing::default() })
        };
        assert!(standing(&[Right::Directory]).is_of_a_directory());
        for others in [&[][..], &[Right::Directory, Right::Plan], &[Right::Administer]] {
            assert!(!standing(others).is_of_a_directory(), "{others:?}");
        }
        let all = standing(&Right::ALL);
        assert!(
            !all.is_of_a_directory() && all.limited_to([Right::Directory].into_iter().collect()).is_of_a_directory()
        );
        assert!(!Rights::Everything.is_of_a_directory());
        // Whoever stands in for an administrator adds nobody, and lets nobody go.
        let left = left_to_a_stand_in(Role::Administrator.right_set());
        assert!(!left.has(Right::Directory) && !left.has(Right::Administer));
    }

    #[test]
    fn a_permit_names_its_thing() {
        let thing = Thing { noun: "release", id: "rel_7".to_owned(), lineage: &[] };
        assert_eq!(Rights::Everything.permit::<Plan>(&thing).unwrap().on(), "rel_7");
    }
}
