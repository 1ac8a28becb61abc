//! Where visitors come from, as proxies tell it: nobody passes a limit by writing a line of their own, or is held to
//! that of others.

use crate::support::shop::{Shop, each_shop_with};

/// Asks for a code with these lines of headers. Each time for another mailbox: only the address is counted.
async fn asks(shop: &Shop, turn: usize, lines: &[(&str, &str)]) -> u16 {
    let mut request = shop
        .http
        .post(format!("{}/account/login", shop.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let body = format!("action=code&email=nobody{turn}@home.example");
    request.body(body).send().await.unwrap().status().as_u16()
}

async fn refused(
    shop: &Shop,
    turns: std::ops::Range<usize>,
    lines: impl Fn(usize) -> Vec<(&'static str, String)>,
) -> bool {
    for turn in turns {
        let lines = lines(turn);
        let lines: Vec<(&str, &str)> = lines.iter().map(|(n, v)| (*n, v.as_str())).collect();
        if asks(shop, turn, &lines).await == 429 {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn an_address_made_up_in_front_of_the_proxys_own_passes_no_limit() {
    each_shop_with(&["--trusted-proxies", "127.0.0.1,10.9.9.9"], async |shop| {
        let forms: [(&str, fn(usize) -> Vec<(&'static str, String)>); 5] = [
            ("one line", |n| {
                vec![("x-forwarded-for", format!("198.51.100.{n}, 192.0.2.1"))]
            }),
            ("two lines", |n| {
                vec![
                    ("x-forwarded-for", format!("198.51.100.{n}")),
                    ("x-forwarded-for", "192.0.2.2".into()),
                ]
            }),
            ("ports", |n| {
                vec![("x-forwarded-for", format!("192.0.2.3:{}", 40_000 + n))]
            }),
            ("two proxies", |n| {
                vec![(
                    "x-forwarded-for",
                    format!("198.51.100.{n}, 192.0.2.4, 10.9.9.9"),
                )]
            }),
            ("the standard header", |n| {
                vec![(
                    "forwarded",
                    format!("for=198.51.100.{n}, for=\"[2001:db8:0:{n}::1]:80\", for=192.0.2.5"),
                )]
            }),
        ];
        for (name, lines) in forms {
            assert!(refused(&shop, 0..40, lines).await, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn visitors_behind_one_proxy_do_not_share_a_limit() {
    each_shop_with(&["--trusted-proxies", "127.0.0.1,10.9.9.9"], async |shop| {
        let forms: [(&str, fn(usize) -> Vec<(&'static str, String)>); 4] = [
            ("two lines", |n| {
                vec![
                    ("x-forwarded-for", format!("198.51.100.{n}")),
                    ("x-forwarded-for", "10.9.9.9".into()),
                ]
            }),
            ("ports", |n| {
                vec![("x-forwarded-for", format!("203.0.113.{n}:4711"))]
            }),
            ("brackets", |n| {
                vec![("x-forwarded-for", format!("[2001:db8:1:{n}::1]:4711"))]
            }),
            ("the standard header", |n| {
                vec![("forwarded", format!("for=192.0.2.{n}"))]
            }),
        ];
        for (name, lines) in forms {
            assert!(!refused(&shop, 0..40, lines).await, "{name}");
        }
    })
    .await;
}
