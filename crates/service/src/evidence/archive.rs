//! An archive of files as they are: ZIP without compression and without dates, so that the same files make the same bytes.

use signalbox_domain::{Outcome, Problem};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// What a reader has to know, and that names are UTF-8.
const VERSION: u16 = 20;
const UTF8: u16 = 0x0800;
/// The first of January 1980: a file has to be dated.
const NO_DATE: u16 = 0x0021;

/// An archive as it comes into being: what goes before each file, and what comes after all.
#[derive(Debug, Default)]
pub(super) struct Archive {
    directory: Vec<u8>,
    count: u16,
    /// How many bytes there are up to here.
    size: u64,
}

fn too_large() -> Problem {
    let told = "a pack holds up to 65535 files and 4 GiB: remove attachments, or take them along by themselves";
    Problem::refused("too_large", told)
}

impl Archive {
    /// What goes before a file of so many bytes with this checksum, which follow it.
    ///
    /// # Errors
    /// More files or bytes than an archive holds.
    pub(super) fn header(&mut self, name: &str, size: u64, checksum: u32) -> Outcome<Vec<u8>> {
        let fits = |number: u64| u32::try_from(number).map_err(|_| too_large());
        let (length, offset) = (u16::try_from(name.len()).map_err(|_| too_large())?, fits(self.size)?);
        let mut about = Vec::with_capacity(26);
        for number in [VERSION, UTF8, 0, 0, NO_DATE] {
            about.extend_from_slice(&number.to_le_bytes());
        }
        for number in [checksum, fits(size)?, fits(size)?] {
            about.extend_from_slice(&number.to_le_bytes());
        }
        for number in [length, 0] {
            about.extend_from_slice(&number.to_le_bytes());
        }
        let header = [&LOCAL.to_le_bytes(), about.as_slice(), name.as_bytes()].concat();
        self.directory.extend_from_slice(&CENTRAL.to_le_bytes());
        self.directory.extend_from_slice(&VERSION.to_le_bytes());
        self.directory.extend_from_slice(&about);
        // No comment, on the first disk, of no kind.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.size = self.size.saturating_add(header.len() as u64).saturating_add(size);
        self.count = self.count.checked_add(1).ok_or_else(too_large)?;
        Ok(header)
    }

    /// What comes after the last file, and how many bytes the whole has.
    ///
    /// # Errors
    /// As [`Archive::header`].
    pub(super) fn finish(self) -> Outcome<(Vec<u8>, u64)> {
        let fits = |number: u64| u32::try_from(number).map_err(|_| too_large());
        let (length, offset) = (fits(self.directory.len() as u64)?, fits(self.size)?);
        let mut end = self.directory;
        end.extend_from_slice(&END.to_le_bytes());
        for number in [0, 0, self.count, self.count] {
            end.extend_from_slice(&number.to_le_bytes());
        }
        for number in [length, offset] {
            end.extend_from_slice(&number.to_le_bytes());
        }
        end.extend_from_slice(&[0, 0]);
        let size = self.size.saturating_add(end.len() as u64);
        Ok((end, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_sizes_are_those_of_the_files() {
        let mut archive = Archive::default();
        let mut bytes = archive.header("a.txt", 2, crc32fast::hash(b"hi")).unwrap();
        bytes.extend_from_slice(b"hi");
        let second = bytes.len();
        bytes.extend(archive.header("\u{fc}.txt", 0, 0).unwrap());
        let directory = bytes.len();
        let (end, size) = archive.finish().unwrap();
        bytes.extend_from_slice(&end);
        assert_eq!(bytes.len() as u64, size);
        let at = bytes.len() - 22;
        let number = |place: usize| u32::from_le_bytes(bytes[place..place + 4].try_into().unwrap()) as usize;
        assert_eq!(number(at + 16), directory);
        assert_eq!(number(directory + 46 + 5 + 42), second);
    }

    #[test]
    fn more_than_an_archive_holds_is_refused() {
        let mut archive = Archive::default();
        archive.header("a", u64::from(u32::MAX), 0).unwrap();
        assert!(matches!(archive.header("b", 1, 0), Err(Problem::Refused { .. })));
    }
}
