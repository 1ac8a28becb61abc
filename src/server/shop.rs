//! The shop's own settings and pages of text.

use super::error::{Error, Result};
use super::http::visit::Visit;
use super::state::App;
use crate::domain::shop::{Frame, Shop, TextPageView};
use std::sync::Arc;

/// The shop's settings as last read.
#[derive(Default)]
pub struct ShopCache(());

/// The shop's settings; read from the database at most every few seconds.
pub async fn current(_app: &App) -> Result<Arc<Shop>> {
    Err(Error::fault("not built yet"))
}

pub async fn page_frame(_visit: &Visit) -> Result<Frame> {
    Err(Error::fault("not built yet"))
}

pub async fn text_page(_visit: &Visit, _slug: &str) -> Result<TextPageView> {
    Err(Error::fault("not built yet"))
}

pub async fn choose_currency(_visit: &Visit, _code: &str) -> Result<()> {
    Err(Error::fault("not built yet"))
}
