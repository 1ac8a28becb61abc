//! Making something at Stripe once, and finding again what was made: the answer to a call may be lost, and a call that
//! was answered 5xx may have made its object all the same.

use super::{Stripe, pause};
use crate::server::gateway::{GatewayError, GatewayResult};
use futures::future::BoxFuture;
use stripe::StripeRequest;

impl Stripe {
    /// Sends a request that makes something. An unanswered call is repeated with its key, and so answered with what the
    /// first one made. Stripe would give a 5xx again under the same key for a day: before a fresh key is used, what the
    /// failed call may have made is looked for.
    pub(super) async fn make<'a, R, T>(
        &self,
        request: &R,
        key: &str,
        known: impl Fn() -> BoxFuture<'a, GatewayResult<Option<T>>>,
        read: impl Fn(R::Output) -> GatewayResult<T>,
    ) -> GatewayResult<T>
    where
        R: StripeRequest + Sync,
        R::Output: miniserde::Deserialize,
    {
        let mut key = key.to_string();
        for attempt in 1.. {
            match self.once(request, Some(&key)).await {
                Ok(answer) => return read(answer),
                Err(missed) if missed.answered_5xx => {
                    if let Some(made) = known().await? {
                        return Ok(made);
                    }
                    if !missed.worth_another(attempt) {
                        return Err(missed.error);
                    }
                    key = missed.next_key(key);
                }
                Err(missed) if !missed.worth_another(attempt) => return Err(missed.error),
                Err(_) => {}
            }
            tokio::time::sleep(pause(attempt)).await;
        }
        Err(GatewayError::Unavailable("no answer".into()))
    }
}
