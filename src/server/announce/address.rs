//! Where a webhook may go: to the public internet over TLS, and nowhere else. Names are resolved here, and the
//! connection goes to the very addresses that were looked at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Reads the address of an endpoint. In development it may also be plain HTTP on this machine. Names are looked up at
/// each delivery only: what they lead to can change.
pub fn read(text: &str, development: bool) -> Result<Url, &'static str> {
    let url = Url::parse(text.trim())
        .map_err(|_| "Write a whole address, such as https://example.org/hooks.")?;
    let plain = url.scheme() == "http" && development;
    if url.scheme() != "https" && !plain {
        return Err(
            "Use an address that begins with https://: what is sent is nobody else’s business.",
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave name and password out of the address: deliveries are signed instead.");
    }
    if url.fragment().is_some() {
        return Err("Leave out what follows the #: it is never sent.");
    }
    let fits = match url.host() {
        None => false,
        Some(Host::Domain(name)) => !plain || name == "localhost",
        Some(Host::Ipv4(ip)) => may_reach(&url, ip.into()),
        Some(Host::Ipv6(ip)) => may_reach(&url, ip.into()),
    };
    match fits {
        true => Ok(url),
        false => {
            Err("Use an address on the public internet: this one leads into a private network.")
        }
    }
}

/// The addresses behind a URL, all of them fit to be reached; else why not, in a sentence.
pub async fn resolve(url: &Url) -> Result<Vec<SocketAddr>, String> {
    let port = url.port_or_known_default().unwrap_or(443);
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![SocketAddr::new(ip.into(), port)],
        Some(Host::Ipv6(ip)) => vec![SocketAddr::new(ip.into(), port)],
        Some(Host::Domain(name)) => tokio::net::lookup_host((name, port))
            .await
            .map_err(|_| "The name of the server could not be found.".to_string())?
            .collect(),
        None => Vec::new(),
    };
    if found.is_empty() {
        return Err("The name of the server could not be found.".into());
    }
    if found.iter().any(|address| !may_reach(url, address.ip())) {
        return Err(
            "The name of the server leads into a private network, so nothing was sent.".into(),
        );
    }
    Ok(found)
}

/// Plain HTTP stays on this machine, everything else leaves it.
fn may_reach(url: &Url, ip: IpAddr) -> bool {
    match url.scheme() {
        "http" => ip.is_loopback(),
        _ => is_public(ip),
    }
}

/// Whether an address is one of the public internet (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    // First address and length of each block that is not.
    const NOT_PUBLIC: [([u8; 4], u32); 15] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    NOT_PUBLIC.iter().all(|(first, length)| {
        let first = u32::from_be_bytes(*first);
        (ip.to_bits() ^ first) >> (32 - length) != 0
    })
}

/// Only 2000::/3 is given out; mapped, translated, unique local, link local and multicast addresses lie outside of it.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let given_out = first & 0xe000 == 0x2000;
    let special = first == 0x2001 && second < 0x200;
    let documentation =
        (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
    let six_to_four = first == 0x2002;
    given_out && !special && !documentation && !six_to_four
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_however_they_are_written() {
        for text in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://017700000001/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[ff02::1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:db8::1]/",
            "https://[::]/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest",
            "https://172.31.0.1/",
            "https://192.168.1.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
        ] {
            assert!(read(text, true).is_err(), "{text}");
        }
        for text in [
            "https://8.8.8.8/",
            "https://172.32.0.1/",
            "https://100.128.0.1/",
            "https://[2a00:1450:4001::1]/hooks",
            "https://example.org/hooks?a=b",
        ] {
            assert!(read(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_endpoint_is_a_whole_https_address() {
        for text in [
            "",
            "example.org",
            "ftp://example.org/",
            "https://",
            "https://ada:secret@example.org/",
            "https://example.org/#part",
            "http://example.org/",
        ] {
            assert!(read(text, true).is_err(), "{text}");
        }
        assert!(read("http://127.0.0.1:9000/", true).is_ok());
        assert!(read("http://localhost:9000/", true).is_ok());
        for text in [
            "http://127.0.0.1:9000/",
            "http://2130706433/",
            "http://localhost/",
        ] {
            assert!(read(text, false).is_err(), "in production: {text}");
        }
    }

    #[tokio::test]
    async fn a_name_is_judged_by_what_it_leads_to() {
        let url = read("https://localhost/", false).unwrap();
        assert!(resolve(&url).await.unwrap_err().contains("private network"));
        let url = read("http://localhost:9000/", true).unwrap();
        assert!(resolve(&url).await.is_ok());
    }
}
