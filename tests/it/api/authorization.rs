//! Who may call what. Every operation of the description has its row here; a new one without a row is red.

use super::document::operations;
use super::{Api, Reply, new_order, program};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// No credential is asked for.
    Anyone,
    /// Whoever holds the order's token; for everybody else it is not there.
    Holder,
    /// The same, and programs with this scope.
    HolderOr(&'static str),
    /// Whoever knows the link of a custom order; for everybody else it is not there.
    Link,
    /// The same, and programs with this scope.
    LinkOr(&'static str),
    /// Programs with this scope alone.
    Program(&'static str),
}
use Who::*;

const PRODUCTS: Who = Program("products:write");
const READ: &str = "orders:read";
const WRITE: &str = "orders:write";
const CUSTOM: &str = "custom_orders";

const HOOKS: Who = Program("webhooks");

const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/products", Anyone),
    ("GET", "/products/batch", Anyone),
    ("GET", "/products/{id}", Anyone),
    ("GET", "/products/{id}/availability", Anyone),
    ("POST", "/products", PRODUCTS),
    ("PUT", "/products/{id}", PRODUCTS),
    ("PATCH", "/products/{id}", PRODUCTS),
    ("DELETE", "/products/{id}", PRODUCTS),
    ("POST", "/products/{id}/publish", PRODUCTS),
    ("POST", "/products/{id}/archive", PRODUCTS),
    ("POST", "/products/{id}/variants", PRODUCTS),
    ("PATCH", "/products/{id}/variants/{variant_id}", PRODUCTS),
    ("POST", "/products/{id}/stock", PRODUCTS),
    ("POST", "/products/{id}/images", PRODUCTS),
    ("DELETE", "/products/{id}/images/{image_id}", PRODUCTS),
    ("GET", "/categories", Anyone),
    ("GET", "/categories/{id}", Anyone),
    ("POST", "/categories", PRODUCTS),
    ("PATCH", "/categories/{id}", PRODUCTS),
    ("DELETE", "/categories/{id}", PRODUCTS),
    ("GET", "/cart", Anyone),
    ("GET", "/cart/count", Anyone),
    ("POST", "/cart/items", Anyone),
    ("PATCH", "/cart/items/{id}", Anyone),
    ("DELETE", "/cart/items/{id}", Anyone),
    ("POST", "/orders", Anyone),
    ("POST", "/checkout-sessions", Anyone),
    ("GET", "/orders", Program(READ)),
    ("GET", "/payments", Program(READ)),
    ("GET", "/orders/{id}", HolderOr(READ)),
    ("GET", "/orders/{id}/history", HolderOr(READ)),
    ("POST", "/orders/{id}/start-payment", Holder),
    ("POST", "/orders/{id}/cancel", HolderOr(WRITE)),
    ("POST", "/orders/{id}/notes", Program(WRITE)),
    ("POST", "/orders/{id}/process-payment", Program(WRITE)),
    ("POST", "/orders/{id}/ship", Program(WRITE)),
    ("POST", "/orders/{id}/complete", Program(WRITE)),
    ("POST", "/custom-orders", Anyone),
    ("GET", "/custom-orders", Program(CUSTOM)),
    ("GET", "/custom-orders/{ref}", LinkOr(CUSTOM)),
    ("POST", "/custom-orders/{ref}/messages", LinkOr(CUSTOM)),
    ("POST", "/custom-orders/{ref}/accept", Link),
    ("POST", "/custom-orders/{ref}/decline", Link),
    ("POST", "/custom-orders/{ref}/request-changes", Link),
    ("POST", "/custom-orders/{ref}/withdraw", Link),
    ("POST", "/custom-orders/{ref}/quote", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/approve", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/reject", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/progress", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/ship", Program(CUSTOM)),
    ("GET", "/webhook-endpoints", HOOKS),
    ("POST", "/webhook-endpoints", HOOKS),
    ("GET", "/webhook-endpoints/{id}", HOOKS),
    ("PATCH", "/webhook-endpoints/{id}", HOOKS),
    ("DELETE", "/webhook-endpoints/{id}", HOOKS),
    ("POST", "/webhook-endpoints/{id}/rotate-secret", HOOKS),
    ("GET", "/webhook-deliveries", HOOKS),
    ("POST", "/webhook-deliveries/{id}/replay", HOOKS),
    ("GET", "/openapi.json", Anyone),
];

/// What the table is tried on: an order, a custom order, and who they belong to.
struct Scene {
    order: Value,
    holder: Api,
    other: Api,
    custom: Value,
}

impl Scene {
    async fn of(shop: Shop) -> Scene {
        let (order, holder) = Api::new(&shop).orders(BOWL).await;
        let (_, other) = Api::new(&shop).orders(MUG).await;
        let custom = super::custom_orders::asked(&Api::new(&shop)).await;
        Scene {
            order,
            holder,
            other,
            custom,
        }
    }

    async fn calls(
        &self,
        api: &Api,
        method: &str,
        path: &str,
        operation: &Value,
        reference: &str,
    ) -> Reply {
        let id = match path {
            path if path.starts_with("/orders") => self.order["id"].as_str().unwrap(),
            path if path.starts_with("/products") => "bowl",
            _ => "nothing",
        };
        let mut path = path.replace("{id}", id).replace("{ref}", reference);
        path = path
            .replace("{variant_id}", "nothing")
            .replace("{image_id}", "nothing");
        if path == "/products/batch" {
            path.push_str("?ids=1");
        }
        let content = &operation["requestBody"]["content"];
        let sends_files = content.get("multipart/form-data").is_some();
        match content.get("application/json") {
            Some(_) if path == "/orders" => api.post(&path, new_order(BOWL, 1)).await,
            Some(body) => api.call(method, &path, Some(&body["example"])).await,
            None if sends_files => {
                let request = api
                    .request(method, &path)
                    .header("content-type", "multipart/form-data; boundary=b");
                Reply::of(request.body("--b--\r\n").send().await.unwrap()).await
            }
            None => api.call(method, &path, None).await,
        }
    }
}

#[tokio::test]
async fn every_operation_lets_in_whom_its_row_says_and_nobody_else() {
    each_shop(async |shop| {
        let scene = Scene::of(shop.clone()).await;
        let known = operations();
        for (method, path, _) in &known {
            let rows = TABLE
                .iter()
                .filter(|(m, p, _)| m == method && p == path)
                .count();
            assert_eq!(
                rows, 1,
                "{method} {path} has no row in the authorization table"
            );
        }
        assert_eq!(known.len(), TABLE.len(), "a row without an operation");
        let link = scene.custom["ref"].as_str().unwrap();
        let number = scene.custom["number"].as_str().unwrap();
        let all = ["products:write", READ, WRITE, CUSTOM, "webhooks"];
        for (method, path, who) in TABLE {
            let operation = &known
                .iter()
                .find(|(m, p, _)| m == method && p == path)
                .unwrap()
                .2;
            let say = |caller: &str, reply: &Reply| {
                format!(
                    "{method} {path} {who:?}, {caller}: {} {}",
                    reply.status, reply.body
                )
            };
            let nobody = Api::new(&shop);
            let bad = nobody.with("authorization", "Bearer atl_nonsense");
            let reply = scene.calls(&bad, method, path, operation, link).await;
            assert_eq!(reply.status, 401, "{}", say("a bad token", &reply));
            match who {
                Anyone => {
                    let reply = scene.calls(&nobody, method, path, operation, "").await;
                    assert!(
                        !matches!(reply.status, 401 | 403 | 500..),
                        "{}",
                        say("anybody", &reply)
                    );
                }
                Holder | HolderOr(_) => {
                    for (caller, api) in [("nobody", &nobody), ("another", &scene.other)] {
                        let reply = scene.calls(api, method, path, operation, "").await;
                        assert_eq!(reply.status, 404, "{}", say(caller, &reply));
                    }
                }
                Link | LinkOr(_) => {
                    for guess in ["nonsense", number, &link[1..]] {
                        let reply = scene.calls(&nobody, method, path, operation, guess).await;
                        assert_eq!(reply.status, 404, "{}", say(guess, &reply));
                    }
                }
                Program(_) => {
                    for (caller, api) in [("nobody", &nobody), ("a customer", &scene.holder)] {
                        let reply = scene.calls(api, method, path, operation, link).await;
                        assert_eq!(reply.status, 401, "{}", say(caller, &reply));
                    }
                }
            }
            let scope = match who {
                Program(scope) | HolderOr(scope) | LinkOr(scope) => Some(*scope),
                Holder | Link => None,
                Anyone => continue,
            };
            for token in all {
                let api = program(&shop, &[token]).await;
                let reply = scene.calls(&api, method, path, operation, number).await;
                let reads = scope == Some(READ) && token == WRITE;
                match scope {
                    Some(scope) if scope == token || reads => {
                        assert!(
                            !matches!(reply.status, 401 | 403 | 500..),
                            "{}",
                            say(token, &reply)
                        );
                    }
                    Some(_) => assert_eq!(reply.status, 403, "{}", say(token, &reply)),
                    None => assert_eq!(reply.status, 404, "{}", say(token, &reply)),
                }
            }
            match who {
                Holder | HolderOr(_) => {
                    let reply = scene
                        .calls(&scene.holder, method, path, operation, "")
                        .await;
                    assert!(
                        !matches!(reply.status, 401 | 403 | 404 | 500..),
                        "{}",
                        say("the holder", &reply)
                    );
                }
                Link | LinkOr(_) => {
                    let reply = scene.calls(&nobody, method, path, operation, link).await;
                    assert!(
                        !matches!(reply.status, 401 | 403 | 404 | 500..),
                        "{}",
                        say("the link", &reply)
                    );
                }
                _ => {}
            }
        }
        let refused = shop
            .number("SELECT COUNT(*) FROM audit_log WHERE action = 'refused'")
            .await;
        assert!(refused > 50, "refusals are in the audit log: {refused}");
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_function_takes_no_api_token() {
    each_shop(async |shop| {
        let scale = program(&shop, &["orders:read", "orders:write"]).await;
        let request = scale.request("GET", "/orders").build().unwrap();
        let bearer = request.headers()["authorization"].clone();
        let url = format!("{}/_fn/admin/orders", shop.base);
        let post = shop
            .http
            .post(url)
            .header("authorization", bearer)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("query[page]=1");
        assert_eq!(post.send().await.unwrap().status(), 401);
        let told = json!({"product_sku": BOWL});
        assert_eq!(Api::new(&shop).post("/cart/items", told).await.status, 201);
    })
    .await;
}
