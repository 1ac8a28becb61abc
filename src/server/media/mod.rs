//! Where pictures are stored: a folder or an S3 bucket, each picture under an unguessable key in several widths.

mod colour;
pub mod incoming;
pub mod private;
pub mod sizes;
mod whole;

use super::error::{Error, Result};
use bytes::Bytes;
use incoming::Incoming;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sizes::Prepared;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The media store of one process.
pub struct Media {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// A decoded picture takes much memory: one at a time.
    decoding: Semaphore,
}

/// A kept picture: what its row in the database says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub key: String,
    /// Of the largest size, in pixels.
    pub width: u32,
    pub height: u32,
    /// Widths that exist, ascending.
    pub sizes: Vec<u32>,
    /// A tiny `data:` picture.
    pub placeholder: String,
}

/// Private pictures lie apart, where no public address leads.
#[derive(Clone, Copy)]
enum Part {
    Public,
    Private,
}

fn broken(error: object_store::Error) -> Error {
    Error::fault(format!("media: {error}"))
}

/// 128 random bits as lower-case hex: nobody finds a picture by guessing.
fn new_key() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

/// Whether a text has the form of a key.
pub fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

impl Media {
    /// Opens `file://folder` (relative or absolute; made when missing) or `s3://bucket/prefix`, whose keys and
    /// region come from the usual AWS variables.
    pub fn new(url: &str) -> Result<Media> {
        let (store, prefix): (Arc<dyn ObjectStore>, Path) =
            if let Some(folder) = url.strip_prefix("file://") {
                std::fs::create_dir_all(folder).map_err(|e| {
                    Error::fault(format!("MEDIA_URL: the folder {folder} can't be made: {e}"))
                })?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(broken)?;
                (Arc::new(store.with_fsync(true)), Path::default())
            } else if let Some(rest) = url.strip_prefix("s3://") {
                let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
                (Arc::new(store.map_err(broken)?), Path::from(prefix))
            } else {
                return Err(Error::fault(
                    "MEDIA_URL must begin with file:// or s3://, such as file://data/media.",
                ));
            };
        Ok(Media {
            store,
            prefix,
            decoding: Semaphore::new(1),
        })
    }

    /// Checks, re-encodes and keeps a picture that somebody sent. The original is not kept, nor what it said
    /// about its camera and place.
    pub async fn take_upload(&self, sent: impl Into<Incoming>) -> Result<Stored> {
        let sent = sent.into();
        let prepared = self
            .decoded(move || sizes::from_upload(&sent.read()?))
            .await?;
        self.put(Part::Public, new_key(), prepared).await
    }

    /// The same for a picture that is not shown yet: it lies with the private ones until it is published.
    pub async fn take_aside(&self, sent: Incoming) -> Result<Stored> {
        let prepared = self
            .decoded(move || sizes::from_upload(&sent.read()?))
            .await?;
        self.put(Part::Private, new_key(), prepared).await
    }

    /// Copies a private picture to where everybody may see it, under a new key.
    pub async fn publish(&self, key: &str, sizes: &[u32]) -> Result<String> {
        let public = new_key();
        for width in sizes {
            let (from, to) = (
                self.path(Part::Private, key, *width),
                self.path(Part::Public, &public, *width),
            );
            let bytes = self.store.get(&from).await.map_err(broken)?;
            let bytes = bytes.bytes().await.map_err(broken)?;
            self.store.put(&to, bytes.into()).await.map_err(broken)?;
        }
        Ok(public)
    }

    /// Takes a picture that only its owner and staff may see, within narrower limits.
    pub async fn take_private(&self, sent: impl Into<Incoming>) -> Result<Stored> {
        let sent = sent.into();
        let prepared = self
            .decoded(move || private::from_upload(sent.read()?))
            .await?;
        self.put(Part::Private, new_key(), prepared).await
    }

    /// Keeps a prepared picture under a new key.
    pub async fn keep(&self, prepared: Prepared) -> Result<Stored> {
        self.put(Part::Public, new_key(), prepared).await
    }

    /// Keeps a prepared picture under a given key: 32 lower-case hex digits. The same key again replaces it.
    pub async fn keep_as(&self, key: String, prepared: Prepared) -> Result<Stored> {
        if !is_key(&key) {
            return Err(Error::fault("a media key has 32 hex digits"));
        }
        self.put(Part::Public, key, prepared).await
    }

    /// One size of a picture, if it is kept.
    pub async fn read(&self, key: &str, width: u32) -> Result<Option<Bytes>> {
        self.get(Part::Public, key, width).await
    }

    /// One size of a private picture. Whoever calls has checked that the visitor may see it.
    pub async fn read_private(&self, key: &str, width: u32) -> Result<Option<Bytes>> {
        self.get(Part::Private, key, width).await
    }

    /// Removes every size of a picture. What is gone already is no error.
    pub async fn remove(&self, key: &str, sizes: &[u32]) -> Result<()> {
        self.delete(Part::Public, key, sizes).await
    }

    /// Removes every size of a private picture. What is gone already is no error.
    pub async fn remove_private(&self, key: &str, sizes: &[u32]) -> Result<()> {
        self.delete(Part::Private, key, sizes).await
    }

    /// Makes the sizes of a picture on a thread of its own, one picture at a time.
    async fn decoded(
        &self,
        make: impl FnOnce() -> Result<Prepared> + Send + 'static,
    ) -> Result<Prepared> {
        let turn = self.decoding.acquire().await;
        let prepared = tokio::task::spawn_blocking(make).await;
        drop(turn);
        prepared.map_err(|e| Error::fault(format!("decoding a picture: {e}")))?
    }

    /// Keys are spread over folders by their first two letters.
    fn path(&self, part: Part, key: &str, width: u32) -> Path {
        let root = match part {
            Part::Public => self.prefix.clone(),
            Part::Private => self.prefix.clone().join("private"),
        };
        let folder = root.join(&key[..2]).join(key);
        folder.join(format!("{width}.webp"))
    }

    async fn put(&self, part: Part, key: String, prepared: Prepared) -> Result<Stored> {
        let sizes = prepared.files.iter().map(|(width, _)| *width).collect();
        // Side by side: most of the time is the disk's.
        let puts = prepared.files.into_iter().map(|(width, bytes)| {
            let path = self.path(part, &key, width);
            async move { self.store.put(&path, bytes.into()).await }
        });
        futures::future::try_join_all(puts).await.map_err(broken)?;
        Ok(Stored {
            key,
            width: prepared.width,
            height: prepared.height,
            sizes,
            placeholder: prepared.placeholder,
        })
    }

    async fn get(&self, part: Part, key: &str, width: u32) -> Result<Option<Bytes>> {
        if !is_key(key) {
            return Ok(None);
        }
        match self.store.get(&self.path(part, key, width)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(broken)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }

    async fn delete(&self, part: Part, key: &str, sizes: &[u32]) -> Result<()> {
        if !is_key(key) {
            return Ok(());
        }
        for width in sizes {
            match self.store.delete(&self.path(part, key, *width)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, RgbImage};

    fn folder() -> String {
        let name = format!("atelier-media-{}", new_key());
        std::env::temp_dir().join(name).display().to_string()
    }

    #[tokio::test]
    async fn a_picture_is_kept_in_its_sizes_and_removed() {
        let folder = folder();
        let media = Media::new(&format!("file://{folder}")).unwrap();
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(700, 350, |x, y| {
            image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])
        }));
        let mut png = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let stored = media.take_upload(png.into_inner()).await.unwrap();
        assert_eq!(stored.sizes, [160, 320, 480, 640, 700]);
        assert_eq!((stored.width, stored.height), (700, 350));
        let bytes = media.read(&stored.key, 320).await.unwrap().unwrap();
        let small = image::load_from_memory(&bytes).unwrap();
        assert_eq!((small.width(), small.height()), (320, 160));
        assert!(media.read(&stored.key, 321).await.unwrap().is_none());
        assert!(media.read("../../etc", 320).await.unwrap().is_none());
        media.remove(&stored.key, &stored.sizes).await.unwrap();
        assert!(media.read(&stored.key, 320).await.unwrap().is_none());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn another_kind_of_store_is_refused_with_the_remedy() {
        let error = Media::new("ftp://somewhere").err().unwrap().to_string();
        assert!(error.contains("file://"));
    }
}
