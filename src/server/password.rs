//! Passwords of staff and customers: argon2id, few at once, and a check for weak ones.

use crate::domain::problem::Problems;
use crate::server::error::{Error, Result};
use crate::server::state::App;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::OnceLock;
use zxcvbn::{Score, zxcvbn};

/// Fewest and most characters of a password. The upper bound keeps the work of one try small.
const SHORTEST: usize = 10;
const LONGEST: usize = 200;
/// As much of a password as its strength is estimated from: the estimate grows with the cube of the length.
const ESTIMATED: usize = 72;
/// As much of each word that a stranger would try first.
const KNOWN: usize = 100;

/// Hashes a password that passed [`check`], in PHC form, away from the threads that serve requests.
pub async fn hash(app: &App, password: &str) -> Result<String> {
    let password = password.to_string();
    let _turn = turn(app).await?;
    let hashed =
        tokio::task::spawn_blocking(move || -> Result<String, argon2::password_hash::Error> {
            let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
            Ok(hash.to_string())
        });
    hashed
        .await
        .map_err(|error| Error::fault(format!("password hashing: {error}")))?
        .map_err(|error| Error::fault(format!("password hashing: {error}")))
}

/// Whether a password belongs to a stored hash. An empty hash belongs to no password, and takes as long to say so.
pub async fn verify(app: &App, password: &str, stored: &str) -> Result<bool> {
    if password.chars().count() > LONGEST {
        return Ok(false);
    }
    let (password, stored) = (password.to_string(), stored.to_string());
    let _turn = turn(app).await?;
    let verified = tokio::task::spawn_blocking(move || {
        let nobody = nobody();
        let known = !stored.is_empty();
        let against = if known { stored.as_str() } else { nobody };
        let Ok(hash) = PasswordHash::new(against) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
            && known
    });
    verified
        .await
        .map_err(|error| Error::fault(format!("password check: {error}")))
}

async fn turn(app: &App) -> Result<tokio::sync::SemaphorePermit<'_>> {
    app.hashing
        .acquire()
        .await
        .map_err(|_| Error::fault("password hashing has ended"))
}

/// The hash that is checked when there is no account, so that a miss takes as long as a hit.
fn nobody() -> &'static str {
    static NOBODY: OnceLock<String> = OnceLock::new();
    NOBODY.get_or_init(|| {
        let random: [u8; 32] = rand::random();
        let hash: Result<PasswordHash, _> = Argon2::default().hash_password(&random);
        hash.map(|hash| hash.to_string()).unwrap_or_default()
    })
}

/// Says what makes a new password too easy to guess. `known` are words that a stranger would try first: the
/// person's name and address, the shop's name. Weighing takes up to half a second, so it is done one by one, away from the
/// threads that serve requests; what has a wrong length is not weighed at all. Callers have counted the try before.
pub async fn check(app: &App, field: &str, password: &str, known: &[&str]) -> Result<()> {
    length(field, password)?;
    let clip = |text: &&str| text.chars().take(KNOWN).collect::<String>();
    let known: Vec<String> = known.iter().map(clip).collect();
    let (field, password) = (field.to_string(), password.to_string());
    let turn = app.weighing.acquire().await;
    let _turn = turn.map_err(|_| Error::fault("weighing passwords has ended"))?;
    let weighed = tokio::task::spawn_blocking(move || {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        weigh(&field, &password, &known)
    });
    let weighed = weighed.await;
    Ok(weighed.map_err(|error| Error::fault(format!("weighing a password: {error}")))??)
}

fn length(field: &str, password: &str) -> Result<(), Problems> {
    let length = password.chars().count();
    if length < SHORTEST {
        let message = format!(
            "Use at least {SHORTEST} characters; a few unrelated words are easy to remember."
        );
        return Err(Problems::one(field, "too_short", message));
    }
    if length > LONGEST {
        let message = format!("Use at most {LONGEST} characters.");
        return Err(Problems::one(field, "too_long", message));
    }
    Ok(())
}

/// The same on the thread that asks.
pub(super) fn weigh(field: &str, password: &str, known: &[&str]) -> Result<(), Problems> {
    length(field, password)?;
    let beginning: String = password.chars().take(ESTIMATED).collect();
    let words: Vec<&str> = known
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.len() > 2)
        .chain(known.iter().copied())
        .collect();
    let mut rest = beginning.to_lowercase();
    for word in &words {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    if rest.chars().count() < SHORTEST / 2 {
        let message = "This password is your name or address with little added. Use words that nobody connects with you.";
        return Err(Problems::one(field, "too_weak", message));
    }
    let estimate = zxcvbn(&beginning, &words);
    if estimate.score() >= Score::Three {
        return Ok(());
    }
    let advice = estimate
        .feedback()
        .map(|feedback| feedback.to_string())
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "Add another word or two.".into());
    let message = format!("This password is too easy to guess. {advice}");
    Err(Problems::one(field, "too_weak", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<String> {
        let problems = weigh("password", password, &["Ines Marlow", "ines@example.org"]).err()?;
        Some(problems.0[0].code.clone())
    }

    #[test]
    fn a_password_that_is_easy_to_guess_is_refused() {
        assert_eq!(code("short").as_deref(), Some("too_short"));
        assert_eq!(code("aaaaaaaaaaaa").as_deref(), Some("too_weak"));
        assert_eq!(code("password1234").as_deref(), Some("too_weak"));
        assert_eq!(code("InesMarlow1").as_deref(), Some("too_weak"));
        assert_eq!(code(&"x".repeat(201)).as_deref(), Some("too_long"));
        assert_eq!(code("kiln apricot lantern seven"), None);
    }
}
