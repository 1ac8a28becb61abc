//! Pictures of what is sent back: one that is refused costs none of the others, and only the two sides see them.

use super::*;
use crate::commissions::pictures::{multipart, png};
use crate::support::shop::each_shop;

async fn sends(
    who: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Answer {
    let (kind, body) = multipart(fields, files);
    let request = who
        .shop
        .http
        .post(format!("{}{path}", who.shop.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", kind)
        .body(body);
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_refused_picture_keeps_the_others_and_everything_typed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let here = format!("/o/{}/return", order.token);
        let mug = units(&shop, &order, MUG).await;
        let key = random_token();
        let typed = [
            ("upload_key", key.as_str()),
            (mug.as_str(), "1"),
            ("reason", "damaged"),
            ("words", "Cracked all around"),
        ];
        let files: [(&str, &[u8]); 2] =
            [("crack.png", &png(300, 200)), ("words.png", b"no picture")];
        let refused = sends(&ada, &here, &typed, &files).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .body
                .contains("words.png: This file is not a picture")
        );
        assert!(refused.body.contains("Cracked all around"));
        assert_eq!(shop.number("SELECT COUNT(*) FROM returns").await, 0);
        let kept = "SELECT id FROM waiting_pictures";
        let kept = shop.text(kept).await;
        assert!(refused.body.contains(&kept), "the good one is shown");

        // Added and looked at without scripts, and one taken away again.
        let look = [&typed[..], &[("step", "add_pictures")]].concat();
        let looked = sends(&ada, &here, &look, &[("more.png", &png(200, 300))]).await;
        assert_eq!(looked.status, 200);
        let away = [&typed[..], &[("remove", kept.as_str())]].concat();
        assert_eq!(sends(&ada, &here, &away, &[]).await.status, 200);
        let answer = sends(&ada, &here, &typed, &[]).await;
        assert!(answer.went_on(), "{}", answer.status);
        let back = newest(&ada.sees(&order).await);
        assert_eq!(back.pictures.len(), 1);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM waiting_pictures").await,
            0
        );

        let src = back.pictures[0].src(320);
        assert!(src.starts_with(&format!("/o/{}/returns/", order.token)));
        let whole = shop
            .http
            .get(format!("{}{src}", shop.base))
            .send()
            .await
            .unwrap();
        assert_eq!(whole.headers()["content-type"], "image/webp");
        let joe = shop.visitor();
        let other = bought(&shop, &joe).await;
        let guessed = src.replace(&order.token, &other.token);
        assert_eq!(
            joe.gets(&guessed).await.status,
            404,
            "another order's picture"
        );
        let (staff, page) = order_in_admin(&shop, &order).await;
        let of_staff = src.replace(&format!("/o/{}", order.token), &page);
        assert!(staff.get(&page).await.body.contains(&of_staff));
        let unsigned = shop.visitor().gets(&of_staff).await;
        assert_eq!(unsigned.status, 401);
        shop.is_consistent().await;
    })
    .await;
}
