//! Cross-site requests are rejected: by each endpoint that changes something, with each kind of body, from each origin.

use super::fixture::Fixture;
use super::{Way, endpoints};
use crate::support::shop::each_shop;

/// Endpoints that read no cookie: what a browser brings along gives access to nothing there.
const READ_NO_COOKIE: [&str; 2] = ["/webhooks/stripe", "/sandbox/{*path}"];

/// Kinds of bodies that a page of another site can send, with and without asking first.
const KINDS: [&str; 4] = [
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=b",
    "application/json",
];

#[tokio::test]
async fn nothing_is_changed_from_another_site() {
    each_shop(async |shop| {
        let fixture = Fixture::of(shop.clone()).await;
        let own = shop.base.as_str();
        let origins: [&[(&str, &str)]; 6] = [
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site"), ("origin", own)],
        ];
        let changing = endpoints()
            .into_iter()
            .filter(|(way, path)| *way != Way::Get && !READ_NO_COOKIE.contains(&path.as_str()));
        let mut let_in = Vec::new();
        for (way, path) in changing {
            for kind in KINDS {
                for origin in origins {
                    let mut request = fixture
                        .request(way, &path, true)
                        .header("content-type", kind);
                    for (name, value) in origin {
                        request = request.header(*name, *value);
                    }
                    let status = fixture.customer.carries(request).await.status();
                    if status != 403 {
                        let_in.push(format!("{way:?} {path} {kind} {origin:?}: {status}"));
                    }
                }
            }
        }
        assert!(let_in.is_empty(), "{}", let_in.join("\n"));
    })
    .await;
}
