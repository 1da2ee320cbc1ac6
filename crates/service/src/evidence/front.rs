//! What stands before the evidence: what it is, and how to check it, for somebody who never saw the product.

use super::{Read, paper::Block, sections::told};

/// The same as a text in the archive.
pub(super) const README: &str = "\
EVIDENCE OF A RELEASE

This archive holds what Signalbox, a server for release management, knows of one release:
its plans, what it delivered, who decided what and when, and the journal of all of it.

  evidence.pdf        all of it, for people
  data/               all of it, for machines (JSON)
  attachments/        what people attached, as they attached it
  journal/            the events of the release, and what proves that they are in the journal
  index.json          what is in which file
  attestation.json    the signature over all of this: an in-toto statement in a DSSE envelope

HOW TO CHECK IT

  1. Get the program signalbox. It needs no server and no network for this.
  2. Get the key that the server signs with from somebody you trust. The server tells it
     at /api/v1/journal/key.
  3. Run:  signalbox verify pack FILE.zip --key KEY

It finds any file that was changed, added or taken out, and any event that is not in the
journal that the key signed. Without the program: attestation.json is signed with Ed25519
over the DSSE pre-authentication encoding, and names every file with its SHA-256; events
are leaves of a Merkle tree (RFC 9162) whose root stands in journal/checkpoint.txt.
";

/// The first page.
pub(super) fn blocks(read: &Read) -> Vec<Block> {
    let (release, view) = (read.subject.release(), &read.subject.view);
    let who = read.by.as_ref().map_or_else(|| "the system".to_owned(), |person| person.name.to_string());
    let attached: i64 = read.attached.iter().map(|one| one.file.size).sum();
    let mut blocks = vec![
        Block::facts([
            ("Release", release.key.to_string()),
            ("Portfolio", view.portfolio.name.to_string()),
            ("Status", view.status_name.to_string()),
            ("Made", told(read.at)),
            ("Made for", who),
            ("Journal", read.checkpoint.key.split('+').next().unwrap_or_default().to_owned()),
            ("Signed by", read.checkpoint.key.clone()),
            ("Events", format!("{} of this release, of {} in the journal", read.journal.count, read.checkpoint.size)),
            ("Attachments", format!("{} with {attached} bytes", read.attached.len())),
        ]),
        Block::Heading("What this is".to_owned()),
        Block::Text(
            "This document is part of an archive in which Signalbox, a server for release management, hands over what it \
             knows of one release: its plans and every plan before, what it was to deliver and did, who decided what and when, \
             and the journal in which all of that was written down as it happened. It shows what the person it was made for \
             may see. Times are in UTC unless a zone is named; deadlines are in the zone that they were agreed in."
                .to_owned(),
        ),
        Block::Heading("What proves it".to_owned()),
        Block::Text(
            "The file attestation.json names every file of the archive with its SHA-256 and is signed by the server: an in-toto \
             statement in a DSSE envelope, Ed25519. The journal is a Merkle tree (RFC 9162) in which no entry can be changed, \
             dropped, put in or moved without its root becoming another; the archive holds a signed checkpoint of it, and for \
             each event of this release the hashes that lead from it to that root."
                .to_owned(),
        ),
        Block::Heading("How to check it".to_owned()),
        Block::Text(
            "1. Get the program signalbox. It needs no server and no network for this.\n\
             2. Get the key that the server signs with from somebody you trust: it is not enough that this document names one.\n\
             3. Run: signalbox verify pack FILE.zip --key KEY\n\
             It says which file was changed, added or taken out, if any was, and whether every event is in the journal."
                .to_owned(),
        ),
    ];
    if read.journal.erased > 0 {
        blocks.push(Block::Text(format!(
            "The content of {} events was erased, as the law on personal data asks for. That they happened, when and by whom \
             is still proven.",
            read.journal.erased
        )));
    }
    blocks
}
