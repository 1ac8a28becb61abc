//! One visitor's request as the use cases see it: the app, the session, where it came from.

use super::error::Result;
use super::staff::programs::Program;
use super::state::App;
use crate::domain::country::Country;
use crate::domain::money::Currency;
use std::net::IpAddr;
use std::sync::Arc;
use tower_cookies::Cookies;
use tower_sessions::Session;

/// Keys of what a session remembers.
const CURRENCY: &str = "currency";
const VISIT_KEY: &str = "visit";

/// Whose request this is. Reading the session touches the database only if the browser sent a cookie.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub session: Session,
    /// The browser's cookies; `None` where none are read, as in the API.
    pub cookies: Option<Cookies>,
    /// The visitor's address, taken from a forwarded header only when a trusted proxy sent it.
    pub ip: IpAddr,
    /// What the browser is, in words.
    pub device: String,
    /// The browser's languages, as its header names them.
    pub accept_language: String,
    /// The country that a trusted proxy named.
    pub proxy_country: Option<String>,
    /// The program that calls, where a program does: see [`super::staff::programs`].
    pub program: Option<Arc<Program>>,
}

impl Visit {
    /// The currency chosen for this visit, else the shop's.
    pub async fn currency(&self) -> Result<Currency> {
        let shop = self.app.shop().await?;
        let chosen: Option<Currency> = self.session.get(CURRENCY).await?;
        Ok(chosen
            .filter(|c| shop.currencies.contains(c))
            .unwrap_or(shop.currency))
    }

    pub async fn choose_currency(&self, currency: Currency) -> Result<()> {
        Ok(self.session.insert(CURRENCY, currency).await?)
    }

    /// What the orders placed in this session have in common; made on first use.
    pub async fn key(&self) -> Result<String> {
        if let Some(key) = self.known_key().await? {
            return Ok(key);
        }
        let key = super::keys::random_token();
        self.session.insert(VISIT_KEY, &key).await?;
        Ok(key)
    }

    /// Forgets them: whoever comes next may be somebody else. Returns the key that is gone.
    pub async fn forget_key(&self) -> Result<Option<String>> {
        Ok(self.session.remove(VISIT_KEY).await?)
    }

    pub async fn known_key(&self) -> Result<Option<String>> {
        Ok(self.session.get(VISIT_KEY).await?)
    }

    /// Where the visitor seems to be: a trusted proxy's word, else the browser's language, else the shop's country.
    pub async fn country(&self) -> Result<String> {
        let told = self.proxy_country.as_deref().and_then(Country::find);
        match told.or_else(|| Country::from_accept_language(&self.accept_language)) {
            Some(country) => Ok(country.code().to_string()),
            None => Ok(self.app.shop().await?.country.clone()),
        }
    }
}
