//! Archives: as much of the ZIP format as is needed to say which file in one is wrong, and whether it is byte by byte the one
//! that was written.

use crate::{Checked, Fault, fault};
use std::{borrow::Cow, collections::HashSet, io::Read};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// How long the end of an archive is without a comment.
const END_LENGTH: usize = 22;
/// Names are UTF-8.
const UTF8: u16 = 0x0800;
/// The first of January 1980, which a file in an archive is dated that has no date.
const NO_DATE: u16 = 0x0021;

/// A file of an archive.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// What it is called.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) content: Cow<'a, [u8]>,
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn size(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(long(bytes, at)?).ok()
}

/// The files of an archive, in its order, whoever packed it.
pub(crate) fn members(bytes: &[u8]) -> Checked<Vec<Member<'_>>> {
    let broken = || Fault("the file is no archive, or something was cut off".to_owned());
    let most = bytes.len().checked_sub(END_LENGTH).ok_or_else(broken)?;
    let earliest = most.saturating_sub(usize::from(u16::MAX));
    let end = (earliest..=most).rev().find(|at| long(bytes, *at) == Some(END)).ok_or_else(broken)?;
    let count = short(bytes, end + 10).ok_or_else(broken)?;
    let mut at = size(bytes, end + 16).ok_or_else(broken)?;
    let (mut found, mut names) = (Vec::new(), HashSet::new());
    for _ in 0..count {
        if long(bytes, at) != Some(CENTRAL) {
            return Err(broken());
        }
        let length = |offset: usize| short(bytes, at + offset).map(usize::from).ok_or_else(broken);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let text = bytes.get(at + 46..at + 46 + name).ok_or_else(broken)?;
        let text = std::str::from_utf8(text).map_err(|_| broken())?.to_owned();
        let content = content(bytes, at, &text)?;
        // What makes a folder of an archive holds nothing.
        if !(text.ends_with('/') && content.is_empty()) {
            if !names.insert(text.clone()) {
                return fault(format!("the file {text} is there twice"));
            }
            found.push(Member { name: text, content });
        }
        at += 46 + name + extra + comment;
    }
    Ok(found)
}

/// What is in the file that an entry of the directory is about.
fn content<'a>(bytes: &'a [u8], entry: usize, name: &str) -> Checked<Cow<'a, [u8]>> {
    let damaged = || Fault(format!("the file {name} is damaged"));
    let method = short(bytes, entry + 10).ok_or_else(damaged)?;
    let checksum = long(bytes, entry + 16).ok_or_else(damaged)?;
    let (packed, whole) = (size(bytes, entry + 20).ok_or_else(damaged)?, size(bytes, entry + 24).ok_or_else(damaged)?);
    let local = size(bytes, entry + 42).ok_or_else(damaged)?;
    if long(bytes, local) != Some(LOCAL) {
        return Err(damaged());
    }
    let length = |offset: usize| short(bytes, local + offset).map(usize::from).ok_or_else(damaged);
    let from = local + 30 + length(26)? + length(28)?;
    let stored = from.checked_add(packed).and_then(|to| bytes.get(from..to)).ok_or_else(damaged)?;
    let content = match method {
        0 => Cow::Borrowed(stored),
        8 => {
            let mut made = Vec::new();
            let limit = u64::try_from(whole).unwrap_or(0).saturating_add(1);
            flate2::read::DeflateDecoder::new(stored).take(limit).read_to_end(&mut made).map_err(|_| damaged())?;
            Cow::Owned(made)
        }
        _ => return fault(format!("the file {name} is packed in a way that is not known here")),
    };
    if content.len() != whole || crc32fast::hash(&content) != checksum {
        return Err(damaged());
    }
    Ok(content)
}

/// Whether an archive is byte by byte the one that Signalbox writes of these files: none is compressed or dated, and nothing
/// else is there.
pub(crate) fn is_as_written(bytes: &[u8], members: &[Member<'_>]) -> bool {
    let mut rest = bytes;
    let mut offset = 0;
    let mut directory = Vec::new();
    for Member { name, content } in members {
        let (Ok(size), Ok(length)) = (u32::try_from(content.len()), u16::try_from(name.len())) else { return false };
        let mut about = Vec::new();
        for number in [20, UTF8, 0, 0, NO_DATE] {
            about.extend_from_slice(&u16::to_le_bytes(number));
        }
        for number in [crc32fast::hash(content), size, size] {
            about.extend_from_slice(&number.to_le_bytes());
        }
        about.extend_from_slice(&length.to_le_bytes());
        about.extend_from_slice(&[0, 0]);
        let header = [&LOCAL.to_le_bytes(), about.as_slice(), name.as_bytes()].concat();
        directory.extend_from_slice(&[&CENTRAL.to_le_bytes(), &[20, 0][..], &about, &[0; 10]].concat());
        directory.extend_from_slice(&u32::to_le_bytes(offset));
        directory.extend_from_slice(name.as_bytes());
        for part in [header.as_slice(), content] {
            let Some(after) = rest.strip_prefix(part) else { return false };
            rest = after;
        }
        let Some(next) = u32::try_from(header.len()).ok().and_then(|it| offset.checked_add(it)?.checked_add(size))
        else {
            return false;
        };
        offset = next;
    }
    let (Ok(count), Ok(length)) = (u16::try_from(members.len()), u32::try_from(directory.len())) else { return false };
    let numbers = [count.to_le_bytes(), count.to_le_bytes()].concat();
    let end =
        [&END.to_le_bytes(), &[0; 4][..], &numbers, &length.to_le_bytes(), &offset.to_le_bytes(), &[0, 0]].concat();
    rest == [directory, end].concat()
}
