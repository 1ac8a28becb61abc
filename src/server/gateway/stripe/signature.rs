//! Webhook signatures: HMAC-SHA256 over `timestamp.body`, checked on the raw bytes before anything is read.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Seconds a signature may be off (docs.stripe.com/webhooks, "Preventing replay attacks").
pub const TOLERANCE_S: i64 = 300;

/// Whether a `Stripe-Signature` header holds for these bytes: any of its `v1` may match any of the secrets.
/// Comparison takes the same time whatever differs. An empty secret never holds.
pub fn holds(body: &[u8], header: &str, secrets: &[String], now_s: i64) -> bool {
    let mut timestamp = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) => timestamp = value.parse::<i64>().ok(),
            Some(("v1", value)) => signatures.extend(hex::decode(value).ok()),
            _ => {}
        }
    }
    let Some(timestamp) = timestamp.filter(|t| (now_s - t).abs() <= TOLERANCE_S) else {
        return false;
    };
    secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .any(|secret| {
            signatures.iter().any(|signature| {
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
                    return false;
                };
                mac.update(timestamp.to_string().as_bytes());
                mac.update(b".");
                mac.update(body);
                mac.verify_slice(signature).is_ok()
            })
        })
}

/// A header that holds, for the development command that simulates events.
pub fn sign(body: &[u8], secret: &str, now_s: i64) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(now_s.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(format!(
        "t={now_s},v1={}",
        hex::encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn secrets(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| s.to_string()).collect()
    }

    /// The header as the provider's own library makes it.
    fn header(body: &str, secret: &str, at: i64) -> String {
        stripe_webhook::Webhook::generate_test_header(body, secret, Some(at))
    }

    #[test]
    fn the_providers_own_signature_holds() {
        let header = header("{}", "whsec_a", NOW);
        assert!(holds(b"{}", &header, &secrets(&["whsec_a"]), NOW));
        assert!(holds(
            b"{}",
            &header,
            &secrets(&["whsec_new", "whsec_a"]),
            NOW + 299
        ));
    }

    #[test]
    fn a_changed_body_an_old_signature_and_a_wrong_secret_do_not_hold() {
        let header = header("{}", "whsec_a", NOW);
        assert!(!holds(b"{ }", &header, &secrets(&["whsec_a"]), NOW));
        assert!(!holds(b"{}", &header, &secrets(&["whsec_a"]), NOW + 301));
        assert!(!holds(b"{}", &header, &secrets(&["whsec_a"]), NOW - 301));
        assert!(!holds(b"{}", &header, &secrets(&["whsec_b"]), NOW));
        assert!(!holds(b"{}", &header, &[], NOW));
        for nonsense in ["", "t=,v1=", "v1=00", "t=1800000000", "t=1800000000,v1=zz"] {
            assert!(
                !holds(b"{}", nonsense, &secrets(&["whsec_a"]), NOW),
                "{nonsense}"
            );
        }
    }

    #[test]
    fn an_empty_secret_never_holds() {
        let header = sign(b"{}", "", NOW).unwrap();
        assert!(!holds(b"{}", &header, &secrets(&[""]), NOW));
    }

    #[test]
    fn any_of_several_signatures_may_match() {
        let good = header("{}", "whsec_a", NOW);
        let v1 = good.split_once("v1=").unwrap().1;
        let header = format!("t={NOW},v1={},v1={v1},v0=1", "00".repeat(32));
        assert!(holds(b"{}", &header, &secrets(&["whsec_a"]), NOW));
    }
}
