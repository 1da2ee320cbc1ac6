//! What a policy governs, and where it is filed so that it is found without looking at every other.

use crate::{
    calendar::window::Selector,
    catalog::Level,
    id::{PortfolioId, ReleaseTypeId, StageId, SystemId},
    releases::Kind,
};

/// What a selector looks at in a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The portfolios of system, environment and release, and everything above them.
    pub lineage: Vec<PortfolioId>,
    /// The system.
    pub system: Option<SystemId>,
    /// The stage of the environment.
    pub stage: Option<StageId>,
    /// The type of the release.
    pub release_type: Option<ReleaseTypeId>,
    /// The kind of the release.
    pub kind: Option<Kind>,
    /// The labels of system, environment and release.
    pub tags: Vec<String>,
    /// The risk of the release.
    pub risk: Option<Level>,
}

/// Where a policy is filed. Whoever asks looks at the few places of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Under a system it names.
    System(SystemId),
    /// Under a stage it names, when it names no system.
    Stage(StageId),
    /// Under its portfolio, when it names neither.
    Portfolio(PortfolioId),
}

impl Place {
    /// The id it is filed under, as text: ids say themselves what they name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::System(id) => id.to_string(),
            Self::Stage(id) => id.to_string(),
            Self::Portfolio(id) => id.to_string(),
        }
    }
}

fn allows<T: PartialEq>(list: &[T], value: Option<&T>) -> bool {
    list.is_empty() || value.is_some_and(|value| list.contains(value))
}

/// True for a question in the subtree of a portfolio that every list of a selector allows: it is governed by a policy of
/// that portfolio with that selector. A list that is empty says nothing; of each other list the question must match one. A
/// question about no release matches no list that asks for one.
#[must_use]
pub fn governs(portfolio: PortfolioId, selector: &Selector, subject: &Subject) -> bool {
    subject.lineage.contains(&portfolio)
        && allows(&selector.stages, subject.stage.as_ref())
        && allows(&selector.systems, subject.system.as_ref())
        && allows(&selector.types, subject.release_type.as_ref())
        && allows(&selector.kinds, subject.kind.as_ref())
        && (selector.tags.is_empty() || selector.tags.iter().any(|tag| subject.tags.contains(tag)))
        && allows(&selector.risk, subject.risk.as_ref())
}

/// Where a policy of a portfolio with this selector is filed: under each system it names, or else under each stage, or else
/// under the portfolio.
#[must_use]
pub fn places(portfolio: PortfolioId, selector: &Selector) -> Vec<Place> {
    let mut places: Vec<Place> = if !selector.systems.is_empty() {
        selector.systems.iter().copied().map(Place::System).collect()
    } else if !selector.stages.is_empty() {
        selector.stages.iter().copied().map(Place::Stage).collect()
    } else {
        vec![Place::Portfolio(portfolio)]
    };
    places.sort_unstable();
    places.dedup();
    places
}

impl Subject {
    /// The places in which every policy that governs the question is filed.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let portfolios = self.lineage.iter().copied().map(Place::Portfolio);
        let mut places: Vec<Place> = self.system.map(Place::System).into_iter().collect();
        places.extend(self.stage.map(Place::Stage));
        places.extend(portfolios);
        places.sort_unstable();
        places.dedup();
        places
    }
}
