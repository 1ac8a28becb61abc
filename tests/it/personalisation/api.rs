//! Options and personalisation as programs meet them.

use super::asks;
use crate::api::{Api, new_order, program};
use crate::support::goods::MUG;
use crate::support::shop::each_shop;
use serde_json::{Value, json};

fn item(more: Value) -> Value {
    let mut order = new_order(MUG, 1);
    for (name, value) in more.as_object().unwrap() {
        order["items"][0][name] = value.clone();
    }
    order
}

#[tokio::test]
async fn what_is_asked_is_shown_answered_and_priced() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let api = Api::new(&shop);
        let product = api.get("/products/mug").await.expect(200);
        assert_eq!(product["options"][0]["label"], "Ribbon");
        assert_eq!(product["options"][0]["choices"][1]["surcharge"], "2.50");
        assert_eq!(product["personalisation"][0]["max_length"], 12);
        assert_eq!(product["personalisation"][0]["surcharge"], "6.00");
        let dollars = api.get("/products/mug?currency=USD").await.expect(200);
        assert_eq!(dollars["personalisation"][0]["surcharge"], Value::Null);

        let answers = json!({"options": {"ribbon": "RED wool"}, "personalisation": "Ada"});
        let order = api.post("/orders", item(answers)).await.expect(201);
        let line = &order["lines"][0];
        assert_eq!((&line["unit_price"], &line["total"]), (&"30.50".into(), &"30.50".into()));
        assert_eq!(line["options"], json!([{"label": "Ribbon", "answer": "Red wool", "surcharge": "2.50"}]));
        assert_eq!(line["personalisation"][0]["answer"], "Ada");
        // The same with ids, and with an object.
        let ids = json!({"options": {(&asked.ribbon): asked.wool}, "personalisation": {"Name to engrave": "Ada"}});
        let order = api.post("/orders", item(ids)).await.expect(201);
        assert_eq!(order["lines"][0]["unit_price"], "30.50");

        let cheap = json!({"options": {"Ribbon": "Red wool"}, "unit_price": "22.00"});
        assert_eq!(api.post("/orders", item(cheap)).await.problem(409), "price_changed");
        for wrong in [
            json!({}),
            json!({"options": {"Ribbon": "Gold"}}),
            json!({"options": {"Ribbon": "Linen", "Size": "L"}}),
            json!({"options": {"Ribbon": "Linen"}, "personalisation": "Wilhelmina the Second"}),
            json!({"options": {"Ribbon": "Linen"}, "personalisation": {"Motto": "Ada"}}),
        ] {
            let reply = api.post("/orders", item(wrong.clone())).await;
            assert_eq!(reply.problem(409), "invalid_item_data", "{wrong}");
            let told = reply.json()["errors"][0].clone();
            assert_eq!(told["field"], "items[0]");
            assert!(told["message"].as_str().unwrap().ends_with('.'));
        }
        assert_eq!(shop.orders("pending").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_cart_has_a_line_for_each_answer() {
    each_shop(async |shop| {
        asks(&shop, MUG).await;
        let api = Api::new(&shop);
        let add = |ribbon: &str| json!({"product_sku": MUG, "options": {"Ribbon": ribbon}});
        let first = api.post("/cart/items", add("Linen")).await;
        let cart = first.expect(201);
        let api = api.with("cart-token", first.header("cart-token"));
        assert_eq!(cart["lines"][0]["options"][0]["answer"], "Linen");
        api.post("/cart/items", add("Red wool")).await.expect(201);
        let cart = api.post("/cart/items", add("Linen")).await.expect(201);
        assert_eq!(
            (&cart["lines"][0]["quantity"], &cart["lines"][1]["quantity"]),
            (&2.into(), &1.into())
        );
        let refused = api
            .post(
                "/cart/items",
                json!({"product_sku": MUG, "personalisation": "Wilhelmina the Second"}),
            )
            .await;
        assert_eq!(refused.problem(422), "invalid_item_data");
        let fields: Vec<String> = refused.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["field"].as_str().unwrap().to_string())
            .collect();
        assert_eq!(
            fields,
            ["options.Ribbon", "personalisation.Name to engrave"]
        );
        // Both lines of a program's order want the same units.
        let mut order = item(json!({"options": {"Ribbon": "Linen"}, "quantity": 3}));
        let same = order["items"][0].clone();
        order["items"].as_array_mut().unwrap().push(same);
        order["items"][1]["options"] = json!({"Ribbon": "Raffia"});
        let reply = Api::new(&shop).post("/orders", order).await;
        assert_eq!(reply.problem(409), "insufficient_inventory");
        assert_eq!(reply.json()["errors"][0]["available"], 2);
        assert_eq!(reply.json()["errors"][0]["field"], "items[1]");
    })
    .await;
}

#[tokio::test]
async fn programs_write_what_a_product_asks() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let api = program(&shop, &["products:write"]).await;
        let path = format!("/products/{}/questions", asked.product);
        let wanted = json!({
            "options": [
                {"label": "Box", "choices": [{"name": "Card"}, {"name": "Wood", "surcharges": {"EUR": "7.00"}}]},
                {"label": "ribbon", "required": true, "choices": [{"name": "RED WOOL", "surcharges": {"EUR": "3.00"}}]},
            ],
            "personalisation": [{"label": "Motto", "max_length": 40}],
        });
        let product = api.call("PUT", &path, Some(&wanted)).await.expect(200);
        assert_eq!(product["options"][1]["id"], asked.ribbon.as_str(), "it stays the same question");
        let wool = json!([{"id": asked.wool, "name": "RED WOOL", "surcharges": {"EUR": "3.00"}}]);
        assert_eq!(product["options"][1]["choices"], wool);
        assert_eq!(product["personalisation"][0]["label"], "Motto");
        assert_eq!(product["personalisation"].as_array().unwrap().len(), 1);
        let wrong = json!({
            "options": [{"label": "Box", "choices": [{"name": "Card"}, {"name": "card"}]}],
        });
        let reply = api.call("PUT", &path, Some(&wrong)).await;
        reply.problem(422);
        assert_eq!(reply.json()["errors"][0]["field"], "options[0].choices[1].name");
        let wrong = json!({"personalisation": [{"label": "Motto", "max_length": 0}]});
        let reply = api.call("PUT", &path, Some(&wrong)).await;
        assert_eq!(reply.json()["errors"][0]["field"], "personalisation[0].max_length");
        let seen = Api::new(&shop).get("/products/mug").await.expect(200);
        assert_eq!(seen["options"].as_array().unwrap().len(), 2, "a refusal changes nothing");
        api.call("PUT", &path, Some(&json!({}))).await.expect(200);
        assert_eq!(shop.number("SELECT COUNT(*) FROM product_questions").await, 0);
    })
    .await;
}
