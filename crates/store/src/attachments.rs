//! Files that belong to a release, kept part by part.
//!
//! An attachment arrives in as many transactions as it has parts. Until the last of them it is not whole, and nobody sees
//! it; what never becomes whole is cleared away.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    authz::{Permit, Work},
    id::{AttachmentId, ReleaseId},
    releases::Attachment,
};

/// How many bytes a part has; the last may have fewer. This much of an attachment is in memory at a time.
pub const PART: usize = 192 << 10;
/// How long an attachment may take to arrive before it is cleared away.
const ARRIVES_WITHIN: SignedDuration = SignedDuration::from_hours(2);

/// An attachment as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The attachment.
    pub attachment: Attachment,
    /// Who added it.
    pub added_by: Option<PersonRef>,
}

const VIEW: &str = "a.id, a.release_id, a.name, a.size, a.sha256, a.added_at, a.added_by, p.id as adder_id,
    p.name as adder_name, a.rev
    from attachment a join release r on r.id = a.release_id left join person p on p.id = a.added_by";

fn read(row: &mut Row) -> Outcome<View> {
    let attachment = Attachment {
        id: row.read("id")?,
        release: row.read("release_id")?,
        name: row.read("name")?,
        size: row.int("size")?,
        sha256: row.text("sha256")?,
        added_at: row.instant("added_at")?,
        added_by: row.maybe("added_by")?,
        rev: row.int("rev")?,
    };
    Ok(View { attachment, added_by: row.maybe_person("adder")? })
}

/// The attachment of a release with this id.
///
/// # Errors
/// [`Problem::NotFound`] when the release has no such attachment; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where a.release_id = $1 and a.id = $2 and a.whole = true and {{seen r}}");
    tx.one(&sql, args![release, named], read)?.ok_or_else(|| Problem::missing("attachment", named))
}

/// The attachments of a release, the newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, release: ReleaseId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("a.whole = true");
    conditions.with("a.release_id = $n", release);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from attachment a join release r on r.id = a.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("added", 1)? {
        conditions.with("a.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {VIEW} where {{seen r}} and {} order by a.id desc limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| vec![Place::Text(view.attachment.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "added", place) })
}

/// How many bytes the attachments of a release have together.
///
/// # Errors
/// As [`Tx::all`].
pub fn size_of(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<i64> {
    let found = tx.one(
        "-- global: a limit holds whoever asks
         select cast(coalesce(sum(size), 0) as bigint) as present from attachment where release_id = $1 and whole = true",
        args![release],
        |row| row.int("present"),
    )?;
    Ok(found.unwrap_or(0))
}

/// Makes the place for an attachment of the release the permit is for: nobody sees it yet.
///
/// # Errors
/// As [`Tx::run`].
pub fn begin(tx: &mut Tx<'_>, attachment: &Attachment, permit: &Permit<Work>) -> Outcome<()> {
    tx.run(
        "insert into attachment (id, release_id, name, size, sha256, added_at, added_by, whole, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            attachment.id,
            permit.on(),
            &attachment.name,
            attachment.size,
            &attachment.sha256,
            attachment.added_at,
            attachment.added_by,
            false,
            attachment.rev,
        ],
    )?;
    Ok(())
}

/// Keeps the next part of an attachment that is not whole yet.
///
/// # Errors
/// [`Problem::Unavailable`] when it was cleared away meanwhile, because it took too long; database problems as
/// [`Tx::run`].
pub fn put_part(tx: &mut Tx<'_>, id: AttachmentId, number: i64, bytes: &[u8]) -> Outcome<()> {
    let kept = tx.run(
        "insert into attachment_part (attachment_id, number, data)
         select id, cast($2 as bigint), $3 from attachment where id = $1 and whole = false",
        args![id, number, STANDARD.encode(bytes)],
    )?;
    if kept == 1 { Ok(()) } else { Err(Problem::Unavailable("the upload took too long; try again".to_owned())) }
}

/// Makes an attachment whole: from now on it is there. The permit is for its release.
///
/// # Errors
/// As [`put_part`].
pub fn finish(tx: &mut Tx<'_>, attachment: &Attachment, permit: &Permit<Work>) -> Outcome<()> {
    let made = tx.run(
        "update attachment set whole = true, size = $3, sha256 = $4, added_at = $5
         where id = $1 and release_id = $2 and whole = false",
        args![attachment.id, permit.on(), attachment.size, &attachment.sha256, attachment.added_at],
    )?;
    if made == 1 { Ok(()) } else { Err(Problem::Unavailable("the upload took too long; try again".to_owned())) }
}

/// Clears an attachment away that will never be whole.
///
/// # Errors
/// As [`Tx::run`].
pub fn abandon(tx: &mut Tx<'_>, id: AttachmentId) -> Outcome<()> {
    tx.run(
        "delete from attachment_part where attachment_id in (select id from attachment where id = $1 and whole = false)",
        args![id],
    )?;
    tx.run("delete from attachment where id = $1 and whole = false", args![id])?;
    Ok(())
}

/// Clears away what did not arrive in time; answers how many.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_unfinished(tx: &mut Tx<'_>) -> Outcome<u64> {
    let before = tx.now().checked_sub(ARRIVES_WITHIN).unwrap_or(tx.now());
    tx.run(
        "delete from attachment_part where attachment_id in
             (select id from attachment where whole = false and added_at < $1)",
        args![before],
    )?;
    tx.run("delete from attachment where whole = false and added_at < $1", args![before])
}

/// The bytes of one part of an attachment that the caller was found to see; `None` after the last.
///
/// # Errors
/// As [`Tx::all`].
pub fn part(tx: &mut Tx<'_>, release: ReleaseId, id: AttachmentId, number: i64) -> Outcome<Option<Vec<u8>>> {
    let data = tx.one(
        "select ap.data from attachment_part ap join attachment a on a.id = ap.attachment_id
         join release r on r.id = a.release_id
         where ap.attachment_id = $1 and ap.number = $2 and a.release_id = $3 and a.whole = true
            and {seen r}",
        args![id, number, release],
        |row| row.text("data"),
    )?;
    data.map(|data| bytes_of(&data, id, number)).transpose()
}

/// The bytes of one part of a file that is still on its way in and that nobody sees yet.
///
/// # Errors
/// As [`Tx::all`].
pub fn part_on_its_way(tx: &mut Tx<'_>, id: AttachmentId, number: i64) -> Outcome<Option<Vec<u8>>> {
    let data = tx.one(
        "-- global: it goes to nobody but the scanner
         select ap.data from attachment_part ap join attachment a on a.id = ap.attachment_id
         where ap.attachment_id = $1 and ap.number = $2 and a.whole = false",
        args![id, number],
        |row| row.text("data"),
    )?;
    data.map(|data| bytes_of(&data, id, number)).transpose()
}

fn bytes_of(data: &str, id: AttachmentId, number: i64) -> Outcome<Vec<u8>> {
    STANDARD.decode(data).map_err(|error| Problem::Internal(format!("part {number} of {id}: {error}")))
}

/// Takes an attachment away from the release the permit is for, bytes and all.
///
/// # Errors
/// [`Problem::Stale`] when somebody else did meanwhile; database problems as [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, attachment: &Attachment, permit: &Permit<Work>) -> Outcome<()> {
    tx.run("delete from attachment_part where attachment_id = $1", args![attachment.id])?;
    let gone = tx.run(
        "delete from attachment where id = $1 and release_id = $2 and rev = $3",
        args![attachment.id, permit.on(), attachment.rev],
    )?;
    guarded(gone, "attachment", attachment.rev)
}
