//! Where a request comes from: the connection's peer, or what trusted proxies say of it, read from the nearest to the farthest.

use axum::http::{HeaderMap, HeaderValue};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// More hops than any real chain of proxies has; what is farther away is not looked at.
const HOPS_MAX: usize = 32;

/// The visitor's address. Forwarding headers count only where `peer` is a trusted proxy. Each proxy appends the address
/// that it was called from, so the list is read from its right end, over all lines of the header (a second line is how
/// HAProxy appends), past addresses of trusted proxies only: whatever a visitor wrote themselves stands to the left.
///
/// `X-Forwarded-For` and `Forwarded` (RFC 7239) count alike. Where both come and disagree, one of them was written by
/// the visitor and passed through untouched; the proxy's own address is all that is certain then.
pub fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let listed = x_forwarded_for(headers).map(|hops| farthest(&hops, peer, trusted));
    let described = forwarded(headers).map(|hops| farthest(&hops, peer, trusted));
    match (listed, described) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(ip), _) | (None, Some(ip)) => ip,
        (None, None) => peer,
    }
}

/// Whether an address is one of the proxies whose word counts.
pub fn is_trusted(ip: IpAddr, trusted: &[IpAddr]) -> bool {
    let ip = ip.to_canonical();
    trusted.iter().any(|proxy| proxy.to_canonical() == ip)
}

/// The first address from the right that is no trusted proxy. A hop that can't be read (`unknown`, a made-up name) ends
/// the walk: what stands to the left of it could be anybody's word.
fn farthest(hops: &[&str], peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    let mut reached = peer;
    for hop in hops.iter().rev().take(HOPS_MAX) {
        let Some(ip) = address(hop) else {
            break;
        };
        reached = ip;
        if !is_trusted(ip, trusted) {
            break;
        }
    }
    reached
}

/// Every hop of every `X-Forwarded-For` line, in order; `None` where there is no such line.
fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<&str>> {
    let lines = headers.get_all("x-forwarded-for");
    let hops: Vec<&str> = lines
        .iter()
        .flat_map(|line| text(line).split(','))
        .map(str::trim)
        .filter(|hop| !hop.is_empty())
        .collect();
    (!hops.is_empty()).then_some(hops)
}

/// The `for` of every element of every `Forwarded` line, in order. An element without one is a hop that hides itself.
fn forwarded(headers: &HeaderMap) -> Option<Vec<&str>> {
    let lines = headers.get_all("forwarded");
    let elements = lines.iter().flat_map(|line| split(text(line), ','));
    let hops: Vec<&str> = elements
        .map(str::trim)
        .filter(|element| !element.is_empty())
        .map(|element| {
            let pairs = split(element, ';').filter_map(|pair| pair.split_once('='));
            let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
            named.next().map_or("", |(_, value)| value.trim())
        })
        .collect();
    (!hops.is_empty()).then_some(hops)
}

/// A line as text; one with bytes that no address has is a hop that can't be read.
fn text(line: &HeaderValue) -> &str {
    line.to_str().unwrap_or("unreadable")
}

/// Splits at `mark`, but not inside quotes.
fn split(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= c == '"';
        c == mark && !quoted
    })
}

/// The address of one hop: bare, with a port, in brackets, in quotes.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bracketed = || {
        let (inside, after) = hop.strip_prefix('[')?.split_once(']')?;
        let port = after.strip_prefix(':').unwrap_or(after);
        let fits = port.is_empty() || port.bytes().all(|b| b.is_ascii_digit());
        inside.parse::<Ipv6Addr>().ok().filter(|_| fits)
    };
    let ip = hop
        .parse::<IpAddr>()
        .ok()
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| bracketed().map(IpAddr::V6));
    ip.map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: &str = "10.0.0.1";
    const FAR: &str = "10.0.0.2";

    fn from(lines: &[(&'static str, &str)], peer: &str) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let trusted = [NEAR.parse().unwrap(), FAR.parse().unwrap()];
        client_address(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    fn listed(lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|l| ("x-forwarded-for", *l)).collect();
        from(&lines, NEAR)
    }

    fn described(lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|l| ("forwarded", *l)).collect();
        from(&lines, NEAR)
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        let said = [
            ("x-forwarded-for", "192.0.2.1"),
            ("forwarded", "for=192.0.2.1"),
        ];
        assert_eq!(from(&said, "198.51.100.9"), "198.51.100.9");
        assert_eq!(from(&said, NEAR), "192.0.2.1");
        assert_eq!(from(&said, "::ffff:10.0.0.1"), "192.0.2.1");
        assert_eq!(from(&[], NEAR), NEAR);
    }

    #[test]
    fn the_list_is_read_from_the_right_over_all_lines() {
        assert_eq!(listed(&["192.0.2.1"]), "192.0.2.1");
        assert_eq!(listed(&["203.0.113.5, 192.0.2.1"]), "192.0.2.1");
        // What the visitor sent stands in a line of its own; HAProxy appends another.
        assert_eq!(listed(&["203.0.113.5", "192.0.2.1"]), "192.0.2.1");
        assert_eq!(listed(&["203.0.113.5, 192.0.2.1", FAR]), "192.0.2.1");
    }

    #[test]
    fn trusted_proxies_are_passed_and_others_are_not() {
        assert_eq!(listed(&["203.0.113.5, 192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(listed(&["203.0.113.5, 10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(listed(&["10.0.0.2"]), FAR, "a proxy that asks by itself");
    }

    #[test]
    fn ports_brackets_and_quotes_are_read() {
        assert_eq!(listed(&["192.0.2.1:51234"]), "192.0.2.1");
        assert_eq!(listed(&["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(listed(&["[2001:db8::1]:51234"]), "2001:db8::1");
        assert_eq!(listed(&["2001:db8::1"]), "2001:db8::1");
        assert_eq!(listed(&["::ffff:192.0.2.1"]), "192.0.2.1");
        assert_eq!(listed(&["192.0.2.1, 10.0.0.2:443"]), "192.0.2.1");
        assert_eq!(listed(&[" , 192.0.2.1 ,"]), "192.0.2.1");
    }

    #[test]
    fn what_cannot_be_read_ends_the_walk() {
        assert_eq!(listed(&["192.0.2.1, unknown"]), NEAR);
        assert_eq!(listed(&["192.0.2.1, garbage, 10.0.0.2"]), FAR);
        assert_eq!(listed(&["[2001:db8::1]x"]), NEAR);
    }

    #[test]
    fn the_standard_header_counts_too() {
        assert_eq!(described(&["for=192.0.2.1"]), "192.0.2.1");
        assert_eq!(
            described(&["for=203.0.113.5, For=\"192.0.2.1:4711\";proto=https;by=10.0.0.1"]),
            "192.0.2.1"
        );
        assert_eq!(
            described(&["proto=https;for=\"[2001:db8::1]:4711\"", "for=10.0.0.2"]),
            "2001:db8::1"
        );
        assert_eq!(described(&["for=192.0.2.1, for=_hidden"]), NEAR);
        assert_eq!(described(&["for=192.0.2.1, proto=https"]), NEAR);
        assert_eq!(described(&["for=192.0.2.1;host=\"a,b\""]), "192.0.2.1");
    }

    #[test]
    fn two_headers_that_disagree_are_the_proxys_own_word_at_most() {
        let both = |listed, described| {
            from(
                &[("x-forwarded-for", listed), ("forwarded", described)],
                NEAR,
            )
        };
        assert_eq!(both("192.0.2.1", "for=192.0.2.1"), "192.0.2.1");
        assert_eq!(both("192.0.2.1", "for=203.0.113.5"), NEAR);
    }
}
