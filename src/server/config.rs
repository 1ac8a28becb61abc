//! Settings: flag, then environment, then `.env`, then default; and the refusals that keep a live shop safe.

mod openid;
mod refusals;

pub use openid::OpenIdSettings;

use super::error::{Error, Result};
use super::gateway::GatewaySettings;
use clap::{Args, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Pretty,
    Json,
}

/// The settings of one process. Each is a flag and an environment variable.
#[derive(Clone, Args)]
pub struct Settings {
    /// sqlite://path or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://data/atelier.db",
        global = true,
        hide_env_values = true
    )]
    pub database_url: String,
    /// Address and port the shop listens on.
    #[arg(
        long = "addr",
        env = "ATELIER_ADDR",
        default_value = "127.0.0.1:3000",
        global = true
    )]
    pub addr: SocketAddr,
    /// Every absolute link is built from this address, never from a request. Default: http://ADDR
    #[arg(long, env = "ATELIER_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// production refuses sandbox payments, test keys, plain http and missing secrets; development refuses live keys.
    #[arg(
        long = "env",
        env = "ATELIER_ENV",
        default_value = "development",
        global = true
    )]
    pub environment: Environment,
    /// Lets a development shop listen on an address other than loopback.
    #[arg(long, env = "ATELIER_ALLOW_REMOTE_DEMO", global = true)]
    pub allow_remote_demo: bool,
    /// Lets a production shop run with Stripe's test keys. Every page says that no money moves.
    #[arg(long, env = "ATELIER_ALLOW_TEST_KEYS", global = true)]
    pub allow_test_keys: bool,
    /// Lets a production shop have a public address without https, behind a private network. Cookies lack Secure then.
    #[arg(long, env = "ATELIER_ALLOW_PLAIN_HTTP", global = true)]
    pub allow_plain_http: bool,
    /// Signs sessions, links and tokens. In development one is generated into the data folder.
    #[arg(long, env = "SECRET_KEY", global = true, hide_env_values = true)]
    pub secret_key: Option<String>,
    /// What SECRET_KEY was before, with commas: only to verify what was sealed under it.
    #[arg(long, env = "OLD_SECRET_KEYS", global = true, hide_env_values = true)]
    pub old_secret_keys: Option<String>,
    /// Unset: sandbox payments.
    #[arg(long, env = "STRIPE_SECRET_KEY", global = true, hide_env_values = true)]
    pub stripe_secret_key: Option<String>,
    /// The key that pages hand to Stripe.js; goes with STRIPE_SECRET_KEY.
    #[arg(long, env = "STRIPE_PUBLISHABLE_KEY", global = true)]
    pub stripe_publishable_key: Option<String>,
    /// One secret, or several with commas while they are being rotated.
    #[arg(
        long,
        env = "STRIPE_WEBHOOK_SECRET",
        global = true,
        hide_env_values = true
    )]
    pub stripe_webhook_secret: Option<String>,
    /// Where Stripe's API is; only for a stand-in, never together with a live key.
    #[arg(long, env = "STRIPE_API_BASE", global = true)]
    pub stripe_api_base: Option<String>,
    /// Where Stripe.js is; only for a stand-in, never together with a live key.
    #[arg(long, env = "STRIPE_JS_URL", global = true)]
    pub stripe_js_url: Option<String>,
    /// smtp://user:password@host:port; unset: mails are written to data/mail.
    #[arg(long, env = "SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender of every mail; without a name the shop's own is used.
    #[arg(
        long,
        env = "DEFAULT_FROM_EMAIL",
        default_value = "shop@localhost.localdomain",
        global = true
    )]
    pub default_from_email: String,
    /// Where pictures are kept: file://folder
    #[arg(
        long,
        env = "MEDIA_URL",
        default_value = "file://data/media",
        global = true
    )]
    pub media_url: String,
    /// How long checkout holds stock, such as 30m or 4h.
    #[arg(long, env = "RESERVATION_TTL", default_value = "4h", value_parser = duration_ms, global = true)]
    pub reservation_ttl: i64,
    /// Addresses of proxies that may say where a visitor comes from (X-Forwarded-For, Forwarded), with commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,
    /// Other sites whose scripts may call /api/v1, with commas; none unless set.
    #[arg(long, env = "CORS_ORIGINS", value_delimiter = ',', value_parser = origin, global = true)]
    pub cors_origins: Vec<String>,
    /// The header in which a trusted proxy tells the visitor's country.
    #[arg(
        long,
        env = "ATELIER_COUNTRY_HEADER",
        default_value = "CF-IPCountry",
        global = true
    )]
    pub country_header: String,
    #[command(flatten)]
    pub openid: OpenIdSettings,
    /// How the log on standard error is written.
    #[arg(long, env = "LOG_FORMAT", default_value = "pretty", global = true)]
    pub log_format: LogFormat,
    /// The built site: stylesheet, WebAssembly, public files.
    #[arg(long, env = "ATELIER_SITE", default_value = "site", global = true)]
    pub site: PathBuf,
    /// Where a development shop keeps its key, its mails and the sandbox's books.
    #[arg(long, env = "ATELIER_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
}

/// Reads `90s`, `30m`, `4h`, `2d`; a bare number is seconds. Milliseconds out.
fn duration_ms(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text:?} is not a duration: write 90s, 30m, 4h or 2d.");
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match &text[digits.len()..] {
        "" | "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    let number: i64 = digits.parse().map_err(|_| wrong())?;
    number
        .checked_mul(scale)
        .filter(|ms| *ms > 0)
        .ok_or_else(wrong)
}

/// What stands between the commas of a setting.
/// Reads the origin of a site, such as `https://shop.example`: no path, no slash at the end.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim();
    let url = url::Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let plain = url.map(|url| url.origin().ascii_serialization());
    plain.filter(|plain| plain == text).ok_or_else(|| {
        format!("{text:?} is not the origin of a site: write https://example.org, without a path.")
    })
}

fn listed(setting: &Option<String>) -> Vec<String> {
    let each = setting.as_deref().unwrap_or_default().split(',');
    let each = each.map(str::trim).filter(|one| !one.is_empty());
    each.map(String::from).collect()
}

impl Settings {
    /// Whether payments go to the stand-in: no key is set, or the sandbox's own key.
    pub fn sandbox_payments(&self) -> bool {
        self.stripe_secret_key
            .as_deref()
            .is_none_or(|key| key.is_empty() || key.starts_with("sk_test_sandbox"))
    }

    /// Whether the stand-in runs inside this process.
    pub fn embedded_sandbox(&self) -> bool {
        self.sandbox_payments() && self.stripe_api_base.is_none()
    }

    pub fn public_url(&self) -> String {
        let url = self
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.addr));
        url.trim_end_matches('/').to_string()
    }

    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// What the adapter to the payment provider is made of; with the embedded sandbox, once `stripe_api_base` says where it
    /// listens.
    pub fn gateway(&self) -> GatewaySettings {
        GatewaySettings {
            secret_key: self.stripe_secret_key.clone(),
            publishable_key: self.stripe_publishable_key.clone(),
            webhook_secrets: self.webhook_secrets(),
            api_base: self.stripe_api_base.clone(),
            script_url: self.stripe_js_url.clone(),
            sandbox: self.sandbox_payments(),
        }
    }

    /// Webhook secrets, the empty ones left out.
    pub fn webhook_secrets(&self) -> Vec<String> {
        listed(&self.stripe_webhook_secret)
    }

    /// Earlier values of SECRET_KEY, the empty ones left out.
    pub fn old_secrets(&self) -> Vec<String> {
        listed(&self.old_secret_keys)
    }

    /// The signing key: the one that is set, else one that is kept in the data folder (development only).
    pub fn secret(&self) -> Result<String> {
        if let Some(key) = self.secret_key.clone().filter(|k| !k.is_empty()) {
            return Ok(key);
        }
        let path = self.data.join("secret.key");
        match std::fs::read_to_string(&path) {
            Ok(key) if key.trim().len() >= 32 => Ok(key.trim().to_string()),
            _ => {
                let key = super::keys::random_token();
                let kept =
                    std::fs::create_dir_all(&self.data).and_then(|()| std::fs::write(&path, &key));
                kept.map_err(|e| {
                    Error::fault(format!("{} can't be written: {e}", path.display()))
                })?;
                Ok(key)
            }
        }
    }

    /// The effective settings, one `NAME=value` a line, secrets redacted.
    pub fn describe(&self) -> String {
        let hidden = |value: &Option<String>| match value {
            Some(v) if !v.is_empty() => "(set)".to_string(),
            _ => "(unset)".to_string(),
        };
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(unset)".into());
        let database =
            url::Url::parse(&self.database_url).map_or(self.database_url.clone(), |mut u| {
                if u.password().is_some() {
                    let _ = u.set_password(Some("redacted"));
                }
                u.to_string()
            });
        let payments = match (self.sandbox_payments(), self.pretended_payments()) {
            (true, _) => "sandbox",
            (false, Some(_)) => "Stripe with test keys: no money moves",
            (false, None) => "Stripe",
        };
        let each = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>().join(",");
        let rows = [
            ("DATABASE_URL", database),
            ("ATELIER_ADDR", self.addr.to_string()),
            ("ATELIER_PUBLIC_URL", self.public_url()),
            (
                "ATELIER_ENV",
                format!("{:?}", self.environment).to_lowercase(),
            ),
            (
                "ATELIER_ALLOW_REMOTE_DEMO",
                self.allow_remote_demo.to_string(),
            ),
            ("ATELIER_ALLOW_TEST_KEYS", self.allow_test_keys.to_string()),
            (
                "ATELIER_ALLOW_PLAIN_HTTP",
                self.allow_plain_http.to_string(),
            ),
            ("SECRET_KEY", hidden(&self.secret_key)),
            (
                "OLD_SECRET_KEYS",
                format!("({} set)", self.old_secrets().len()),
            ),
            ("STRIPE_SECRET_KEY", hidden(&self.stripe_secret_key)),
            (
                "STRIPE_PUBLISHABLE_KEY",
                shown(&self.stripe_publishable_key),
            ),
            (
                "STRIPE_WEBHOOK_SECRET",
                format!("({} set)", self.webhook_secrets().len()),
            ),
            ("STRIPE_API_BASE", shown(&self.stripe_api_base)),
            ("STRIPE_JS_URL", shown(&self.stripe_js_url)),
            ("payments", payments.into()),
            ("SMTP_URL", hidden(&self.smtp_url)),
            ("DEFAULT_FROM_EMAIL", self.default_from_email.clone()),
            ("MEDIA_URL", self.media_url.clone()),
            (
                "RESERVATION_TTL",
                format!("{}s", self.reservation_ttl / 1000),
            ),
            (
                "TRUSTED_PROXIES",
                each(&mut self.trusted_proxies.iter().map(ToString::to_string)),
            ),
            ("ATELIER_COUNTRY_HEADER", self.country_header.clone()),
            ("CORS_ORIGINS", self.cors_origins.join(",")),
            (
                "LOG_FORMAT",
                format!("{:?}", self.log_format).to_lowercase(),
            ),
            ("ATELIER_SITE", self.site.display().to_string()),
            ("ATELIER_DATA", self.data.display().to_string()),
        ];
        rows.into_iter()
            .chain(self.openid.rows())
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect()
    }
}

#[cfg(test)]
mod tests;
