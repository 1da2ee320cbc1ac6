//! Files that belong to a release. Nobody looks into them: they are kept as they came and given back as they are.

use crate::{
    event::Fact,
    id::{AttachmentId, PersonId, PortfolioId, ReleaseId},
    problem::{Fault, Problem, Reason},
    text::{NAME_LENGTH, Name},
};
use jiff::Timestamp;

/// A file that belongs to a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Which.
    pub id: AttachmentId,
    /// To which release.
    pub release: ReleaseId,
    /// What it is called: never a path.
    pub name: Name,
    /// How long it is, in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// By whom; `None` for the system.
    pub added_by: Option<PersonId>,
    /// Counts its changes: it is added and removed, never changed.
    pub rev: i64,
}

/// How much may be kept, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one attachment.
    pub one: u64,
    /// Of all attachments of one release together.
    pub release: u64,
}

/// What a file is called here: the last part of whatever path it came with, without what would mislead a reader or a
/// file system. `../../x.svg` is `x.svg`.
///
/// # Errors
/// A fault when nothing is left of it.
pub fn file_name(told: &str) -> Result<Name, Fault> {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    let letter = |letter: char| match letter {
        ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let plain: String = last.chars().map(letter).collect();
    let plain = plain.trim().trim_end_matches('.').trim_end();
    if plain.trim_matches('.').is_empty() {
        return Err(Fault::new("/name", "name", format!("{told:?} names no file; give it a name such as plan.pdf")));
    }
    // What is too long is cut before its ending, because the ending says what to open it with.
    let length = plain.chars().count();
    let cut: String = match plain.rsplit_once('.') {
        Some((stem, ending)) if length > NAME_LENGTH && ending.chars().count() < 20 && !stem.is_empty() => {
            let room = NAME_LENGTH - ending.chars().count() - 1;
            format!("{}.{ending}", stem.chars().take(room).collect::<String>())
        }
        _ => plain.to_owned(),
    };
    Ok(Name::from_words(&cut))
}

/// Whether there is room for so many bytes beside those a release has already.
///
/// # Errors
/// A fault for an empty file or one that is too large; a refusal when the release is full.
pub fn room(size: u64, present: u64, limits: Limits) -> Result<(), Problem> {
    if size == 0 {
        return Err(Problem::fault("", "empty", "the file is empty; there is nothing to keep"));
    }
    if size > limits.one {
        return Err(too_large(limits));
    }
    if present.saturating_add(size) > limits.release {
        let left = limits.release.saturating_sub(present);
        let detail = format!(
            "the attachments of one release may have {} bytes together; {left} are left, and this has {size}",
            limits.release
        );
        let reason = Reason::new("full", detail.clone())
            .cleared_by("whoever removes another, or the operator by a larger limit");
        return Err(Problem::Refused { detail, reasons: vec![reason] });
    }
    Ok(())
}

/// Why a file is not taken that is longer than one may be.
#[must_use]
pub fn too_large(limits: Limits) -> Problem {
    let detail = format!("an attachment may have at most {} bytes; link to what is larger", limits.one);
    Problem::fault("", "too-large", detail)
}

/// The fact that a file was added.
#[must_use]
pub fn added(attachment: &Attachment, portfolio: PortfolioId) -> Fact {
    fact("attachment.added", attachment, portfolio)
        .change("name", (), &attachment.name)
        .change("size", (), attachment.size)
        .change("sha256", (), &attachment.sha256)
}

/// The fact that a file was removed, with what tells which it was.
#[must_use]
pub fn removed(attachment: &Attachment, portfolio: PortfolioId) -> Fact {
    fact("attachment.removed", attachment, portfolio)
        .change("name", &attachment.name, ())
        .change("size", attachment.size, ())
        .change("sha256", &attachment.sha256, ())
}

fn fact(kind: &'static str, attachment: &Attachment, portfolio: PortfolioId) -> Fact {
    Fact::of(kind, attachment.id, portfolio).about(attachment.release).named(&attachment.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_never_a_path() {
        for (told, name) in [
            ("../../x.svg", "x.svg"),
            (r"C:\plans\go live.pdf", "go live.pdf"),
            ("plan?.pdf", "plan_.pdf"),
            (".gitignore", ".gitignore"),
            ("gnp.\u{202e}fdp", "gnp. fdp"),
            ("name. ", "name"),
        ] {
            assert_eq!(file_name(told).unwrap().as_str(), name, "{told:?}");
        }
        for nothing in ["", "/", "a/", "..", "../..", " ", "..."] {
            assert!(file_name(nothing).is_err(), "{nothing:?}");
        }
        let long = file_name(&format!("{}.pdf", "x".repeat(500))).unwrap();
        assert!(long.as_str().ends_with("x.pdf") && long.as_str().len() == NAME_LENGTH);
    }

    proptest! {
        #[test]
        fn whatever_it_was_called_its_name_is_one_line_without_a_path(told in ".{0,300}") {
            if let Ok(name) = file_name(&told) {
                prop_assert!(!name.as_str().contains(['/', '\\', '\n', '\0']));
                prop_assert!(!name.as_str().trim_matches('.').is_empty());
            }
        }
    }

    #[test]
    fn there_is_room_or_there_is_not() {
        let limits = Limits { one: 10, release: 25 };
        let code = |size, present| match room(size, present, limits) {
            Ok(()) => "room",
            Err(Problem::Invalid(faults)) => faults[0].code,
            Err(Problem::Refused { reasons, .. }) => reasons[0].code,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(code(10, 15), "room");
        assert_eq!(code(10, 16), "full");
        assert_eq!(code(11, 0), "too-large");
        assert_eq!(code(0, 0), "empty");
        assert_eq!(code(1, u64::MAX), "full");
    }
}
