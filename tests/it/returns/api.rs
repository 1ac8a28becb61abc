//! Returns and invoices over the API, and in the data export.

use super::*;
use crate::api::{Api, program};
use crate::commissions::pictures::{multipart, png};
use crate::support::shop::each_shop;
use serde_json::{Value, json};

fn of(order: &Placed, more: &str) -> String {
    format!("/orders/{}{more}", order.id)
}

#[tokio::test]
async fn a_guest_asks_over_the_api_and_a_program_sees_it() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let guest = Api::new(&shop).with("order-token", &order.token);
        let path = of(&order, "/returns");
        let one = json!({"lines": [{"product_sku": MUG, "quantity": 1}], "reason": "damaged", "words": "A crack"});
        let with = |change: &[(&str, Value)]| {
            let mut body = one.clone();
            for (name, value) in change {
                body[*name] = value.clone();
            }
            body
        };
        for (body, field, code) in [
            (with(&[("lines", json!([]))]), "units", "required"),
            (with(&[("reason", json!("boredom"))]), "reason", "required"),
            (
                with(&[("lines", json!([{"product_sku": MUG, "quantity": 3}]))]),
                "lines[0].quantity",
                "too_many",
            ),
            (
                with(&[("lines", json!([{"product_sku": "NONE", "quantity": 1}]))]),
                "lines[0].product_sku",
                "product_not_found",
            ),
            (with(&[("colour", json!("red"))]), "colour", "unknown_field"),
        ] {
            let problem = guest.post(&path, body).await.expect(422);
            let item = &problem["errors"][0];
            let found = item["field"].as_str().unwrap();
            assert!(found.starts_with(field), "{problem}");
            assert_eq!(item["code"], code, "{problem}");
        }
        let keyed = guest.with("idempotency-key", "a-key-of-sixteen-or-more");
        let back = keyed.post(&path, one.clone()).await.expect(201);
        assert_eq!(back["status"], "requested");
        assert_eq!(back["lines"][0]["product_sku"], MUG);
        let again = keyed.post(&path, one.clone()).await.expect(201);
        assert_eq!(again["id"], back["id"]);
        let listed = guest.get(&path).await.expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);

        // With a picture, as a form.
        let (kind, body) = multipart(
            &[
                ("lines", &json!([{"product_sku": MUG, "quantity": 1}]).to_string()),
                ("reason", "wrong_item"),
            ],
            &[("a.png", &png(200, 200))],
        );
        let request = guest.request("POST", &path).header("content-type", kind);
        let sent = crate::api::Reply::of(request.body(body).send().await.unwrap()).await;
        assert_eq!(sent.expect(201)["pictures"], 1);
        let stranger = Api::new(&shop).post(&path, one.clone()).await;
        assert_eq!(stranger.problem(404), "not_found");
        let till = program(&shop, &["orders:write"]).await;
        let bowl = json!({"lines": [{"product_sku": BOWL, "quantity": 1}], "reason": "changed_mind"});
        let by_till = till.post(&path, bowl.clone()).await.expect(201);
        assert_eq!(by_till["number"], 3);
        assert_eq!(guest.post(&path, bowl).await.problem(422), "invalid");
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn the_invoice_comes_as_a_file_once_it_is_there() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let guest = Api::new(&shop).with("order-token", &order.token);
        let path = of(&order, "/invoice.pdf");
        assert_eq!(guest.get(&path).await.problem(409), "no_invoice");
        let early = json!({"lines": [{"product_sku": BOWL, "quantity": 1}], "reason": "damaged"});
        let early = guest.post(&of(&order, "/returns"), early).await;
        assert!(matches!(early.status, 409 | 422), "{}", early.body);
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        for api in [guest, program(&shop, &["orders:read"]).await] {
            let answer = api.request("GET", &path).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"));
        }
        assert_eq!(Api::new(&shop).get(&path).await.problem(404), "not_found");
    })
    .await;
}
