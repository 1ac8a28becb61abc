//! The settings of the one provider with whose accounts customers may sign in (OpenID Connect).

use crate::server::error::{Error, Result};
use clap::Args;
use url::{Host, Url};

/// Where the provider is and how the shop is known there: all three, or none. The ids keep apart from those of the
/// commands, which have a `name` of their own.
#[derive(Clone, Default, Args)]
pub struct OpenIdSettings {
    /// Lets customers sign in with an account elsewhere: the address of its OpenID Connect provider.
    #[arg(
        id = "oidc_issuer",
        long = "oidc-issuer",
        env = "OIDC_ISSUER",
        global = true
    )]
    pub issuer: Option<String>,
    /// What the shop is called at that provider.
    #[arg(
        id = "oidc_client_id",
        long = "oidc-client-id",
        env = "OIDC_CLIENT_ID",
        global = true
    )]
    pub client_id: Option<String>,
    /// The shop's secret at that provider.
    #[arg(
        id = "oidc_client_secret",
        long = "oidc-client-secret",
        env = "OIDC_CLIENT_SECRET",
        global = true,
        hide_env_values = true
    )]
    pub client_secret: Option<String>,
    /// What the button calls the provider. Default: the host of its address.
    #[arg(id = "oidc_name", long = "oidc-name", env = "OIDC_NAME", global = true)]
    pub name: Option<String>,
}

/// A provider that is fully set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub client_secret: &'a str,
}

fn given(setting: &Option<String>) -> Option<&str> {
    setting.as_deref().map(str::trim).filter(|s| !s.is_empty())
}

impl OpenIdSettings {
    pub fn provider(&self) -> Option<Provider<'_>> {
        Some(Provider {
            issuer: given(&self.issuer)?,
            client_id: given(&self.client_id)?,
            client_secret: given(&self.client_secret)?,
        })
    }

    /// What customers know the provider as; `None` where there is none.
    pub fn name(&self) -> Option<String> {
        let provider = self.provider()?;
        let host = || {
            Url::parse(provider.issuer)
                .ok()?
                .host_str()
                .map(String::from)
        };
        given(&self.name).map(String::from).or_else(host)
    }

    /// Refuses half a provider, and one that is reached in the open.
    pub fn check(&self, production: bool) -> Result<()> {
        let refuse = |message: &str| Err(Error::fault(message));
        let parts = [&self.issuer, &self.client_id, &self.client_secret];
        let set = parts.into_iter().filter(|part| given(part).is_some());
        match (set.count(), given(&self.name)) {
            (0, None) => return Ok(()),
            (3, _) => {}
            _ => {
                return refuse(
                    "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three, or none of them (nor OIDC_NAME).",
                );
            }
        }
        let url = given(&self.issuer).and_then(|issuer| Url::parse(issuer).ok());
        let Some(url) = url else {
            return refuse("OIDC_ISSUER must be an address such as https://accounts.example.");
        };
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => Ok(()),
            "http" if loopback && !production => Ok(()),
            _ => refuse(
                "OIDC_ISSUER must begin with https://; only a development shop may use http:// on this very machine.",
            ),
        }
    }

    /// Name and value of each setting, the secret redacted.
    pub fn rows(&self) -> [(&'static str, String); 4] {
        let shown = |value: &Option<String>| given(value).unwrap_or("(unset)").to_string();
        let secret = given(&self.client_secret).map_or("(unset)", |_| "(set)");
        [
            ("OIDC_ISSUER", shown(&self.issuer)),
            ("OIDC_CLIENT_ID", shown(&self.client_id)),
            ("OIDC_CLIENT_SECRET", secret.into()),
            ("OIDC_NAME", self.name().unwrap_or_else(|| "(unset)".into())),
        ]
    }
}
