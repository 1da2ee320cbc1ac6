//! The evidence of a release, as one archive that proves itself: a document for people, data for machines, what was attached,
//! and the events of the release with what proves that they are in the journal. `signalbox verify pack` checks it without us,
//! with the code of the crate `signalbox-verify`, whose `pack` says what is in it.

mod archive;
mod front;
mod journal;
mod paper;
mod sections;
mod statement;

use crate::{
    App, Ctx,
    app::aside,
    proofs::{Signer, hand_lines, sign_in},
};
use archive::Archive;
use jiff::Timestamp;
use paper::Paper;
use sections::{Section, Subject};
use serde_json::json;
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    id::{AttachmentId, ReleaseId},
    proofs::hex,
    releases::{Attachment, evidence},
};
use signalbox_store::{
    Tx, attachments,
    proofs::{self as store, Checkpoint},
    release_parts, releases,
};
use std::collections::VecDeque;
use tokio::sync::Semaphore;

/// How many packs are laid out at once: each keeps a processor busy.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How often is begun anew because the release was changed meanwhile.
const TRIES: usize = 5;
/// How long the name of a file in the archive may be.
const LONGEST_NAME: usize = 80;

/// A pack on its way out. Attachments are read as they are sent: none is in memory as a whole.
#[derive(Debug)]
pub struct Pack {
    /// What the file is called.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    release: ReleaseId,
    pieces: VecDeque<Piece>,
    /// How many parts of the attachment were given whose turn it is.
    given: i64,
}

#[derive(Debug)]
enum Piece {
    Bytes(Vec<u8>),
    Attachment(AttachmentId),
}

/// A file of a pack that is there as a whole.
struct File {
    name: String,
    what: String,
    bytes: Vec<u8>,
}

/// An attachment, and the checksum of its bytes.
struct Attached {
    file: Attachment,
    checksum: u32,
}

/// What is read of a release, in one transaction.
struct Read {
    subject: Subject,
    sections: Vec<Section>,
    journal: journal::Part,
    attached: Vec<Attached>,
    /// The keys that handed over to one another, a line each.
    handovers: String,
    checkpoint: Checkpoint,
    at: Timestamp,
    by: Option<PersonRef>,
}

/// Takes the evidence of a release along, as far as its caller sees it. That it was taken is noted.
///
/// # Errors
/// The release cannot be found; it has more events than a pack holds, an attachment is damaged, or it is changed all the time;
/// no key opens the signing key.
pub async fn take(app: &App, ctx: &Ctx, named: String) -> Outcome<Pack> {
    let reading = Ctx { once: None, ..ctx.clone() };
    let release = app.db.read(&reading, move |tx| Ok(releases::get(tx, &named)?.id)).await?;
    for _ in 0..TRIES {
        let own = app.clone();
        let checkpoint = app.db.write(&Ctx::system("evidence"), move |tx| checkpoint(tx, &own)).await?;
        let Some(read) = app.db.read(&reading, move |tx| read(tx, release, &checkpoint)).await? else { continue };
        return aside(&AT_ONCE, move || Made::of(read)).await?.signed(app, ctx).await;
    }
    Err(Problem::Unavailable("the release is changed all the time: try again when it is quiet".to_owned()))
}

/// A checkpoint of everything that happened.
fn checkpoint(tx: &mut Tx<'_>, app: &App) -> Outcome<Checkpoint> {
    store::grow_whole(tx)?;
    sign_in(tx, app)?.ok_or_else(|| Problem::missing("checkpoint", "the first"))
}

/// Reads everything; `None` when something happened since the checkpoint.
fn read(tx: &mut Tx<'_>, release: ReleaseId, checkpoint: &Checkpoint) -> Outcome<Option<Read>> {
    let subject = Subject { view: releases::view(tx, &release.to_string())? };
    let Some(journal) = journal::read(tx, release, checkpoint.size)? else { return Ok(None) };
    let sections = sections::ALL.iter().map(|section| section(tx, &subject)).collect::<Outcome<Vec<_>>>()?;
    let files = sections::whole(|page| attachments::list(tx, release, page))?;
    let attached = files.into_iter().rev().map(|view| whole(tx, view.attachment)).collect::<Outcome<Vec<_>>>()?;
    let by = match tx.ctx().actor.person() {
        Some(id) => release_parts::person_name(tx, id)?.map(|name| PersonRef { id, name }),
        None => None,
    };
    let handovers = hand_lines(tx, checkpoint)?;
    let (checkpoint, at) = (checkpoint.clone(), tx.now());
    Ok(Some(Read { subject, sections, journal, attached, handovers, checkpoint, at, by }))
}

/// Reads an attachment through, and finds out whether it is what it was when it was added.
fn whole(tx: &mut Tx<'_>, file: Attachment) -> Outcome<Attached> {
    let (mut digest, mut checksum, mut size, mut number) = (Sha256::new(), crc32fast::Hasher::new(), 0_i64, 0);
    while let Some(bytes) = attachments::part(tx, file.release, file.id, number)? {
        digest.update(&bytes);
        checksum.update(&bytes);
        size += i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        number += 1;
    }
    if size != file.size || hex(&digest.finalize()) != file.sha256 {
        let detail =
            format!("the attachment {} is not what it was when it was added: somebody changed the database", file.name);
        return Err(Problem::refused("damaged", detail));
    }
    Ok(Attached { checksum: checksum.finalize(), file })
}

/// Where an attachment is in the archive.
fn attached(file: &Attachment) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let name: String = file.name.as_str().chars().map(plain).take(LONGEST_NAME).collect();
    format!("attachments/{}-{name}", file.id)
}

/// Everything but the signature.
struct Made {
    subject: Subject,
    files: Vec<File>,
    attached: Vec<Attached>,
    statement: Vec<u8>,
    key: String,
    at: Timestamp,
}

impl Made {
    fn of(read: Read) -> Outcome<Self> {
        let mut files = vec![
            File::text("journal/checkpoint.txt", "The journal as it was then, signed", read.checkpoint.note.clone()),
            File::text(
                "journal/handovers.txt",
                "The keys of the journal that handed over to one another",
                read.handovers.clone(),
            ),
            File::text(
                "journal/events.jsonl",
                "The events of the release, each with its proof",
                read.journal.lines.clone(),
            ),
        ];
        for section in &read.sections {
            let bytes = serde_json::to_vec_pretty(&section.json).unwrap_or_default();
            files.push(File { name: format!("data/{}.json", section.file), what: section.title.to_owned(), bytes });
        }
        let pdf = laid_out(&read)?;
        files.insert(0, File { name: "evidence.pdf".to_owned(), what: "All of it, for people".to_owned(), bytes: pdf });
        let index = index(&read, &files);
        files.insert(0, index);
        files.insert(0, File::text("README.txt", "What this is, and how to check it", front::README.to_owned()));
        let digest = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let mut names: Vec<(String, String)> =
            files.iter().map(|file| (file.name.clone(), digest(&file.bytes))).collect();
        names.extend(read.attached.iter().map(|one| (attached(&one.file), one.file.sha256.clone())));
        let release = read.subject.release();
        let predicate = json!({
            "format": 1,
            "release": {"id": release.id, "key": release.key, "name": release.name},
            "generated_at": read.at.to_string(),
            "generated_by": read.by,
            "checkpoint": read.checkpoint.note,
            "events": read.journal.count,
        });
        let statement = statement::statement(&names, &predicate);
        let (key, at) = (read.checkpoint.key.clone(), read.at);
        Ok(Self { subject: read.subject, files, attached: read.attached, statement, key, at })
    }

    /// Signs it and notes that it was taken.
    async fn signed(self, app: &App, ctx: &Ctx) -> Outcome<Pack> {
        let (keys, key, statement) = (app.keys.clone(), self.key.clone(), self.statement.clone());
        let release = self.subject.release().clone();
        let signed = move |tx: &mut Tx<'_>| {
            let signer = Signer::of(tx, &keys)?;
            if signer.verifier_key() != key {
                return Err(Problem::Unavailable(
                    "the key of the journal was replaced meanwhile: try again".to_owned(),
                ));
            }
            tx.record(&[evidence::taken(&release, &hex(&Sha256::digest(&statement)))])?;
            Ok(statement::envelope(&signer, &statement))
        };
        let envelope = app.db.write(ctx, signed).await?;
        self.packed(envelope)
    }

    fn packed(self, envelope: Vec<u8>) -> Outcome<Pack> {
        let release = self.subject.release();
        let name = format!("{}-evidence-{}.zip", release.key, self.at.strftime("%Y%m%dT%H%M%SZ"));
        let (mut archive, mut pieces) = (Archive::default(), VecDeque::new());
        let envelope = ("attestation.json".to_owned(), envelope);
        for (name, bytes) in std::iter::once(envelope).chain(self.files.into_iter().map(|file| (file.name, file.bytes)))
        {
            pieces.push_back(Piece::Bytes(archive.header(&name, bytes.len() as u64, crc32fast::hash(&bytes))?));
            pieces.push_back(Piece::Bytes(bytes));
        }
        for Attached { file, checksum } in self.attached {
            let size = u64::try_from(file.size).unwrap_or(0);
            pieces.push_back(Piece::Bytes(archive.header(&attached(&file), size, checksum)?));
            pieces.push_back(Piece::Attachment(file.id));
        }
        let (end, size) = archive.finish()?;
        pieces.push_back(Piece::Bytes(end));
        Ok(Pack { name, size, release: self.subject.view.release.id, pieces, given: 0 })
    }
}

impl File {
    fn text(name: &str, what: &str, text: String) -> Self {
        Self { name: name.to_owned(), what: what.to_owned(), bytes: text.into_bytes() }
    }
}

/// What is in which file.
fn index(read: &Read, files: &[File]) -> File {
    let release = read.subject.release();
    let listed = files.iter().map(|file| json!({"name": file.name, "what": file.what}));
    let attached = read.attached.iter().map(|one| json!({"name": attached(&one.file), "what": one.file.name}));
    let index = json!({
        "format": 1,
        "release": {"id": release.id, "key": release.key, "name": release.name},
        "generated_at": read.at.to_string(),
        "generated_by": read.by,
        "journal": {"key": read.checkpoint.key, "size": read.checkpoint.size},
        "files": listed.chain(attached).collect::<Vec<_>>(),
    });
    let bytes = serde_json::to_vec_pretty(&index).unwrap_or_default();
    File { name: "index.json".to_owned(), what: "What is in which file".to_owned(), bytes }
}

/// All of it as a document for people.
fn laid_out(read: &Read) -> Outcome<Vec<u8>> {
    let release = read.subject.release();
    let title = format!("{} \u{2013} {}", release.key, release.name);
    let mut paper = Paper::titled("Evidence of a release", &title, &front::blocks(read));
    for section in &read.sections {
        paper.section(section.title, &section.blocks);
    }
    paper.section("The journal of the release", &read.journal.blocks);
    let foot = format!("{}  \u{b7}  Evidence, made {}", release.key, sections::told(read.at));
    paper.finish(&format!("Evidence: {title}"), &foot)
}

impl Pack {
    /// The next bytes; `None` after the last.
    ///
    /// # Errors
    /// When the database cannot be read, or an attachment was removed meanwhile.
    pub async fn next(&mut self, app: &App, ctx: &Ctx) -> Outcome<Option<Vec<u8>>> {
        while let Some(piece) = self.pieces.front_mut() {
            match piece {
                Piece::Bytes(bytes) => {
                    let bytes = std::mem::take(bytes);
                    self.pieces.pop_front();
                    return Ok(Some(bytes));
                }
                Piece::Attachment(id) => {
                    let (release, id, number) = (self.release, *id, self.given);
                    let part = app.db.read(ctx, move |tx| attachments::part(tx, release, id, number)).await?;
                    if part.is_some() {
                        self.given += 1;
                        return Ok(part);
                    }
                    if number == 0 {
                        return Err(Problem::missing("attachment", id));
                    }
                    self.given = 0;
                    self.pieces.pop_front();
                }
            }
        }
        Ok(None)
    }
}
