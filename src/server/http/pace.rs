//! How slowly a body may arrive: a phone with little signal is waited for, somebody who only holds a place is not.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// What a body may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Without a single byte, and before it is looked at how many came.
    pub grace: Duration,
    /// Bytes a second from then on, over all that has arrived.
    pub rate: u64,
    /// However much there is.
    pub longest: Duration,
}

/// Two kilobytes a second is what is left of a bad connection.
const PACE: Pace = Pace {
    grace: Duration::from_secs(20),
    rate: 2048,
    longest: Duration::from_secs(15 * 60),
};

/// Gives up on a body that arrives too slowly: 408, and the connection is closed.
pub async fn paced(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let noted = late.clone();
    let request = request.map(|body| Body::new(Paced::new(body, PACE, noted)));
    let response = next.run(request).await;
    if !late.load(Ordering::Relaxed) {
        return response;
    }
    let message =
        "What you sent arrived too slowly. Check your connection, go back and send it again.";
    let close = [(CONNECTION, HeaderValue::from_static("close"))];
    (StatusCode::REQUEST_TIMEOUT, close, message).into_response()
}

/// A body with an end to patience.
struct Paced {
    body: Body,
    pace: Pace,
    began: Option<Instant>,
    last: Instant,
    arrived: u64,
    timer: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl Paced {
    fn new(body: Body, pace: Pace, late: Arc<AtomicBool>) -> Paced {
        let now = Instant::now();
        Paced {
            body,
            pace,
            began: None,
            last: now,
            arrived: 0,
            timer: Box::pin(sleep_until(now + pace.grace)),
            late,
        }
    }

    /// When patience ends, unless more arrives.
    fn deadline(&self, began: Instant) -> Instant {
        let earned = Duration::from_millis(self.arrived.saturating_mul(1000) / self.pace.rate);
        (self.last + self.pace.grace)
            .min(began + self.pace.grace + earned)
            .min(began + self.pace.longest)
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let now = Instant::now();
        // Whoever reads it may have waited for a place before: that is not the sender's time.
        let first = self.began.is_none();
        let began = *self.began.get_or_insert(now);
        if first {
            self.last = now;
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let data = frame
                .as_ref()
                .and_then(|frame| frame.as_ref().ok()?.data_ref());
            self.arrived += data.map_or(0, |data| data.len() as u64);
            self.last = now;
            if now <= began + self.pace.longest {
                return Poll::Ready(frame);
            }
        }
        let deadline = self.deadline(began);
        self.timer.as_mut().reset(deadline);
        match self.timer.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.late.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err(axum::Error::new(std::io::Error::from(
                    std::io::ErrorKind::TimedOut,
                )))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;

    /// Whether a body of so many pieces, each after so many milliseconds, arrived.
    async fn arrives(pieces: usize, bytes: usize, each_ms: u64) -> bool {
        let pace = Pace {
            grace: Duration::from_millis(200),
            rate: 10_000,
            longest: Duration::from_millis(1500),
        };
        let pieces = futures::stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(Duration::from_millis(each_ms)).await;
            Ok::<_, std::io::Error>(Bytes::from(vec![0; bytes]))
        });
        let late = Arc::new(AtomicBool::new(false));
        let body = Body::new(Paced::new(Body::from_stream(pieces), pace, late.clone()));
        let read = axum::body::to_bytes(body, usize::MAX).await;
        assert_eq!(read.is_err(), late.load(Ordering::Relaxed));
        read.is_ok()
    }

    #[tokio::test]
    async fn what_comes_at_a_bearable_pace_is_taken_and_drops_are_not() {
        assert!(arrives(10, 2_000, 50).await, "steady");
        assert!(!arrives(1, 10, 400).await, "nothing at all");
        assert!(!arrives(40, 1, 50).await, "a byte now and then");
        assert!(!arrives(40, 100_000, 60).await, "without end");
    }
}
