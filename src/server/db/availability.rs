//! Whether the database can be reached: a PostgreSQL that is down is known as such after little more than a second, by every
//! request at once, and asked again a second later. One that is only busy is waited for longer.

use crate::server::error::{Error, Result};
use sqlx::{Connection, PgConnection};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A page may take two seconds to say that the database is away.
const AWAY_AFTER: Duration = Duration::from_millis(1200);
/// How long that is taken for granted, so that a page does not wait for each of its questions.
const REMEMBERED: Duration = Duration::from_millis(1000);
/// Connections that all are in use are taken for busy while one was had in this time.
const BUSY_WITHIN: Duration = Duration::from_secs(5);
/// A connection that was used so shortly ago is not tried first, and how long trying may take.
const FRESH: Duration = Duration::from_secs(1);
const PING: Duration = Duration::from_millis(300);
/// How long a busy pool is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What is known of one database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Availability(Arc<Known>);

#[derive(Debug)]
struct Known {
    began: Instant,
    /// Milliseconds since then: when a connection was had last, and until when there is none.
    had_at: AtomicU64,
    away_until: AtomicU64,
}

impl Default for Availability {
    fn default() -> Self {
        Availability(Arc::new(Known {
            began: Instant::now(),
            had_at: AtomicU64::new(0),
            away_until: AtomicU64::new(0),
        }))
    }
}

fn ms(time: Duration) -> u64 {
    time.as_millis() as u64
}

impl Availability {
    fn now(&self) -> u64 {
        ms(self.0.began.elapsed())
    }

    /// Whether it was found away a moment ago.
    pub fn is_away(&self) -> bool {
        self.now() < self.0.away_until.load(Ordering::Relaxed)
    }

    /// Milliseconds since a connection was had last. Another request may have one between the two readings, and that moment is
    /// then the later one.
    fn idle(&self) -> u64 {
        let now = self.now();
        now.saturating_sub(self.0.had_at.load(Ordering::Relaxed))
    }

    fn away(&self, why: String) -> Error {
        let until = self.now() + ms(REMEMBERED);
        self.0.away_until.store(until, Ordering::Relaxed);
        Error::Away(why)
    }

    /// Waits for a connection. `all_in_use` says whether every one that there may be is at work.
    pub async fn get<T>(
        &self,
        connection: impl Future<Output = sqlx::Result<T>>,
        all_in_use: impl Fn() -> bool,
    ) -> Result<T> {
        if self.is_away() {
            return Err(Error::Away("it was away a moment ago".into()));
        }
        let began = Instant::now();
        let mut connection = pin!(connection);
        loop {
            match tokio::time::timeout(AWAY_AFTER, &mut connection).await {
                Ok(Ok(connection)) => {
                    self.0.had_at.store(self.now(), Ordering::Relaxed);
                    return Ok(connection);
                }
                Ok(Err(error)) => {
                    return Err(match Error::from(error) {
                        Error::Away(why) => self.away(why),
                        error => error,
                    });
                }
                Err(_) => {
                    let idle = self.idle();
                    let busy = idle < ms(AWAY_AFTER) || all_in_use() && idle < ms(BUSY_WITHIN);
                    if !busy || began.elapsed() > PATIENCE {
                        return Err(self.away("no connection within the time".into()));
                    }
                }
            }
        }
    }
}

/// Whether a connection that nobody used for a while still leads anywhere. One that does not is closed and the next one is
/// taken, so that a network that was away leaves no pool of dead connections behind.
pub async fn still_answers(connection: &mut PgConnection, idle: Duration) -> sqlx::Result<bool> {
    if idle < FRESH {
        return Ok(true);
    }
    // An error closes it without a word to the other side, which may never read one.
    let pinged = tokio::time::timeout(PING, connection.ping()).await;
    pinged
        .map_err(|_| sqlx::Error::PoolTimedOut)?
        .map(|()| true)
}

/// Whether an error says that the database can't be reached, rather than that it refuses something.
fn says_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Connection exceptions, a server that stops or starts, and one that has no connection left.
            code.starts_with("08") || matches!(&*code, "57P01" | "57P02" | "57P03" | "53300")
        }),
        _ => false,
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            away if says_away(&away) => Error::Away(away.to_string()),
            // A row that named itself; see `db::columns`.
            sqlx::Error::Decode(inner) => match inner.downcast::<Error>() {
                Ok(error) => *error,
                Err(inner) => Error::Database(sqlx::Error::Decode(inner)),
            },
            other => Error::Database(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_away_is_known_within_two_seconds_and_then_at_once() {
        let reach = Availability::default();
        let began = Instant::now();
        let never = || std::future::pending::<sqlx::Result<()>>();
        assert!(matches!(
            reach.get(never(), || false).await,
            Err(Error::Away(_))
        ));
        let first = began.elapsed();
        assert!(matches!(
            reach.get(never(), || false).await,
            Err(Error::Away(_))
        ));
        assert!(
            first < Duration::from_secs(2) && began.elapsed() - first < Duration::from_millis(300)
        );
        tokio::time::sleep(REMEMBERED + Duration::from_millis(100)).await;
        assert!(
            reach.get(async { Ok(()) }, || false).await.is_ok(),
            "and asked again"
        );
    }

    #[tokio::test]
    async fn what_is_busy_is_waited_for() {
        let reach = Availability::default();
        reach.get(async { Ok(()) }, || false).await.unwrap();
        let late = async {
            tokio::time::sleep(Duration::from_millis(3200)).await;
            Ok(7)
        };
        assert_eq!(reach.get(late, || true).await.unwrap(), 7);
    }

    #[test]
    fn a_connection_that_another_had_in_between_was_had_just_now() {
        let reach = Availability::default();
        reach.0.had_at.store(reach.now() + 50, Ordering::Relaxed);
        assert_eq!(reach.idle(), 0);
    }
}
