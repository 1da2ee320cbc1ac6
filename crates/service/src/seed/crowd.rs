//! Many people and portfolios, and what they may do: what rights cost is seen only where there are many of them.

use super::organisation::{Organisation, person, portfolio, team};
use crate::grants;
use signalbox_domain::{
    Key, Name, Outcome,
    authz::Role,
    id::{PersonId, PortfolioId},
    people::{GivenRole, Grant, Party},
};
use signalbox_store::{Tx, grants as stored_grants, portfolios as stored_portfolios, teams as stored_teams};
use std::ops::Range;

/// How many people there are for each portfolio.
const PER_PORTFOLIO: usize = 10;

/// Makes the people of these numbers, each with a team whose portfolio it works on and another portfolio that it looks into.
pub(super) fn gather(tx: &mut Tx<'_>, organisation: &Organisation, numbers: Range<usize>) -> Outcome<()> {
    for first in numbers.clone().step_by(PER_PORTFOLIO) {
        let number = first / PER_PORTFOLIO;
        let division = &organisation.divisions[number % organisation.divisions.len()];
        let (above, _) = &division.products[number / organisation.divisions.len() % division.products.len()];
        let key = key_of(number);
        let below = portfolio(tx, key.clone(), &format!("Crew {number}"), above.as_str())?;
        let here = stored_portfolios::get(tx, below.as_str())?.id;
        let last = numbers.end.min(first + PER_PORTFOLIO);
        let people = (first..last).map(|one| person(tx, &format!("Colleague {one}"), &format!("colleague.{one}")));
        let people = people.collect::<Outcome<Vec<PersonId>>>()?;
        if !stored_teams::is_taken(tx, &key)? {
            team(tx, key.clone(), Name::from_words(&format!("Crew {number}")), &below, &people)?;
            let crew = stored_teams::get(tx, key.as_str())?.id;
            give(tx, Party::Team(crew), Role::Contributor, here)?;
        }
        // Beside their own they look into one that was there before.
        let beside = stored_portfolios::get(tx, key_of(number / 2).as_str())?.id;
        for one in people {
            give(tx, Party::Person(one), Role::Viewer, beside)?;
        }
    }
    Ok(())
}

fn key_of(number: usize) -> Key {
    Key::from_words(&format!("crew-{number}"))
}

fn give(tx: &mut Tx<'_>, to: Party, role: Role, portfolio: PortfolioId) -> Outcome<()> {
    let grant = Grant { id: tx.new_id(), to, role: GivenRole::BuiltIn(role), portfolio, until: None };
    if stored_grants::is_given(tx, &grant)? { Ok(()) } else { grants::give(tx, &grant) }
}
