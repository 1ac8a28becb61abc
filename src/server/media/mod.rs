//! Where pictures are kept.

use super::error::Result;

pub struct Media;

impl Media {
    pub fn new(_url: &str) -> Result<Media> {
        Ok(Media)
    }
}
