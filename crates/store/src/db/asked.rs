//! How a PostgreSQL server wants a password to be proved, found out before it gets one: the client answers whatever it is
//! asked and cannot be told to leave MD5 out, whose hash is no longer safe.

use postgres::{Config, config::Host};
use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};
use signalbox_domain::{Outcome, Problem};
use std::{
    io::{self, Read, Write},
    net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs},
    os::unix::net::UnixStream,
    sync::Arc,
    time::Duration,
};

/// How long a server may take for each step.
const PATIENCE: Duration = Duration::from_secs(10);
/// The default port.
const PORT: u16 = 5432;
/// Asks for encryption (PostgreSQL 18, 54.2.12), by a number where the version stands otherwise.
const ENCRYPT: u32 = 80_877_103;
/// The version of the protocol: 3.0.
const VERSION: u32 = 196_608;
/// A proof by MD5 (54.7, `AuthenticationMD5Password`).
const MD5: u32 = 5;

/// Refuses a server that asks for a password by MD5. Without a password nothing is hashed, and nobody is asked.
///
/// # Errors
/// [`Problem::Unavailable`] with what whoever runs the server does about it, or why it cannot be asked.
pub(super) fn refuse_md5(config: &Config, encryption: Option<&ClientConfig>) -> Outcome<()> {
    if config.get_password().is_none() {
        return Ok(());
    }
    let encryption = encryption.cloned().map(Arc::new);
    for place in places(config) {
        // Of several servers some may be away; whoever cannot be reached at all gets no password either.
        let Ok(stream) = place.connect() else { continue };
        let asked = asked(stream, &place, config, encryption.as_ref())
            .map_err(|error| Problem::Unavailable(format!("cannot connect to PostgreSQL: {error}")))?;
        if asked == Some(MD5) {
            return Err(Problem::Unavailable(
                "PostgreSQL asks for the password by MD5, which is no longer safe and not answered; whoever runs it sets \
                 password_encryption = 'scram-sha-256', sets the password anew, and says scram-sha-256 in pg_hba.conf"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

/// A server that the configuration names.
struct Server {
    /// What its certificate has to say.
    name: String,
    at: At,
}

enum At {
    Address(Vec<SocketAddr>),
    Socket(std::path::PathBuf),
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn places(config: &Config) -> Vec<Server> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let port = |number: usize| ports.get(number).or(ports.first()).copied().unwrap_or(PORT);
    let server = |number: usize| {
        let at = |address: &IpAddr| SocketAddr::new(*address, port(number));
        let address = addresses.get(number).map(at);
        match (hosts.get(number), address) {
            (Some(Host::Unix(folder)), None) => {
                Server { name: String::new(), at: At::Socket(folder.join(format!(".s.PGSQL.{}", port(number)))) }
            }
            (Some(Host::Tcp(name)), None) => {
                let found = (name.as_str(), port(number)).to_socket_addrs().map(Iterator::collect);
                Server { name: name.clone(), at: At::Address(found.unwrap_or_default()) }
            }
            (Some(Host::Tcp(name)), Some(address)) => Server { name: name.clone(), at: At::Address(vec![address]) },
            (_, address) => Server { name: String::new(), at: At::Address(address.into_iter().collect()) },
        }
    };
    (0..hosts.len().max(addresses.len())).map(server).collect()
}

impl Server {
    fn connect(&self) -> io::Result<Box<dyn Stream>> {
        match &self.at {
            At::Socket(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                Ok(Box::new(stream))
            }
            At::Address(addresses) => {
                let mut tried = Err(io::Error::from(io::ErrorKind::NotFound));
                for address in addresses {
                    tried = TcpStream::connect_timeout(address, PATIENCE);
                    if tried.is_ok() {
                        break;
                    }
                }
                let stream = tried?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// What a server asks for once it knows who comes; `None` when it says something else, which the client tells better.
fn asked(
    mut stream: Box<dyn Stream>,
    server: &Server,
    config: &Config,
    encryption: Option<&Arc<ClientConfig>>,
) -> io::Result<Option<u32>> {
    if let Some(encryption) = encryption {
        stream.write_all(&[8_u32.to_be_bytes(), ENCRYPT.to_be_bytes()].concat())?;
        let mut answer = [0];
        stream.read_exact(&mut answer)?;
        if &answer != b"S" {
            return Ok(None);
        }
        let name = ServerName::try_from(server.name.clone()).map_err(io::Error::other)?;
        let session = ClientConnection::new(encryption.clone(), name).map_err(io::Error::other)?;
        stream = Box::new(StreamOwned::new(session, stream));
    }
    let user = config.get_user().map_or_else(|| std::env::var("USER").unwrap_or_default(), str::to_owned);
    let database = config.get_dbname().unwrap_or(&user);
    let words = ["user", &user, "database", database].map(|word| [word.as_bytes(), &[0]].concat()).concat();
    let message = [VERSION.to_be_bytes().as_slice(), &words, &[0]].concat();
    let length = u32::try_from(message.len() + 4).map_err(io::Error::other)?;
    stream.write_all(&[length.to_be_bytes().as_slice(), &message].concat())?;
    stream.flush()?;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        let length = u32::from_be_bytes(length).saturating_sub(4);
        // Every message before somebody is let in is short.
        let mut body = vec![0; usize::try_from(length.min(1 << 16)).map_err(io::Error::other)?];
        stream.read_exact(&mut body)?;
        match kind {
            b'R' => return Ok(body.first_chunk().map(|code| u32::from_be_bytes(*code))),
            // Which version it speaks, and what it wants to be noticed.
            b'v' | b'N' => {}
            _ => return Ok(None),
        }
    }
}
