//! Malformed text at every endpoint: in its address, its query and its fields. What comes back is a sentence with a
//! true status, never a fault of ours and never a developer's text.

use super::fixture::{Credential, Fixture};
use super::functions::arguments;
use super::table::{TABLE, Who};
use super::{Endpoint, Way};
use crate::support::shop::each_shop;
use atelier::domain::staff::Role;

/// As they stand in an address or a form.
const STRANGE: [&str; 10] = [
    "%00",
    "%0a",
    "%0d%0a",
    "%0b",
    "%7f",
    "%ff",
    "%C2%85",
    "%E2%80%AEx",
    "cafe%CC%81",
    "%EF%BF%BF",
];

/// Words that only a developer reads.
const INSIDE: [&str; 9] = [
    "server function",
    "panicked",
    "deserialize",
    "Failed to",
    "Cannot parse",
    "invalid byte sequence",
    "serde",
    "sqlx",
    "Invalid URL",
];

/// Endpoints of machines with formats of their own, and streams that don't end.
fn left_out(endpoint: &Endpoint) -> bool {
    ["/sandbox/", "/webhooks/", "/metrics"]
        .iter()
        .any(|place| endpoint.1.starts_with(place))
        || endpoint.1.ends_with("/events")
        // Whoever is signed out there gets no further at what follows.
        || endpoint.1.ends_with("/sign-out")
}

/// The credential that gets furthest at an endpoint.
fn credential(who: Who) -> Credential {
    match who {
        Who::SigningIn | Who::Anyone => Credential::Nothing,
        Who::Link => Credential::Link,
        Who::Customer | Who::Owner => Credential::Customer,
        Who::Halfway => Credential::Password,
        Who::AnyStaff | Who::Staff(_) => Credential::Staff(Role::Owner),
    }
}

/// Every field that any form or function has, with one strange value.
fn fields(strange: &str, names: &[String]) -> String {
    let pairs: Vec<String> = names
        .iter()
        .map(|name| format!("{name}=a{strange}"))
        .collect();
    pairs.join("&")
}

/// The names of the fields of plain forms.
const FIELDS: [&str; 40] = [
    "email",
    "name",
    "password",
    "token",
    "next",
    "code",
    "action",
    "line",
    "sku",
    "quantity",
    "full_name",
    "line1",
    "city",
    "postal_code",
    "country",
    "step",
    "note",
    "reason",
    "number",
    "description",
    "wanted_by",
    "upload_key",
    "title",
    "slug",
    "body",
    "url",
    "events",
    "address",
    "id",
    "session",
    "old_password",
    "new_password",
    "role",
    "alt",
    "method",
    "back",
    "seen_back",
    "numbers",
    "amount",
    "form",
];

/// The names of a function's arguments.
fn names(function: &str) -> Vec<String> {
    arguments(function)
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

struct Heard {
    status: u16,
    kind: String,
    body: String,
}

async fn hears(fixture: &Fixture, key: Credential, request: reqwest::RequestBuilder) -> Heard {
    let request = request.header("sec-fetch-site", "same-origin");
    let answer = fixture.visitor(key).carries(request).await;
    let kind = answer.headers().get("content-type");
    Heard {
        status: answer.status().as_u16(),
        kind: kind.map_or(String::new(), |kind| kind.to_str().unwrap().into()),
        body: answer.text().await.unwrap_or_default(),
    }
}

fn wrong(heard: &Heard) -> Option<String> {
    let told = heard.status < 400
        || heard.kind.starts_with("text/html")
        || heard.kind.starts_with("application/json")
        || heard.kind.starts_with("application/problem+json");
    let inside = INSIDE.iter().find(|word| heard.body.contains(**word));
    match (heard.status, told, inside) {
        (500.., ..) => Some(format!("{}", heard.status)),
        (_, false, _) => Some(format!("{} as {:?}", heard.status, heard.kind)),
        (400.., true, Some(word)) => Some(format!("{} says {word}", heard.status)),
        _ => None,
    }
}

#[tokio::test]
async fn no_text_breaks_an_endpoint() {
    each_shop(async |shop| {
        let fixture = Fixture::of(shop.clone()).await;
        let base = &shop.base;
        let mut wrongs = Vec::new();
        for (place, (way, path, who)) in TABLE.iter().enumerate() {
            if left_out(&(*way, path.to_string())) {
                continue;
            }
            let key = credential(*who);
            let mut tries: Vec<(String, reqwest::RequestBuilder)> = Vec::new();
            // Each endpoint gets two of them in its fields; in addresses they are rejected before any endpoint.
            for strange in [STRANGE[0], STRANGE[place % STRANGE.len()]] {
                let address = fixture.address(path, key == Credential::Link);
                match way {
                    Way::Get => {
                        let query = fields(
                            strange,
                            &["q", "next", "page", "sort", "state", "done"].map(String::from),
                        );
                        tries.push((
                            strange.into(),
                            shop.http.get(format!("{base}{address}?{query}")),
                        ));
                    }
                    Way::Post => {
                        let body = fields(strange, &FIELDS.map(String::from));
                        tries.push((
                            strange.into(),
                            shop.http.post(format!("{base}{address}")).body(body),
                        ));
                    }
                    Way::Call => {
                        let body = fields(strange, &names(path));
                        tries.push((
                            strange.into(),
                            shop.http.post(format!("{base}/_fn/{path}")).body(body),
                        ));
                    }
                }
            }
            if *way != Way::Call && path.contains('{') {
                for strange in STRANGE {
                    let address: String = path
                        .split('{')
                        .map(|part| {
                            part.split_once('}')
                                .map_or(part.to_string(), |(_, rest)| format!("{strange}{rest}"))
                        })
                        .collect();
                    let url = format!("{base}{address}");
                    let request = match way {
                        Way::Get => shop.http.get(url),
                        _ => shop.http.post(url),
                    };
                    tries.push((address, request));
                }
            }
            for (strange, request) in tries {
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                if let Some(wrong) = wrong(&hears(&fixture, key, request).await) {
                    wrongs.push(format!("{way:?} {path} {strange}: {wrong}"));
                }
            }
        }
        assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn every_refusal_is_the_same_page() {
    each_shop(async |shop| {
        let visitor = shop.visitor();
        for (path, status) in [
            ("/orders/%0a", 404),
            ("/orders/%00", 404),
            ("/orders/%7f", 404),
            ("/no/such/page", 404),
            ("/pkg/none.js", 404),
            ("/media/none/640.webp", 404),
            ("/sandbox/%2e%2e/_state", 404),
            ("/currency", 405),
            ("/o/none/invoices/INV-1.pdf", 404),
        ] {
            let answer = visitor.gets(path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(
                answer.body.contains("<h1>") && answer.body.contains("site-header"),
                "{path}: {}",
                answer.body
            );
        }
        let large = vec![("note", "x".repeat(300 * 1024))];
        let answer = visitor.posts("/checkout", &large).await;
        assert_eq!(answer.status, 413);
        assert!(answer.body.contains("Too much at once"), "{}", answer.body);
        // Islands and programs read theirs as JSON.
        let answer = visitor.posts("/_fn/unknown", &[("a", "b")]).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (404, &"not_found".into())
        );
        let answer = visitor.posts("/_fn/cart/add", &large).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (413, &"too_large".into())
        );
        let answer = visitor.gets("/api/v1/products/%00").await;
        assert_eq!(
            (answer.status, &answer.json()["status"]),
            (404, &404.into())
        );
    })
    .await;
}

#[tokio::test]
async fn a_field_that_no_function_asks_for_is_refused() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let sku = crate::support::goods::BOWL;
        for more in ["unit_price", "form2", "sku[a]"] {
            let form = [("sku", sku), ("quantity", "1"), (more, "1")];
            assert_eq!(
                ada.posts("/_fn/cart/add", &form).await.status,
                422,
                "{more}"
            );
        }
        let inside = [("form[country]", "DE"), ("form[total]", "1")];
        assert_eq!(ada.posts("/_fn/checkout/view", &inside).await.status, 422);
        assert_eq!(ada.cart().await.count, 0);
        let form = [("sku", sku), ("quantity", "1")];
        assert_eq!(ada.posts("/_fn/cart/add", &form).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_built_is_not_kept() {
    each_shop(async |shop| {
        let url = format!("{}/pkg/none.wasm", shop.base);
        let answer = shop.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 404);
        let lasts = answer.headers()["cache-control"].to_str().unwrap();
        assert!(!lasts.contains("immutable"), "{lasts}");
    })
    .await;
}
