//! Files that belong to a release. Nobody looks further into them than at how they begin: they are kept as they came and given
//! back as they are.

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

/// How the files of some endings begin. Only those are here that begin so always.
const BEGINNINGS: [(&[&str], &[&[u8]]); 9] = [
    (&["pdf"], &[b"%PDF-"]),
    (&["png"], &[b"\x89PNG\r\n\x1a\n"]),
    (&["jpg", "jpeg"], &[b"\xff\xd8\xff"]),
    (&["gif"], &[b"GIF87a", b"GIF89a"]),
    (&["zip", "odt", "ods", "odp"], &[b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]),
    // Those with a password are kept in a container of another kind.
    (&["docx", "xlsx", "pptx"], &[b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    (&["gz", "tgz"], &[b"\x1f\x8b"]),
    (&["7z"], &[b"7z\xbc\xaf\x27\x1c"]),
    (&["webp"], &[b"RIFF"]),
];
/// Of how many bytes it has to be known how a file begins.
pub const BEGINNING: usize = 8;
/// Endings under which a program comes as one, or as data that may begin with anything.
const MAY_BE_PROGRAMS: [&str; 11] = ["exe", "dll", "com", "sys", "scr", "msi", "so", "o", "bin", "out", "elf"];

/// Refuses a file that is not what its ending says: who opens it would be misled. `beginning` is what it begins with, at least
/// [`BEGINNING`] bytes of it unless it is shorter. An ending that says nothing of how a file begins is believed, unless a
/// program hides behind it.
///
/// # Errors
/// A fault that says what was expected.
pub fn is_as_called(name: &Name, beginning: &[u8]) -> Result<(), Fault> {
    let Some((_, ending)) = name.as_str().rsplit_once('.') else { return Ok(()) };
    let ending = ending.to_lowercase();
    let known = BEGINNINGS.iter().find(|(endings, _)| endings.contains(&ending.as_str()));
    let (fits, told) = match known {
        Some((_, beginnings)) => {
            (beginnings.iter().any(|with| beginning.starts_with(with)), "its content is not of that kind")
        }
        None => {
            let may_be_one = MAY_BE_PROGRAMS.contains(&ending.as_str());
            (may_be_one || !is_program(beginning), "its content is a program")
        }
    };
    if fits {
        return Ok(());
    }
    let detail = format!("the name ends with .{ending}, but {told}; give it the ending of what it is");
    Err(Fault::new("/name", "ending", detail))
}

/// Programs of Linux, and of Windows: a text may begin with `MZ`, too, but has no zeros.
fn is_program(beginning: &[u8]) -> bool {
    let has_zeros = beginning.iter().take(BEGINNING).any(|byte| *byte == 0);
    beginning.starts_with(b"\x7fELF") || (beginning.starts_with(b"MZ") && has_zeros)
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
    fn a_file_is_what_its_ending_says() {
        let is = |name: &str, beginning: &[u8]| is_as_called(&file_name(name).unwrap(), beginning).is_ok();
        for (name, beginning) in [
            ("plan.pdf", &b"%PDF-1.7"[..]),
            ("PLAN.PDF", b"%PDF-1.7"),
            ("screen.png", b"\x89PNG\r\n\x1a\n"),
            ("plan.xlsx", b"PK\x03\x04\x14\0\x06\0"),
            ("secret.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("notes.txt", b"MaZe"),
            ("notes", b"\x7fELF\x02\x01\x01\0"),
            ("tool.exe", b"MZ\x90\0\x03\0\0\0"),
            ("image.bin", b"\x7fELF\x02\x01\x01\0"),
            ("x.svg", b"<svg onl"),
            ("half.unknown", b"\0\x01\x02"),
        ] {
            assert!(is(name, beginning), "{name}");
        }
        for (name, beginning) in [
            ("plan.pdf", &b"MZ\x90\0\x03\0\0\0"[..]),
            ("plan.pdf", b"<html>.."),
            ("plan.pdf", b"%PD"),
            ("screen.jpg", b"\x89PNG\r\n\x1a\n"),
            ("plan.xlsx", b"<?xml ve"),
            ("notes.txt", b"MZ\x90\0\x03\0\0\0"),
            ("plan.csv", b"\x7fELF\x02\x01\x01\0"),
        ] {
            assert!(!is(name, beginning), "{name}");
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
