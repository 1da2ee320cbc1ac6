//! Where the keys of secrets come from: a file, the environment or a command. Each gives lines of 64 hexadecimal digits; the
//! first seals, all open, so that a key is changed by putting a new line before the old one.

use serde::{Deserialize, Serialize};
use signalbox_service::secrets::{KEY, Keys, Loaded};
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};

/// Where the key of secrets comes from; a file in the data folder when nothing is said.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Secrets {
    /// A file that only the server can read.
    pub(crate) key_file: Option<PathBuf>,
    /// The name of an environment variable.
    pub(crate) key_env: Option<String>,
    /// A command and its arguments, which prints the key.
    pub(crate) key_command: Option<Vec<String>>,
}

impl Secrets {
    /// The keys, fetched when they are needed.
    ///
    /// # Errors
    /// A sentence when more than one place is named.
    pub(crate) fn keys(&self, data: &str) -> Result<Keys, String> {
        let data = Path::new(data).to_owned();
        match (self.key_file.clone(), self.key_env.clone(), self.key_command.clone()) {
            (None, None, None) => Ok(Keys::new(move || from_data_folder(&data))),
            (Some(file), None, None) => Ok(Keys::new(move || from_file(&file))),
            (None, Some(name), None) => Ok(Keys::new(move || from_environment(&name))),
            (None, None, Some(command)) => Ok(Keys::new(move || from_command(&command))),
            _ => Err("name one of key_file, key_env and key_command under [secrets], not several".to_owned()),
        }
    }
}

fn from_data_folder(folder: &Path) -> Loaded {
    let file = folder.join("secrets.key");
    let wrong = |error: std::io::Error| format!("the key of secrets, {}: {error}", file.display());
    fs::create_dir_all(folder).map_err(wrong)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file) {
        Ok(mut made) => {
            let key: [u8; KEY] = signalbox_store::db::random_bytes();
            let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(made, "{text}").and_then(|()| made.sync_all()).map_err(wrong)?;
            tracing::info!(file = %file.display(), "made a key for secrets; keep a copy of it apart from the database");
            Ok(vec![key])
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => from_file(&file),
        Err(error) => Err(wrong(error)),
    }
}

fn from_file(file: &Path) -> Loaded {
    let place = format!("the key of secrets, {}", file.display());
    let text = fs::read_to_string(file).map_err(|error| format!("{place}: {error}"))?;
    let mode = fs::metadata(file).map_err(|error| format!("{place}: {error}"))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{place}, can be read by others; take that from them: chmod 600 {}", file.display()));
    }
    read(&text, &place)
}

fn from_environment(name: &str) -> Loaded {
    let text = std::env::var(name).map_err(|_| format!("key_env under [secrets] names {name}, which is not set"))?;
    read(&text, &format!("the environment variable {name}"))
}

fn from_command(command: &[String]) -> Loaded {
    let [program, arguments @ ..] = command else { return Err("key_command under [secrets] is empty".to_owned()) };
    let place = format!("key_command under [secrets], {program}");
    let ran = Command::new(program).args(arguments).output().map_err(|error| format!("{place}: {error}"))?;
    if !ran.status.success() {
        return Err(format!("{place}: it ended with {}", ran.status));
    }
    read(&String::from_utf8_lossy(&ran.stdout), &place)
}

/// Reads keys. What is wrong with one is told without the key.
fn read(text: &str, place: &str) -> Loaded {
    let key = |line: &str| {
        let digits = line.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        digits.collect::<Option<Vec<u8>>>()?.try_into().ok()
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Option<Vec<[u8; KEY]>> = lines.map(key).collect();
    keys.filter(|keys| !keys.is_empty()).ok_or_else(|| {
        format!("{place}: a key is a line of 64 hexadecimal digits, as `openssl rand -hex 32` prints one")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = from_data_folder(folder.path()).unwrap();
        assert_eq!(from_data_folder(folder.path()).unwrap(), made);
        let file = folder.path().join("secrets.key");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(from_data_folder(folder.path()).unwrap_err().contains("chmod 600"));
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_told() {
        for wrong in ["", "\n", "canary", &"ab".repeat(31), &"zz".repeat(32), &format!("{}\ncanary", "ab".repeat(32))] {
            let told = read(wrong, "here").unwrap_err();
            assert!(told.starts_with("here: a key is a line") && !told.contains("canary"), "{told}");
        }
        assert_eq!(read(&format!("{}\n{}\n", "ab".repeat(32), "01".repeat(32)), "").unwrap(), [[0xab; 32], [1; 32]]);
        let command = ["echo".to_owned(), "07".repeat(32)];
        assert_eq!(from_command(&command).unwrap(), [[7; 32]]);
        assert!(from_command(&["false".to_owned()]).unwrap_err().contains("false: it ended with"));
    }

    #[test]
    fn no_shell_reads_the_command_that_prints_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("made");
        let key = "07".repeat(32);
        let asked = |words: &[&str]| from_command(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        for rest in [
            format!("; touch {}", made.display()),
            format!("$(touch {})", made.display()),
            format!("`touch {}`", made.display()),
            format!("| tee {}", made.display()),
            format!("> {}", made.display()),
            format!("&& touch {}\n", made.display()),
        ] {
            // As an argument it is printed as it stands, which is no key.
            assert!(asked(&["echo", &key, &rest]).is_err(), "{rest}");
            // As a part of the name it names no program.
            assert!(asked(&[&format!("echo {key} {rest}")]).unwrap_err().contains("No such file"), "{rest}");
        }
        assert!(asked(&["echo", "$HOME"]).is_err() && !made.exists(), "somebody ran it");
    }
}
