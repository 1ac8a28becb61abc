//! A payment link at the provider: one more way to pay a part, and the only one while it is open.

mod failures;

use super::fixture::{Thread, mia, quote};
use crate::api::program;
use crate::support::shop::{Shop, each_shop};
use atelier::domain::commission::view::{PayLinkState, StageView};
use atelier::domain::payment::PaymentMethod;
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::payment_links;
use atelier::server::error::Result;
use serde_json::json;

impl Thread {
    /// The part that is paid under a token.
    async fn part(&self, pay: &str) -> StageView {
        let stages = self.sees().await.stages;
        let here = format!("/pay/{pay}");
        let mut found = stages
            .into_iter()
            .filter(|s| s.pay_url.as_deref() == Some(&here));
        found.next().unwrap()
    }

    async fn tries_to_link(&self, pay: &str) -> Result<()> {
        let part = self.part(pay).await.id;
        payment_links::made(&self.shop().app, &self.id, &part, &mia()).await
    }

    /// The studio makes a payment link for a part. Returns its address.
    async fn is_linked(&self, pay: &str) -> String {
        self.tries_to_link(pay).await.unwrap();
        self.part(pay).await.link.unwrap().url.unwrap()
    }

    async fn is_unlinked(&self, pay: &str) -> Result<()> {
        let part = self.part(pay).await.id;
        payment_links::taken_back(&self.shop().app, &self.id, &part, &mia()).await
    }
}

/// An accepted quote of €106.90 whose deposit of €32.07 is asked for by a link: the deposit's token, the link.
async fn linked(shop: &Shop) -> (Thread, String, String) {
    let commission = shop.quoted(&quote("100")).await;
    let pay = commission.accepts().await;
    let link = commission.is_linked(&pay).await;
    (commission, pay, link)
}

/// Neither the link nor a page that a visitor had opened by it takes money.
async fn takes_no_money(shop: &Shop, link: &str, opened: &str) {
    assert_eq!(shop.provider.visits(link).await, None);
    shop.provider.pays_by_link(opened).await;
    shop.drains().await;
    assert_eq!(
        shop.provider.state().await["sessions"]["complete"],
        json!(null)
    );
    assert_eq!(shop.provider.state().await["links"], json!({ "closed": 1 }));
}

#[tokio::test]
async fn a_part_is_paid_by_its_link() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        assert_eq!(
            shop.provider.intents("canceled").await,
            1,
            "the card form's"
        );
        let view = commission.link(&pay).await;
        let way = view.pay.unwrap();
        assert_eq!(view.state, PayLinkState::Payable);
        assert_eq!(
            (way.method, way.link_url),
            (Some(PaymentMethod::Link), Some(link.clone()))
        );
        assert_eq!((way.element, way.other_methods), (None, vec![]));

        let session = shop.provider.visits(&link).await.unwrap();
        let back = shop.provider.pays_by_link(&session).await;
        assert_eq!(back, format!("{}/pay/{pay}/return", shop.base));
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(shop.balance("provider").await, 3_207);
        assert_eq!(commission.link(&pay).await.state, PayLinkState::Paid);
        let till = program(&shop, &["refunds"]).await;
        let listed = till.get("/payments?state=succeeded").await.expect(200);
        assert_eq!(
            listed["items"][0]["method"], "hosted",
            "as it is published: {listed}"
        );
        assert_eq!(
            shop.provider.visits(&link).await,
            None,
            "it takes money once"
        );
        assert_eq!(
            commission.mails().await,
            ["received", "quoted", "accepted", "paid"]
        );
        assert_eq!(shop.attention().await, [""; 0]);
        let returned = commission.visitor.gets(&format!("/pay/{pay}/return")).await;
        assert_eq!(returned.location, format!("/custom/{}", commission.token));
    })
    .await;
}

#[tokio::test]
async fn the_browser_comes_back_before_the_webhook() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        shop.provider
            .suffers(json!({ "drop_webhooks": true }))
            .await;
        let session = shop.provider.visits(&link).await.unwrap();
        let open = commission.visitor.gets(&format!("/pay/{pay}/return")).await;
        assert_eq!(open.location, format!("/pay/{pay}"), "nothing was paid yet");
        shop.provider.pays_by_link(&session).await;
        commission.visitor.gets(&format!("/pay/{pay}/return")).await;
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

#[tokio::test]
async fn a_paid_link_whose_webhook_was_lost_is_found() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        shop.provider
            .suffers(json!({ "drop_webhooks": true }))
            .await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.pays_by_link(&session).await;
        assert_eq!(commission.status().await, "accepted");
        shop.minutes_pass(3).await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(shop.balance("provider").await, 3_207);
    })
    .await;
}

/// The provider's list of what is new reaches back an hour only: each live link is asked about by itself.
#[tokio::test]
async fn a_live_link_is_asked_about() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        // The list is as new as tomorrow, and the payment is of today.
        shop.app.clock.advance_ms(DAY_MS);
        shop.reconciles().await;
        let quiet = json!({ "drop_webhooks": true });
        shop.provider.suffers(quiet).await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.pays_by_link(&session).await;
        shop.minutes_pass(3).await;
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

#[tokio::test]
async fn a_newer_quote_closes_the_link_of_the_one_before() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        let opened = shop.provider.visits(&link).await.unwrap();
        commission.is_quoted(&quote("90")).await.unwrap();
        takes_no_money(&shop, &link, &opened).await;
        let view = commission.link(&pay).await;
        assert_eq!((view.state, view.pay), (PayLinkState::Superseded, None));
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_with_the_time_to_pay() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        let opened = shop.provider.visits(&link).await.unwrap();
        for _ in 0..3 {
            shop.waits(6 * DAY_MS).await;
        }
        assert_eq!(commission.status().await, "expired");
        takes_no_money(&shop, &link, &opened).await;
        assert_eq!(commission.link(&pay).await.state, PayLinkState::Expired);
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_with_its_custom_order() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        let opened = shop.provider.visits(&link).await.unwrap();
        assert_eq!(commission.withdraws("0").await.status, 303);
        shop.drains().await;
        takes_no_money(&shop, &link, &opened).await;
        assert_eq!(commission.link(&pay).await.state, PayLinkState::Cancelled);
    })
    .await;
}

/// The provider is away when it ends: the link is closed as soon as it is back.
#[tokio::test]
async fn a_link_is_closed_when_the_provider_is_back() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let opened = shop.provider.visits(&link).await.unwrap();
        let away = json!({ "fail_next_5xx": 1000, "fail_status": 503, "path_prefix": "/v1/" });
        shop.provider.suffers(away).await;
        commission.is_rejected(0).await.unwrap();
        shop.provider.recovers().await;
        shop.waits(DAY_MS).await;
        takes_no_money(&shop, &link, &opened).await;
    })
    .await;
}

#[tokio::test]
async fn no_other_way_is_open_while_there_is_a_link() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        for method in ["card", "hosted", "bank_transfer", "payment_link"] {
            let answer = commission.chooses(&pay, method).await;
            assert!(answer.status == 409 || method == "payment_link", "{method}");
        }
        let refused = commission.chooses(&pay, "card").await.body;
        let why = "This part is paid by the payment link that the studio made";
        assert!(refused.contains(why), "{refused}");
        assert!(!commission.tries_to_pay(&pay).await);

        // Made again it is the same; taken back, the card form is open, and the link is not.
        assert_eq!(commission.is_linked(&pay).await, link);
        let opened = shop.provider.visits(&link).await.unwrap();
        commission.is_unlinked(&pay).await.unwrap();
        takes_no_money(&shop, &link, &opened).await;
        assert_eq!(commission.part(&pay).await.link, None);
        assert_eq!(
            commission.is_unlinked(&pay).await.unwrap_err().status(),
            409
        );
        commission.pays(&pay).await;
        assert_eq!(commission.status().await, "in_production");
        // Nor is there a link for what is paid, or for what is not asked for.
        for stage in commission.sees().await.stages {
            let refused = payment_links::made(&shop.app, &commission.id, &stage.id, &mia()).await;
            assert_eq!(refused.unwrap_err().status(), 409, "{}", stage.label);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_chooses_a_link_for_themselves() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let by_link = [("form[payment_method]", "payment_link")];
        let answer = commission
            .tries_to_accept(&commission.sees().await, &by_link)
            .await;
        assert_eq!(answer.status, 422);
        let pay = commission.accepts().await;
        assert_eq!(commission.chooses(&pay, "payment_link").await.status, 422);
        assert_eq!(shop.provider.state().await["links"], json!({}));
    })
    .await;
}
