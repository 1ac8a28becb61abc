//! Forms with files, read as they arrive: few at once, each part within its own limit, pictures into a file.

use crate::domain::text;
use crate::server::error::{Error, Result};
use crate::server::limits::address_key;
use crate::server::media::incoming::{Arriving, Incoming};
use crate::server::slots::{Full, Slot};
use crate::server::visit::Visit;
use axum::extract::multipart::{Field, MultipartError};
use std::time::{Duration, Instant};

/// Forms with files that are read at once from one address.
const AT_ONCE_EACH: usize = 4;
/// How long a form waits for its place, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(20);
const AGAIN: Duration = Duration::from_millis(200);
/// Most bytes of the text of one field, and of all fields of a form.
const TEXT_MAX: usize = 64 * 1024;
const TEXTS_MAX: usize = 256 * 1024;

/// A place for reading a form with files, asked for before any of it is read. It is waited for, because what was typed
/// would be lost with the form.
pub async fn place(visit: &Visit) -> Result<Slot> {
    let key = address_key(visit.ip);
    let began = Instant::now();
    let full = loop {
        match visit.app.uploads.take(&[(&key, AT_ONCE_EACH)]) {
            Ok(place) => return Ok(place),
            Err(full) if began.elapsed() > PATIENCE => break full,
            Err(_) => tokio::time::sleep(AGAIN).await,
        }
    };
    Err(match full {
        Full::Own => Error::TooMany {
            retry_after_secs: 10,
            message: "Other pictures of yours are still on their way. Wait until they have arrived, then send these.".into(),
        },
        Full::All => Error::Busy {
            retry_after_secs: 10,
            message: "Many people are sending pictures just now. Wait a moment, then send yours again.".into(),
        },
    })
}

/// The texts of a form, with what is left of their bytes.
pub struct Texts {
    left: usize,
}

impl Default for Texts {
    fn default() -> Self {
        Texts { left: TEXTS_MAX }
    }
}

/// Why a part could not be read.
pub enum Unread {
    /// It broke off.
    CutShort(MultipartError),
    /// It is more than may be.
    TooLong,
}

impl Texts {
    /// The text of one field, in its one form.
    pub async fn read(&mut self, mut part: Field<'_>) -> Result<String, Unread> {
        let most = self.left.min(TEXT_MAX);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(Unread::CutShort)? {
            if bytes.len() + chunk.len() > most {
                return Err(Unread::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        self.left -= bytes.len();
        Ok(text::clean(&String::from_utf8_lossy(&bytes)).into_owned())
    }
}

/// What is wrong with a text that is too long.
pub fn too_long() -> Error {
    let message = "This is more text than a form can take. Shorten it and send it again.";
    Error::too_large("too_large", message)
}

/// What a file field brought.
pub enum Brought {
    /// No file was chosen.
    Nothing,
    Picture(Incoming),
    /// It has more bytes than it may have.
    TooLarge,
}

/// One picture, into a file. `count` is asked before anything of it is kept. One that is too large is read to its end, so
/// that what follows it is not lost.
pub async fn picture(
    mut part: Field<'_>,
    most: usize,
    count: impl FnOnce() -> Result<()>,
) -> Result<Result<Brought>, MultipartError> {
    let mut first = part.chunk().await?;
    while first.as_ref().is_some_and(|chunk| chunk.is_empty()) {
        first = part.chunk().await?;
    }
    let Some(first) = first else {
        return Ok(Ok(Brought::Nothing));
    };
    if let Err(error) = count() {
        return Ok(Err(error));
    }
    let mut arriving = match Arriving::new(most).await {
        Ok(arriving) => arriving,
        Err(error) => return Ok(Err(error)),
    };
    let mut fits = arriving.takes(&first).await;
    drop(first);
    while let Some(chunk) = part.chunk().await? {
        if matches!(fits, Ok(true)) {
            fits = arriving.takes(&chunk).await;
        }
    }
    Ok(match fits {
        Ok(true) => arriving.complete().await.map(Brought::Picture),
        Ok(false) => Ok(Brought::TooLarge),
        Err(error) => Err(error),
    })
}
