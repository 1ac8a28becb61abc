//! The contract of the port. A second adapter is held to it by a file beside `stripe.rs` that says how its own test
//! account is reached, and what customers and banks do there.

use async_trait::async_trait;
use atelier::domain::money::{Currency, Money};
use atelier::server::gateway::{
    Charge, EventError, EventSubject, GatewayError, IntentState, LinkWords, PaymentProvider,
    RefundState,
};
use axum::http::HeaderMap;

/// An account at a provider that nobody else uses, and the world around it.
pub struct Account {
    pub provider: Box<dyn PaymentProvider>,
    pub outside: Box<dyn Outside>,
}

/// What customers, banks and the network do, as far as the provider lets a test play them.
#[async_trait]
pub trait Outside: Send + Sync {
    /// A card pays an intent.
    async fn pays(&self, intent_id: &str);
    /// A card is declined.
    async fn is_declined(&self, intent_id: &str);
    /// A card pays on a hosted page.
    async fn pays_on_page(&self, session_id: &str);
    /// Somebody opens a payment link. Returns the session that it opened, `None` when it is closed.
    async fn visits(&self, url: &str) -> Option<String>;
    /// A card pays on a page that a payment link opened.
    async fn pays_by_link(&self, session_id: &str);
    /// The cardholder disputes a payment.
    async fn disputes(&self, intent_id: &str);
    /// The next call is worked on, and its answer is lost on the way.
    async fn loses_an_answer(&self);
    /// The next call is worked on, and answered with an error of the provider's.
    async fn fails_afterwards(&self);
    /// No call is worked on from now on.
    async fn is_away(&self);
    /// What the provider sends when an intent changed, with its headers, signed at `at_s`.
    fn event_about(&self, intent_id: &str, at_s: i64) -> (HeaderMap, Vec<u8>);
    /// Any bytes, signed at `at_s` as the provider would.
    fn signed(&self, body: &[u8], at_s: i64) -> HeaderMap;
}

/// How long the provider's signature of an event may be on its way; far more than any provider allows.
const A_DAY_S: i64 = 24 * 60 * 60;

fn eur(cents: i64) -> Money {
    Money {
        minor: cents,
        currency: Currency::EUR,
    }
}

fn charge(attempt_id: &str, cents: i64) -> Charge {
    Charge {
        order_id: format!("order-of-{attempt_id}"),
        order_number: "ORD-000042".into(),
        attempt_id: attempt_id.into(),
        amount: eur(cents),
        email: "ada@example.com".into(),
        idempotency_key: format!("key-of-{attempt_id}"),
        since_s: 0,
    }
}

fn link_words() -> LinkWords {
    LinkWords {
        title: "A bowl".into(),
        country: "DE".into(),
        back: "http://shop.test/paid".into(),
        closed: "This was paid.".into(),
    }
}

/// An hour from now; hosted pages live at least half of one.
fn in_an_hour_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_millis()).unwrap() + 3_600_000
}

impl Account {
    async fn paid(&self, attempt_id: &str, cents: i64) -> String {
        let intent = self.provider.open_intent(&charge(attempt_id, cents)).await;
        let id = intent.unwrap().id;
        self.outside.pays(&id).await;
        id
    }

    async fn page(&self, attempt_id: &str) -> String {
        let opened = self
            .provider
            .open_session(
                &charge(attempt_id, 4200),
                "http://shop.test/paid",
                "http://shop.test/back",
                in_an_hour_ms(),
            )
            .await;
        opened.unwrap().id
    }
}

pub async fn an_intent_carries_our_ids_and_is_made_once(account: &Account) {
    let charge = charge("once", 1250);
    let intent = account.provider.open_intent(&charge).await.unwrap();
    assert_eq!(intent.state, IntentState::Open);
    assert_eq!((intent.amount, intent.received), (eur(1250), eur(0)));
    assert_eq!(intent.attempt_id.as_deref(), Some("once"));
    assert_eq!(intent.order_id.as_deref(), Some("order-of-once"));
    assert_eq!(intent.livemode, account.provider.livemode());
    assert!(intent.client_secret.is_some());
    let again = account.provider.open_intent(&charge).await.unwrap();
    assert_eq!(again.id, intent.id);
    let found = account.provider.intents_for("once", 0).await.unwrap();
    let ids: Vec<&str> = found.iter().map(|intent| intent.id.as_str()).collect();
    assert_eq!(ids, [intent.id.as_str()]);
    let other = account.provider.intents_for("another", 0).await.unwrap();
    assert!(other.is_empty());
}

pub async fn an_answer_that_does_not_arrive_makes_nothing_twice(account: &Account) {
    account.outside.loses_an_answer().await;
    let lost = account.provider.open_intent(&charge("lost", 1250)).await;
    account.outside.fails_afterwards().await;
    let failed = account.provider.open_intent(&charge("failed", 1250)).await;
    for (attempt, intent) in [("lost", lost), ("failed", failed)] {
        let made = account.provider.intents_for(attempt, 0).await.unwrap();
        assert_eq!(made.len(), 1, "{attempt}");
        assert_eq!(intent.unwrap().id, made[0].id, "{attempt}");
    }
    let paid = account.paid("refunded", 5000).await;
    account.outside.fails_afterwards().await;
    let refund = account.provider.refund(&paid, eur(500), "r-1", "k-1").await;
    assert_eq!(refund.unwrap().amount, eur(500));
    assert_eq!(account.provider.refunds_of(&paid).await.unwrap().len(), 1);
}

pub async fn a_paid_intent_has_its_money_and_is_too_late_to_cancel(account: &Account) {
    let id = account.paid("paid", 1250).await;
    let intent = account.provider.fetch_intent(&id).await.unwrap();
    assert_eq!(intent.state, IntentState::Succeeded);
    assert_eq!(intent.received, eur(1250));
    let late = account.provider.cancel_intent(&id).await;
    assert!(matches!(late, Err(GatewayError::OutOfStep(_))), "{late:?}");
}

pub async fn a_cancelled_intent_can_not_be_paid(account: &Account) {
    let intent = account
        .provider
        .open_intent(&charge("no", 1250))
        .await
        .unwrap();
    let cancelled = account.provider.cancel_intent(&intent.id).await.unwrap();
    assert_eq!(cancelled.state, IntentState::Cancelled);
    account.outside.pays(&intent.id).await;
    let after = account.provider.fetch_intent(&intent.id).await.unwrap();
    assert_eq!(
        (after.state, after.received),
        (IntentState::Cancelled, eur(0))
    );
}

pub async fn a_declined_card_is_named_and_leaves_the_intent_open(account: &Account) {
    let intent = account
        .provider
        .open_intent(&charge("card", 1250))
        .await
        .unwrap();
    assert!(
        account
            .provider
            .declines_of(&intent.id)
            .await
            .unwrap()
            .is_empty()
    );
    account.outside.is_declined(&intent.id).await;
    assert_eq!(
        account
            .provider
            .declines_of(&intent.id)
            .await
            .unwrap()
            .len(),
        1
    );
    let after = account.provider.fetch_intent(&intent.id).await.unwrap();
    assert_eq!(after.state, IntentState::Open);
    assert!(after.last_error.is_some_and(|why| !why.is_empty()));
}

pub async fn a_hosted_page_is_open_paid_or_over(account: &Account) {
    let closed = account.page("closed").await;
    assert_eq!(account.page("closed").await, closed, "made once");
    let open = account.provider.fetch_session(&closed).await.unwrap();
    assert!(open.open && open.url.is_some());
    assert_eq!(open.attempt_id.as_deref(), Some("closed"));
    assert!(
        account
            .provider
            .expire_session(&closed)
            .await
            .unwrap()
            .expired
    );

    let paid = account.page("paid").await;
    account.outside.pays_on_page(&paid).await;
    let session = account.provider.fetch_session(&paid).await.unwrap();
    assert!(session.is_complete());
    let intent = account
        .provider
        .fetch_intent(&session.intent_id.unwrap())
        .await;
    let intent = intent.unwrap();
    assert_eq!(
        (intent.state, intent.received),
        (IntentState::Succeeded, eur(4200))
    );
    assert_eq!(intent.attempt_id.as_deref(), Some("paid"));
    for over in [&closed, &paid] {
        let late = account.provider.expire_session(over).await;
        assert!(matches!(late, Err(GatewayError::OutOfStep(_))), "{late:?}");
    }
    let listed = account.provider.sessions_for("paid", 0).await.unwrap();
    assert_eq!(listed.len(), 1);
}

pub async fn a_payment_link_takes_its_amount_once(account: &Account) {
    let charge = charge("link", 9900);
    let link = account
        .provider
        .open_link(&charge, &link_words())
        .await
        .unwrap();
    assert!(link.active);
    assert_eq!(account.provider.links_for("link").await.unwrap().len(), 1);
    let session = account.outside.visits(&link.url).await.unwrap();
    let opened = account
        .provider
        .sessions_of_link(&link.id, true)
        .await
        .unwrap();
    assert_eq!(opened[0].id, session);
    assert_eq!(opened[0].link_id.as_deref(), Some(link.id.as_str()));
    account.outside.pays_by_link(&session).await;
    let done = account
        .provider
        .sessions_of_link(&link.id, false)
        .await
        .unwrap();
    assert_eq!(done.len(), 1);
    assert!(done[0].ship_to.is_some(), "it asks where the piece goes");
    assert!(
        account.outside.visits(&link.url).await.is_none(),
        "once only"
    );
    let late = account.provider.close_link(&link.id).await;
    assert!(matches!(late, Err(GatewayError::OutOfStep(_))), "{late:?}");
}

pub async fn a_closed_link_opens_nothing_and_closes_what_it_opened(account: &Account) {
    let charge = charge("shut", 9900);
    let link = account
        .provider
        .open_link(&charge, &link_words())
        .await
        .unwrap();
    let session = account.outside.visits(&link.url).await.unwrap();
    account.provider.close_link(&link.id).await.unwrap();
    assert!(!account.provider.fetch_link(&link.id).await.unwrap().active);
    assert!(
        account
            .provider
            .fetch_session(&session)
            .await
            .unwrap()
            .expired
    );
    assert!(account.outside.visits(&link.url).await.is_none());
    assert!(account.provider.links_for("shut").await.unwrap().is_empty());
}

pub async fn a_refund_is_made_once_and_never_exceeds_its_payment(account: &Account) {
    let id = account.paid("refunded", 5000).await;
    let first = account
        .provider
        .refund(&id, eur(2000), "r-1", "k-1")
        .await
        .unwrap();
    assert_eq!(
        (first.state, first.amount),
        (RefundState::Succeeded, eur(2000))
    );
    let again = account
        .provider
        .refund(&id, eur(2000), "r-1", "another key")
        .await
        .unwrap();
    assert_eq!(again.id, first.id);
    let too_much = account.provider.refund(&id, eur(3001), "r-2", "k-2").await;
    assert!(too_much.is_err());
    assert!(
        !matches!(too_much, Err(GatewayError::Unavailable(_))),
        "{too_much:?}"
    );
    let fetched = account.provider.fetch_refund(&first.id).await.unwrap();
    assert_eq!(fetched.refund_id.as_deref(), Some("r-1"));
    assert_eq!(fetched.intent_id.as_deref(), Some(id.as_str()));
    assert_eq!(account.provider.refunds_of(&id).await.unwrap().len(), 1);
    assert_eq!(
        account.provider.refunds_since(0).await.unwrap().items.len(),
        1
    );
}

pub async fn a_dispute_says_what_it_took(account: &Account) {
    let id = account.paid("disputed", 5000).await;
    account.outside.disputes(&id).await;
    let listed = account.provider.disputes_since(0).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    let dispute = account
        .provider
        .fetch_dispute(&listed.items[0].id)
        .await
        .unwrap();
    assert_eq!(dispute.intent_id.as_deref(), Some(id.as_str()));
    assert_eq!((dispute.amount, dispute.withdrawn), (eur(5000), eur(5000)));
    assert!(!dispute.entries.is_empty());
}

pub async fn a_list_goes_to_its_end(account: &Account) {
    for n in 0..103 {
        let made = account
            .provider
            .open_intent(&charge(&format!("n-{n}"), 100 + n))
            .await;
        made.unwrap();
    }
    let listed = account.provider.intents_since(0).await.unwrap();
    assert_eq!(listed.items.len(), 103);
    assert!(listed.unreadable.is_empty());
    let newest = listed.items.iter().map(|intent| intent.created_s).max();
    assert_eq!(Some(listed.newest_s), newest);
}

pub async fn what_can_not_be_done_is_told_apart(account: &Account) {
    let provider = &account.provider;
    let unknown = provider.fetch_intent("nothing_of_this_name").await;
    assert!(
        matches!(unknown, Err(GatewayError::Unknown(_))),
        "{unknown:?}"
    );
    let small = provider.open_intent(&charge("small", 1)).await;
    assert!(
        matches!(small, Err(GatewayError::AmountRefused(_))),
        "{small:?}"
    );
    account.outside.is_away().await;
    let away = provider.open_intent(&charge("away", 1250)).await;
    assert!(
        matches!(away, Err(GatewayError::Unavailable(_))),
        "{away:?}"
    );
}

pub async fn an_event_is_read_only_with_a_fresh_signature(account: &Account) {
    let provider = &account.provider;
    let now_s = in_an_hour_ms() / 1000;
    let (headers, body) = account.outside.event_about("pay_1", now_s);
    let event = provider.read_event(&headers, &body, now_s).unwrap();
    let subject = EventSubject::Intent { id: "pay_1".into() };
    assert_eq!(
        (event.subject, event.livemode),
        (subject, provider.livemode())
    );
    let again = provider.read_event(&headers, &body, now_s).unwrap();
    assert_eq!(again.id, event.id, "one that is sent again is the same");

    let mut altered = body.clone();
    altered.push(b' ');
    for (headers, body, at_s) in [
        (&headers, &altered, now_s),
        (&HeaderMap::new(), &body, now_s),
        (&headers, &body, now_s + A_DAY_S),
    ] {
        let read = provider.read_event(headers, body, at_s);
        assert_eq!(read, Err(EventError::Unsigned));
    }
    let odd = b"{}".to_vec();
    let headers = account.outside.signed(&odd, now_s);
    let read = provider.read_event(&headers, &odd, now_s);
    assert_eq!(read, Err(EventError::Unreadable));
}
