//! Passwords that are guessed first. The list holds what they are made of, so that it is short: guessers put digits, signs
//! and the same word again around it, and write `p@ssw0rd`.

use std::{collections::HashSet, sync::LazyLock};

/// How many words of the list make a guess. More of them in a row are a phrase of somebody's own.
const WORDS: usize = 2;
/// The shortest word of the list, in letters.
const SHORTEST: usize = 4;

static LIST: LazyLock<HashSet<&str>> = LazyLock::new(|| lines().collect());

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#'))
}

/// True when a password is one or two words of the list, however often repeated, with whatever digits and signs around
/// them; a run of neighbouring characters; or one or two characters over and over.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let few = is_run(&lower) || has_few_characters(&lower) || is_a_number(&lower);
    few || [plain(&lower), folded(&lower)].iter().any(|text| is_made_of_words(text))
}

/// After how many guesses a password has to be safe still. Against a hash like ours and a thousand guesses a second that is
/// more than a day; against guessing at the door, which is slowed down, for ever.
const GUESSES: u64 = 100_000_000;

/// True when whoever guesses as zxcvbn does (Wheeler, USENIX Security 2016) finds a password soon: the 30,000 that are used
/// most, common words and names, dates, neighbouring keys, repetitions, what its owner is called, and what is put together
/// of these.
pub(super) fn is_soon_guessed(password: &str, email: &str) -> bool {
    let own: Vec<&str> = email.split(['@', '.', '-', '_', '+']).chain([email, "signalbox"]).collect();
    zxcvbn::zxcvbn(password, &own).guesses() < GUESSES
}

/// Every character follows the one before it, in either direction: `0123456789012`, `nmlkjihgfedcba`.
fn is_run(lower: &str) -> bool {
    let letters: Vec<char> = lower.chars().collect();
    let follows = |one: char, next: char| match (one.to_digit(10), next.to_digit(10)) {
        (Some(one), Some(next)) => next == (one + 1) % 10,
        _ => u32::from(next) == u32::from(one) + 1,
    };
    letters.len() > 1
        && (letters.windows(2).all(|pair| follows(pair[0], pair[1]))
            || letters.windows(2).all(|pair| follows(pair[1], pair[0])))
}

fn has_few_characters(lower: &str) -> bool {
    lower.chars().collect::<HashSet<_>>().len() <= 2
}

/// A date, a telephone number, `1234567890ab`.
fn is_a_number(lower: &str) -> bool {
    let written = |letter: char| letter.is_ascii_alphanumeric() || " -./:+!".contains(letter);
    plain(lower).chars().count() < SHORTEST && lower.chars().all(written)
}

/// Only the letters.
fn plain(lower: &str) -> String {
    lower.chars().filter(|letter| letter.is_alphabetic()).collect()
}

/// Only the letters, those included that signs and digits stand for. What is put before and behind is left out first: the
/// digits of a year stand for nothing.
fn folded(lower: &str) -> String {
    let inner = lower.trim_matches(|letter: char| !letter.is_alphabetic() && !matches!(letter, '@' | '$'));
    inner
        .chars()
        .filter_map(|letter| match letter {
            '0' => Some('o'),
            '1' => Some('l'),
            '3' => Some('e'),
            '4' | '@' => Some('a'),
            '5' | '$' => Some('s'),
            '7' => Some('t'),
            letter => letter.is_alphabetic().then_some(letter),
        })
        .collect()
}

/// True when a text is [`WORDS`] different words of the list or fewer, each as often as it likes.
fn is_made_of_words(text: &str) -> bool {
    fn rest_is(text: &str, used: &mut Vec<&'static str>) -> bool {
        if text.is_empty() {
            return true;
        }
        let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
        for end in ends.filter(|end| *end >= SHORTEST) {
            let Some(word) = LIST.get(&text[..end]).copied() else { continue };
            let known = used.contains(&word);
            if !known && used.len() == WORDS {
                continue;
            }
            if !known {
                used.push(word);
            }
            if rest_is(&text[end..], used) {
                return true;
            }
            if !known {
                used.pop();
            }
        }
        false
    }
    !text.is_empty() && rest_is(text, &mut Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_most_and_what_is_put_together_of_it_is_guessed_soon() {
        // Of the most used in published leaks, those that are long enough to be asked for at all.
        for used in [
            "passwordpassword",
            "unbelievable",
            "123456789012",
            "qwertyuiop12",
            "1qaz2wsx3edc",
            "zaq12wsxcde3",
            "manchesterunited",
            "jennifer2000",
            "liverpoolfc1",
            "abcdefghijkl",
            "administrator",
            "qazwsxedcrfv",
            "1q2w3e4r5t6y",
            "michaeljordan",
            "newyorkgiants",
            "christopher1",
            "letmeinletmein",
            "iloveyou1234",
        ] {
            assert!(is_common(used) || is_soon_guessed(used, ""), "{used}");
        }
        let own = "releasemanager1";
        assert!(is_soon_guessed(own, "release.manager@example.org") && !is_common(own));
        for safe in ["amber kettle northbound", "violet lantern eastbound", "signal at danger 7", "vT9#kq2LmZx8"] {
            assert!(!is_soon_guessed(safe, "release.manager@example.org"), "{safe}");
        }
    }

    #[test]
    fn what_everybody_guesses_is_found_in_every_dress() {
        for guessed in [
            "Password1234",
            "P@ssw0rd2026!",
            "passwordpassword",
            "!!Welcome2026!!",
            "Summer2026Berlin",
            "qwertyqwertyqwerty",
            "1q2w3e4r5t6y-1234",
            "Signalbox-Signalbox",
            "CorrectHorseBatteryStaple",
            "correct horse battery staple",
            "trustno1trustno1",
            "0123456789ab",
            "0987654321098",
            "1234567890ab",
            "1234567890qwerty",
            "1qaz2wsx3edc",
            "1qaz2wsx3edc4rfv",
            "adminadminadmin",
            "asdfghjkl123",
            "changemenow!",
            "iloveyou1234",
            "letmein12345",
            "passw0rd1234",
            "q1w2e3r4t5y6",
            "qwertyuiopasdfghjkl",
            "zaq12wsxcde3",
            "+49 30 1234567",
            "123456789012345",
            "098765432109",
            "nmlkjihgfedcba",
            "aaaaaaaaaaaaaaa",
            "abababababab",
            "2026-11-26 00:00",
            "administrator1",
        ] {
            assert!(is_common(guessed), "{guessed}");
        }
    }

    #[test]
    fn what_is_ones_own_is_not() {
        for own in [
            "amber kettle northbound",
            "signal at danger 7",
            "violet lantern eastbound",
            "summer monkey diamond purple",
            "my dragon eats passwords",
            "Xq7!mm2kfLw9",
            "93;4_82#71~60",
            "смена пароля завтра",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }

    #[test]
    fn the_list_is_in_the_form_it_is_compared_in() {
        let all: Vec<&str> = lines().collect();
        for word in &all {
            assert_eq!(*word, plain(&word.to_lowercase()), "only small letters");
            assert!(word.chars().count() >= SHORTEST, "{word}");
        }
        assert_eq!(LIST.len(), all.len(), "a word stands twice");
    }
}
