//! The words of the screen, for the headings of what is taken from it: the very same ones.

use rust_embed::RustEmbed;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};
use utoipa::ToSchema;

#[derive(RustEmbed)]
#[folder = "../../ui/src/i18n"]
struct Files;

type Dictionary = HashMap<String, String>;

fn read(file: &str) -> Dictionary {
    let file = Files::get(file).map(|file| file.data).unwrap_or_default();
    serde_json::from_slice(&file).unwrap_or_default()
}

static ENGLISH: LazyLock<Dictionary> = LazyLock::new(|| read("en.json"));
static GERMAN: LazyLock<Dictionary> = LazyLock::new(|| read("de.json"));

/// A language that headings and values can be in.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// The words of a language.
#[derive(Clone, Copy)]
pub(super) struct Words(&'static Dictionary);

impl Words {
    pub(super) fn of(language: Language) -> Self {
        Self(match language {
            Language::En => &ENGLISH,
            Language::De => &GERMAN,
        })
    }

    /// Those of every language.
    #[cfg(test)]
    pub(super) fn every() -> [Self; 2] {
        [Self::of(Language::En), Self::of(Language::De)]
    }

    /// What is called so; the name itself when there are no words for it.
    pub(super) fn get(self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The word for one of several, such as `late` of `health`.
    pub(super) fn one(self, of: &str, name: &str) -> String {
        let key = format!("{of}.{name}");
        self.0.get(&key).cloned().unwrap_or_else(|| name.to_owned())
    }
}
