//! Everything derived from SECRET_KEY: link tokens, sealed values, fingerprints.

use super::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::{Digest, Sha256};

/// The keys of one shop. Two shops with the same SECRET_KEY understand each other's links and seals.
#[derive(Clone)]
pub struct Keys {
    secret: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

impl Keys {
    pub fn new(secret_key: &str) -> Self {
        Keys {
            secret: Sha256::digest(secret_key.as_bytes()).into(),
        }
    }

    /// HMAC-SHA256 over a purpose and its parts; parts are length-prefixed, so that no two lists collide.
    fn mac(&self, purpose: &str, parts: &[&str]) -> [u8; 32] {
        // HMAC takes keys of any length, so this can't fail.
        #[allow(clippy::unwrap_used)]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).unwrap();
        for part in [&[purpose], parts].concat() {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The token of a link to one thing, 256 bits, derivable again for a mail. A new generation revokes the old.
    pub fn link_token(&self, purpose: &str, id: &str, generation: i64) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, &[id, &generation.to_string()]))
    }

    /// A key for one purpose, such as signing.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.mac("derive", &[purpose])
    }

    /// Encrypts a value that must be readable again, such as a client secret.
    pub fn seal(&self, purpose: &str, plain: &str) -> Result<String> {
        let nonce: [u8; 24] = rand::random();
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derive(purpose)));
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), plain.as_bytes())
            .map_err(|_| Error::fault("a value could not be sealed"))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// The reverse of [`Keys::seal`]. Fails when SECRET_KEY changed or the value was tampered with.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String> {
        let broken = || {
            Error::fault(format!(
                "a sealed {purpose} can't be opened: was SECRET_KEY changed?"
            ))
        };
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| broken())?;
        let (nonce, body) = bytes.split_first_chunk::<24>().ok_or_else(broken)?;
        let cipher = XChaCha20Poly1305::new(&Key::from(self.derive(purpose)));
        let plain = cipher
            .decrypt(&XNonce::from(*nonce), body)
            .map_err(|_| broken())?;
        String::from_utf8(plain).map_err(|_| broken())
    }
}

/// A key that rows are sealed with.
#[derive(Clone, Debug)]
pub struct SealKey {
    id: String,
    keys: Keys,
}

impl SealKey {
    fn of(secret_key: &str) -> SealKey {
        let keys = Keys {
            secret: Keys::new(secret_key).derive("seals of rows"),
        };
        SealKey {
            id: hex::encode(&keys.derive("its name")[..8]),
            keys,
        }
    }

    /// What stands beside everything that it sealed. It tells nothing of the key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The keyed digest of a list, for one purpose.
    pub fn digest(&self, purpose: &str, parts: &[&str]) -> String {
        URL_SAFE_NO_PAD.encode(self.keys.mac(purpose, parts))
    }
}

/// The keys that rows are sealed with: the one that is in use, and earlier ones, which only verify.
#[derive(Clone, Debug)]
pub struct SealKeys {
    current: SealKey,
    earlier: Vec<SealKey>,
}

impl SealKeys {
    /// Of SECRET_KEY, and of those that it had before.
    pub fn new(secret_key: &str, earlier: &[String]) -> SealKeys {
        SealKeys {
            current: SealKey::of(secret_key),
            earlier: earlier.iter().map(|secret| SealKey::of(secret)).collect(),
        }
    }

    pub fn current(&self) -> &SealKey {
        &self.current
    }

    /// The key of an id, if this shop knows it.
    pub fn find(&self, id: &str) -> Option<&SealKey> {
        let mut all = std::iter::once(&self.current).chain(&self.earlier);
        all.find(|key| key.id == id)
    }
}

/// What is stored of a token: its SHA-256 in hex. The token itself is 256 random bits, so no salt is needed.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// 256 random bits for an address or a cookie.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// A new id: a UUIDv7, so that ids sort by time.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_can_be_derived_again_and_a_new_generation_differs() {
        let keys = Keys::new("k");
        assert_eq!(
            keys.link_token("order", "1", 1),
            keys.link_token("order", "1", 1)
        );
        assert_ne!(
            keys.link_token("order", "1", 1),
            keys.link_token("order", "1", 2)
        );
        assert_ne!(
            keys.link_token("order", "1", 1),
            keys.link_token("commission", "1", 1)
        );
        assert_ne!(
            keys.link_token("order", "1", 11),
            keys.link_token("order", "11", 1)
        );
        assert_ne!(
            keys.link_token("order", "1", 1),
            Keys::new("other").link_token("order", "1", 1)
        );
    }

    #[test]
    fn a_key_that_was_changed_is_known_by_its_id_as_long_as_it_is_kept() {
        let before = SealKeys::new("one", &[]);
        let after = SealKeys::new("two", &["one".into()]);
        let id = before.current().id();
        assert_ne!(after.current().id(), id);
        let digest = |key: &SealKey| key.digest("row", &["a", "b"]);
        assert_eq!(digest(after.find(id).unwrap()), digest(before.current()));
        assert_ne!(digest(after.current()), digest(before.current()));
        assert_ne!(
            before.current().digest("row", &["ab"]),
            digest(before.current())
        );
        assert!(SealKeys::new("two", &[]).find(id).is_none());
    }

    #[test]
    fn a_sealed_value_opens_only_with_the_same_key_and_purpose() {
        let keys = Keys::new("k");
        let sealed = keys.seal("client secret", "pi_secret").unwrap();
        assert_eq!(keys.open("client secret", &sealed).unwrap(), "pi_secret");
        assert!(keys.open("totp", &sealed).is_err());
        assert!(Keys::new("other").open("client secret", &sealed).is_err());
        assert!(keys.open("client secret", "nonsense").is_err());
    }
}
