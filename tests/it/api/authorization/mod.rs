//! Who may call what. Every operation of the description has its row in the table; a new one without a row is red.

mod table;

use super::document::operations;
use super::sign_in::{person, signs_in};
use super::{Api, Reply, new_order, program};
use crate::accounts::{ADA, EVE};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use serde_json::{Value, json};
use table::Who::*;
use table::*;

/// What the table is tried on: an order, a custom order, and who they belong to.
struct Scene {
    order: Value,
    holder: Api,
    other: Api,
    custom: Value,
    /// Both have an account; the first owns an order and a custom order.
    ada: Api,
    eve: Api,
    own_order: Value,
    own_custom: Value,
    /// Somebody whose sign-in was ended.
    leaver: Api,
}

impl Scene {
    async fn of(shop: Shop) -> Scene {
        let (order, holder) = Api::new(&shop).orders(BOWL).await;
        let (_, other) = Api::new(&shop).orders(MUG).await;
        let custom = super::custom_orders::asked(&Api::new(&shop)).await;
        let (ada, eve) = (person(&shop, ADA).await, person(&shop, EVE).await);
        let (own_order, _) = ada.orders(BOWL).await;
        let own_custom = super::custom_orders::asked(&ada).await;
        let leaver = signs_in(&shop, ADA).await;
        leaver.post("/auth/logout", json!({})).await;
        Scene {
            ada,
            eve,
            own_order,
            own_custom,
            leaver,
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
        self.calls_for(api, method, path, operation, reference, &self.order)
            .await
    }

    async fn calls_for(
        &self,
        api: &Api,
        method: &str,
        path: &str,
        operation: &Value,
        reference: &str,
        order: &Value,
    ) -> Reply {
        let id = match path {
            path if path.starts_with("/orders") => order["id"].as_str().unwrap(),
            path if path.starts_with("/products") => "bowl",
            _ => "nothing",
        };
        let mut path = path.replace("{id}", id).replace("{ref}", reference);
        path = path
            .replace("{variant_id}", "nothing")
            .replace("{payment_id}", "nothing")
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
        let all = [
            "products:write",
            READ,
            WRITE,
            CUSTOM,
            REFUNDS,
            SEE_PEOPLE,
            KEEP_PEOPLE,
            "webhooks",
        ];
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
                    // What is signed in with is looked at, and the example's is nobody's.
                    let asked = path.starts_with("/auth/") && reply.status == 401;
                    assert!(
                        asked || !matches!(reply.status, 401 | 403 | 500..),
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
                Program(_) | Person | PersonOr(_) => {
                    for (caller, api) in [("nobody", &nobody), ("a guest", &scene.holder)] {
                        let reply = scene.calls(api, method, path, operation, link).await;
                        assert_eq!(reply.status, 401, "{}", say(caller, &reply));
                    }
                }
            }
            let reply = scene.calls(&scene.leaver, method, path, operation, link);
            let reply = reply.await;
            assert_eq!(reply.status, 401, "{}", say("signed out", &reply));
            let own = scene.own_custom["number"].as_str().unwrap();
            // Whoever signs out is somebody who comes for that alone.
            let leaver = match *path {
                "/auth/logout" => Some(signs_in(&shop, EVE).await),
                _ => None,
            };
            let (ada, eve) = (&scene.ada, leaver.as_ref().unwrap_or(&scene.eve));
            let order = &scene.own_order;
            let by_other = scene.calls_for(eve, method, path, operation, own, order);
            let by_other = by_other.await;
            match who {
                Holder | HolderOr(_) | Link | LinkOr(_) => {
                    let by_owner = scene.calls_for(ada, method, path, operation, own, order);
                    let by_owner = by_owner.await;
                    let refused = matches!(by_owner.status, 401 | 403 | 404 | 500..);
                    assert!(!refused, "{}", say("the owner", &by_owner));
                    assert_eq!(
                        by_other.status,
                        404,
                        "{}",
                        say("another customer", &by_other)
                    );
                }
                Person | PersonOr(_) => {
                    let refused = matches!(by_other.status, 401 | 403 | 500..);
                    assert!(!refused, "{}", say("a customer", &by_other));
                }
                Program(_) => {
                    assert_eq!(by_other.status, 403, "{}", say("a customer", &by_other));
                }
                Anyone => {}
            }
            let scope = match who {
                Program(scope) | HolderOr(scope) | LinkOr(scope) | PersonOr(scope) => Some(*scope),
                Holder | Link | Person => None,
                Anyone => continue,
            };
            for token in all {
                let api = program(&shop, &[token]).await;
                let reply = scene.calls(&api, method, path, operation, number).await;
                match scope {
                    Some(scope) if reaches(token, scope) => {
                        assert!(
                            !matches!(reply.status, 401 | 403 | 500..),
                            "{}",
                            say(token, &reply)
                        );
                    }
                    Some(_) => assert_eq!(reply.status, 403, "{}", say(token, &reply)),
                    None if *who == Person => {
                        assert_eq!(reply.status, 403, "{}", say(token, &reply));
                    }
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
            .number("SELECT COUNT(*) FROM audit_log WHERE kind = 'refused'")
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
            .body("query[q]=Ada");
        assert_eq!(post.send().await.unwrap().status(), 401);
        let told = json!({"product_sku": BOWL});
        assert_eq!(Api::new(&shop).post("/cart/items", told).await.status, 201);
    })
    .await;
}
