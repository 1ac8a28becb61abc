//! What is refused at start because it would lose money or secrets. Each refusal says the remedy.
//!
//! Two may be lifted, each for a reason of its own: `--allow-test-keys` and `--allow-plain-http`.

use super::{Environment, Settings};
use crate::server::error::{Error, Result};
use url::Url;

fn refuse(message: impl Into<String>) -> Result<()> {
    Err(Error::fault(message))
}

fn given(setting: &Option<String>) -> Option<&str> {
    setting.as_deref().map(str::trim).filter(|s| !s.is_empty())
}

/// Whether a key of Stripe's moves money.
fn is_live(key: &str) -> bool {
    key.contains("_live_")
}

impl Settings {
    /// Refuses combinations that would lose money or secrets.
    pub fn check(&self) -> Result<()> {
        self.check_keys()?;
        self.check_old_secrets()?;
        self.check_address()?;
        self.openid.check(self.is_production())?;
        match self.environment {
            Environment::Production => self.check_production(),
            Environment::Development => self.check_development(),
        }
    }

    fn live(&self) -> bool {
        let keys = [&self.stripe_secret_key, &self.stripe_publishable_key];
        keys.into_iter().filter_map(given).any(is_live)
    }

    /// What must hold of Stripe's keys, wherever the shop runs.
    fn check_keys(&self) -> Result<()> {
        let (secret, publishable) = (
            given(&self.stripe_secret_key),
            given(&self.stripe_publishable_key),
        );
        if publishable.is_some_and(|key| !key.starts_with("pk_")) {
            return refuse(
                "STRIPE_PUBLISHABLE_KEY must begin with pk_: every visitor can read it. Were the two keys mixed up?",
            );
        }
        if let (Some(secret), Some(publishable)) = (secret, publishable)
            && is_live(secret) != is_live(publishable)
        {
            return refuse(
                "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY are one live key and one test key. Take both from the same side of Stripe's dashboard.",
            );
        }
        if self.live() && self.overrides_stripe() {
            return refuse(
                "A live Stripe key can't be used with STRIPE_API_BASE or STRIPE_JS_URL. Unset them.",
            );
        }
        if self.stripe_webhook_secret.is_some() && self.webhook_secrets().is_empty() {
            return refuse(
                "STRIPE_WEBHOOK_SECRET is empty: anyone could sign an event. Set it, or unset it.",
            );
        }
        if !self.sandbox_payments() && publishable.is_none() {
            return refuse("STRIPE_SECRET_KEY needs STRIPE_PUBLISHABLE_KEY beside it.");
        }
        if !self.sandbox_payments() && self.webhook_secrets().is_empty() {
            return refuse("STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it.");
        }
        Ok(())
    }

    /// A list that was put together wrongly would verify nothing, and nobody would know until something is verified.
    fn check_old_secrets(&self) -> Result<()> {
        let old = self.old_secrets();
        if self.old_secret_keys.is_some() && old.is_empty() {
            return refuse(
                "OLD_SECRET_KEYS is empty. Unset it, or list what SECRET_KEY was before.",
            );
        }
        if old.iter().any(|key| key.len() < 32) {
            return refuse(
                "OLD_SECRET_KEYS has a key of less than 32 characters: was one cut off? List earlier keys in full, with commas between them.",
            );
        }
        let again = |key: &String| old.iter().filter(|other| *other == key).count() > 1;
        if old.iter().any(again) {
            return refuse("OLD_SECRET_KEYS has a key twice. List each earlier key once.");
        }
        if given(&self.secret_key).is_some_and(|now| old.iter().any(|key| key == now)) {
            return refuse(
                "OLD_SECRET_KEYS has SECRET_KEY itself. List the keys that it had before, not the one it has.",
            );
        }
        Ok(())
    }

    fn overrides_stripe(&self) -> bool {
        given(&self.stripe_api_base).is_some() || given(&self.stripe_js_url).is_some()
    }

    /// The public address is where every link in a page or mail leads to.
    fn check_address(&self) -> Result<()> {
        let must = "ATELIER_PUBLIC_URL must be an address such as https://shop.example";
        let Ok(url) = Url::parse(&self.public_url()) else {
            return refuse(format!("{must}."));
        };
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return refuse(format!("{must}: {}: leads to no shop.", url.scheme()));
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return refuse(format!(
                "{must}, without a path, a query or a password in it."
            ));
        }
        Ok(())
    }

    fn check_production(&self) -> Result<()> {
        if self.sandbox_payments() {
            return refuse("Production refuses sandbox payments: set STRIPE_SECRET_KEY.");
        }
        if self.overrides_stripe() {
            return refuse(
                "Production speaks to Stripe itself: unset STRIPE_API_BASE and STRIPE_JS_URL.",
            );
        }
        if !self.live() && !self.allow_test_keys {
            return refuse(
                "Production refuses test keys: customers would order and no money would move. Set the live keys, or allow it with --allow-test-keys; every page says so then.",
            );
        }
        if self.secret_key.as_deref().is_none_or(|key| key.len() < 32) {
            return refuse("Production needs SECRET_KEY with at least 32 characters.");
        }
        if !self.is_https() && !self.allow_plain_http {
            return refuse(
                "Production needs an ATELIER_PUBLIC_URL that begins with https://, or passwords and orders travel in the open. Only behind a private network, --allow-plain-http allows http://.",
            );
        }
        if given(&self.smtp_url).is_none() {
            return refuse("Production needs SMTP_URL: without it no customer gets a mail.");
        }
        Ok(())
    }

    fn check_development(&self) -> Result<()> {
        if self.live() {
            return refuse("Development refuses a live Stripe key: set ATELIER_ENV=production.");
        }
        if !self.addr.ip().is_loopback() && !self.allow_remote_demo {
            return refuse(
                "Development listens on loopback only: use 127.0.0.1, or --allow-remote-demo for a demo others can reach.",
            );
        }
        Ok(())
    }

    /// Whether the shop's own address is https: then cookies are Secure.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// What every page calls payments by which no money moves; `None` where it does.
    pub fn pretended_payments(&self) -> Option<&'static str> {
        match (self.sandbox_payments(), self.live()) {
            (true, _) => Some("Sandbox payments"),
            (false, false) => Some("Test payments"),
            (false, true) => None,
        }
    }
}
