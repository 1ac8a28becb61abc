//! What the whole process shares: settings, database, keys, clock, and the ways out.

use super::clock::Clock;
use super::config::Settings;
use super::db::Db;
use super::error::Result;
use super::gateway::{PaymentProvider, Stripe};
use super::keys::{Keys, SealKeys};
use super::limits::Limits;
use super::mail::Mailer;
use super::media::Media;
use super::openid::OpenId;
use super::page_cache::PageCache;
use super::slots::{self, Slots};
use crate::domain::shop::Shop;
use crate::domain::time_zone::TimeZone;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// A handle to everything one process shares; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

pub struct Shared {
    pub settings: Settings,
    pub db: Db,
    pub keys: Keys,
    /// What rows that must not change are sealed with.
    pub seal_keys: SealKeys,
    pub clock: Clock,
    pub gateway: Box<dyn PaymentProvider>,
    pub mailer: Mailer,
    pub media: Media,
    /// The shop's settings as last read; see [`super::shop`].
    pub shop: super::shop::ShopCache,
    pub search: super::search::WordCache,
    /// Products' stories as HTML.
    pub stories: super::catalogue::StoryCache,
    pub pages: PageCache,
    pub limits: Limits,
    /// Forms with pictures that are being read.
    pub uploads: Slots,
    /// Pages that listen for news.
    pub listeners: Slots,
    pub openid: OpenId,
    /// The built site, as pages refer to it.
    pub site: Arc<super::site::BuiltSite>,
    /// Password hashing takes 19 MB and much time each: few run at once.
    pub hashing: Semaphore,
    /// Estimating how strong a new password is: one at a time, so that signing in never waits for it.
    pub weighing: Semaphore,
    /// Cancelled when the process is asked to stop.
    pub shutdown: CancellationToken,
}

impl Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Opens the database and builds everything from the settings. Nothing listens yet.
    pub async fn new(settings: Settings) -> Result<App> {
        let db = Db::open(&settings.database_url).await?;
        Self::with_db(settings, db)
    }

    pub fn with_db(settings: Settings, db: Db) -> Result<App> {
        super::tls::choose_provider();
        let secret = settings.secret()?;
        let keys = Keys::new(&secret);
        let seal_keys = SealKeys::new(&secret, &settings.old_secrets());
        let db = db.sealed_with(seal_keys.clone());
        let clock = Clock::default();
        Ok(App(Arc::new(Shared {
            gateway: Box::new(Stripe::new(settings.gateway())?),
            mailer: Mailer::new(&settings)?,
            media: Media::new(&settings.media_url)?,
            shop: Default::default(),
            search: Default::default(),
            stories: Default::default(),
            pages: Default::default(),
            limits: Limits::new(clock.clone()),
            uploads: Slots::new(slots::UPLOADS_AT_ONCE),
            listeners: Slots::new(slots::LISTENERS_AT_ONCE),
            openid: OpenId::new()?,
            site: Arc::new(super::site::built(&super::site::folder(&settings.site))),
            clock,
            hashing: Semaphore::new(2),
            weighing: Semaphore::new(1),
            shutdown: CancellationToken::new(),
            keys,
            seal_keys,
            db,
            settings,
        })))
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// An absolute address of this shop: `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url())
    }

    /// The zone that the shop's days and times are told in.
    pub async fn time_zone(&self) -> Result<TimeZone> {
        Ok(super::time_zone::of(&*self.shop().await?))
    }

    /// The shop's settings; read from the database at most every few seconds.
    pub async fn shop(&self) -> Result<Arc<Shop>> {
        super::shop::current(self).await
    }
}
