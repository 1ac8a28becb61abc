//! A value of the database, cached for a few seconds, so that a page need not ask for it again.

use super::error::Result;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// One cached value. Readers never wait for each other: while one reads anew, the others take what is there.
pub struct Cached<T> {
    slot: RwLock<Option<(Instant, Arc<T>)>>,
    reading: Mutex<()>,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Cached {
            slot: RwLock::new(None),
            reading: Mutex::new(()),
        }
    }
}

impl<T> Cached<T> {
    fn peek(&self) -> Option<(Instant, Arc<T>)> {
        self.slot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The cached value if it is younger than `lifetime`, else what `read` brings.
    pub async fn get<F>(&self, lifetime: Duration, read: F) -> Result<Arc<T>>
    where
        F: AsyncFnOnce() -> Result<T>,
    {
        let known = self.peek();
        if let Some((at, value)) = &known
            && at.elapsed() < lifetime
        {
            return Ok(value.clone());
        }
        let _turn = match (self.reading.try_lock(), known) {
            (Ok(turn), _) => turn,
            (Err(_), Some((_, old))) => return Ok(old),
            (Err(_), None) => {
                let turn = self.reading.lock().await;
                if let Some((_, value)) = self.peek() {
                    return Ok(value);
                }
                turn
            }
        };
        let value = Arc::new(read().await?);
        *self.slot.write().unwrap_or_else(PoisonError::into_inner) =
            Some((Instant::now(), value.clone()));
        Ok(value)
    }

    /// Drops the value: the next reader asks the database.
    pub fn forget(&self) {
        *self.slot.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
