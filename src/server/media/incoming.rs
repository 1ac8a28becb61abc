//! A picture on its way in. While it arrives it lies in a file of its own, so that memory holds none that waits for its
//! turn to be decoded.

use crate::server::error::{Error, Result};
use std::io::{Read, Seek, SeekFrom};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;

/// The bytes of one picture, wherever they are.
pub enum Incoming {
    Held(Vec<u8>),
    /// A file without a name: it is gone when it is closed, whatever becomes of this process.
    Filed(std::fs::File),
}

impl From<Vec<u8>> for Incoming {
    fn from(bytes: Vec<u8>) -> Self {
        Incoming::Held(bytes)
    }
}

impl Incoming {
    /// Whether no picture was sent at all.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Held(bytes) if bytes.is_empty())
    }

    /// All of it in memory, when its turn has come. Blocks.
    pub fn read(self) -> Result<Vec<u8>> {
        match self {
            Self::Held(bytes) => Ok(bytes),
            Self::Filed(mut file) => {
                let mut bytes = Vec::new();
                let read = file
                    .seek(SeekFrom::Start(0))
                    .and_then(|_| file.read_to_end(&mut bytes));
                read.map_err(broken)?;
                Ok(bytes)
            }
        }
    }
}

fn broken(error: std::io::Error) -> Error {
    Error::fault(format!("a picture that arrives can't be kept: {error}"))
}

/// A picture as it arrives, with the most bytes that it may have.
pub struct Arriving {
    file: File,
    length: usize,
    most: usize,
}

impl Arriving {
    pub async fn new(most: usize) -> Result<Arriving> {
        let path = std::env::temp_dir().join(format!("atelier-{}", crate::server::keys::new_id()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&path).await.map_err(broken)?;
        // It lives on for as long as it is open.
        tokio::fs::remove_file(&path).await.map_err(broken)?;
        Ok(Arriving {
            file,
            length: 0,
            most,
        })
    }

    /// Keeps some more of it. False when it is larger than it may be: nothing more is kept then.
    pub async fn takes(&mut self, chunk: &[u8]) -> Result<bool> {
        self.length = self.length.saturating_add(chunk.len());
        if self.length > self.most {
            return Ok(false);
        }
        self.file.write_all(chunk).await.map_err(broken)?;
        Ok(true)
    }

    /// It is all there.
    pub async fn complete(mut self) -> Result<Incoming> {
        self.file.flush().await.map_err(broken)?;
        Ok(Incoming::Filed(self.file.into_std().await))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_arrives_in_pieces_is_read_whole_and_no_more_than_may_be() {
        let mut arriving = Arriving::new(7).await.unwrap();
        assert!(arriving.takes(b"abcd").await.unwrap() && arriving.takes(b"efg").await.unwrap());
        let incoming = arriving.complete().await.unwrap();
        assert_eq!(incoming.read().unwrap(), b"abcdefg");
        let mut arriving = Arriving::new(7).await.unwrap();
        assert!(!arriving.takes(&[0; 8]).await.unwrap());
        assert!(!arriving.takes(b"x").await.unwrap());
    }
}
