//! Stripe.

use crate::server::config::Settings;
use crate::server::error::Result;

pub struct Gateway;

impl Gateway {
    pub fn new(_settings: &Settings) -> Result<Gateway> {
        Ok(Gateway)
    }
}
