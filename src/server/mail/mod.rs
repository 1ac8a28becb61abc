//! Mail.

use super::config::Settings;
use super::error::Result;

pub struct Mailer;

impl Mailer {
    pub fn new(_settings: &Settings) -> Result<Mailer> {
        Ok(Mailer)
    }
}
