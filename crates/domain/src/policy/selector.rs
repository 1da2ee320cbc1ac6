//! What a policy governs, and where it is filed so that it is found without looking at every other.

use crate::{
    catalog::Level,
    id::{PortfolioId, ReleaseTypeId, StageId, SystemId},
    problem::Faults,
    releases::{Kind, release::tag_faults},
};
use serde::{Deserialize, Serialize};

/// Which questions a policy governs. A list that is empty says nothing; of each other list the question must match one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Into one of these stages.
    #[serde(default)]
    pub stages: Vec<StageId>,
    /// Of one of these systems.
    #[serde(default)]
    pub systems: Vec<SystemId>,
    /// For a release of one of these types.
    #[serde(default)]
    pub types: Vec<ReleaseTypeId>,
    /// For a release of one of these kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Where system, environment or release bears one of these labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// For a release at one of these risks.
    #[serde(default)]
    pub risk: Vec<Level>,
}

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

/// The most entries of one list of a selector.
const MOST_SELECTED: usize = 100;

fn allows<T: PartialEq>(list: &[T], value: Option<&T>) -> bool {
    list.is_empty() || value.is_some_and(|value| list.contains(value))
}

impl Selector {
    /// True for a question that every list allows.
    #[must_use]
    pub fn matches(&self, subject: &Subject) -> bool {
        allows(&self.stages, subject.stage.as_ref())
            && allows(&self.systems, subject.system.as_ref())
            && allows(&self.types, subject.release_type.as_ref())
            && allows(&self.kinds, subject.kind.as_ref())
            && (self.tags.is_empty() || self.tags.iter().any(|tag| subject.tags.contains(tag)))
            && allows(&self.risk, subject.risk.as_ref())
    }

    /// True for a question in the subtree of this portfolio that every list allows: of those a policy of the portfolio with
    /// this selector governs.
    #[must_use]
    pub fn governs(&self, portfolio: PortfolioId, subject: &Subject) -> bool {
        subject.lineage.contains(&portfolio) && self.matches(subject)
    }

    /// Where a policy of this portfolio is filed: under each system it names, or else under each stage, or else under the
    /// portfolio.
    #[must_use]
    pub fn places(&self, portfolio: PortfolioId) -> Vec<Place> {
        let mut places: Vec<Place> = if !self.systems.is_empty() {
            self.systems.iter().copied().map(Place::System).collect()
        } else if !self.stages.is_empty() {
            self.stages.iter().copied().map(Place::Stage).collect()
        } else {
            vec![Place::Portfolio(portfolio)]
        };
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Every fault of the selector.
    #[must_use]
    pub fn faults(&self) -> Vec<crate::Fault> {
        let mut faults = Faults::none();
        faults.extend(tag_faults(&self.tags));
        let lists = [
            ("/stages", self.stages.len()),
            ("/systems", self.systems.len()),
            ("/types", self.types.len()),
            ("/kinds", self.kinds.len()),
            ("/tags", self.tags.len()),
            ("/risk", self.risk.len()),
        ];
        for (pointer, length) in lists {
            faults.require(length <= MOST_SELECTED, pointer, "range", || {
                format!("a policy names at most {MOST_SELECTED} of a kind")
            });
        }
        faults.into_vec()
    }
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
