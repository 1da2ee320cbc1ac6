//! Segregation of duties, by person: who may approve, decided from facts alone.
//!
//! The definition. A vote is *one person's act*, on their own behalf or in somebody's stead; all of an account, a token and
//! whoever stands in are that person. The people of a vote are whoever acts and for whom. Votes are looked at in the order
//! they came. An approval counts for a rule when
//!
//! - it was given in a session of a person, not with a token;
//! - none of its people asked for the approval, wrote what is approved, or carries it out;
//! - none of its people is among the people of an approval that counts already, for this rule or another;
//! - whoever it is given for is one of those whom the rule names;
//! - every rule of a lower step has as many approvals that count as it needs; and
//! - the rule itself still lacks one.

use super::rule::Rule;
use crate::{
    id::{ApprovalRuleId, PersonId},
    problem::Reason,
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Who has which duty in what is to be approved. Whoever acted in somebody's stead is there with whom it was for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// Who asked for the approval.
    pub requesters: BTreeSet<PersonId>,
    /// Who wrote what is approved: its scope, its manifest, its evidence.
    pub authors: BTreeSet<PersonId>,
    /// Who carries it out.
    pub implementers: BTreeSet<PersonId>,
}

/// Whoever votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voter {
    /// Who acts.
    pub person: PersonId,
    /// For whom, when that is somebody else.
    pub on_behalf_of: Option<PersonId>,
    /// With a token, and not in a session.
    pub by_token: bool,
}

impl Voter {
    /// Whoever acts, and for whom.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + Clone {
        std::iter::once(self.person).chain(self.on_behalf_of)
    }

    /// Whose vote it is.
    #[must_use]
    pub fn principal(&self) -> PersonId {
        self.on_behalf_of.unwrap_or(self.person)
    }
}

/// An approval that was given for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// For which rule.
    pub rule: ApprovalRuleId,
    /// By whom.
    pub voter: Voter,
}

/// Whom each rule names.
pub type Members = HashMap<ApprovalRuleId, HashSet<PersonId>>;

impl Duties {
    /// Why these people may not approve what is to be approved.
    #[must_use]
    pub fn bars(&self, voter: &Voter) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if voter.by_token {
            let told = "a token cannot approve: an approval is a person's own act, in a session";
            reasons.push(Reason::new("token", told).cleared_by("whoever signs in themselves"));
        }
        let duties = [
            (&self.requesters, "requester", "asked for the approval"),
            (&self.authors, "author", "wrote some of what is to be approved"),
            (&self.implementers, "implementer", "carries it out"),
        ];
        for (who, code, did) in duties {
            for person in voter.people().filter(|person| who.contains(person)) {
                let subject = if person == voter.person { "you" } else { "the person you stand in for" };
                let told = format!("{subject} cannot approve, because the same person {did}");
                reasons.push(Reason::new(code, told).cleared_by("another approver of the same rule"));
            }
        }
        reasons
    }
}

/// How far a rule is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Which rule.
    pub rule: ApprovalRuleId,
    /// Who approved, and counts.
    pub counted: Vec<Voter>,
    /// How many it still lacks.
    pub lacks: i64,
    /// Every rule of a lower step is fulfilled.
    pub is_open: bool,
}

/// How far the rules are, by the definition. Approvals that were given and no longer count are left out.
#[must_use]
pub fn tally(rules: &[Rule], members: &Members, duties: &Duties, given: &[Given]) -> Vec<Tally> {
    let mut counts = Counts::new(rules);
    for one in given {
        if counts.refuses(rules, members, duties, one).is_empty() {
            counts.add(one);
        }
    }
    counts.tallies(rules)
}

/// Whether one more approval would count; why not, otherwise.
#[must_use]
pub fn refuses(rules: &[Rule], members: &Members, duties: &Duties, given: &[Given], next: &Given) -> Vec<Reason> {
    let mut counts = Counts::new(rules);
    for one in given {
        if counts.refuses(rules, members, duties, one).is_empty() {
            counts.add(one);
        }
    }
    counts.refuses(rules, members, duties, next)
}

struct Counts {
    counted: HashMap<ApprovalRuleId, Vec<Voter>>,
    people: HashSet<PersonId>,
}

impl Counts {
    fn new(rules: &[Rule]) -> Self {
        Self { counted: rules.iter().map(|rule| (rule.id, Vec::new())).collect(), people: HashSet::new() }
    }

    fn lacks(&self, rule: &Rule) -> i64 {
        let counted = self.counted.get(&rule.id).map_or(0, Vec::len);
        rule.needs.saturating_sub(i64::try_from(counted).unwrap_or(i64::MAX)).max(0)
    }

    fn is_open(&self, rules: &[Rule], rule: &Rule) -> bool {
        rules.iter().filter(|other| other.step < rule.step).all(|other| self.lacks(other) == 0)
    }

    fn refuses(&self, rules: &[Rule], members: &Members, duties: &Duties, one: &Given) -> Vec<Reason> {
        let Some(rule) = rules.iter().find(|rule| rule.id == one.rule) else {
            return vec![Reason::new("rule", "the gate has no such rule any more")];
        };
        let mut reasons = duties.bars(&one.voter);
        if one.voter.people().any(|person| self.people.contains(&person)) {
            let told = "the same person has approved already; a person counts once, whomever they stand in for";
            reasons.push(Reason::new("counted", told).cleared_by("another approver of the same rule"));
        }
        if !members.get(&rule.id).is_some_and(|named| named.contains(&one.voter.principal())) {
            reasons.push(Reason::new("not_named", format!("{} names others", rule.name)));
        }
        if self.lacks(rule) == 0 {
            reasons.push(Reason::new("enough", format!("{} has all the approvals it needs", rule.name)));
        } else if !self.is_open(rules, rule) {
            let first: Vec<&str> = rules
                .iter()
                .filter(|other| other.step < rule.step && self.lacks(other) > 0)
                .map(|other| other.name.as_str())
                .collect();
            reasons.push(Reason::new("order", format!("{} comes before {}", first.join(", "), rule.name)));
        }
        reasons
    }

    fn add(&mut self, one: &Given) {
        self.counted.entry(one.rule).or_default().push(one.voter);
        self.people.extend(one.voter.people());
    }

    fn tallies(&self, rules: &[Rule]) -> Vec<Tally> {
        let tally = |rule: &Rule| Tally {
            rule: rule.id,
            counted: self.counted.get(&rule.id).cloned().unwrap_or_default(),
            lacks: self.lacks(rule),
            is_open: self.is_open(rules, rule),
        };
        rules.iter().map(tally).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gates::Approvers, id::*, text::Name};

    fn person(number: u64) -> PersonId {
        PersonId::from_bits(u128::from(number) + 1)
    }

    fn rule(number: u64, needs: i64, step: i64) -> Rule {
        Rule {
            id: ApprovalRuleId::from_bits(u128::from(number)),
            gate: MilestoneId::from_bits(1),
            release: ReleaseId::from_bits(1),
            portfolio: PortfolioId::from_bits(1),
            name: Name::parse(&format!("Rule {number}")).unwrap(),
            who: Approvers::Person(person(0)),
            needs,
            step,
            signed: false,
            rev: 1,
        }
    }

    /// A small generator of our own: a million sequences have to be cheap.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) % bound
        }

        fn people(&mut self, of: u64, chance: u64) -> Vec<PersonId> {
            (0..of).filter(|_| self.below(chance) == 0).map(person).collect()
        }
    }

    /// The definition once more, without any state: an approval counts when it would for what counts before it.
    fn counts(rules: &[Rule], members: &Members, duties: &Duties, given: &[Given]) -> Vec<bool> {
        let mut told: Vec<bool> = Vec::new();
        for (index, one) in given.iter().enumerate() {
            let before: Vec<&Given> =
                given[..index].iter().zip(&told).filter(|(_, is)| **is).map(|(it, _)| it).collect();
            let of = |rule: &Rule| before.iter().filter(|other| other.rule == rule.id).count() as i64;
            let barred = |who: PersonId| {
                duties.requesters.contains(&who) || duties.authors.contains(&who) || duties.implementers.contains(&who)
            };
            let mut theirs = vec![one.voter.person];
            theirs.extend(one.voter.on_behalf_of);
            let does = rules.iter().find(|rule| rule.id == one.rule).is_some_and(|rule| {
                !one.voter.by_token
                    && !theirs.iter().any(|who| barred(*who))
                    && !before.iter().any(|other| {
                        theirs.contains(&other.voter.person)
                            || other.voter.on_behalf_of.is_some_and(|who| theirs.contains(&who))
                    })
                    && members[&rule.id].contains(theirs.last().unwrap())
                    && of(rule) < rule.needs
                    && rules.iter().all(|other| other.step >= rule.step || of(other) >= other.needs)
            });
            told.push(does);
        }
        told
    }

    fn sequences(many: u64, seed: u64) {
        let mut dice = Dice(seed);
        let (mut counted, mut refused) = (0_u64, 0_u64);
        for round in 0..many {
            let rules: Vec<Rule> = (0..=dice.below(3))
                .map(|number| rule(number, 1 + dice.below(3) as i64, 1 + dice.below(2) as i64))
                .collect();
            let members: Members =
                rules.iter().map(|rule| (rule.id, dice.people(6, 2).into_iter().collect())).collect();
            let duties = Duties {
                requesters: dice.people(6, 6).into_iter().collect(),
                authors: dice.people(6, 8).into_iter().collect(),
                implementers: dice.people(6, 8).into_iter().collect(),
            };
            let given: Vec<Given> = (0..dice.below(9))
                .map(|_| {
                    let voter = Voter {
                        person: person(dice.below(6)),
                        on_behalf_of: (dice.below(3) == 0).then(|| person(dice.below(6))),
                        by_token: dice.below(8) == 0,
                    };
                    Given { rule: ApprovalRuleId::from_bits(u128::from(dice.below(4))), voter }
                })
                .collect();
            let wanted = counts(&rules, &members, &duties, &given);
            let tallies = tally(&rules, &members, &duties, &given);
            for rule in &rules {
                let expected: Vec<Voter> = given
                    .iter()
                    .zip(&wanted)
                    .filter(|(one, counts)| **counts && one.rule == rule.id)
                    .map(|(one, _)| one.voter)
                    .collect();
                let told = tallies.iter().find(|tally| tally.rule == rule.id).unwrap();
                assert_eq!(told.counted, expected, "sequence {round} of {seed}");
                assert_eq!(told.lacks, rule.needs - expected.len() as i64);
            }
            for (index, counts) in wanted.iter().enumerate() {
                let no = refuses(&rules, &members, &duties, &given[..index], &given[index]);
                assert_eq!(no.is_empty(), *counts, "vote {index} of sequence {round} of {seed}: {no:?}");
                if *counts { counted += 1 } else { refused += 1 }
            }
        }
        assert!(counted > many / 10 && refused > many / 10, "{counted} counted, {refused} refused");
    }

    #[test]
    fn an_approval_counts_by_the_definition() {
        sequences(50_000, 0x5eed_cafe);
    }

    #[test]
    #[ignore = "a million sequences: a minute without optimisation"]
    fn an_approval_counts_by_the_definition_in_a_million_sequences() {
        sequences(1_000_000, 0x0dd_ba11);
    }

    #[test]
    fn who_asked_may_not_approve_under_any_name() {
        let duties = Duties { requesters: [person(1)].into(), ..Duties::default() };
        let bars = |person_, on_behalf_of, by_token| {
            let voter = Voter { person: person(person_), on_behalf_of, by_token };
            duties.bars(&voter).into_iter().map(|reason| reason.code).collect::<Vec<_>>()
        };
        assert_eq!(bars(1, None, false), ["requester"]);
        assert_eq!(bars(2, Some(person(1)), false), ["requester"]);
        assert_eq!(bars(1, Some(person(2)), false), ["requester"]);
        assert_eq!(bars(2, None, true), ["token"]);
        assert!(bars(2, Some(person(3)), false).is_empty());
    }
}
