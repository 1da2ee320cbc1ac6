//! What the configuration opens: names of servers and networks.

use super::address::{Zone, zone};
use signalbox_service::network::Network;
use std::net::IpAddr;

/// The servers and networks that may be asked although they are not public.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    names: Vec<(String, Option<u16>)>,
    networks: Vec<(Network, Option<u16>)>,
}

impl Allowed {
    /// Reads entries such as `idp.intern:8443`, `idp.intern`, `10.1.0.0/16`, `10.1.2.3:8443` or `[fd00::1]:8443`.
    ///
    /// # Errors
    /// A sentence that names the entry that is none.
    pub fn read(entries: &[String]) -> Result<Self, String> {
        let mut allowed = Self::default();
        for entry in entries {
            let entry = entry.trim();
            if let Some(network) = Network::parse(entry) {
                allowed.networks.push((network, None));
                continue;
            }
            let (host, port) = match entry.rsplit_once(':') {
                Some((host, port)) => (host, port.parse().ok()),
                None => (entry, None),
            };
            if entry.contains(':') && port.is_none() {
                return Err(refused(entry));
            }
            if let Some(network) = Network::parse(host) {
                allowed.networks.push((network, port));
            } else if is_name(host) {
                allowed.names.push((host.to_ascii_lowercase(), port));
            } else {
                return Err(refused(entry));
            }
        }
        Ok(allowed)
    }

    /// Whether the configuration names this very server.
    pub(super) fn names(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.');
        self.names.iter().any(|(name, only)| name.eq_ignore_ascii_case(host) && only.is_none_or(|only| only == port))
    }

    /// Whether the configuration opens this address.
    pub(super) fn opens(&self, address: IpAddr, port: u16) -> bool {
        self.networks.iter().any(|(network, only)| network.holds(address) && only.is_none_or(|only| only == port))
    }

    /// Whether a server at this address may be asked; `is_named` says that the configuration names the server.
    pub(super) fn admits(&self, address: IpAddr, port: u16, is_named: bool) -> bool {
        match zone(address) {
            Zone::Public => true,
            Zone::Inside => is_named || self.opens(address, port),
            Zone::Never => self.opens(address, port),
        }
    }
}

fn refused(entry: &str) -> String {
    format!(
        "{entry:?} in allow under [outgoing] is neither a name such as \"idp.intern:8443\" nor a network such as \"10.1.0.0/16\""
    )
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entries: &[&str]) -> Result<Allowed, String> {
        Allowed::read(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_is_allowed_at_its_port_and_nowhere_else() {
        let allowed =
            allowed(&["IdP.intern:8443", "mirror.intern", "10.1.0.0/16", "169.254.10.10:80", "[fd00::1]:99"]).unwrap();
        assert!(allowed.names("idp.intern", 8443) && allowed.names("IDP.intern.", 8443));
        assert!(!allowed.names("idp.intern", 22) && !allowed.names("x.idp.intern", 8443));
        assert!(allowed.names("mirror.intern", 1));
        let at = |text: &str| text.parse().unwrap();
        assert!(allowed.admits(at("10.1.2.3"), 5, false) && !allowed.admits(at("10.2.2.3"), 5, false));
        assert!(allowed.admits(at("192.168.0.1"), 443, true));
        assert!(!allowed.admits(at("169.254.169.254"), 80, true), "a name never stands for metadata");
        assert!(allowed.admits(at("169.254.10.10"), 80, false) && !allowed.admits(at("169.254.10.10"), 81, false));
        assert!(allowed.admits(at("fd00::1"), 99, false) && !allowed.admits(at("fd00::2"), 99, false));
    }

    #[test]
    fn an_entry_that_is_none_is_named() {
        for wrong in ["", "http://idp.intern", "idp.intern:port", "10.0.0.0/40", "*.intern", "a b"] {
            assert!(allowed(&[wrong]).unwrap_err().contains(&format!("{wrong:?}")), "{wrong}");
        }
    }
}
