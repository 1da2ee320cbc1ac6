//! Files that belong to a release. They come and go part by part, so that none is in memory as a whole.

use crate::{
    App, Ctx, Page, Slice,
    app::fresh,
    once::Once,
    scanning::{Look, Verdict},
};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Outcome, Problem,
    authz::{Permit, Work},
    id::{AttachmentId, ReleaseId},
    releases::{
        Attachment, Release,
        attachment::{self, BEGINNING, file_name, is_as_called, room, too_large},
    },
};
use signalbox_store::{Tx, attachments as store, releases};

pub use attachment::Limits;
pub use store::View;

/// The attachments of a release, the newest first.
///
/// # Errors
/// The release cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, release: String, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            store::list(tx, release.id, &page)
        })
        .await
}

/// What is known of one attachment.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, release: String, named: String) -> Outcome<View> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            store::view(tx, release.id, &named)
        })
        .await
}

/// One part of an attachment's bytes, counted from 0; `None` after the last.
///
/// # Errors
/// When the database cannot be read.
pub async fn part(app: &App, ctx: &Ctx, release: ReleaseId, id: AttachmentId, number: i64) -> Outcome<Option<Vec<u8>>> {
    app.db.read(ctx, move |tx| store::part(tx, release, id, number)).await
}

/// An attachment on its way in. Dropped before it has arrived, it clears away what was kept of it.
pub struct Arriving {
    app: App,
    /// Who sends it. Only the last step makes something true: it alone is what a repeated request must not do twice.
    ctx: Ctx,
    once: Option<Once>,
    limits: Limits,
    made: Attachment,
    /// True once a part may have been kept.
    begun: bool,
    /// True once it is known how the file begins.
    is_looked_at: bool,
    parts: i64,
    size: u64,
    digest: Sha256,
    waiting: Vec<u8>,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if self.begun {
            let id = self.made.id;
            self.app.db.write_aside(&self.ctx, move |tx| store::abandon(tx, id));
        }
    }
}

/// Begins to take a file, of which `expected` bytes are said to come. Nothing is kept yet.
///
/// # Errors
/// A name that is none; what is empty or too large, as far as that is known; a release that is full or archived or cannot
/// be found; a missing right.
pub async fn begin(
    app: &App,
    ctx: &Ctx,
    release: String,
    name: &str,
    expected: Option<u64>,
    limits: Limits,
) -> Outcome<Arriving> {
    let name = file_name(name);
    let made = app
        .db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            permit(tx, &release)?;
            let name = name.clone()?;
            if let Some(expected) = expected {
                room(expected, present(tx, release.id)?, limits)?;
            }
            Ok(Attachment {
                id: tx.new_id(),
                release: release.id,
                name,
                size: 0,
                sha256: String::new(),
                added_at: tx.now(),
                added_by: tx.ctx().actor.person(),
                rev: 1,
            })
        })
        .await?;
    let (app, once, ctx) = (app.clone(), ctx.once.clone(), Ctx { once: None, ..ctx.clone() });
    let (begun, is_looked_at, parts, size, digest, waiting) = (false, false, 0, 0, Sha256::new(), Vec::new());
    Ok(Arriving { app, ctx, once, limits, made, begun, is_looked_at, parts, size, digest, waiting })
}

impl Arriving {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// More than an attachment may have; what is not of the kind that the name says; when the database cannot take them.
    pub async fn take(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.size > self.limits.one {
            return Err(too_large(self.limits));
        }
        self.digest.update(bytes);
        self.waiting.extend_from_slice(bytes);
        if !self.is_looked_at && self.waiting.len() >= BEGINNING {
            is_as_called(&self.made.name, &self.waiting)?;
            self.is_looked_at = true;
        }
        while self.waiting.len() > store::PART {
            let rest = self.waiting.split_off(store::PART);
            let part = std::mem::replace(&mut self.waiting, rest);
            self.keep(part).await?;
        }
        Ok(())
    }

    /// Keeps a part; with the first of them, makes the place for the attachment.
    async fn keep(&mut self, part: Vec<u8>) -> Outcome<()> {
        let (made, first, number) = (self.made.clone(), !self.begun, self.parts);
        self.begun = true;
        self.app
            .db
            .write(&self.ctx, move |tx| {
                if first {
                    let release = releases::get(tx, &made.release.to_string())?;
                    let permit = permit(tx, &release)?;
                    store::begin(tx, &made, &permit)?;
                }
                store::put_part(tx, made.id, number, &part)
            })
            .await?;
        self.parts += 1;
        Ok(())
    }

    /// The file has arrived: from now on it is there.
    ///
    /// # Errors
    /// An empty file, one that is not of the kind that its name says, or one in which the scanner finds something; a scanner
    /// that cannot be asked; a release that is full, archived or gone meanwhile; a missing right.
    pub async fn finish(mut self) -> Outcome<View> {
        let last = std::mem::take(&mut self.waiting);
        if !self.is_looked_at && !last.is_empty() {
            is_as_called(&self.made.name, &last)?;
        }
        let app = self.app.clone();
        if let Some(scanner) = app.scanner.get() {
            self.scan(scanner, last.clone()).await?;
        }
        let (first, parts, size, limits) = (!self.begun, self.parts, self.size, self.limits);
        let mut made = self.made.clone();
        made.size = i64::try_from(size).unwrap_or(i64::MAX);
        made.sha256 = self.digest.finalize_reset().iter().map(|byte| format!("{byte:02x}")).collect();
        let ctx = Ctx { once: self.once.take(), ..self.ctx.clone() };
        let view = self
            .app
            .db
            .write(&ctx, move |tx| {
                let release = releases::get(tx, &made.release.to_string())?;
                let permit = permit(tx, &release)?;
                room(size, present(tx, release.id)?, limits)?;
                if first {
                    store::begin(tx, &made, &permit)?;
                }
                store::put_part(tx, made.id, parts, &last)?;
                let made = Attachment { added_at: tx.now(), ..made.clone() };
                store::finish(tx, &made, &permit)?;
                tx.record(&[attachment::added(&made, release.portfolio)])?;
                store::view(tx, release.id, &made.id.to_string())
            })
            .await?;
        self.begun = false;
        Ok(view)
    }
}

impl Arriving {
    /// Has a scanner look at the file, of which the last part is not kept yet. Without its word no file is taken.
    async fn scan(&self, scanner: &dyn Look, last: Vec<u8>) -> Outcome<()> {
        let (sender, receiver) = tokio::sync::mpsc::channel(2);
        let feed = async move {
            for number in 0..self.parts {
                let id = self.made.id;
                let part = self.app.db.read(&self.ctx, move |tx| store::part_on_its_way(tx, id, number)).await?;
                let Some(part) = part else {
                    return Err(Problem::Internal(format!("part {number} of {id} is gone")));
                };
                // Whoever does not want the rest has said why.
                if sender.send(part).await.is_err() {
                    return Ok(());
                }
            }
            let _ = sender.send(last).await;
            Ok(())
        };
        let (fed, said) = tokio::join!(feed, scanner.look(receiver));
        fed?;
        let name = &self.made.name;
        match said {
            Ok(Verdict::Clean) => Ok(()),
            Ok(Verdict::Found(what)) => {
                let person = self.made.added_by.map(|id| id.to_string()).unwrap_or_default();
                tracing::warn!(%name, what, person, "the virus scanner found something in a file, which was refused");
                let told =
                    format!("the virus scanner finds {what} in {name}; whoever runs the server knows the scanner");
                Err(Problem::refused("virus", told))
            }
            Err(why) => Err(Problem::Unavailable(format!(
                "the virus scanner cannot be asked just now, and without it no file is taken; try again, or tell whoever runs \
                 the server: {why}"
            ))),
        }
    }
}

/// Removes an attachment. The journal keeps what tells which it was.
///
/// # Errors
/// A stale revision, an archived release, a missing right.
pub async fn delete(app: &App, ctx: &Ctx, release: String, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::view(tx, release.id, &named)?.attachment;
            fresh(tx, "attachment", before.id, rev, before.rev)?;
            let permit = permit(tx, &release)?;
            store::delete(tx, &before, &permit)?;
            tx.record(&[attachment::removed(&before, release.portfolio)])
        })
        .await
}

fn present(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<u64> {
    Ok(u64::try_from(store::size_of(tx, release)?).unwrap_or(0))
}

fn permit(tx: &mut Tx<'_>, release: &Release) -> Outcome<Permit<Work>> {
    let permit = tx.permit("release", release.id, release.portfolio)?;
    if release.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)));
    }
    Ok(permit)
}
