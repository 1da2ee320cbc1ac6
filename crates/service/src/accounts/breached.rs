//! Passwords that are known from breaches: a file in the form in which they are published, a line `SHA1:COUNT` for each,
//! sorted. It has tens of gigabytes, so it is searched by halves and never read as a whole.

use sha1::{Digest, Sha1};
use std::{
    cmp::Ordering,
    fs::File,
    io::{Error, ErrorKind, Result},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// How many hexadecimal digits a line begins with.
const DIGITS: usize = 40;
/// The longest line, with its end.
const LONGEST: usize = 64;
/// Up to this size every line is looked at when the file is opened, beyond it as many as are in a file of it.
const WHOLE: u64 = 1 << 16;

/// The file, open.
#[derive(Debug)]
pub struct Breached {
    file: File,
    size: u64,
    path: PathBuf,
}

impl Breached {
    /// Opens a file, and looks whether it has the form that it is searched in: at every line of a small one, at lines spread
    /// over the whole of a large one.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn open(path: &Path) -> std::result::Result<Self, String> {
        let wrong = |error: Error| format!("the file of breached passwords, {}: {error}", path.display());
        let file = File::open(path).map_err(wrong)?;
        let size = file.metadata().map_err(wrong)?.len();
        let opened = Self { file, size, path: path.to_owned() };
        let step = (size / (WHOLE / 45)).max(1);
        let (mut at, mut before) = (0, String::new());
        while let Some((start, hash)) = opened.line_from(at).map_err(wrong)? {
            if hash <= before {
                return Err(format!(
                    "the file of breached passwords, {}, is not sorted: {hash} stands behind {before}; sort it by its \
                     hashes, as `LC_ALL=C sort` does, or fetch the form that is ordered by hash",
                    path.display()
                ));
            }
            before = hash;
            at = start + if size <= WHOLE { 1 } else { step };
        }
        if before.is_empty() {
            return Err(format!("the file of breached passwords, {}, is empty", path.display()));
        }
        Ok(opened)
    }

    /// Whether a password is in it.
    ///
    /// # Errors
    /// A file that cannot be read any more, or is another than it was.
    pub fn holds(&self, password: &str) -> Result<bool> {
        let wanted: String = Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect();
        // Its line begins from `low` on and before `high`, if there is one.
        let (mut low, mut high) = (0, self.size);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.line_from(middle)?.filter(|(start, _)| *start < high) {
                None => high = middle,
                Some((start, hash)) => match hash.cmp(&wanted) {
                    Ordering::Equal => return Ok(true),
                    Ordering::Less => low = start + 1,
                    Ordering::Greater => high = middle,
                },
            }
        }
        Ok(false)
    }

    /// What the file is called, for messages.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the first line begins that does so at a place or behind it, and its hash; `None` behind the last.
    fn line_from(&self, place: u64) -> Result<Option<(u64, String)>> {
        let start = if place == 0 {
            0
        } else {
            let before = self.read(place - 1)?;
            match before.iter().position(|byte| *byte == b'\n') {
                Some(end) => place + end as u64,
                None if before.len() < LONGEST => return Ok(None),
                None => return Err(odd("a line is too long")),
            }
        };
        let line = self.read(start)?;
        if line.is_empty() {
            return Ok(None);
        }
        let hash = line.get(..DIGITS).filter(|hash| hash.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')));
        match (hash, line.get(DIGITS)) {
            (Some(hash), Some(b':')) => Ok(Some((start, String::from_utf8_lossy(hash).into_owned()))),
            _ => Err(odd("a line does not begin with 40 digits of a SHA-1 in capitals and a colon")),
        }
    }

    /// The bytes from a place on, as many as a line has at most.
    fn read(&self, place: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; LONGEST];
        let mut read = 0;
        while read < LONGEST {
            match self.file.read_at(&mut bytes[read..], place + read as u64)? {
                0 => break,
                more => read += more,
            }
        }
        bytes.truncate(read);
        Ok(bytes)
    }
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of some passwords, as it is published.
    fn file(passwords: &[String], end: &str) -> (tempfile::NamedTempFile, Vec<String>) {
        let hash = |password: &String| -> String {
            Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect()
        };
        let mut lines: Vec<String> = passwords
            .iter()
            .enumerate()
            .map(|(number, password)| format!("{}:{}", hash(password), number * 37 + 1))
            .collect();
        lines.sort();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), lines.iter().map(|line| format!("{line}{end}")).collect::<String>()).unwrap();
        (file, lines)
    }

    #[test]
    fn a_password_is_found_in_a_file_of_any_size_with_lines_of_either_end() {
        for end in ["\n", "\r\n"] {
            for count in [1, 2, 3, 10, 3_000] {
                let passwords: Vec<String> = (0..count).map(|number| format!("amber kettle {number}")).collect();
                let (file, _) = file(&passwords, end);
                let breached = Breached::open(file.path()).unwrap();
                for password in &passwords {
                    assert!(breached.holds(password).unwrap(), "{password} of {count}");
                }
                for other in ["amber kettle", "amber kettle -1", "", "violet lantern eastbound"] {
                    assert!(!breached.holds(other).unwrap(), "{other}");
                }
            }
        }
        // Without an end of the last line.
        let (file, lines) = file(&["a".to_owned(), "b".to_owned()], "\n");
        std::fs::write(file.path(), lines.join("\r\n")).unwrap();
        assert!(Breached::open(file.path()).unwrap().holds("a").unwrap());
        assert!(Breached::open(file.path()).unwrap().holds("b").unwrap());
    }

    #[test]
    fn a_file_that_cannot_be_searched_is_refused_with_what_is_wrong() {
        let told = |text: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), text).unwrap();
            Breached::open(file.path()).unwrap_err()
        };
        let (one, other) = ("0".repeat(40), "F".repeat(40));
        assert!(told(&format!("{other}:1\n{one}:2\n")).contains("is not sorted"));
        assert!(told(&format!("{one}:1\n{one}:2\n")).contains("is not sorted"));
        assert!(told("").contains("is empty"));
        for odd in ["password\n".to_owned(), format!("{}:1\n", "f".repeat(40)), format!("{one} 1\n"), one.clone()] {
            assert!(told(&odd).contains("40 digits"), "{odd}");
        }
        assert!(Breached::open(Path::new("/nowhere")).unwrap_err().contains("/nowhere"));
        // By how often they were found, as the other published form is.
        let passwords: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
        let (sorted, mut lines) = file(&passwords, "\n");
        assert!(Breached::open(sorted.path()).is_ok());
        lines.sort_by_key(|line| line.split(':').nth(1).unwrap().parse::<usize>().unwrap());
        assert!(told(&(lines.join("\n") + "\n")).contains("is not sorted"));
    }
}
