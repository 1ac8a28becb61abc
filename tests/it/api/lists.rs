//! Lists that are followed by their cursor while rows come, go and change: each row is seen once, and none is missed.

use super::custom_orders::asked;
use super::sign_in::person;
use super::{Api, new_order, program};
use crate::staff::sign_in;
use crate::support::goods::{BOWL, put_one};
use crate::support::shop::{Shop, each_shop};
use atelier::server::staff::seed_demo;
use serde_json::Value;

/// What a list answers, part by part; `meanwhile` happens after each part. Ids, in the order in which they came.
async fn follows(
    api: &Api,
    list: &str,
    field: &str,
    mut meanwhile: impl AsyncFnMut(usize),
) -> Vec<String> {
    let (mut seen, mut path) = (Vec::new(), list.to_string());
    let sign = if list.contains('?') { '&' } else { '?' };
    for turn in 0..50 {
        let part = api.get(&path).await.expect(200);
        assert_eq!(part["page"], turn + 1);
        for item in part["items"].as_array().unwrap() {
            seen.push(item[field].as_str().unwrap().to_string());
        }
        let Some(cursor) = part["next_cursor"].as_str() else {
            return seen;
        };
        meanwhile(turn).await;
        path = format!("{list}{sign}cursor={cursor}");
    }
    panic!("{list} never ends");
}

/// Orders of a bowl each, the oldest first.
async fn orders(shop: &Shop, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let order = Api::new(shop)
            .post("/orders", new_order(BOWL, 1))
            .await
            .expect(201);
        ids.push(order["id"].as_str().unwrap().to_string());
        shop.app.clock.advance_ms(1);
    }
    ids
}

#[tokio::test]
async fn orders_and_payments_are_seen_once_while_others_arrive_and_leave() {
    each_shop(async |shop| {
        let mut placed = orders(&shop, 6).await;
        placed.reverse();
        let staff = program(&shop, &["orders:write"]).await;
        let seen = follows(
            &staff,
            "/orders?status=pending&page_size=2",
            "id",
            async |turn| {
                // One arrives before what was read, and one that was read leaves the list.
                orders(&shop, 1).await;
                let path = format!("/orders/{}/cancel", placed[turn]);
                let reason = serde_json::json!({"reason": "Out of clay."});
                staff.post(&path, reason).await.expect(200);
            },
        )
        .await;
        assert_eq!(seen, placed);
        let all = shop.number("SELECT COUNT(*) FROM payment_attempts").await;
        let seen = follows(&staff, "/payments?page_size=3", "id", async |_| {
            orders(&shop, 1).await;
        })
        .await;
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((seen.len() as i64, once.len()), (all, seen.len()));
    })
    .await;
}

#[tokio::test]
async fn an_accounts_orders_are_followed_in_the_same_way() {
    each_shop(async |shop| {
        let ada = person(&shop, crate::accounts::ADA).await;
        for _ in 0..3 {
            ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
            shop.app.clock.advance_ms(1);
        }
        let seen = follows(&ada, "/orders?page_size=1", "id", async |_| {
            ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
        })
        .await;
        assert_eq!(
            seen.len(),
            3,
            "those that were there when the first part was read"
        );
    })
    .await;
}

#[tokio::test]
async fn products_are_seen_once_in_every_order_while_new_ones_come() {
    each_shop(async |shop| {
        for n in 0..5 {
            put_one(&shop.app, &format!("CUP-{n}"), 3).await;
        }
        let api = Api::new(&shop);
        let mut next = 0;
        for ordering in ["newest", "price", "-price", "title"] {
            let whole = format!("/products?ordering={ordering}&page_size=100");
            let whole = api.get(&whole).await.expect(200);
            let before: Vec<String> = whole["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["slug"].as_str().unwrap().to_string())
                .collect();
            let list = format!("/products?ordering={ordering}&page_size=2");
            let mut seen = follows(&api, &list, "slug", async |_| {
                next += 1;
                put_one(&shop.app, &format!("NEW-{next}"), 1).await;
            })
            .await;
            let all = seen.len();
            let mut once = seen.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), all, "{ordering}: none twice, {seen:?}");
            seen.retain(|slug| before.contains(slug));
            assert_eq!(seen, before, "{ordering}: none missed, in order");
        }
        // A cursor belongs to its order.
        let part = api
            .get("/products?ordering=title&page_size=1")
            .await
            .expect(200);
        let cursor = part["next_cursor"].as_str().unwrap();
        let other = api
            .get(&format!("/products?ordering=price&cursor={cursor}"))
            .await;
        assert_eq!(other.expect(422)["errors"][0]["field"], "cursor");
    })
    .await;
}

#[tokio::test]
async fn customers_custom_orders_and_deliveries_have_cursors_too() {
    each_shop(async |shop| {
        let keeper = program(&shop, &["customers:read", "custom_orders", "webhooks"]).await;
        for email in ["a@home.example", "b@home.example", "c@home.example"] {
            shop.visitor().registers(email).await;
            shop.app.clock.advance_ms(1);
        }
        let mut rest = ["d@home.example", "e@home.example", "f@home.example"].iter();
        let seen = follows(&keeper, "/customers?page_size=1", "email", async |_| {
            shop.app.clock.advance_ms(1);
            shop.visitor().registers(rest.next().unwrap()).await;
        })
        .await;
        assert_eq!(seen, ["c@home.example", "b@home.example", "a@home.example"]);
        let hook = serde_json::json!({"url": "https://hooks.example/in", "events": ["custom_order.requested"]});
        let _ = keeper.post("/webhook-endpoints", hook).await;
        let mut requests = Vec::new();
        for _ in 0..4 {
            let request = asked(&Api::new(&shop)).await;
            requests.insert(0, request["number"].as_str().unwrap().to_string());
            shop.app.clock.advance_ms(1);
        }
        let seen = follows(&keeper, "/custom-orders?page_size=2", "number", async |_| {
            shop.app.clock.advance_ms(1);
            asked(&Api::new(&shop)).await;
        })
        .await;
        assert_eq!(seen, requests);
        let told = shop.number("SELECT COUNT(*) FROM webhook_deliveries").await;
        let seen = follows(&keeper, "/webhook-deliveries?page_size=2", "id", async |_| {}).await;
        assert_eq!(seen.len() as i64, told);
    })
    .await;
}

/// The page's rows and the address behind a link of its pages.
fn page(body: &str, rel: &str) -> (Vec<String>, Option<String>) {
    let numbers = body
        .split("/admin/orders/ORD-")
        .skip(1)
        .map(|rest| rest[..6].to_string());
    let mut rows: Vec<String> = Vec::new();
    for number in numbers {
        if rows.last() != Some(&number) {
            rows.push(number);
        }
    }
    let nav = body.find("counter-pages").map_or("", |at| &body[at..]);
    let href = nav
        .split("<a ")
        .find(|link| link.contains(&format!("rel=\"{rel}\"")));
    let href = href.and_then(|link| link.split("href=\"").nth(1)?.split('"').next());
    (rows, href.map(|href| href.replace("&amp;", "&")))
}

#[tokio::test]
async fn the_back_office_turns_its_pages_both_ways_while_orders_arrive() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        put_one(&shop.app, "MANY", 100).await;
        let places = async |count: usize| {
            for _ in 0..count {
                Api::new(&shop)
                    .post("/orders", new_order("MANY", 1))
                    .await
                    .expect(201);
                shop.app.clock.advance_ms(1);
            }
        };
        places(26).await;
        let staff = sign_in(&shop.app, "owner@demo.example").await;
        let first = staff.get("/admin/orders?status=pending").await.body;
        let (rows, older) = page(&first, "next");
        assert_eq!((rows.len(), rows[0].as_str()), (24, "000026"));
        assert_eq!(page(&first, "prev").1, None);
        places(3).await;
        let second = staff.get(&older.unwrap()).await.body;
        let (rows, _) = page(&second, "next");
        assert_eq!(
            rows,
            ["000002", "000001"],
            "as many as there were, though three came in"
        );
        let newer = page(&second, "prev").1.unwrap();
        let back = staff.get(&newer).await.body;
        assert_eq!(page(&back, "prev").0[0], "000026");
        let top = staff.get(&page(&back, "prev").1.unwrap()).await.body;
        let (rows, none) = page(&top, "prev");
        assert_eq!((rows.len(), rows[0].as_str(), none), (24, "000029", None));
        for list in [
            "/admin/products",
            "/admin/commissions",
            "/admin/commissions?sort=newest",
        ] {
            let sign = if list.contains('?') { '&' } else { '?' };
            let shown = staff.get(&format!("{list}{sign}cursor=nonsense")).await;
            assert_eq!(shown.status, 200, "{list}");
        }
    })
    .await;
}

#[tokio::test]
async fn totals_stop_at_a_thousand_and_say_so() {
    each_shop(async |shop| {
        let filled: Value = shop_with_many(&shop).await;
        assert_eq!(
            (&filled["total"], &filled["total_is_capped"]),
            (&1000.into(), &true.into())
        );
        let last = Api::new(&shop)
            .get("/products?page_size=100&page=11")
            .await
            .expect(200);
        assert!(
            !last["items"].as_array().unwrap().is_empty(),
            "the list itself goes on"
        );
    })
    .await;
}

async fn shop_with_many(shop: &Shop) -> Value {
    atelier::server::seed::load::catalogue(&shop.app, 1001, 1)
        .await
        .unwrap();
    atelier::server::shop::forget(&shop.app);
    Api::new(shop).get("/products").await.expect(200)
}
