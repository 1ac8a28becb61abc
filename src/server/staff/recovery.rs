//! Recovery codes: ten of them, shown once, each good once, for when the authenticator app is out of reach.

use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::keys::{Keys, token_hash};

const HOW_MANY: usize = 10;
/// Letters and digits that are not mistaken for each other: 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Characters of one code: 60 bits, and the stored form can't be tried without SECRET_KEY.
const LENGTH: usize = 12;

/// Replaces the codes of an account by new ones, and gives them out: they can't be read again.
pub async fn renew(conn: &mut Conn, keys: &Keys, staff_id: &str) -> Result<Vec<String>> {
    db::staff::delete_recovery_codes(conn, staff_id).await?;
    let mut codes = Vec::with_capacity(HOW_MANY);
    for _ in 0..HOW_MANY {
        let code = new_code();
        db::staff::insert_recovery_code(conn, staff_id, &stored(keys, staff_id, &code)).await?;
        codes.push(code);
    }
    Ok(codes)
}

/// Uses up a code; false when it is not one of the account's or was used before.
pub async fn redeem(
    conn: &mut Conn,
    keys: &Keys,
    staff_id: &str,
    typed: &str,
    now_ms: i64,
) -> Result<bool> {
    let hash = stored(keys, staff_id, typed);
    db::staff::use_recovery_code(conn, staff_id, &hash, now_ms).await
}

/// Three groups of four: `k7mq-2h9x-wd4e`.
fn new_code() -> String {
    let random: [u8; LENGTH] = rand::random();
    let mut code = String::new();
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// What is stored of a code, however it was typed: case, spaces and hyphens don't matter.
fn stored(keys: &Keys, staff_id: &str, typed: &str) -> String {
    let letters: String = typed
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    token_hash(&keys.link_token("recovery code", &format!("{staff_id} {letters}"), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed_and_to_its_owner_alone() {
        let keys = Keys::new("k");
        let code = new_code();
        let typed = code.replace('-', " ").to_uppercase();
        assert_eq!(stored(&keys, "ada", &code), stored(&keys, "ada", &typed));
        assert_ne!(stored(&keys, "ada", &code), stored(&keys, "ben", &code));
        assert_ne!(
            stored(&keys, "ada", &code),
            stored(&Keys::new("other"), "ada", &code)
        );
    }

    #[test]
    fn codes_differ_and_have_no_letters_that_look_alike() {
        let codes: std::collections::HashSet<String> = (0..200).map(|_| new_code()).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            assert_eq!(code.len(), 14);
            assert!(!code.contains(['i', 'l', 'o', '1']), "{code}");
        }
    }
}
