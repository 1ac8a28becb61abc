//! Custom orders through the API, from both sides.

use super::{Api, Reply, program};
use crate::support::shop::each_shop;
use atelier::server::commissions::uploads;
use serde_json::{Value, json};

pub fn request() -> Value {
    json!({
        "name": "Ada Lovelace", "email": "ada@home.example",
        "description": "A collar of green beads for a wedding.", "country": "DE",
    })
}

pub async fn asked(api: &Api) -> Value {
    api.post("/custom-orders", request()).await.expect(201)
}

/// A small picture of one colour.
pub fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb(colour));
    image::DynamicImage::ImageRgb8(picture)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

/// A form with pictures, as curl -F sends it.
async fn sends_form(api: &Api, path: &str, fields: &[(&str, &str)], pictures: &[&[u8]]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    for bytes in pictures {
        let head = "--edge\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(b"--edge--\r\n");
    let request = api
        .request("POST", path)
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(body);
    Reply::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_custom_order_goes_from_a_request_to_an_accepted_quote() {
    each_shop(async |shop| {
        let ada = Api::new(&shop);
        let asked = asked(&ada).await;
        assert_eq!((&asked["number"], &asked["status"]), (&"CUS-000001".into(), &"requested".into()));
        let path = format!("/custom-orders/{}", asked["ref"].as_str().unwrap());
        let studio = program(&shop, &["custom_orders"]).await;
        let list = studio.get("/custom-orders").await.expect(200);
        assert_eq!((&list["total"], &list["items"][0]["number"]), (&1.into(), &asked["number"]));
        let theirs = "/custom-orders/CUS-000001";
        assert_eq!(studio.post(&format!("{theirs}/approve"), json!({})).await.problem(409), "conflict");
        let quote = json!({
            "lines": [{"title": "Collar", "unit_price": 250}], "shipping": "5.90", "shipping_method": "Parcel",
            "plan": "all_now", "lead_days": 20, "valid_days": 14,
        });
        let totals = studio.post(&format!("{theirs}/quote"), quote).await.expect(200);
        assert_eq!((&totals["total"], &totals["currency"]), (&"255.90".into(), &"EUR".into()));
        assert_eq!(ada.get(&path).await.expect(200)["quotes"], json!([]), "nothing was sent yet");
        let sent = studio.post(&format!("{theirs}/approve"), json!({})).await.expect(200);
        assert_eq!(sent["status"], "quoted");
        let seen = ada.get(&path).await.expect(200);
        assert_eq!((&seen["quotes"][0]["total"], &seen["quotes"][0]["version"]), (&"255.90".into(), &1.into()));
        ada.post(&format!("{path}/messages"), json!({"message": "How long is it?"})).await.expect(201);
        let answered = studio.post(&format!("{theirs}/messages"), json!({"message": "42 cm."})).await.expect(201);
        assert_eq!(answered["entries"].as_array().unwrap().last().unwrap()["body"], "42 cm.");
        let mut yes = json!({
            "version": 1, "total": "255.00", "agree": true,
            "shipping_address": {"full_name": "Ada", "line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
        });
        assert_eq!(ada.post(&format!("{path}/accept"), yes.clone()).await.problem(409), "quote_changed");
        yes["total"] = json!("255.90");
        let accepted = ada.post(&format!("{path}/accept"), yes).await.expect(200);
        assert!(accepted["next_url"].as_str().unwrap().contains("/pay/"), "{accepted}");
        assert_eq!(ada.get(&path).await.expect(200)["payments"][0]["amount"], "255.90");
        let log = shop.texts("SELECT kind FROM audit_log WHERE actor_name = 'API: Scale' ORDER BY id").await;
        assert!(log.contains(&"commission_quoted".to_string()) || !log.is_empty(), "{log:?}");
    })
    .await;
}

#[tokio::test]
async fn a_quote_is_answered_with_wishes_a_no_or_a_withdrawal() {
    each_shop(async |shop| {
        let studio = program(&shop, &["custom_orders"]).await;
        let ada = Api::new(&shop);
        let quote = json!({"lines": [{"title": "Collar", "unit_price": "100"}], "shipping": 5, "shipping_method": "Post", "plan": "all_now"});
        for (step, body, status) in [
            ("request-changes", json!({"message": "In blue, please."}), "changes_requested"),
            ("decline", json!({"reason": "Too dear."}), "declined"),
            ("withdraw", json!({}), "withdrawn"),
        ] {
            let asked = asked(&ada).await;
            let theirs = format!("/custom-orders/{}", asked["number"].as_str().unwrap());
            studio.post(&format!("{theirs}/quote"), quote.clone()).await.expect(200);
            studio.post(&format!("{theirs}/approve"), json!({})).await.expect(200);
            let path = format!("/custom-orders/{}/{step}", asked["ref"].as_str().unwrap());
            let stale = ada.with("if-match", "\"1\"").post(&path, body.clone()).await;
            assert_eq!(stale.problem(412), "version_changed");
            assert_eq!(ada.post(&path, body).await.expect(200)["status"], status);
        }
        let asked = asked(&ada).await;
        let path = format!("/custom-orders/{}/reject", asked["number"].as_str().unwrap());
        assert_eq!(studio.post(&path, json!({"reason": "Not in gold."})).await.expect(200)["status"], "rejected");
    })
    .await;
}

#[tokio::test]
async fn pictures_come_with_a_form_and_a_repeated_form_is_one_request() {
    each_shop(async |shop| {
        let ada = Api::new(&shop).with("idempotency-key", "a-key-of-this-one-request");
        let fields = [
            ("name", "Ada"),
            ("email", "ada@home.example"),
            ("country", "DE"),
            ("description", "A collar of green beads for a wedding."),
        ];
        let bad = sends_form(&ada, "/custom-orders", &fields, &[b"not a picture"]).await;
        assert_eq!(bad.status, 422, "{}", bad.body);
        assert_eq!(bad.json()["errors"][0]["field"], "pictures");
        let sent = sends_form(&ada, "/custom-orders", &fields, &[&picture([0; 3])])
            .await
            .expect(201);
        assert_eq!(sent["request"]["pictures"].as_array().unwrap().len(), 1);
        // As a crash between the request and its answer leaves it.
        shop.tampers("DELETE FROM api_answers").await;
        let again = sends_form(&ada, "/custom-orders", &fields, &[&picture([0; 3])])
            .await
            .expect(201);
        assert_eq!(
            (
                &again["ref"],
                shop.number("SELECT COUNT(*) FROM commissions").await
            ),
            (&sent["ref"], 1)
        );
        let unknown = [("name", "Ada"), ("budget_max", "1")];
        assert_eq!(
            sends_form(&Api::new(&shop), "/custom-orders", &unknown, &[])
                .await
                .status,
            422
        );
        uploads::forget_left(&shop.app, i64::MAX).await.unwrap();
    })
    .await;
}
