//! Attacks on what lies below the use cases: messages, encryption, the database's connection, logs, texts. Which
//! requirement of OWASP ASVS each of them shows is said in `docs/security/asvs.md`.

mod database;
mod encryption;
mod failures;
mod logs;
mod messages;
mod passwords;
mod secrets;
mod texts;
mod uploads;
