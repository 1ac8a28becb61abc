//! The whole of a custom order over the API: from the accepted quote to the delivery, by a program and its customer.

use super::custom_orders::asked;
use super::{Api, program};
use crate::support::shop::{Shop, each_shop};
use atelier::domain::commission::view::PayLinkView;
use serde_json::{Value, json};

/// Pays the part that is due, by card on its page.
async fn pays(shop: &Shop, custom: &Value) {
    let parts = custom["payments"].as_array().unwrap();
    let url = parts
        .iter()
        .find_map(|part| part["pay_url"].as_str())
        .unwrap();
    let token = url.rsplit('/').next().unwrap();
    let page: PayLinkView = shop
        .visitor()
        .calls("commissions/pay-link", &[("token", token)])
        .await;
    let element = page.pay.and_then(|pay| pay.element).unwrap();
    let intent = element.client_secret.split("_secret").next().unwrap();
    let (status, _) = shop.provider.confirm(intent, "pm_card_visa").await;
    assert_eq!(status, 200);
    shop.hears().await;
}

#[tokio::test]
async fn a_program_and_a_customer_take_it_from_the_quote_to_the_delivery() {
    each_shop(async |shop| {
        let ada = Api::new(&shop);
        let custom = asked(&ada).await;
        let path = format!("/custom-orders/{}", custom["ref"].as_str().unwrap());
        let theirs = format!("/custom-orders/{}", custom["number"].as_str().unwrap());
        let studio = program(&shop, &["custom_orders"]).await;
        let step = |name: &str| format!("{theirs}/{name}");
        let quote = json!({
            "lines": [{"title": "Collar", "unit_price": "100"}], "shipping": "5", "plan": "stages",
            "stages": [
                {"label": "Start", "percent": 20}, {"label": "Half-way", "percent": 30}, {"label": "Rest", "percent": 50}
            ],
            "back_before_start": 90, "back_while_making": 50, "back_when_ready": 10,
        });
        studio.post(&step("quote"), quote).await.expect(200);
        let sent = studio.post(&step("approve"), json!({})).await.expect(200);
        let shipping = sent["quotes"][0]["shipping_method"].as_str().unwrap();
        assert!(!shipping.to_lowercase().contains("insured"), "nobody promised that: {shipping}");
        let rule = sent["quotes"][0]["refund_rule"].to_string();
        assert!(rule.contains("90") && rule.contains("10"), "{rule}");
        let yes = json!({
            "version": 1, "total": sent["quotes"][0]["total"], "agree": true,
            "shipping_address": {"full_name": "Ada", "line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
        });
        ada.post(&format!("{path}/accept"), yes).await.expect(200);
        let early = studio.post(&step("begin"), json!({})).await;
        assert_eq!(early.problem(409), "conflict", "nothing is paid");
        pays(&shop, &ada.get(&path).await.expect(200)).await;

        let begun = studio.post(&step("begin"), json!({})).await.expect(200);
        assert_eq!(begun["status"], "in_production");
        assert!(begun["order"].as_str().unwrap().starts_with("ORD-"));
        let shown = json!({"message": "The first rows.", "ask_approval": true});
        let shown = studio.post(&step("progress"), shown).await.expect(200);
        assert_eq!(shown["entries"].as_array().unwrap().last().unwrap()["approval"], "asked");
        let none = json!({"entry_id": "none"});
        assert_eq!(ada.post(&format!("{path}/approve-progress"), none).await.problem(409), "conflict");
        let approved = ada.post(&format!("{path}/approve-progress"), json!({})).await.expect(200);
        let approvals: Vec<&Value> = approved["entries"].as_array().unwrap().iter().map(|entry| &entry["approval"]).collect();
        assert!(approvals.contains(&&json!("approved")) && !approvals.contains(&&json!("asked")), "{approvals:?}");
        assert_eq!(ada.post(&format!("{path}/approve-progress"), json!({})).await.problem(409), "conflict");
        let due = studio.post(&step("request-payment"), json!({})).await.expect(200);
        let part = due["payments"][1]["id"].as_str().unwrap().to_string();
        assert_eq!(due["payments"][1]["asked"], true);
        let link = step(&format!("payments/{part}/link"));
        let linked = studio.post(&link, json!({})).await.expect(200);
        assert!(linked["payments"][1]["link_url"].as_str().is_some_and(|url| url.starts_with("http")), "{linked}");
        let taken = studio.call("DELETE", &link, None).await.expect(200);
        assert_eq!(taken["payments"][1]["link_url"], Value::Null);
        pays(&shop, &ada.get(&path).await.expect(200)).await;

        let early = studio.post(&step("ship"), json!({"way": "collected"})).await;
        assert_eq!(early.problem(409), "conflict", "it is not finished");
        let finished = studio.post(&step("finish"), json!({"message": "It shines."})).await.expect(200);
        assert_eq!(finished["status"], "ready");
        let unpaid = studio.post(&step("ship"), json!({"way": "collected"})).await;
        assert_eq!(unpaid.problem(409), "conflict", "the rest is to be paid");
        pays(&shop, &ada.get(&path).await.expect(200)).await;
        let wrong = studio.post(&step("ship"), json!({"way": "tracked"})).await.expect(422);
        assert_eq!(wrong["errors"].as_array().unwrap().len(), 2, "carrier and number");
        let gone = studio.post(&step("ship"), json!({"way": "collected"})).await.expect(200);
        assert_eq!((&gone["status"], &gone["parcels"][0]["way"]), (&"shipped".into(), &"collected".into()));
        let seen = ada.get(&path).await.expect(200);
        assert!(seen["next"].as_str().unwrap().starts_with("You collected it."), "{}", seen["next"]);
        let done = studio.post(&step("complete"), json!({})).await.expect(200);
        assert_eq!(done["status"], "completed");
        shop.drains().await;
        let subject = shop.text("SELECT subject FROM mails WHERE template = 'commission_shipped'").await;
        assert!(subject.starts_with("You collected"), "{subject}");
        shop.is_consistent().await;
    })
    .await;
}
