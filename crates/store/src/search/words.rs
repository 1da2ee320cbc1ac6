//! Words as they are kept and looked for: the same on both databases, because neither takes texts apart.

/// The longest word that is kept; what is longer is found by its beginning.
const LONGEST: usize = 40;

/// The distinct words of a text in the order they come, in small letters and without accents; at most so many.
pub(crate) fn words(text: &str, most: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for piece in text.split(|letter: char| !letter.is_alphanumeric()).filter(|piece| !piece.is_empty()) {
        let mut word = String::with_capacity(piece.len());
        for letter in piece.chars().flat_map(char::to_lowercase).take(LONGEST) {
            match plain(letter) {
                Some(plain) => word.push_str(plain),
                // Some capitals become a small letter and an accent of its own.
                None if letter.is_alphanumeric() => word.push(letter),
                None => {}
            }
        }
        if !word.is_empty() && known.insert(word.clone()) {
            found.push(word);
            if found.len() == most {
                break;
            }
        }
    }
    found
}

/// Words between blanks, so that `like '% begin%'` finds those that begin with something.
pub(crate) fn line(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!(" {} ", words.join(" ")) }
}

/// A small letter as somebody without that key would type it.
const fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_where_no_letter_and_no_digit_is() {
        assert_eq!(words("PAY-2026.4: Payments, payments & more_", 9), ["pay", "2026", "4", "payments", "more"]);
        assert_eq!(words("Zürich straße ŁÓDŹ İ", 9), ["zurich", "strasse", "lodz", "i"]);
        assert_eq!(words("% _ ' *", 9), Vec::<String>::new());
        assert_eq!(words("a b c", 2), ["a", "b"]);
        assert_eq!(words(&"x".repeat(99), 2)[0].len(), LONGEST);
    }

    #[test]
    fn a_line_begins_each_word_with_a_blank() {
        assert_eq!(line(&words("Go/no-go", 9)), " go no ");
        assert_eq!(line(&[]), "");
    }
}
