//! The shop is killed in the middle of many checkouts, again and again, while the payment provider runs on: nothing
//! that was confirmed to anyone is lost, nothing is sold twice, nobody is charged twice.

mod full_disk;
mod processes;
mod shopper;

use crate::support::consistent::NEVER;
use crate::support::goods::{self, SMALL_PRINT, VASE};
use crate::support::provider::Provider;
use crate::support::{Folder, client, database, each_database, queries, settings};
use atelier::server::gateway::{Intent, IntentState, RefundState};
use atelier::server::keys::token_hash;
use atelier::server::state::App;
use futures::future::join_all;
use processes::Processes;
use serde_json::json;
use shopper::{BEAD, Shopper, Told};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Visits under way at any time.
const SHOPPERS: usize = 16;
/// Orders placed each time before the shop is killed.
const AT_LEAST: usize = 3;
/// How long after that it is killed, each time, in milliseconds.
const KILLS: [u64; 5] = [900, 150, 500, 30, 700];
/// How long it stays dead, in milliseconds: long enough for payments and events to find the port closed.
const DEAD: u64 = 250;
/// A job that was running is taken on by another worker after so long.
const LEASE_MS: i64 = 120_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_shop_that_is_killed_during_checkouts_keeps_every_promise() {
    each_database(async |folder: Folder, url: String| {
        let processes = Processes::new(folder, url);
        let (base, api) = (processes.shop(), processes.sandbox());
        let flags = ["--public-url", &base, "--stripe-api-base", &api];
        let settings = settings(&processes.folder, &processes.database_url, &flags);
        let app = App::with_db(settings, database(&processes.database_url).await).unwrap();
        goods::stock(&app).await;
        goods::put_one(&app, BEAD, 5000).await;

        let _sandbox = processes.opens_sandbox().await;
        let provider = Provider::at(api.clone(), client());
        // Every event is sent twice, and the slow bank decides within the test.
        let faults = json!({"duplicate_webhooks": 1, "settle_after_ms": 1200});
        provider.suffers(faults).await;
        let told = killed_while_shopping(&processes).await;

        // Nobody shops any more; what was begun comes to its end.
        let shop = processes.opens_shop().await;
        settles(&app, &provider).await;
        confirmed_is_there(&processes, &provider, &told).await;
        shop.dies();
        processes.is_well();
        assert_eq!(processes.errors("shop"), [""; 0]);
        books_agree(&app, &told).await;
        app.db.close().await;
    })
    .await;
}

/// Opens and kills the shop while visits go on. Returns what the visitors were told.
async fn killed_while_shopping(processes: &Processes) -> Arc<Told> {
    let told = Arc::new(Told::default());
    let (closing, turn) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let crowd: Vec<_> = (0..SHOPPERS)
        .map(|_| {
            let (told, closing, turn) = (told.clone(), closing.clone(), turn.clone());
            let (shop, api) = (processes.shop(), processes.sandbox());
            tokio::spawn(async move {
                let http = client();
                let provider = Provider::at(api, http.clone());
                while !closing.load(Ordering::Relaxed) {
                    let someone = Shopper::new(&http, &shop, &provider, &told);
                    someone.visits(turn.fetch_add(1, Ordering::Relaxed)).await;
                }
            })
        })
        .collect();
    for after_ms in KILLS {
        let shop = processes.opens_shop().await;
        let placed = all(&told.placed).len();
        while all(&told.placed).len() < placed + AT_LEAST {
            assert!(
                !crowd.iter().any(|visits| visits.is_finished()),
                "a visit failed"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(after_ms)).await;
        shop.dies();
        tokio::time::sleep(Duration::from_millis(DEAD)).await;
    }
    // The visits under way end in a shop that lives.
    closing.store(true, Ordering::Relaxed);
    let shop = processes.opens_shop().await;
    for visits in join_all(crowd).await {
        visits.unwrap();
    }
    // And once more, now that nobody waits for an answer: only jobs and events are cut short.
    shop.dies();
    told
}

/// Waits until the provider has sent every event and the shop has done what follows from it. A job that ran when the
/// shop was killed is taken on when its lease ends; the two minutes until then are skipped.
async fn settles(app: &App, provider: &Provider) {
    for _ in 0..600 {
        let now = app.now_ms();
        let orphans = format!(
            "UPDATE jobs SET lease_until_ms = 0 WHERE state = 'running' AND lease_until_ms < {}",
            now + LEASE_MS - 3000
        );
        queries::change(&app.db, orphans).await;
        let due = format!(
            "SELECT COUNT(*) FROM jobs WHERE state = 'running' OR (state = 'waiting'
                AND kind NOT IN ('reconcile', 'gather_chain_ends', 'housekeeping') AND (attempts > 0 OR run_at_ms <= {now}))"
        );
        let state = provider.state().await;
        let quiet = state["undelivered"] == 0 && state["intents"]["processing"].is_null();
        if quiet && queries::number(&app.db, due).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let left = "SELECT kind || ' ' || state || ' ' || COALESCE(last_error, '') FROM jobs WHERE state <> 'done'";
    let left = queries::texts(&app.db, left).await;
    panic!("no rest: {left:?} {}", provider.state().await);
}

fn all(list: &Mutex<Vec<String>>) -> Vec<String> {
    list.lock().unwrap().clone()
}

/// Everything that anyone was told is there when they look again.
async fn confirmed_is_there(processes: &Processes, provider: &Provider, told: &Told) {
    let http = client();
    let someone = || Shopper::new(&http, &processes.shop(), provider, told);
    let placed = all(&told.placed);
    for token in &placed {
        assert!(someone().finds(token).await, "an order is gone");
    }
    for cookie in all(&told.carts) {
        let units = someone().returning(&cookie).units().await;
        assert!(units >= 1, "a cart is empty");
    }
    // The test would prove little if the kills had met a shop at rest.
    let cut = told.cut.load(Ordering::Relaxed);
    let (placed, paid) = (placed.len(), all(&told.paid).len());
    println!("{placed} orders, {paid} payments, {cut} requests cut off");
    assert!(
        placed >= KILLS.len() * AT_LEAST
            && paid >= KILLS.len()
            && cut >= KILLS.len() * SHOPPERS / 2,
        "{placed} orders, {paid} payments, {cut} requests cut off"
    );
}

/// The shop's database, the provider's, and what shoppers were told agree.
async fn books_agree(app: &App, told: &Told) {
    for (wrong, sql) in NEVER {
        assert_eq!(queries::number(&app.db, *sql).await, 0, "{wrong}");
    }
    let intents = app.gateway.intents_since(0).await.unwrap().items;
    let returned = returned(app).await;
    let mut kept_of_order: HashMap<String, u32> = HashMap::new();
    for intent in intents.iter().filter(|i| i.state == IntentState::Succeeded) {
        let order = belongs_to(app, intent).await;
        if returned.get(&intent.id) == Some(&intent.received.minor) {
            continue;
        }
        *kept_of_order.entry(order.clone()).or_default() += 1;
        let standing = queries::texts(
            &app.db,
            format!(
                "SELECT o.status || ' ' || r.state FROM orders o JOIN payment_requests r ON r.order_id = o.id WHERE o.id = '{order}'"
            ),
        )
        .await;
        assert_eq!(standing, ["confirmed paid"], "{}", intent.id);
    }
    let twice: Vec<_> = kept_of_order.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "charged twice: {twice:?}");

    for intent in all(&told.paid) {
        let known = intents.iter().find(|known| known.id == intent);
        assert!(
            known.is_some_and(|known| known.state == IntentState::Succeeded),
            "the provider has forgotten {intent}"
        );
    }
    for (list, status) in [(&told.cancelled, "cancelled"), (&told.transfers, "pending")] {
        for token in all(list) {
            let hash = token_hash(&token);
            let sql = format!("SELECT status FROM orders WHERE link_hash = '{hash}'");
            assert_eq!(queries::texts(&app.db, sql).await, [status]);
        }
    }

    // Nobody bought more than one cart's worth, however often they sent their form.
    let carts = "SELECT COUNT(*) FROM (SELECT cart_id FROM orders WHERE cart_id IS NOT NULL AND status <> 'cancelled'
        GROUP BY cart_id HAVING COUNT(*) > 1) AS twice";
    assert_eq!(queries::number(&app.db, carts).await, 0, "ordered twice");
    for (sku, units) in [(VASE, 1), (SMALL_PRINT, 3), (BEAD, 5000)] {
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) FROM order_lines l JOIN orders o ON o.id = l.order_id
            JOIN variants v ON v.id = l.variant_id WHERE v.sku = '{sku}' AND o.status <> 'cancelled'"
        );
        let taken = queries::number(&app.db, sql).await;
        assert!(taken <= units, "{taken} of {units} {sku} were sold");
    }
}

/// Minor units that went back at the provider, by intent.
async fn returned(app: &App) -> HashMap<String, i64> {
    let mut returned = HashMap::new();
    for refund in app.gateway.refunds_since(0).await.unwrap().items {
        if refund.state == RefundState::Succeeded {
            *returned.entry(refund.intent_id.unwrap()).or_default() += refund.amount.minor;
        }
    }
    returned
}

/// The one order that a succeeded payment belongs to, the same for the provider and for the shop.
async fn belongs_to(app: &App, intent: &Intent) -> String {
    let sql = format!(
        "SELECT order_id FROM payment_attempts WHERE intent_id = '{}' AND state = 'succeeded'",
        intent.id
    );
    let orders = queries::texts(&app.db, sql).await;
    assert_eq!(orders.len(), 1, "{} belongs to {orders:?}", intent.id);
    assert_eq!(intent.order_id.as_ref(), orders.first());
    orders.into_iter().next().unwrap()
}
