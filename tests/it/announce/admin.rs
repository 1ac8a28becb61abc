//! Endpoints as owners manage them in the admin, and programs over the API.

use crate::api::programs::signed_in;
use crate::api::{Api, program};
use crate::support::browser::Browser;
use crate::support::goods::BOWL;
use crate::support::receiver::Receiver;
use crate::support::shop::each_shop;
use atelier::server::staff::seed_demo;
use serde_json::{Value, json};

/// The secret on a page, if there is one.
fn secret(page: &str) -> Option<String> {
    let rest = page.split("whsec_").nth(1)?;
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    Some(format!(
        "whsec_{}",
        rest.chars().take_while(fits).collect::<String>()
    ))
}

#[tokio::test]
async fn an_owner_adds_tries_changes_and_removes_an_endpoint() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let receiver = Receiver::open().await;
        let owner = signed_in(&shop, "owner@demo.example").await;
        let wrong = [
            ("action", "add"),
            ("url", "http://10.0.0.1/"),
            ("description", "The scale"),
        ];
        let wrong = owner.post("/admin/webhooks", &wrong).await;
        assert_eq!(wrong.status, 422);
        for kept in [
            "http://10.0.0.1/",
            "The scale",
            "private network",
            "Choose what it is told of",
        ] {
            assert!(wrong.body.contains(kept), "{kept}");
        }
        let fields = [
            ("action", "add"),
            ("url", receiver.url.as_str()),
            ("description", "The scale"),
            ("events", "order.placed"),
            ("events", "stock.changed"),
        ];
        let added = owner.post("/admin/webhooks", &fields).await;
        let page = added.location.split('?').next().unwrap().to_string();
        assert!(added.location.ends_with("?done=added"), "{added:?}");
        let first = secret(&owner.get(&page).await.body).unwrap();
        assert_eq!(
            secret(&owner.get(&page).await.body),
            None,
            "it is shown once"
        );
        let tested = owner.post(&page, &[("action", "test")]).await;
        assert_eq!(tested.status, 303);
        shop.drains().await;
        assert_eq!(receiver.events(), ["webhook.test"]);
        assert!(receiver.got()[0].verifies(&first));
        let shown = owner.get(&page).await.body;
        assert!(
            shown.contains("webhook.test") && shown.contains("HTTP 204"),
            "the log"
        );
        let id = receiver.got()[0].id().to_string();
        owner
            .post(&page, &[("action", "replay"), ("delivery", &id)])
            .await;
        shop.drains().await;
        assert_eq!(receiver.got().len(), 2);
        let rotated = owner.post(&page, &[("action", "rotate")]).await;
        assert!(rotated.location.ends_with("?done=rotated"));
        let second = secret(&owner.get(&page).await.body).unwrap();
        assert_ne!(first, second);
        let url = receiver.url.as_str();
        let fields = [("action", "save"), ("url", url), ("events", "order.placed")];
        let saved = owner.post(&page, &fields).await;
        assert!(saved.location.ends_with("?done=saved"), "{saved:?}");
        assert_eq!(
            shop.text("SELECT events FROM webhook_endpoints").await,
            "order.placed"
        );
        owner.post(&page, &[("action", "disable")]).await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        let again = owner
            .post(&page, &[("action", "replay"), ("delivery", &id)])
            .await;
        assert_eq!(again.status, 409);
        owner.post(&page, &[("action", "enable")]).await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        assert_eq!(
            receiver.events(),
            ["order.placed", "webhook.test", "webhook.test"]
        );
        let removed = owner.post(&page, &[("action", "remove")]).await;
        assert_eq!(removed.location, "/admin/webhooks?done=removed");
        assert_eq!(owner.get(&page).await.status, 404);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM webhook_deliveries").await,
            0
        );
        let log = shop
            .texts("SELECT kind FROM audit_log WHERE kind LIKE 'webhook%' ORDER BY id")
            .await;
        let expected = [
            "webhook_endpoint_added",
            "webhook_tested",
            "webhook_replayed",
            "webhook_secret_rotated",
            "webhook_endpoint_changed",
            "webhook_endpoint_disabled",
            "webhook_endpoint_enabled",
            "webhook_endpoint_removed",
        ];
        assert_eq!(log, expected);
        let everywhere = shop.texts("SELECT data FROM sessions").await.concat()
            + &shop
                .texts("SELECT subject || args FROM audit_log")
                .await
                .concat();
        assert!(!everywhere.contains(&second[6..]) && !everywhere.contains("/hooks"));
    })
    .await;
}

#[tokio::test]
async fn only_an_owner_with_a_recent_code_manages_endpoints() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let fields = [
            ("action", "add"),
            ("url", "https://example.org/"),
            ("events", "order.placed"),
        ];
        for email in ["artisan@demo.example", "finance@demo.example"] {
            let other = signed_in(&shop, email).await;
            for path in ["/admin/webhooks", "/admin/webhooks/1"] {
                assert_eq!(other.get(path).await.status, 403);
                assert_eq!(other.post(path, &fields).await.status, 403);
                for action in ["test", "replay", "rotate"] {
                    let answer = other.post(path, &[("action", action)]).await;
                    assert_eq!(answer.status, 403, "{path} {action}");
                }
            }
            shop.app.clock.advance_ms(31_000);
        }
        let nobody = Browser::new(&shop.app);
        let answer = nobody.post("/admin/webhooks", &fields).await;
        assert_eq!(answer.location, "/admin/login?next=%2Fadmin%2Fwebhooks");
        let owner = signed_in(&shop, "owner@demo.example").await;
        shop.app.clock.advance_ms(20 * 60_000);
        let answer = owner.post("/admin/webhooks", &fields).await;
        assert_eq!(answer.location, "/admin/confirm?next=%2Fadmin%2Fwebhooks");
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM webhook_endpoints").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_program_manages_endpoints_and_reads_what_was_delivered() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let api = program(&shop, &["webhooks"]).await;
        let wrong = json!({"url": "https://[::ffff:127.0.0.1]/", "events": ["order.eaten"]});
        let wrong = api.post("/webhook-endpoints", wrong).await.expect(422);
        let fields: Vec<&Value> = wrong["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["field"])
            .collect();
        assert_eq!(fields, ["url", "events"]);
        let new = json!({"url": receiver.url, "events": ["order.placed"]});
        let made = api.post("/webhook-endpoints", new).await.expect(201);
        let (id, secret) = (
            made["id"].as_str().unwrap(),
            made["secret"].as_str().unwrap(),
        );
        let path = format!("/webhook-endpoints/{id}");
        assert_eq!(api.get(&path).await.expect(200)["secret"], Value::Null);
        let all = api.get("/webhook-endpoints").await.expect(200);
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        receiver.answers(&[500]);
        Api::new(&shop).orders(BOWL).await;
        shop.drains().await;
        let waiting = api
            .get("/webhook-deliveries?state=pending")
            .await
            .expect(200);
        let delivery = &waiting["items"][0];
        assert_eq!(
            (&delivery["http_status"], &delivery["answer"]),
            (&json!(500), &json!("what the receiver says"))
        );
        assert_eq!(delivery["id"], receiver.got()[0].id());
        let replay = format!("/webhook-deliveries/{}/replay", receiver.got()[0].id());
        api.post(&replay, json!({})).await.expect(200);
        shop.drains().await;
        assert!(receiver.got()[1].verifies(secret));
        for (query, count) in [
            (format!("?endpoint={id}"), 1),
            (format!("?endpoint={id}&state=delivered"), 1),
            ("?state=pending".into(), 0),
            ("?endpoint=nobody".into(), 0),
        ] {
            let found = api
                .get(&format!("/webhook-deliveries{query}"))
                .await
                .expect(200);
            assert_eq!(found["total"], count, "{query}");
            assert_eq!(found["items"].as_array().unwrap().len() as i64, count);
        }
        assert_eq!(api.get("/webhook-deliveries?state=lost").await.status, 422);
        let rotated = api
            .post(&format!("{path}/rotate-secret"), json!({}))
            .await
            .expect(200);
        assert_ne!(rotated["secret"], secret);
        let changed = api
            .patch(&path, json!({"enabled": false, "description": "Books"}))
            .await
            .expect(200);
        assert_eq!(
            (&changed["enabled"], &changed["description"]),
            (&json!(false), &json!("Books"))
        );
        assert_eq!(
            changed["events"],
            json!(["order.placed"]),
            "what is left out stays"
        );
        assert_eq!(api.call("DELETE", &path, None).await.status, 204);
        assert_eq!(api.get(&path).await.problem(404), "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_shop_has_so_many_endpoints_and_no_more() {
    each_shop(async |shop| {
        let api = program(&shop, &["webhooks"]).await;
        let new = json!({"url": "https://example.org/", "events": ["order.completed"]});
        for _ in 0..20 {
            api.post("/webhook-endpoints", new.clone())
                .await
                .expect(201);
        }
        assert_eq!(
            api.post("/webhook-endpoints", new).await.problem(409),
            "conflict"
        );
    })
    .await;
}
