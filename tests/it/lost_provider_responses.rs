//! Every response of the provider lost, late, doubled or reordered: an order is paid once by whatever the customer was
//! handed, nothing else stays open, and no money is without an order.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::server::clock::MINUTE_MS;
use atelier::server::db::Db;
use atelier::server::gateway::IntentState;
use atelier::server::jobs::worker;
use atelier::server::payments::compare::compare;
use atelier::server::state::App;
use serde_json::{Value, json};
use std::time::Duration;

/// What goes wrong with the calls that make something, and with the events that report it.
fn everything_that_goes_wrong() -> Vec<(&'static str, Value)> {
    vec![
        ("lost", json!({"reset_after_processing": 1})),
        ("lost each time", json!({"reset_after_processing": 3})),
        ("5xx after it was made", json!({"fail_after_processing": 1})),
        ("5xx each time", json!({"fail_after_processing": 3})),
        (
            "5xx, and not listed yet",
            json!({"fail_after_processing": 1, "stale_lists": true}),
        ),
        (
            "5xx each time, and not listed yet",
            json!({"fail_after_processing": 3, "stale_lists": true}),
        ),
        (
            "5xx, not listed, the last answer overtaken by events",
            json!({"fail_after_processing": 1, "stale_lists": true, "delay_after_ms": 300}),
        ),
        (
            "5xx, not listed, no event arrives",
            json!({"fail_after_processing": 2, "stale_lists": true, "drop_webhooks": true}),
        ),
        ("late", json!({"delay_after_ms": 300})),
        (
            "doubled and reordered",
            json!({"fail_after_processing": 1, "stale_lists": true, "duplicate_webhooks": 2, "reorder_webhooks": true}),
        ),
        ("503", json!({"fail_next_5xx": 2, "fail_status": 503})),
    ]
}

/// The worker of another process, with connections of its own.
struct Apart(Option<(App, tokio::task::JoinHandle<()>)>);

impl Apart {
    async fn of(shop: &Shop, apart: bool) -> Apart {
        if !apart {
            return Apart(None);
        }
        let settings = shop.app.settings.clone();
        let db = Db::open(&settings.database_url).await.unwrap();
        let app = App::with_db(settings, db).unwrap();
        let running = tokio::spawn(worker::run(app.clone()));
        Apart(Some((app, running)))
    }

    /// Every event that was sent is received, by whoever does the work.
    async fn hears(&self, shop: &Shop) {
        match &self.0 {
            None => shop.hears().await,
            Some(_) => {
                shop.provider.told().await;
                let now = shop.app.now_ms() + 60_000;
                let due = format!(
                    "SELECT COUNT(*) FROM jobs WHERE state = 'running' OR (state = 'waiting' AND kind NOT IN ('reconcile', 'gather_chain_ends') AND run_at_ms <= {now})"
                );
                for _ in 0..600 {
                    if shop.number(&due).await == 0 {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                panic!(
                    "{:?}",
                    shop.texts(
                        "SELECT payload || COALESCE(last_error, '') FROM jobs WHERE state <> 'done'"
                    )
                    .await
                );
            }
        }
    }

    async fn ends(self) {
        if let Some((app, running)) = self.0 {
            app.shutdown.cancel();
            running.await.unwrap();
            app.db.close().await;
        }
    }
}

/// The intent whose secret the pay page holds.
async fn handed_out(ada: &Visitor, order: &Placed) -> String {
    let secret = ada.due(order).await.element.unwrap().client_secret;
    secret.split_once("_secret").unwrap().0.into()
}

async fn places_and_pays(shop: &Shop, method: &str, faults: &Value, apart: bool, named: &str) {
    let worker = Apart::of(shop, apart).await;
    let mut faults = faults.clone();
    faults["method"] = json!("POST");
    faults["path_prefix"] = json!(match method {
        "card" => "/v1/payment_intents",
        _ => "/v1/checkout/sessions",
    });
    let ada = shop.visitor();
    ada.adds(VASE, 1).await;
    shop.provider.suffers(faults).await;
    let order = ada.orders(&[("payment_method", method)]).await;
    worker.hears(shop).await;
    // The page is opened again while it goes wrong, and once more when it does not.
    if method == "card" {
        ada.due(&order).await;
    }
    shop.provider.recovers().await;
    match method {
        "card" => {
            let intent = handed_out(&ada, &order).await;
            assert_eq!(intent, shop.intent_of(&order).await, "{named}");
            shop.provider.confirm(&intent, "pm_card_visa").await;
        }
        _ => {
            let answer = ada.chooses(&order, "hosted").await;
            let session = answer.location.rsplit('/').next().unwrap().to_string();
            assert_eq!(session, shop.session_of(&order).await, "{named}");
            shop.provider
                .pays_hosted(&session, "4242424242424242")
                .await;
        }
    }
    worker.hears(shop).await;
    worker.ends().await;
    if shop.standing(&order).await.0 == "pending" {
        // Without events the shop asks.
        shop.minutes_pass(4).await;
    }
    assert_eq!(
        shop.standing(&order).await,
        ("confirmed".into(), "paid".into()),
        "{named}"
    );
    shop.minutes_pass(2).await;
    let state = shop.provider.state().await;
    assert_eq!(shop.provider.paid().await, 1, "{named}");
    assert_eq!(shop.provider.refunded().await, 0, "{named}");
    assert_eq!(
        state["intents"]["requires_payment_method"],
        Value::Null,
        "{named}: {state}"
    );
    assert_eq!(state["sessions"]["open"], Value::Null, "{named}: {state}");
    assert_eq!(shop.attention().await, [""; 0], "{named}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn by_card_an_order_is_paid_once_whatever_becomes_of_the_answers() {
    for (named, faults) in everything_that_goes_wrong() {
        each_shop(async |shop| {
            Box::pin(places_and_pays(&shop, "card", &faults, false, named)).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_the_providers_page_an_order_is_paid_once_whatever_becomes_of_the_answers() {
    for (named, faults) in everything_that_goes_wrong() {
        each_shop(async |shop| {
            Box::pin(places_and_pays(&shop, "hosted", &faults, false, named)).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_the_worker_in_another_process_an_order_is_paid_once() {
    for (named, faults) in everything_that_goes_wrong() {
        each_shop(async |shop| {
            Box::pin(places_and_pays(&shop, "card", &faults, true, named)).await
        })
        .await;
    }
}

/// Makes a second intent for the attempt of an order, as a call does whose answer is lost.
async fn makes_another(shop: &Shop, order: &Placed, amount: i64) -> String {
    let attempt = shop
        .text(format!(
            "SELECT id FROM payment_attempts WHERE order_id = '{}' AND further_of IS NULL",
            order.id
        ))
        .await;
    let body = format!(
        "amount={amount}&currency=eur&metadata[order_id]={}&metadata[attempt_id]={attempt}",
        order.id
    );
    let (status, made) = shop
        .provider
        .call("POST", "/v1/payment_intents", &body)
        .await;
    assert_eq!(status, 200, "{made}");
    made["id"].as_str().unwrap().into()
}

#[tokio::test]
async fn an_intent_that_is_heard_of_never_stands_beside_anothers_secret() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let away = json!({"fail_next_5xx": 100, "fail_status": 503, "path_prefix": "/v1/payment_intents", "method": "POST"});
        shop.provider.suffers(away).await;
        let order = ada.orders(&[]).await;
        shop.provider.recovers().await;
        // Made by the lost call, and heard of by its event before anything is handed out.
        let other = makes_another(&shop, &order, 12_490).await;
        shop.hears().await;
        let handed = handed_out(&ada, &order).await;
        assert_eq!(handed, shop.intent_of(&order).await);
        assert_eq!(handed, other, "it is used");
        assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
        shop.provider.confirm(&handed, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.1, "paid");
    })
    .await;
}

/// Rows that an earlier version wrote: the id is one intent's and the secret another's. The secret is asked for again.
#[tokio::test]
async fn a_secret_that_is_missing_is_asked_for_with_its_own_id() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.tampers("UPDATE payment_objects SET client_secret = NULL")
            .await;
        assert_eq!(handed_out(&ada, &order).await, shop.intent_of(&order).await);
    })
    .await;
}

#[tokio::test]
async fn money_by_an_intent_that_nobody_was_handed_pays_its_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let handed = shop.intent_of(&order).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let other = makes_another(&shop, &order, 12_490).await;
        shop.provider.confirm(&other, "pm_card_visa").await;
        // The reconciler is too late for whoever reloads the page and chooses another way.
        let answer = ada.chooses(&order, "hosted").await;
        assert_eq!(answer.location, format!("/o/{}", order.token));
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        shop.minutes_pass(2).await;
        assert_eq!(shop.provider.intent(&handed).await["status"], "canceled");
        assert_eq!(shop.provider.paid().await, 1);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM payment_attempts").await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn an_order_that_was_cancelled_meanwhile_gives_such_money_back() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let other = makes_another(&shop, &order, 12_490).await;
        assert!(ada.cancels(&order).await.went_on());
        shop.provider.confirm(&other, "pm_card_visa").await;
        shop.minutes_pass(3).await;
        assert_eq!(shop.provider.refunded().await, 12_490);
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(shop.balance("provider").await, 0);
        assert_eq!(shop.attention().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn of_two_intents_of_an_attempt_that_both_bring_money_one_goes_back() {
    for first in [0, 1] {
        each_shop(async |shop| {
            let ada = shop.visitor();
            let order = ada.buys(BOWL, 1).await;
            shop.provider.suffers(json!({"drop_webhooks": true})).await;
            let both = [
                shop.intent_of(&order).await,
                makes_another(&shop, &order, 4_990).await,
            ];
            for intent in [&both[first], &both[1 - first]] {
                shop.provider.confirm(intent, "pm_card_visa").await;
            }
            shop.minutes_pass(4).await;
            assert_eq!(
                shop.standing(&order).await,
                ("confirmed".into(), "paid".into())
            );
            assert_eq!(
                (shop.provider.paid().await, shop.provider.refunded().await),
                (2, 4_990)
            );
            assert_eq!(shop.balance("provider").await, 4_990);
            assert_eq!(shop.attention().await, [""; 0]);
        })
        .await;
    }
}

#[tokio::test]
async fn money_of_another_amount_is_kept_under_its_order_and_leaves_it_payable() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let other = makes_another(&shop, &order, 700).await;
        shop.provider.confirm(&other, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.attention().await, ["payment_mismatch"]);
        let under = "SELECT COUNT(*) FROM attention WHERE order_id IS NOT NULL";
        assert_eq!(shop.number(under).await, 1);
        let handed = handed_out(&ada, &order).await;
        assert_ne!(handed, other);
        shop.provider.confirm(&handed, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.1, "paid");
    })
    .await;
}

#[tokio::test]
async fn money_that_names_an_order_and_no_attempt_stands_under_it() {
    each_shop(async |shop| {
        let order = shop.visitor().buys(BOWL, 1).await;
        let body = format!("amount=4990&currency=eur&metadata[order_id]={}", order.id);
        let (_, made) = shop
            .provider
            .call("POST", "/v1/payment_intents", &body)
            .await;
        let id = made["id"].as_str().unwrap();
        shop.provider.confirm(id, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.attention().await, ["unknown_payment"]);
        let under = format!(
            "SELECT COUNT(*) FROM attention WHERE order_id = '{}' AND args LIKE '%{id}%'",
            order.id
        );
        assert_eq!(shop.number(under).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_doctor_finds_each_intent_that_names_an_order_and_stands_nowhere() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        assert_eq!(compare(&shop.app).await.unwrap(), [""; 0]);
        let other = makes_another(&shop, &order, 4_990).await;
        let found = compare(&shop.app).await.unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains(&other) && found[0].contains(&order.id),
            "{found:?}"
        );
        // The reconciler hears of it and closes it: its secret was handed to nobody.
        shop.waits(MINUTE_MS).await;
        shop.reconciles().await;
        assert_eq!(compare(&shop.app).await.unwrap(), [""; 0]);
        assert_eq!(shop.provider.intent(&other).await["status"], "canceled");
        let known = shop.app.gateway.intents_since(0).await.unwrap().items;
        let open = known.iter().filter(|i| i.state == IntentState::Open);
        assert_eq!(open.count(), 1);
    })
    .await;
}
