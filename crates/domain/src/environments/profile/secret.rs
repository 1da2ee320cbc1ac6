//! What looks like a secret: by its name, and by itself.

/// Words that mean a secret wherever they stand in a name, even inside a longer word: `dbpassword`.
const ANYWHERE: [&str; 9] =
    ["password", "passwd", "passphrase", "passcode", "secret", "credential", "apikey", "privatekey", "accesskey"];
/// Words that mean a secret when they stand alone: `signing_key`, not `keyboard`.
const ALONE: [&str; 9] = ["key", "keys", "pwd", "token", "tokens", "pin", "auth", "bearer", "creds"];
/// Words that, as the last of a name, say that it is only about a secret: `token_ttl`, `key_vault_url`.
const ABOUT: [&str; 22] = [
    "url",
    "uri",
    "endpoint",
    "host",
    "port",
    "ttl",
    "expiry",
    "lifetime",
    "length",
    "size",
    "algorithm",
    "type",
    "rotation",
    "policy",
    "store",
    "vault",
    "path",
    "provider",
    "issuer",
    "count",
    "enabled",
    "required",
];
/// Words that, right before `key`, make it one that everybody may know.
const OPEN: [&str; 5] = ["public", "primary", "foreign", "partition", "sort"];

/// True when a setting of this name, set to this text, is a secret that should not be kept here. An empty text never is.
#[must_use]
pub fn looks_secret(name: &str, text: &str) -> bool {
    !text.is_empty() && (named_secret(name) || is_secret(text))
}

fn named_secret(name: &str) -> bool {
    let words = words(name);
    if words.last().is_some_and(|last| ABOUT.contains(&last.as_str())) {
        return false;
    }
    words.iter().enumerate().any(|(place, word)| {
        let open = word.starts_with("key") && place > 0 && OPEN.contains(&words[place - 1].as_str());
        ANYWHERE.iter().any(|mark| word.contains(mark))
            || (!open && ALONE.contains(&word.as_str()))
            || (word.len() > 5 && word.ends_with("token"))
    })
}

/// The words of a name in lower case, taken apart at everything but letters and digits and where a capital follows a small
/// letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (before.is_lowercase() && letter.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Private keys in PEM, and addresses with a password in them.
fn is_secret(text: &str) -> bool {
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----") {
        return true;
    }
    text.match_indices("://").any(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let authority =
            rest.split(|letter: char| letter.is_whitespace() || "/?#".contains(letter)).next().unwrap_or("");
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.is_empty())
    })
}
