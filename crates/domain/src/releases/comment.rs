//! What people say about a release. Plain text; links and mentions are found in it, nothing else is.

use crate::{
    event::{Decided, Fact},
    id::{CommentId, PersonId, PortfolioId, ReleaseId},
    people::Party,
    problem::{Fault, Outcome, Problem, Reason},
};
use jiff::{SignedDuration, Timestamp};

/// The longest comment, in characters.
pub const LONGEST: usize = 10_000;
/// How long its author may change what they wrote. After that others have answered it, and it stays as it was read.
pub const MAY_BE_EDITED: SignedDuration = SignedDuration::from_hours(24);
/// The most people and teams one comment mentions.
pub const MOST_MENTIONS: usize = 50;

/// Somebody a comment mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What the text calls them, without the `@`, in lower case.
    pub handle: String,
    /// Who it is.
    pub who: Party,
}

/// A comment, or the place where one was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Which.
    pub id: CommentId,
    /// On which release.
    pub release: ReleaseId,
    /// Who wrote it; `None` for the system.
    pub author: Option<PersonId>,
    /// When.
    pub written_at: Timestamp,
    /// What became of it.
    pub state: State,
    /// Counts its changes.
    pub rev: i64,
}

/// What became of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be read.
    Said {
        /// What it says.
        body: String,
        /// Whom it mentions.
        mentions: Vec<Mention>,
        /// When it was last changed.
        edited_at: Option<Timestamp>,
    },
    /// Its words are gone; that there was one is not.
    Deleted {
        /// When.
        at: Timestamp,
        /// By whom; `None` for the system.
        by: Option<PersonId>,
    },
}

/// Decides what is said. The journal keeps that something was said and who was mentioned, not the words: they can be
/// taken back.
///
/// # Errors
/// A fault of the text.
pub fn add(made: Comment, portfolio: PortfolioId) -> Outcome<Decided<Comment>> {
    let State::Said { body, mentions, .. } = &made.state else { return Err(gone(&made)) };
    check(body, mentions)?;
    let mut facts = vec![fact("comment.added", &made, portfolio)];
    facts.extend(mentions.iter().map(|mention| mentioned(&made, mention, portfolio)));
    Ok(Decided { state: made, facts })
}

/// Decides a change of the words. Only those are mentioned anew who were not before.
///
/// # Errors
/// A fault of the text; a refusal for anybody but the author, after [`MAY_BE_EDITED`], and for what was deleted.
pub fn edit(
    before: &Comment,
    body: String,
    mentions: Vec<Mention>,
    by: Option<PersonId>,
    now: Timestamp,
    portfolio: PortfolioId,
) -> Outcome<Decided<Comment>> {
    let State::Said { body: old, mentions: known, .. } = &before.state else { return Err(gone(before)) };
    if before.author != by || by.is_none() {
        let detail = "only its author may change a comment; answer it instead";
        return Err(refused(Reason::new("author", detail).cleared_by("its author")));
    }
    let until = before.written_at.saturating_add(MAY_BE_EDITED).unwrap_or(before.written_at);
    if now > until {
        let detail = format!("a comment may be changed for a day; this one's day ended at {until}. Write another");
        return Err(refused(Reason::new("too_late", detail)));
    }
    check(&body, &mentions)?;
    if *old == body {
        return Ok(Decided { state: before.clone(), facts: Vec::new() });
    }
    let new: Vec<Mention> =
        mentions.iter().filter(|one| !known.iter().any(|other| other.who == one.who)).cloned().collect();
    let after = Comment { state: State::Said { body, mentions, edited_at: Some(now) }, ..before.clone() };
    let mut facts = vec![fact("comment.edited", &after, portfolio)];
    facts.extend(new.iter().map(|mention| mentioned(&after, mention, portfolio)));
    Ok(Decided { state: after, facts })
}

/// Decides that the words go. `moderates` is true for whoever administers the portfolio.
///
/// # Errors
/// A refusal for anybody else but the author, and for what was deleted already.
pub fn delete(
    before: &Comment,
    by: Option<PersonId>,
    moderates: bool,
    now: Timestamp,
    portfolio: PortfolioId,
) -> Outcome<Decided<Comment>> {
    let State::Said { .. } = &before.state else { return Err(gone(before)) };
    if !moderates && (before.author != by || by.is_none()) {
        let detail = "only its author or an administrator of the portfolio may delete a comment";
        return Err(refused(Reason::new("author", detail).cleared_by("an administrator of the portfolio")));
    }
    let after = Comment { state: State::Deleted { at: now, by }, ..before.clone() };
    let fact = fact("comment.deleted", &after, portfolio);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// The handles a text calls: what follows an `@` that begins a word, in lower case, each once, in order. A full stop or
/// comma after one is not part of it.
#[must_use]
pub fn handles(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut former = ' ';
    for (place, letter) in text.char_indices() {
        if letter == '@' && !is_of_handle(former) {
            let rest = &text[place + 1..];
            let end = rest.find(|letter| !is_of_handle(letter)).unwrap_or(rest.len());
            let handle = rest[..end].trim_end_matches(['.', '-', '@', '+']).to_lowercase();
            if !handle.is_empty() && !found.contains(&handle) {
                found.push(handle);
            }
        }
        former = letter;
    }
    found
}

/// A handle is a team's key, or a mail address or what stands before its `@`.
fn is_of_handle(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+' | '@')
}

fn check(body: &str, mentions: &[Mention]) -> Outcome<()> {
    let length = body.chars().count();
    let mut faults = Vec::new();
    if body.trim().is_empty() {
        faults.push(Fault::new("/body", "required", "a comment has to say something"));
    }
    if length > LONGEST {
        faults.push(Fault::new("/body", "length", format!("a comment has at most {LONGEST} characters, not {length}")));
    }
    if mentions.len() > MOST_MENTIONS {
        let told = format!("a comment mentions at most {MOST_MENTIONS}; this one {}", mentions.len());
        faults.push(Fault::new("/body", "mentions", told));
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::Invalid(faults)) }
}

fn refused(reason: Reason) -> Problem {
    Problem::Refused { detail: reason.detail.clone(), reasons: vec![reason] }
}

fn gone(comment: &Comment) -> Problem {
    let State::Deleted { at, .. } = &comment.state else {
        return Problem::Internal("a comment that can be read was taken for a deleted one".to_owned());
    };
    Problem::refused("deleted", format!("this comment was deleted at {at}; its words are gone"))
}

fn fact(kind: &'static str, comment: &Comment, portfolio: PortfolioId) -> Fact {
    Fact::of(kind, comment.id, portfolio).about(comment.release)
}

fn mentioned(comment: &Comment, mention: &Mention, portfolio: PortfolioId) -> Fact {
    let fact = fact("comment.mentioned", comment, portfolio).named(format!("@{}", mention.handle));
    match mention.who {
        Party::Person(person) => fact.change("person", (), person),
        Party::Team(team) => fact.change("team", (), team),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn person(number: u128) -> PersonId {
        PersonId::from_bits(number)
    }

    fn mention(number: u128) -> Mention {
        Mention { handle: format!("person{number}"), who: Party::Person(person(number)) }
    }

    fn comment(mentions: Vec<Mention>) -> Comment {
        Comment {
            id: CommentId::from_bits(1),
            release: ReleaseId::from_bits(2),
            author: Some(person(1)),
            written_at: Timestamp::UNIX_EPOCH,
            state: State::Said { body: "Ready?".to_owned(), mentions, edited_at: None },
            rev: 1,
        }
    }

    fn here() -> PortfolioId {
        PortfolioId::from_bits(3)
    }

    fn after(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn kinds(decided: &Decided<Comment>) -> Vec<&'static str> {
        decided.facts.iter().map(|fact| fact.kind).collect()
    }

    fn reason(refused: Outcome<Decided<Comment>>) -> &'static str {
        match refused {
            Err(Problem::Refused { reasons, .. }) => reasons[0].code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn handles_are_what_begins_with_an_at_sign() {
        let text = "@ops, ask @Jo.Doe or @jo@example.org. Not mail@example.org, not @ alone; (@ops) again. @jo-.";
        assert_eq!(handles(text), ["ops", "jo.doe", "jo@example.org", "jo"]);
        assert!(handles("").is_empty());
        assert!(handles("@@@").is_empty());
    }

    #[test]
    fn whoever_is_mentioned_is_told_once() {
        let made = add(comment(vec![mention(5)]), here()).unwrap();
        assert_eq!(kinds(&made), ["comment.added", "comment.mentioned"]);
        let more = vec![mention(5), mention(6)];
        let edited = edit(&made.state, "Ready now?".to_owned(), more, Some(person(1)), after(1), here()).unwrap();
        assert_eq!(kinds(&edited), ["comment.edited", "comment.mentioned"]);
        assert_eq!(edited.facts[1].changes[0].after, person(6).to_string());
    }

    #[test]
    fn words_are_changed_by_their_author_within_a_day() {
        let try_it = |by: u128, hours| {
            edit(&comment(Vec::new()), "No".to_owned(), Vec::new(), Some(person(by)), after(hours), here())
        };
        assert!(try_it(1, 24).is_ok());
        assert_eq!(reason(try_it(1, 25)), "too_late");
        assert_eq!(reason(try_it(2, 1)), "author");
    }

    #[test]
    fn deleted_words_are_gone_for_good() {
        let deleted = delete(&comment(Vec::new()), Some(person(1)), false, after(99), here()).unwrap().state;
        assert_eq!(deleted.state, State::Deleted { at: after(99), by: Some(person(1)) });
        assert_eq!(reason(delete(&deleted, Some(person(1)), true, after(99), here())), "deleted");
        assert_eq!(reason(delete(&comment(Vec::new()), Some(person(2)), false, after(1), here())), "author");
        assert!(delete(&comment(Vec::new()), Some(person(2)), true, after(1), here()).is_ok());
    }

    #[test]
    fn the_journal_does_not_keep_the_words() {
        let made = add(comment(vec![mention(5)]), here()).unwrap();
        assert!(!format!("{:?}", made.facts).contains("Ready"));
    }

    #[test]
    fn nothing_said_is_no_comment() {
        let empty = Comment {
            state: State::Said { body: " \n".to_owned(), mentions: Vec::new(), edited_at: None },
            ..comment(Vec::new())
        };
        assert!(add(empty, here()).is_err());
    }
}
