//! Whose releases they are: portfolios, teams, people and systems.

use super::words::{DIVISIONS, FUNCTIONS, PRODUCTS, PROGRAMMES, SUBJECTS};
use crate::{people, portfolios, setup, systems, teams};
use signalbox_domain::{Key, Name, Outcome, catalog::Level, id::PersonId};
use signalbox_store::{
    Tx, portfolios as stored_portfolios, release_parts, systems as stored_systems, teams as stored_teams,
};

/// What releases refer to.
pub(super) struct Organisation {
    /// The divisions, in the order of [`DIVISIONS`].
    pub(super) divisions: Vec<Division>,
    /// The keys of the systems, with their names.
    pub(super) systems: Vec<(Key, Name)>,
}

/// A division of the enterprise.
pub(super) struct Division {
    /// Its own key, which begins the keys of its releases.
    pub(super) key: Key,
    /// Who answers for its trains.
    pub(super) lead: PersonId,
    /// Its products, with those who answer for their releases.
    pub(super) products: Vec<(Key, PersonId)>,
}

/// Makes what is not there yet.
pub(super) fn found(tx: &mut Tx<'_>) -> Outcome<Organisation> {
    let root = setup::prepare(tx)?;
    let mut divisions = Vec::new();
    for (short, name) in DIVISIONS {
        let key = portfolio(tx, Key::from_words(short), name, &root.to_string())?;
        let lead = person(tx, &format!("Release train manager, {name}"), &format!("train-manager.{key}"))?;
        team(tx, team_key(short), Name::from_words(&format!("{name} engineering")), &key, &[lead])?;
        let mut products = Vec::new();
        for (row, programme) in PROGRAMMES.into_iter().enumerate() {
            let above = portfolio(tx, Key::from_words(&format!("{short}-{}", row + 1)), programme, key.as_str())?;
            for (column, product) in PRODUCTS.into_iter().enumerate() {
                let below = Key::from_words(&format!("{above}-{}", column + 1));
                let product_key = portfolio(tx, below, &format!("{name}: {product}"), above.as_str())?;
                let title = format!("Release manager, {name}, {programme}, {product}");
                let manager = person(tx, &title, &format!("release-manager.{product_key}"))?;
                products.push((product_key, manager));
            }
        }
        divisions.push(Division { key, lead, products });
    }
    let systems = systems_of(tx, &divisions)?;
    Ok(Organisation { divisions, systems })
}

pub(super) fn portfolio(tx: &mut Tx<'_>, key: Key, name: &str, parent: &str) -> Outcome<Key> {
    if !stored_portfolios::is_taken(tx, &key)? {
        let (name, parent) = (Name::from_words(name), parent.to_owned());
        let (description, working_calendar) = (String::new(), None);
        let new = portfolios::New { key: key.clone(), name, description, parent, working_calendar };
        portfolios::create_in(tx, &new)?;
    }
    Ok(key)
}

pub(super) fn person(tx: &mut Tx<'_>, title: &str, mailbox: &str) -> Outcome<PersonId> {
    let email = format!("{mailbox}@example.org").to_lowercase();
    if let Some(known) = release_parts::person_by_mail(tx, &email)? {
        return Ok(known.id);
    }
    let name = Name::from_words(title);
    let new = people::New { name, email: Some(email), service: false, locale: None, zone: None };
    people::create_in(tx, people::By::Administration, &new, None).map(|made| made.id)
}

pub(super) fn team(tx: &mut Tx<'_>, key: Key, name: Name, portfolio: &Key, members: &[PersonId]) -> Outcome<()> {
    if stored_teams::is_taken(tx, &key)? {
        return Ok(());
    }
    let new = teams::New {
        key,
        name,
        description: String::new(),
        portfolio: portfolio.to_string(),
        members: members.iter().map(ToString::to_string).collect(),
    };
    teams::create_in(tx, people::By::Administration, &new).map(drop)
}

pub(super) fn team_key(short: &str) -> Key {
    Key::from_words(&format!("{short}-engineering"))
}

/// Five hundred systems, each in a product of some division.
fn systems_of(tx: &mut Tx<'_>, divisions: &[Division]) -> Outcome<Vec<(Key, Name)>> {
    let mut found = Vec::new();
    for (row, subject) in SUBJECTS.into_iter().enumerate() {
        for (column, (function, kind)) in FUNCTIONS.into_iter().enumerate() {
            let name = Name::from_words(&format!("{subject} {function}"));
            let key = Key::from_words(name.as_str());
            let division = &divisions[(row + column) % divisions.len()];
            let (product, _) = &division.products[(row * 3 + column) % division.products.len()];
            if !stored_systems::is_taken(tx, &key)? {
                let new = systems::New {
                    key: key.clone(),
                    name: name.clone(),
                    kind: kind.to_owned(),
                    description: String::new(),
                    portfolio: product.to_string(),
                    team: Some(team_key(division.key.as_str()).to_string()),
                    vendor: None,
                    criticality: Level::ALL.get((row + column * 2) % Level::ALL.len()).copied(),
                    parent: None,
                    repositories: vec![format!("https://git.example.org/{key}")],
                    links: Vec::new(),
                    tags: Vec::new(),
                };
                systems::create_in(tx, &new)?;
            }
            found.push((key, name));
        }
    }
    Ok(found)
}
