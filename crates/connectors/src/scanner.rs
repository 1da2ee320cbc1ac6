//! A virus scanner that speaks the protocol of clamd (`INSTREAM`): the file goes out part by part, each with its length, and a
//! line with the verdict comes back. The configuration names it; nobody else can.

use signalbox_service::scanning::{Look, Looking, Verdict};
use std::{path::PathBuf, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    sync::mpsc,
    time::timeout,
};

/// How long a file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest verdict that is read, in bytes.
const LONGEST: u64 = 4_096;

/// A scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamd(At);

#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    Server(String),
    Socket(PathBuf),
}

impl Clamd {
    /// The scanner at `tcp://HOST:PORT` or `unix:/PATH`.
    ///
    /// # Errors
    /// A sentence that says how one is named.
    pub fn read(address: &str) -> Result<Self, String> {
        let server = address.strip_prefix("tcp://").filter(|server| {
            server.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
        });
        let socket = address.strip_prefix("unix:").filter(|path| path.starts_with('/'));
        match (server, socket) {
            (Some(server), _) => Ok(Self(At::Server(server.to_owned()))),
            (_, Some(path)) => Ok(Self(At::Socket(path.into()))),
            _ => Err(format!("attachments_scanner is tcp://HOST:PORT or unix:/PATH, not {address:?}")),
        }
    }
}

impl Look for Clamd {
    fn look(&self, parts: mpsc::Receiver<Vec<u8>>) -> Looking {
        let at = self.0.clone();
        Box::pin(async move {
            let asked = async {
                match at {
                    At::Server(server) => ask(TcpStream::connect(server).await?, parts).await,
                    At::Socket(path) => ask(UnixStream::connect(path).await?, parts).await,
                }
            };
            let said = timeout(PATIENCE, asked).await.map_err(|_| "it took too long".to_owned())?;
            verdict(&said.map_err(|error| error.to_string())?)
        })
    }
}

async fn ask(
    mut scanner: impl AsyncRead + AsyncWrite + Unpin,
    mut parts: mpsc::Receiver<Vec<u8>>,
) -> std::io::Result<String> {
    scanner.write_all(b"zINSTREAM\0").await?;
    while let Some(part) = parts.recv().await {
        // A part without bytes would be the end.
        if part.is_empty() {
            continue;
        }
        let length = u32::try_from(part.len()).map_err(std::io::Error::other)?;
        scanner.write_all(&length.to_be_bytes()).await?;
        scanner.write_all(&part).await?;
    }
    scanner.write_all(&[0; 4]).await?;
    scanner.flush().await?;
    let mut said = Vec::new();
    scanner.take(LONGEST).read_to_end(&mut said).await?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// `stream: OK`, `stream: NAME FOUND`; whatever else it says is no verdict.
fn verdict(said: &str) -> Result<Verdict, String> {
    let line = said.trim_end_matches(['\0', '\n', '\r']);
    let told = line.strip_prefix("stream: ").unwrap_or(line);
    match told.strip_suffix(" FOUND") {
        Some(name) => Ok(Verdict::Found(name.to_owned())),
        None if told == "OK" => Ok(Verdict::Clean),
        None => Err(format!("it said {line:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_clear_word_lets_a_file_pass() {
        assert_eq!(verdict("stream: OK\0"), Ok(Verdict::Clean));
        assert_eq!(verdict("stream: Eicar-Signature FOUND\0"), Ok(Verdict::Found("Eicar-Signature".to_owned())));
        for other in
            ["", "OKAY", "stream: ", "INSTREAM size limit exceeded. ERROR\0", "UNKNOWN COMMAND\0", "stream: OK x"]
        {
            assert!(verdict(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_scanner_is_named_by_its_address() {
        assert_eq!(Clamd::read("tcp://clamd.intern:3310"), Ok(Clamd(At::Server("clamd.intern:3310".to_owned()))));
        assert_eq!(Clamd::read("unix:/run/clamd.ctl"), Ok(Clamd(At::Socket("/run/clamd.ctl".into()))));
        for odd in ["", "clamd:3310", "tcp://clamd", "tcp://:3310", "unix:clamd.ctl", "http://clamd:3310"] {
            assert!(Clamd::read(odd).unwrap_err().contains("attachments_scanner"), "{odd}");
        }
    }
}
