//! The description of the API, which is made from the routes themselves.

use super::Api;
use crate::support::shop::each_shop;
use atelier::server::http::api::document;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every operation: method, path, and what the document says of it.
pub fn operations() -> Vec<(String, String, &'static Value)> {
    let mut found = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((method.to_uppercase(), path.clone(), operation));
        }
    }
    found
}

#[tokio::test]
async fn it_is_served_and_is_openapi_3_1() {
    each_shop(async |shop| {
        let served = Api::new(&shop).get("/openapi.json").await.expect(200);
        assert_eq!(&served, document());
        assert!(served["openapi"].as_str().unwrap().starts_with("3.1"));
    })
    .await;
}

#[test]
fn every_operation_has_words_and_examples() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let name = format!("{method} {path}");
        assert!(
            operation["summary"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{name}"
        );
        assert!(operation["tags"][0].is_string(), "{name}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.contains_key("default"),
            "{name} says what problems look like"
        );
        let good: Vec<&String> = responses
            .keys()
            .filter(|status| status.starts_with('2'))
            .collect();
        assert_eq!(good.len(), 1, "{name}");
        let is_a_file = responses[good[0]]["content"]
            .get("application/pdf")
            .is_some();
        if good[0] != "204" && !is_a_file {
            let answer = &responses[good[0]]["content"]["application/json"];
            assert!(
                answer["example"].is_object(),
                "{name} has no example of its answer"
            );
        }
        if let Some(body) = operation["requestBody"]["content"].get("application/json") {
            assert!(
                body["example"].is_object(),
                "{name} has no example of its body"
            );
        }
        for response in responses.values() {
            assert!(
                !response["content"].is_null() || response.get("content").is_none(),
                "{name}"
            );
        }
        let id = operation["operationId"].as_str().unwrap().to_string();
        assert!(ids.insert(format!("{id} {path}")), "{name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let explained = parameter["description"].is_string() || parameter["schema"].is_object();
            assert!(explained, "{name}: {parameter}");
        }
    }
}

/// Every reference leads somewhere.
#[test]
fn nothing_is_left_undescribed() {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(path)) = map.get("$ref") {
                    found.push(path.clone());
                }
                map.values().for_each(|value| walk(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(document(), &mut found);
    assert!(found.len() > 40);
    for path in found {
        let pointer = path.trim_start_matches('#');
        assert!(document().pointer(pointer).is_some(), "{path}");
    }
}

/// The router is made of the same list as the document, so only a route beside that list could be missing in it.
#[test]
fn no_route_stands_beside_the_list() {
    let source = include_str!("../../../src/server/http/api/mod.rs");
    let doors: Vec<&str> = source
        .lines()
        .map(str::trim)
        .filter(|line| line.contains(".route("))
        .collect();
    for door in &doors {
        let known = [
            "\"/api/v1\"",
            "\"/api/v1/\"",
            "\"/api/v1/{*path}\"",
            "\"/api/docs\"",
            "\"/api/docs.css\"",
        ];
        assert!(
            known.iter().any(|path| door.contains(path)),
            "describe it with utoipa::path: {door}"
        );
    }
    assert_eq!(doors.len(), 5);
}

#[tokio::test]
async fn the_page_about_it_loads_nothing_from_elsewhere() {
    each_shop(async |shop| {
        let answer = shop
            .http
            .get(format!("{}/api/docs", shop.base))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_string();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("script-src"),
            "{policy}"
        );
        let html = answer.text().await.unwrap();
        for wanted in [
            "The shop’s API",
            "POST",
            "checkout-sessions",
            "curl -X POST",
        ] {
            assert!(html.contains(wanted), "{wanted}");
        }
        assert!(!html.contains("<script"));
        for part in html.split("href=\"").chain(html.split("src=\"")).skip(1) {
            let address = part.split('"').next().unwrap();
            assert!(
                address.starts_with(['/', '#']) || !address.starts_with("http"),
                "{address}"
            );
        }
        let styles = shop
            .http
            .get(format!("{}/api/docs.css", shop.base))
            .send()
            .await
            .unwrap();
        assert_eq!(styles.headers()["content-type"], "text/css; charset=utf-8");
    })
    .await;
}
