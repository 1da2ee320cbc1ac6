//! Hashing passwords: argon2id with the parameters OWASP recommends, on threads where waiting hurts nobody.

use crate::{
    App,
    app::{aside, random_bytes},
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use signalbox_domain::{
    Fault, Outcome, Problem,
    accounts::{LONGEST_PASSWORD, check_password},
    problem::Faults,
};
use tokio::sync::Semaphore;

/// OWASP Password Storage Cheat Sheet: 19 MiB of memory, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many passwords are hashed at once. More would not be faster, and each takes its memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Everything that is wrong with a password somebody wants to have, at `/password`: also that somebody else lost it before.
pub(crate) async fn faults(app: &App, password: &str, email: Option<&str>) -> Outcome<Faults> {
    let mut faults = Faults::none();
    check_password(&mut faults, password, email);
    let Some(breached) = app.breached.clone() else { return Ok(faults) };
    let wanted = password.to_owned();
    let is_known = aside(&AT_ONCE, move || {
        breached.holds(&wanted).map_err(|error| {
            let file = breached.path().display();
            Problem::Unavailable(format!("passwords cannot be looked up just now: {file}: {error}"))
        })
    });
    if is_known.await? {
        let told = "this password was found in a breach elsewhere, and is tried everywhere since; choose another";
        faults.push(Fault::new("/password", "breached", told));
    }
    Ok(faults)
}

/// Hashes a password with a salt of its own; the answer is a PHC string.
pub(crate) async fn hash(password: String) -> Outcome<String> {
    aside(&AT_ONCE, move || {
        let salt = random_bytes::<16>();
        hash_with(&password, &salt)
    })
    .await
}

/// Whether a password has this hash. Without a hash the answer is no, after as much work.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Outcome<bool> {
    aside(&AT_ONCE, move || {
        // Nobody has such a password; the work must not grow with what a stranger sends.
        let hash = hash.filter(|_| password.chars().count() <= LONGEST_PASSWORD);
        let Some(hash) = hash else {
            let shortened: String = password.chars().take(LONGEST_PASSWORD).collect();
            return hash_with(&shortened, &[0; 16]).map(|_| false);
        };
        let known = PasswordHash::new(&hash).map_err(|error| broken(&error))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &known).is_ok())
    })
    .await
}

fn hash_with(password: &str, salt: &[u8]) -> Outcome<String> {
    let hashed: PasswordHash =
        argon2()?.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| broken(&error))?;
    Ok(hashed.to_string())
}

fn argon2() -> Outcome<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| broken(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn broken(error: &impl std::fmt::Display) -> Problem {
    Problem::Internal(format!("a password could not be hashed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now<T>(work: impl Future<Output = Outcome<T>>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work).unwrap()
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_fits_its_password_only() {
        let hash = now(hash("amber kettle northbound".to_owned()));
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(now(verify("amber kettle northbound".to_owned(), Some(hash.clone()))));
        assert!(!now(verify("amber kettle southbound".to_owned(), Some(hash.clone()))));
        assert!(!now(verify("amber kettle northbound".to_owned(), None)));
        assert_ne!(now(super::hash("amber kettle northbound".to_owned())), hash, "every hash has its own salt");
    }
}
