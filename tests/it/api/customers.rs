//! Customers' accounts as programs manage them.

use super::sign_in::person;
use super::{Api, new_order, program};
use crate::accounts::{ADA, EVE, PASSWORD};
use crate::support::goods::BOWL;
use crate::support::shop::each_shop;
use atelier::server::clock::DAY_MS;
use serde_json::json;

#[tokio::test]
async fn customers_are_listed_found_and_corrected() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await;
        person(&shop, EVE).await;
        let keeper = program(&shop, &["customers:write"]).await;
        let all = keeper.get("/customers?page_size=1").await.expect(200);
        assert_eq!(
            (&all["total"], &all["items"][0]["email"]),
            (&2.into(), &EVE.into())
        );
        let cursor = all["next_cursor"].as_str().unwrap();
        let rest = keeper
            .get(&format!("/customers?page_size=1&cursor={cursor}"))
            .await
            .expect(200);
        assert_eq!(
            (&rest["items"][0]["email"], &rest["next_cursor"]),
            (&ADA.into(), &json!(null))
        );
        for (q, found) in [
            ("ADA@", 1),
            ("lovelace", 2),
            ("home.example", 2),
            ("nowhere", 0),
            ("%25", 0),
            ("_da", 0),
        ] {
            let listed = keeper.get(&format!("/customers?q={q}")).await.expect(200);
            assert_eq!(listed["total"], found, "{q}");
        }
        let path = format!("/customers/{}", rest["items"][0]["id"].as_str().unwrap());
        let changed = keeper
            .patch(&path, json!({"phone": "+49 30"}))
            .await
            .expect(200);
        assert_eq!(
            (&changed["name"], &changed["phone"]),
            (&"Ada Lovelace".into(), &"+49 30".into())
        );
        let anew = keeper
            .call("PUT", &path, Some(&json!({"name": "Ada King"})))
            .await
            .expect(200);
        assert_eq!(
            (&anew["name"], &anew["phone"]),
            (&"Ada King".into(), &"".into())
        );
        assert_eq!(
            keeper
                .patch(&path, json!({"email": EVE}))
                .await
                .problem(422),
            "unknown_field"
        );
        assert_eq!(ada.get("/profile").await.expect(200)["name"], "Ada King");
        assert_eq!(
            keeper.get("/customers/nothing").await.problem(404),
            "not_found"
        );
        assert_eq!(
            keeper
                .patch("/customers/nothing", json!({}))
                .await
                .problem(404),
            "not_found"
        );
        assert!(!keeper.get(&path).await.body.contains("password"));
        let reader = program(&shop, &["customers:read"]).await;
        reader.get(&path).await.expect(200);
        assert_eq!(
            reader.patch(&path, json!({"phone": ""})).await.problem(403),
            "missing_scope"
        );
        let log = shop
            .texts("SELECT kind FROM audit_log WHERE kind LIKE 'customer_%' ORDER BY id")
            .await;
        assert_eq!(log, ["customer_changed", "customer_changed"]);
    })
    .await;
}

#[tokio::test]
async fn whom_the_shop_invites_has_an_account_once_the_mailbox_is_proven() {
    each_shop(async |shop| {
        let keeper = program(&shop, &["customers:write"]).await;
        let new = json!({"name": "Ada Lovelace", "email": ADA});
        let invited = keeper.post("/customers", new.clone()).await.expect(201);
        assert_eq!(
            (&invited["email"], &invited["state"]),
            (&ADA.into(), &"invited".into())
        );
        let path = format!("/customers/{}", invited["id"].as_str().unwrap());
        assert_eq!(keeper.get(&path).await.expect(200), invited);
        let known = json!({"phone": "+49 30 1234", "currency": "USD"});
        let known = keeper.patch(&path, known).await.expect(200);
        assert_eq!(
            (&known["name"], &known["phone"]),
            (&"Ada Lovelace".into(), &"+49 30 1234".into())
        );
        let again = keeper.post("/customers", new.clone()).await.expect(201);
        assert_eq!(again["id"], invited["id"], "the same invitation once more");
        keeper
            .patch(&path, json!({"phone": "+49 30 1234", "currency": "USD"}))
            .await
            .expect(200);
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);
        let login = json!({"email": ADA, "password": ""});
        assert_eq!(
            Api::new(&shop)
                .post("/auth/login", login.clone())
                .await
                .status,
            401
        );
        shop.app.clock.advance_ms(7 * DAY_MS);
        let token = shop.link("account_invited").await;
        let browser = shop.visitor();
        let page = browser
            .gets(&format!("/account/verify?token={token}"))
            .await;
        assert!(
            !page.body.contains("type=\"password\""),
            "there is no password to ask for"
        );
        let opened = browser
            .posts("/account/verify", &[("token", token.as_str())])
            .await;
        assert_eq!(opened.location, "/account?done=welcome", "{opened:?}");
        assert!(browser.is_signed_in().await);
        let account = keeper.get(&path).await.expect(200);
        assert_eq!(
            (&account["state"], &account["phone"], &account["currency"]),
            (&"active".into(), &"+49 30 1234".into(), &"USD".into()),
            "it has the id of the invitation, and what was known already"
        );
        assert_eq!(
            Api::new(&shop).post("/auth/login", login).await.status,
            401,
            "no password is no empty one"
        );
        assert_eq!(
            keeper.post("/customers", new).await.problem(409),
            "email_taken"
        );
        assert_eq!(
            keeper.get("/customers").await.expect(200)["items"][0]["email"],
            ADA
        );
        let ben = json!({"name": "Ben", "email": "ben@home.example"});
        let ben = keeper.post("/customers", ben).await.expect(201);
        let bens = format!("/customers/{}", ben["id"].as_str().unwrap());
        assert_eq!(keeper.call("DELETE", &bens, None).await.status, 204);
        assert_eq!(keeper.get(&bens).await.problem(404), "not_found");
        let wrong = json!({"name": "", "email": "nonsense"});
        assert_eq!(keeper.post("/customers", wrong).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_strangers_registration_still_asks_for_its_password() {
    each_shop(async |shop| {
        let body = json!({"name": "Eve", "email": ADA, "password": PASSWORD});
        Api::new(&shop)
            .post("/auth/register", body)
            .await
            .expect(202);
        let token = shop.link("account_verify").await;
        let answer = shop
            .visitor()
            .posts("/account/verify", &[("token", token)])
            .await;
        assert_eq!(
            answer.status, 422,
            "whoever opens the link did not choose the password"
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_keeps_its_orders_on_record() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await;
        let order = ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
        let keeper = program(&shop, &["customers:write", "orders:read"]).await;
        let id = shop.text("SELECT id FROM customers").await;
        assert_eq!(
            keeper
                .call("DELETE", &format!("/customers/{id}"), None)
                .await
                .status,
            204
        );
        assert_eq!(
            keeper
                .call("DELETE", &format!("/customers/{id}"), None)
                .await
                .status,
            404
        );
        assert_eq!(ada.get("/profile").await.problem(401), "signed_out");
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        keeper.get(&path).await.expect(200);
        let link = Api::new(&shop).with("order-token", order["access_token"].as_str().unwrap());
        link.get(&path).await.expect(200);
        assert_eq!(shop.mails_to(ADA).await.last().unwrap(), "account_deleted");
        let log = shop
            .texts("SELECT subject FROM audit_log WHERE kind = 'customer_deleted'")
            .await;
        assert_eq!(log, [id]);
    })
    .await;
}
