//! The second factor: codes of six digits from an authenticator app (RFC 6238), each good once.

use crate::domain::staff::EnrolmentView;
use crate::server::error::{Error, Result};
use crate::server::state::App;
use totp_rs::{Builder, Secret, Totp};

/// What the sealed secrets are sealed for.
pub const PURPOSE: &str = "totp";
/// Codes of the step before and the step after are taken too, since clocks differ.
const SKEW_STEPS: u16 = 1;

/// A new secret of 160 bits (RFC 4226, section 4), in Base32 as authenticator apps take it.
pub fn new_secret() -> String {
    Secret::from(rand::random::<[u8; 20]>()).to_base32()
}

/// The time step whose code this is, for a secret in Base32; `None` when the code is wrong. The caller makes sure
/// that a step is used once.
pub fn step_of(secret: &str, code: &str, now_ms: i64) -> Result<Option<i64>> {
    let seconds = u64::try_from(now_ms / 1000).unwrap_or_default();
    let step = totp(secret, "", "")?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The code that an authenticator app shows now.
pub fn code_at(secret: &str, now_ms: i64) -> Result<String> {
    let seconds = u64::try_from(now_ms / 1000).unwrap_or_default();
    Ok(totp(secret, "", "")?.generate(seconds).to_string())
}

/// What a person needs to add a secret to their app: a picture to scan and the same as text.
pub async fn enrolment(app: &App, email: &str, secret: &str) -> Result<EnrolmentView> {
    let shop = app.shop().await?.name.clone();
    let totp = totp(secret, email, &shop)?;
    let png = totp
        .to_qr_base64()
        .map_err(|error| Error::fault(format!("second factor: {error}")))?;
    let groups: Vec<&str> = (0..secret.len())
        .step_by(4)
        .filter_map(|from| secret.get(from..(from + 4).min(secret.len())))
        .collect();
    Ok(EnrolmentView {
        email: email.into(),
        secret: groups.join(" "),
        picture: format!("data:image/png;base64,{png}"),
    })
}

fn totp(secret: &str, email: &str, issuer: &str) -> Result<Totp> {
    let broken = |error: String| Error::fault(format!("second factor: {error}"));
    let bytes = Secret::try_from_base32(secret).map_err(|error| broken(error.to_string()))?;
    // A colon separates the two in the address that apps read.
    let issuer = issuer.replace(':', " ");
    Builder::new()
        .with_secret(bytes)
        .with_skew(SKEW_STEPS)
        .with_account_name(email.replace(':', " "))
        .with_issuer((!issuer.is_empty()).then_some(issuer))
        .build()
        .map_err(|error| broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_its_step_and_only_near_ones_are_taken() {
        let secret = new_secret();
        let now = 1_795_269_900_000;
        let step = now / 30_000;
        let code = code_at(&secret, now).unwrap();
        assert_eq!(step_of(&secret, &code, now).unwrap(), Some(step));
        assert_eq!(step_of(&secret, &code, now + 30_000).unwrap(), Some(step));
        assert_eq!(step_of(&secret, &code, now - 30_000).unwrap(), Some(step));
        assert_eq!(step_of(&secret, &code, now + 90_000).unwrap(), None);
        for nonsense in ["", "12345", "1234567", "+12345", "äöüäöü"] {
            assert_eq!(step_of(&secret, nonsense, now).unwrap(), None, "{nonsense}");
        }
    }

    #[test]
    fn the_published_example_is_right() {
        // RFC 6238, appendix B: time 59 with the secret "12345678901234567890" gives 94287082, of which six digits.
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        assert_eq!(code_at(&secret, 59_000).unwrap(), "287082");
    }
}
