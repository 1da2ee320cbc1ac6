//! Profiles: what an environment is made of, in eight parts of named settings.
//!
//! Secrets are never kept here, only where they are kept: a setting whose name says that it is a secret has to be a
//! reference, `secret:` and the path another program finds it under.

mod secret;
#[cfg(test)]
mod tests;

use crate::problem::{Fault, Faults};
pub use secret::looks_secret;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A part of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What it runs on: cloud, cluster, operating system.
    Infrastructure,
    /// Machines: processors, memory, disks.
    Hardware,
    /// Addresses, names, rules of who reaches whom.
    Network,
    /// What may be used, how often and until when.
    Licences,
    /// What it needs of others.
    Interdependencies,
    /// Configuration of what runs there.
    Variables,
    /// Who may do what there.
    Permissions,
    /// What protects it.
    Security,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 8] = [
        Self::Infrastructure,
        Self::Hardware,
        Self::Network,
        Self::Licences,
        Self::Interdependencies,
        Self::Variables,
        Self::Permissions,
        Self::Security,
    ];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infrastructure => "infrastructure",
            Self::Hardware => "hardware",
            Self::Network => "network",
            Self::Licences => "licences",
            Self::Interdependencies => "interdependencies",
            Self::Variables => "variables",
            Self::Permissions => "permissions",
            Self::Security => "security",
        }
    }
}

/// What a setting is set to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// A text.
    Text(String),
    /// The place a secret is kept, without `secret:`.
    Secret(String),
}

/// What a reference to a secret begins with.
const REFERENCE: &str = "secret:";

impl Setting {
    /// Reads a setting: what begins with `secret:` is a reference.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix(REFERENCE) {
            Some(place) => Self::Secret(place.to_owned()),
            None => Self::Text(text.to_owned()),
        }
    }

    /// True when two settings cannot be told apart. Two references cannot: what they lead to is for nobody to read, and
    /// every environment has its own.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Secret(_), Self::Secret(_)) => true,
            _ => self == other,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Secret(place) => write!(formatter, "{REFERENCE}{place}"),
        }
    }
}

impl Serialize for Setting {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

/// The settings of one part, by name.
pub type Settings = BTreeMap<String, Setting>;

/// What an environment is made of. Parts without settings are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Profile(BTreeMap<Part, Settings>);

/// The most settings of one part.
const MOST: usize = 2_000;
/// The longest name of a setting, in characters.
const NAME_LENGTH: usize = 200;
/// The longest setting, in characters.
const SETTING_LENGTH: usize = 10_000;

impl Profile {
    /// The profile with these settings.
    #[must_use]
    pub fn new(parts: impl IntoIterator<Item = (Part, Settings)>) -> Self {
        Self(parts.into_iter().filter(|(_, settings)| !settings.is_empty()).collect())
    }

    /// The same with these settings changed: one that is set to nothing goes.
    #[must_use]
    pub fn with(mut self, changes: impl IntoIterator<Item = (Part, String, Option<Setting>)>) -> Self {
        for (part, name, setting) in changes {
            let settings = self.0.entry(part).or_default();
            match setting {
                Some(setting) => settings.insert(name, setting),
                None => settings.remove(&name),
            };
        }
        self.0.retain(|_, settings| !settings.is_empty());
        self
    }

    /// One of the settings.
    #[must_use]
    pub fn get(&self, part: Part, name: &str) -> Option<&Setting> {
        self.0.get(&part).and_then(|settings| settings.get(name))
    }

    /// Every setting, in the order of parts and names.
    pub fn iter(&self) -> impl Iterator<Item = (Part, &str, &Setting)> {
        self.0
            .iter()
            .flat_map(|(part, settings)| settings.iter().map(move |(name, setting)| (*part, name.as_str(), setting)))
    }

    /// True without any setting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every fault of the profile: names and settings that are too long, and what looks like a secret and is no reference.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        for (part, settings) in &self.0 {
            faults.require(settings.len() <= MOST, &format!("/{}", part.name()), "range", || {
                format!("a part of a profile has at most {MOST} settings; this has {}", settings.len())
            });
        }
        faults.extend(self.iter().filter_map(|(part, name, setting)| setting_fault(part, name, setting)));
        faults
    }
}

fn setting_fault(part: Part, name: &str, setting: &Setting) -> Option<Fault> {
    let pointer = format!("/{}/{}", part.name(), name.replace('~', "~0").replace('/', "~1"));
    let fault = |code, detail: String| Some(Fault::new(pointer.as_str(), code, detail));
    let length = name.chars().count();
    if !(1..=NAME_LENGTH).contains(&length) || name.trim() != name || name.chars().any(char::is_control) {
        return fault("name", format!("the name of a setting is one line of 1 to {NAME_LENGTH} characters"));
    }
    match setting {
        Setting::Secret(place) => {
            let sound = (1..=NAME_LENGTH * 5).contains(&place.chars().count())
                && !place.chars().any(|letter| letter.is_whitespace() || letter.is_control());
            if sound { None } else { fault("secret", format!("say where {name:?} is kept: {REFERENCE}path/of/it")) }
        }
        // The setting itself is not repeated: it may be the secret.
        Setting::Text(text) if looks_secret(name, text) => fault(
            "secret",
            format!("{name:?} of {} looks like a secret; keep it elsewhere and set {REFERENCE}path/of/it", part.name()),
        ),
        Setting::Text(text) if text.chars().count() > SETTING_LENGTH => {
            fault("text", format!("a setting has at most {SETTING_LENGTH} characters"))
        }
        Setting::Text(_) => None,
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(BTreeMap::<Part, Settings>::deserialize(deserializer)?))
    }
}
