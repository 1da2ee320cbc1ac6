//! The eight parts of a profile, in both directions.

use serde::{Deserialize, Serialize};
use signalbox_domain::environments::{Part, Profile as Domain, Setting};
use std::collections::BTreeMap;
use utoipa::ToSchema;

macro_rules! profile {
    ($($(#[$doc:meta])* $field:ident = $part:ident;)*) => {
        /// What an environment is made of, in eight parts of named settings. A secret is a reference, `secret:` and where
        /// it is kept.
        #[derive(Default, Serialize, ToSchema)]
        #[schema(as = EnvironmentProfile)]
        pub(super) struct Profile {
            $($(#[$doc])* $field: BTreeMap<String, String>,)*
        }

        impl From<&Domain> for Profile {
            fn from(profile: &Domain) -> Self {
                let mut wire = Self::default();
                for (part, name, setting) in profile.iter() {
                    match part {
                        $(Part::$part => wire.$field.insert(name.to_owned(), setting.to_string()),)*
                    };
                }
                wire
            }
        }

        /// Settings of a profile that are to be so; what is absent stays, what is `null` goes. What looks like a secret has
        /// to be a reference: `secret:` and where it is kept.
        #[derive(Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(as = NewEnvironmentProfile)]
        pub(super) struct NewProfile {
            $($(#[$doc])* #[serde(default)] $field: BTreeMap<String, Option<String>>,)*
        }

        impl NewProfile {
            /// Each setting with what it is to be.
            pub(super) fn changes(self) -> Vec<(Part, String, Option<Setting>)> {
                let mut changes = Vec::new();
                $(changes.extend(self.$field.into_iter().map(|(name, text)| {
                    (Part::$part, name, text.as_deref().map(Setting::parse))
                }));)*
                changes
            }
        }
    };
}

profile! {
    /// What it runs on: cloud, cluster, operating system.
    infrastructure = Infrastructure;
    /// Machines: processors, memory, disks.
    hardware = Hardware;
    /// Addresses, names, rules of who reaches whom.
    network = Network;
    /// What may be used, how often and until when.
    licences = Licences;
    /// What it needs of others.
    interdependencies = Interdependencies;
    /// Configuration of what runs there.
    variables = Variables;
    /// Who may do what there.
    permissions = Permissions;
    /// What protects it.
    security = Security;
}
