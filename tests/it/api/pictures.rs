//! Pictures over the API: as many and as large as on the page, inside JSON too; a product's are described and ordered.

use super::custom_orders::{picture, request};
use super::{Api, Reply, program};
use crate::commissions::pictures::multipart;
use crate::support::shop::each_shop;
use atelier::domain::commission::request::{PICTURE_BYTES_MAX, PICTURES_MAX};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A picture of as many bytes as one may have: what follows a picture's end is no part of it.
fn large() -> Vec<u8> {
    let mut bytes = picture([10, 80, 10]);
    bytes.resize(PICTURE_BYTES_MAX, 0);
    bytes
}

async fn sends(api: &Api, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
    let (kind, body) = multipart(fields, files);
    let request = api.request("POST", path).header("content-type", kind);
    Reply::of(request.body(body).send().await.unwrap()).await
}

#[tokio::test]
async fn ten_large_pictures_are_taken_as_on_the_page() {
    each_shop(async |shop| {
        let fields = [
            ("email", "ada@home.example"),
            ("country", "DE"),
            ("description", "A collar of green beads for a wedding."),
        ];
        let large = large();
        let files = vec![("a.png", large.as_slice()); PICTURES_MAX];
        let sent = sends(&Api::new(&shop), "/custom-orders", &fields, &files).await;
        let pictures = &sent.expect(201)["request"]["pictures"];
        assert_eq!(pictures.as_array().unwrap().len(), PICTURES_MAX);
    })
    .await;
}

#[tokio::test]
async fn pictures_come_inside_json_in_base64() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut new = request();
        let plain = STANDARD.encode(picture([90, 10, 10]));
        let url = format!("data:image/png;base64,{}", STANDARD.encode(large()));
        new["pictures"] = json!([plain, url]);
        let asked = api.post("/custom-orders", new.clone()).await.expect(201);
        assert_eq!(asked["request"]["pictures"].as_array().unwrap().len(), 2);
        let path = format!("/custom-orders/{}/messages", asked["ref"].as_str().unwrap());
        let said = json!({"pictures": [STANDARD.encode(picture([10, 10, 90]))]});
        let said = api.post(&path, said).await.expect(201);
        let entries = said["entries"].as_array().unwrap();
        assert_eq!(
            entries.last().unwrap()["pictures"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        new["pictures"] = json!([
            STANDARD.encode(b"no picture at all"),
            "***",
            STANDARD.encode(picture([0; 3]))
        ]);
        let refused = api.post("/custom-orders", new.clone()).await.expect(422);
        let wrong: Vec<&Value> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["field"])
            .collect();
        assert_eq!(wrong, ["pictures[0]", "pictures[1]"]);
        new["pictures"] = json!("one");
        let refused = api.post("/custom-orders", new).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], "pictures");
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 1);
        // Where no pictures belong a body stays small.
        let long = json!({"reason": "x".repeat(300 * 1024)});
        assert_eq!(
            api.post("/orders/ORD-000001/cancel", long).await.status,
            413
        );
    })
    .await;
}

#[tokio::test]
async fn words_and_order_of_a_products_pictures_can_be_changed() {
    each_shop(async |shop| {
        let editor = program(&shop, &["products:write"]).await;
        let made = editor
            .post("/products", json!({"title": "Lantern"}))
            .await
            .expect(201);
        let path = format!("/products/{}/images", made["id"].as_str().unwrap());
        let mut product = made;
        for (alt, colour) in [
            ("one", [90, 0, 0]),
            ("two", [0, 90, 0]),
            ("three", [0, 0, 90]),
        ] {
            let mut body = Vec::new();
            for (name, value) in [
                ("alt", alt.as_bytes().to_vec()),
                ("picture", picture(colour)),
            ] {
                let head =
                    format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
                body.extend(head.bytes().chain(value).chain(*b"\r\n"));
            }
            body.extend(b"--edge--\r\n");
            let request = editor
                .request("POST", &path)
                .header("content-type", "multipart/form-data; boundary=edge");
            product = Reply::of(request.body(body).send().await.unwrap())
                .await
                .expect(201);
        }
        let alts = |product: &Value| -> Vec<String> {
            let images = product["images"].as_array().unwrap();
            images
                .iter()
                .map(|image| image["alt"].as_str().unwrap().into())
                .collect()
        };
        assert_eq!(alts(&product), ["one", "two", "three"]);
        let third = format!("{path}/{}", product["images"][2]["id"].as_str().unwrap());
        let change = json!({"alt": "Lit, from above", "caption": "At dusk", "position": 1});
        let product = editor.patch(&third, change).await.expect(200);
        assert_eq!(alts(&product), ["Lit, from above", "one", "two"]);
        assert_eq!(product["images"][0]["caption"], "At dusk");
        let moved = editor
            .patch(&third, json!({"position": 99}))
            .await
            .expect(200);
        assert_eq!(
            alts(&moved),
            ["one", "two", "Lit, from above"],
            "what is left out stays"
        );
        assert_eq!(moved["images"][2]["caption"], "At dusk");
        for (wrong, field) in [
            (json!({"alt": " "}), "alt"),
            (json!({"position": 0}), "position"),
        ] {
            let refused = editor.patch(&third, wrong).await.expect(422);
            assert_eq!(refused["errors"][0]["field"], field);
        }
        assert_eq!(
            editor
                .patch(&format!("{path}/none"), json!({}))
                .await
                .problem(404),
            "not_found"
        );
    })
    .await;
}
