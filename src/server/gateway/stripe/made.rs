//! Making something at Stripe once, and finding again what was made: the answer to a call may be lost, and a call that
//! was answered 5xx may have made its object all the same.

use super::{Answer, Gateway, pause};
use crate::server::gateway::{GatewayError, HostedSession, Intent, PaymentLink};
use futures::future::BoxFuture;
use stripe::StripeRequest;

impl Gateway {
    /// Sends a request that makes something. An unanswered call is repeated with its key, and so answered with what the
    /// first one made. Stripe would give a 5xx again under the same key for a day: before a fresh key is used, what the
    /// failed call may have made is looked for.
    pub(super) async fn make<'a, R, T>(
        &self,
        request: &R,
        key: &str,
        known: impl Fn() -> BoxFuture<'a, Answer<Option<T>>>,
        read: impl Fn(R::Output) -> Answer<T>,
    ) -> Answer<T>
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

    /// Every intent that names an attempt, newest first.
    pub async fn intents_for(&self, attempt_id: &str, since_s: i64) -> Answer<Vec<Intent>> {
        let mut listed = self.intents_since(since_s).await?.items;
        listed.retain(|intent| intent.attempt_id.as_deref() == Some(attempt_id));
        Ok(listed)
    }

    /// Every hosted session that names an attempt, newest first.
    pub async fn sessions_for(&self, attempt_id: &str, since_s: i64) -> Answer<Vec<HostedSession>> {
        let mut listed = self.sessions_since(since_s).await?.items;
        listed.retain(|session| {
            session.attempt_id.as_deref() == Some(attempt_id) && session.link_id.is_none()
        });
        Ok(listed)
    }

    /// Every payment link that names an attempt and is still open, newest first.
    pub async fn links_for(&self, attempt_id: &str) -> Answer<Vec<PaymentLink>> {
        let mut listed = self.open_links().await?.items;
        listed.retain(|link| link.attempt_id.as_deref() == Some(attempt_id));
        Ok(listed)
    }
}
