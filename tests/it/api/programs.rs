//! API tokens: made by the owner, shown once, stored hashed, and gone when they are revoked.

use super::{Api, owner, program};
use crate::support::browser::Browser;
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use atelier::server::staff::{demo, programs, seed_demo};
use serde_json::{Value, json};

/// Somebody of the demonstration's staff, signed in.
pub async fn signed_in(shop: &Shop, email: &str) -> Browser {
    let browser = Browser::new(&shop.app);
    let fields = [("email", email), ("password", demo::PASSWORD)];
    browser.post("/admin/login", &fields).await;
    let code = demo::code_now(&shop.app).unwrap();
    let answer = browser.post("/admin/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location, "/admin", "{answer:?}");
    browser
}

#[tokio::test]
async fn an_owner_makes_a_token_that_is_shown_once_and_ends_it() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let owner = signed_in(&shop, "owner@demo.example").await;
        let page = owner.get("/admin/api-tokens").await;
        assert_eq!(page.status, 200, "{}", page.body);
        let wrong = owner
            .post("/admin/api-tokens", &[("action", "make"), ("name", "")])
            .await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("Choose what the program may do"));
        let fields = [
            ("action", "make"),
            ("name", "Label printer"),
            ("scopes", "orders:read"),
            ("scopes", "orders:write"),
        ];
        let made = owner.post("/admin/api-tokens", &fields).await;
        assert_eq!(made.location, "/admin/api-tokens?done=made");
        let shown = owner.get("/admin/api-tokens?done=made").await.body;
        let token: String = shown
            .split("atl_")
            .nth(1)
            .unwrap()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        let token = format!("atl_{token}");
        assert_eq!(token.len(), 47);
        assert!(
            !owner.get("/admin/api-tokens").await.body.contains(&token),
            "it is shown once"
        );
        let stored = shop
            .texts("SELECT token_hash || hint || scopes FROM api_tokens")
            .await
            .concat();
        let everywhere = shop.texts("SELECT data FROM sessions").await.concat();
        assert!(
            !stored.contains(&token) && !everywhere.contains(&token),
            "only its hash is stored"
        );
        let printer = Api::new(&shop).with("authorization", &format!("Bearer {token}"));
        assert_eq!(printer.get("/orders").await.status, 200);
        assert!(
            shop.number("SELECT COUNT(*) FROM api_tokens WHERE last_used_at_ms IS NOT NULL")
                .await
                == 1
        );
        let id = shop.text("SELECT id FROM api_tokens").await;
        let revoked = owner
            .post("/admin/api-tokens", &[("action", "revoke"), ("token", &id)])
            .await;
        assert_eq!(revoked.location, "/admin/api-tokens?done=revoked");
        let reply = printer.get("/orders").await;
        assert_eq!(reply.problem(401), "invalid_token");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        assert_eq!(
            printer.get("/products").await.status,
            401,
            "nor anywhere else"
        );
        let log = shop
            .texts("SELECT kind FROM audit_log WHERE subject = 'Label printer' ORDER BY id")
            .await;
        assert_eq!(log, ["api_token_made", "api_token_revoked"]);
    })
    .await;
}

#[tokio::test]
async fn only_an_owner_with_a_recent_code_makes_tokens() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let fields = [
            ("action", "make"),
            ("name", "Mine"),
            ("scopes", "orders:write"),
        ];
        for email in ["artisan@demo.example", "finance@demo.example"] {
            let other = signed_in(&shop, email).await;
            assert_eq!(other.get("/admin/api-tokens").await.status, 403);
            assert_eq!(other.post("/admin/api-tokens", &fields).await.status, 403);
            shop.app.clock.advance_ms(31_000);
        }
        let owner = signed_in(&shop, "owner@demo.example").await;
        shop.app.clock.advance_ms(20 * 60_000);
        let answer = owner.post("/admin/api-tokens", &fields).await;
        assert_eq!(answer.location, "/admin/confirm?next=%2Fadmin%2Fapi-tokens");
        assert_eq!(shop.number("SELECT COUNT(*) FROM api_tokens").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_with_the_owner_who_made_it() {
    each_shop(async |shop| {
        let scale = program(&shop, &["orders:read"]).await;
        assert_eq!(scale.get("/orders").await.status, 200);
        shop.tampers("UPDATE staff SET role = 'editor'").await;
        assert_eq!(scale.get("/orders").await.problem(401), "invalid_token");
        shop.tampers("UPDATE staff SET role = 'owner', active = FALSE")
            .await;
        assert_eq!(scale.get("/orders").await.problem(401), "invalid_token");
    })
    .await;
}

#[tokio::test]
async fn a_program_keeps_the_catalogue() {
    each_shop(async |shop| {
        owner(&shop).await;
        let keeper = program(&shop, &["products:write"]).await;
        let category = keeper.post("/categories", json!({"name": "Lanterns"})).await.expect(201);
        assert_eq!(category["slug"], "lanterns");
        let new = json!({"title": "Moon lantern", "category": "lanterns", "story": "It glows.", "attributes": {"Wick": "Cotton"}});
        let draft = keeper.post("/products", new).await.expect(201);
        let path = format!("/products/{}", draft["id"].as_str().unwrap());
        assert_eq!((&draft["status"], Api::new(&shop).get(&path).await.status), (&"draft".into(), 404));
        assert_eq!(keeper.post(&format!("{path}/publish"), json!({})).await.status, 422, "nothing to sell yet");
        let variant = json!({"sku": "LANTERN", "prices": {"EUR": 30, "JPY": "4500"}});
        let with = keeper.post(&format!("{path}/variants"), variant).await.expect(201);
        assert_eq!(with["variants"][0]["prices"], json!({"EUR": "30.00", "JPY": "4500"}));
        let receive = json!({"product_sku": "LANTERN", "change": "receive", "quantity": 4});
        keeper.post(&format!("{path}/stock"), receive).await.expect(200);
        let foreign = json!({"product_sku": BOWL, "change": "receive", "quantity": 4});
        assert_eq!(keeper.post(&format!("{path}/stock"), foreign).await.status, 404, "another product’s variant");
        let published = keeper.post(&format!("{path}/publish"), json!({})).await.expect(200);
        assert_eq!(published["status"], "published");
        let sold = Api::new(&shop).get(&path).await.expect(200);
        assert_eq!((&sold["variants"][0]["sku"], &sold["categories"][0]["name"]), (&"LANTERN".into(), &"Lanterns".into()));
        let version = published["version"].as_i64().unwrap();
        let change = json!({"title": "Sun lantern", "version": version});
        let changed = keeper.patch(&path, change.clone()).await.expect(200);
        assert_eq!((&changed["title"], &changed["story"]), (&"Sun lantern".into(), &"It glows.".into()));
        assert_eq!(keeper.patch(&path, change).await.problem(409), "conflict", "a stale version");
        let id = with["variants"][0]["id"].as_str().unwrap();
        let dearer = json!({"prices": {"EUR": "33.50"}});
        let dearer = keeper.patch(&format!("{path}/variants/{id}"), dearer).await.expect(200);
        assert_eq!(dearer["variants"][0]["prices"], json!({"EUR": "33.50", "JPY": "4500"}));
        assert_eq!(keeper.post(&format!("{path}/archive"), json!({})).await.expect(200)["status"], "archived");
        assert_eq!(keeper.call("DELETE", &path, None).await.status, 204);
        assert_eq!(Api::new(&shop).get(&path).await.status, 404);
        let renamed = keeper.get("/categories/lanterns").await.expect(200);
        let change = json!({"name": "Lights", "version": renamed["version"]});
        assert_eq!(keeper.patch("/categories/lanterns", change).await.expect(200)["name"], "Lights");
        assert_eq!(keeper.call("DELETE", "/categories/lanterns", None).await.problem(409), "conflict");
        assert_eq!(Api::new(&shop).get("/categories/lanterns").await.expect(200)["version"], Value::Null);
        let log = shop.texts("SELECT kind FROM audit_log WHERE actor_name = 'API: Scale' ORDER BY id").await;
        assert_eq!(log[..4], ["category_created", "product_created", "product_variant_saved", "product_stock_changed"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_sits_at_the_machine_makes_a_token_in_an_owners_name() {
    each_shop(async |shop| {
        let email = owner(&shop).await.email;
        let make = async |email: &str, scopes: &[&str]| {
            programs::make_here(&shop.app, email, "Script", scopes).await
        };
        let token = make(&email, &[]).await.unwrap();
        let all = Api::new(&shop).with("authorization", &format!("Bearer {token}"));
        for path in ["/orders", "/customers", "/custom-orders"] {
            assert_eq!(all.get(path).await.status, 200, "{path}");
        }
        let one = make(&email, &["orders:read"]).await.unwrap();
        let one = Api::new(&shop).with("authorization", &format!("Bearer {one}"));
        assert_eq!(one.get("/customers").await.problem(403), "missing_scope");
        assert_eq!(
            make("nobody@kiln.example", &[]).await.unwrap_err().status(),
            404
        );
        let typo = make(&email, &["orders:raed"]).await.unwrap_err();
        assert!(typo.to_string().contains("orders:read"), "{typo}");
        let log = shop
            .texts("SELECT ip FROM audit_log WHERE kind = 'api_token_made'")
            .await;
        assert_eq!(log, ["command line"; 2]);
    })
    .await;
}
