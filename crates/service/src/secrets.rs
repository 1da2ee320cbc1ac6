//! Secrets that have to be told to other servers, or computed with: sealed (ChaCha20-Poly1305, RFC 8439) under a key that is
//! not in the database. The seal names whose secret it is, so that one cannot be put in the place of another.

use crate::{App, app::random_bytes, people, proofs};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use signalbox_domain::{Fact, Outcome, Problem};
use signalbox_store::{
    Ctx, Tx, second_factors,
    secrets::{self as store, Sealed},
};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// How many bytes a key has.
pub const KEY: usize = 32;

/// A text that nobody is to read. It shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its text, for whoever has to send it or compute with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// The keys as they are kept: the one that seals, and former ones that still open.
pub type Loaded = Result<Vec<[u8; KEY]>, String>;

/// The keys, which are fetched when the first of them is needed. Clones share them.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    load: Box<dyn Fn() -> Loaded + Send + Sync>,
    loaded: OnceLock<Result<Vec<Key>, String>>,
}

struct Key {
    id: String,
    key: LessSafeKey,
}

impl Key {
    fn new(bytes: &[u8; KEY]) -> Result<Self, String> {
        let id = Sha256::digest([b"signalbox key id ".as_slice(), bytes].concat());
        let id = id[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).map_err(|_| "a key does not have 32 bytes".to_owned())?;
        Ok(Self { id, key: LessSafeKey::new(key) })
    }

    fn seal(&self, owner: &str, name: &str, secret: &Secret) -> Outcome<Sealed> {
        let nonce = random_bytes::<NONCE_LEN>();
        let mut bytes = secret.expose().as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to(owner, name), &mut bytes)
            .map_err(|_| Problem::Internal("a secret could not be sealed".to_owned()))?;
        let sealed = STANDARD_NO_PAD.encode([nonce.as_slice(), &bytes].concat());
        Ok(Sealed { owner: owner.to_owned(), name: name.to_owned(), key_id: self.id.clone(), sealed })
    }

    fn open(&self, sealed: &Sealed) -> Option<Secret> {
        let bytes = STANDARD_NO_PAD.decode(&sealed.sealed).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN)?;
        let mut rest = rest.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = self.key.open_in_place(nonce, bound_to(&sealed.owner, &sealed.name), &mut rest).ok()?;
        String::from_utf8(text.to_vec()).ok().map(Secret)
    }
}

/// What a seal is about. No id and no name holds a line feed.
fn bound_to(owner: &str, name: &str) -> Aad<Vec<u8>> {
    Aad::from(format!("{owner}\n{name}").into_bytes())
}

impl Keys {
    /// Keys from wherever `load` finds them; the first seals, all open.
    pub fn new(load: impl Fn() -> Loaded + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { load: Box::new(load), loaded: OnceLock::new() }))
    }

    /// A key that ends with the process.
    #[must_use]
    pub fn passing() -> Self {
        let key = random_bytes::<KEY>();
        Self::new(move || Ok(vec![key]))
    }

    fn all(&self) -> Result<&[Key], String> {
        let load = || {
            let keys: Vec<Key> = (self.0.load)()?.iter().map(Key::new).collect::<Result<_, _>>()?;
            if keys.is_empty() { Err("there is no key".to_owned()) } else { Ok(keys) }
        };
        self.0.loaded.get_or_init(load).as_deref().map_err(Clone::clone)
    }

    /// … for a request, whose caller is not told where keys are.
    fn ready(&self) -> Outcome<&[Key]> {
        self.all().map_err(|why| {
            tracing::error!(why, "secrets cannot be opened");
            Problem::Unavailable("secrets cannot be opened just now; the log of the server says why".to_owned())
        })
    }

    /// Keeps a secret of a thing, in place of the former one of this name.
    ///
    /// # Errors
    /// When there is no key, or the database cannot be written.
    pub fn keep(&self, tx: &mut Tx<'_>, owner: impl fmt::Display, name: &str, secret: &Secret) -> Outcome<()> {
        let [key, ..] = self.ready()? else { return Err(Problem::Internal("there is no key".to_owned())) };
        store::put(tx, &key.seal(&owner.to_string(), name, secret)?)
    }

    /// A secret of a thing; `None` when there is none.
    ///
    /// # Errors
    /// When no key opens it, or the database cannot be read.
    pub fn reveal(&self, tx: &mut Tx<'_>, owner: impl fmt::Display, name: &str) -> Outcome<Option<Secret>> {
        let Some(sealed) = store::get(tx, &owner.to_string(), name)? else { return Ok(None) };
        let opened = self.ready()?.iter().filter(|key| key.id == sealed.key_id).find_map(|key| key.open(&sealed));
        opened.map(Some).ok_or_else(|| {
            tracing::error!(owner = sealed.owner, name, key = sealed.key_id, "no key opens a secret");
            Problem::Unavailable("a secret cannot be opened just now; the log of the server says why".to_owned())
        })
    }
}

impl Keys {
    /// Whether a secret of a thing can be opened here, or made because there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn can_reveal(&self, tx: &mut Tx<'_>, owner: &str, name: &str) -> Outcome<bool> {
        let Ok(keys) = self.all() else { return Ok(false) };
        let sealed = store::get(tx, owner, name)?;
        Ok(sealed.is_none_or(|sealed| keys.iter().any(|key| key.id == sealed.key_id && key.open(&sealed).is_some())))
    }
}

/// Makes sure, before anybody is let in, that every secret can be opened; seals what an earlier version kept readable.
///
/// # Errors
/// A sentence that says which key is missing and where it is named.
pub async fn ready(app: &App) -> Result<(), String> {
    let ctx = Ctx::system("secrets");
    let told = |problem: Problem| problem.to_string();
    let (sealed, readable) =
        app.db.read(&ctx, |tx| Ok((store::all(tx)?, second_factors::readable(tx)?))).await.map_err(told)?;
    // The journal is signed by the nodes that have its key; the others do everything else.
    let sealed: Vec<&Sealed> = sealed.iter().filter(|one| one.owner != proofs::OWNER).collect();
    if sealed.is_empty() && readable.is_empty() {
        return Ok(());
    }
    let keys = app.keys.all()?;
    for one in sealed {
        if !keys.iter().any(|key| key.id == one.key_id && key.open(one).is_some()) {
            let known: Vec<&str> = keys.iter().map(|key| key.id.as_str()).collect();
            return Err(format!(
                "the database holds secrets sealed under the key {}, and the configured key is {}; name the right key \
                 under [secrets] (key_file, key_env or key_command), or add it to that file as another line",
                one.key_id,
                known.join(", "),
            ));
        }
    }
    let keys = app.keys.clone();
    let seal = move |tx: &mut Tx<'_>| {
        for (person, secret) in second_factors::readable(tx)? {
            keys.keep(tx, person, second_factors::SECRET, &Secret::new(secret))?;
            second_factors::blank(tx, person)?;
        }
        Ok(())
    };
    app.db.write(&ctx, seal).await.map_err(told)
}

/// Seals every secret anew, under the key that is named first; answers how many were sealed under another.
///
/// # Errors
/// When there is no key, or one that opens a secret is missing: nothing was changed.
pub async fn rotate(app: &App) -> Outcome<usize> {
    let keys = app.keys.clone();
    app.db
        .write(&Ctx::system("secrets rotate"), move |tx| {
            let mut former = 0;
            for sealed in store::all(tx)? {
                let unopened = || Problem::missing("secret", &sealed.name);
                let secret = keys.reveal(tx, &sealed.owner, &sealed.name)?.ok_or_else(unopened)?;
                keys.keep(tx, &sealed.owner, &sealed.name, &secret)?;
                former += usize::from(keys.ready()?.first().is_some_and(|key| key.id != sealed.key_id));
            }
            let root = people::root(tx)?;
            tx.record(&[Fact::of("secrets.rotated", root, root)])?;
            Ok(former)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(byte: u8) -> Key {
        Key::new(&[byte; KEY]).unwrap()
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", Some(Secret::new("canary"))), "Some(Secret(…))");
    }

    #[test]
    fn the_same_secret_is_never_sealed_alike() {
        let sealed = || key(1).seal("prs_1", "authenticator", &Secret::new("canary")).unwrap();
        assert_ne!(sealed().sealed, sealed().sealed);
    }

    proptest! {
        #[test]
        fn a_seal_opens_for_its_owner_and_key_and_for_nobody_else(text: String, at: prop::sample::Index, bit in 0..6_u8) {
            let secret = Secret::new(text);
            let sealed = key(1).seal("prs_1", "authenticator", &secret).unwrap();
            prop_assert!(key(1).open(&sealed) == Some(secret));
            prop_assert!(key(2).open(&sealed).is_none());
            let other_owner = Sealed { owner: "prs_2".into(), ..sealed.clone() };
            let other_name = Sealed { name: "other".into(), ..sealed.clone() };
            let mut bytes = STANDARD_NO_PAD.decode(&sealed.sealed).unwrap();
            let index = at.index(bytes.len());
            bytes[index] ^= 1 << bit;
            let changed = Sealed { sealed: STANDARD_NO_PAD.encode(bytes), ..sealed };
            for other in [other_owner, other_name, changed] {
                prop_assert!(key(1).open(&other).is_none());
            }
        }
    }
}
