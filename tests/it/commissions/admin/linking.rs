//! A part's payment link, made and taken back on the workbench with plain forms.

use super::{ARTISAN, page_of, quote, signed_in, went_to};
use crate::support::shop::each_shop;

#[tokio::test]
async fn a_payment_link_is_made_and_taken_back_on_the_workbench() {
    each_shop(async |shop| {
        let artisan = signed_in(&shop, ARTISAN).await;
        let commission = shop.quoted(&quote("100")).await;
        let page = page_of(&commission).await;
        let pay = commission.accepts().await;
        let stages = commission.sees().await.stages;
        let form = |action| [("action", action), ("part", stages[0].id.as_str())];
        let offers = artisan.get(&page).await.body;
        assert_eq!(offers.matches("Make a payment link at Stripe").count(), 1);

        let answer = artisan.post(&page, &form("make_link")).await;
        went_to(&answer, &format!("{page}?done=linked"));
        let body = artisan.get(&answer.location).await.body;
        let link = commission.link(&pay).await.pay.unwrap().link_url.unwrap();
        assert!(body.contains(&link) && body.contains("The payment link is made."));
        assert!(!body.contains("Make a payment link at Stripe"));
        let shown = commission.visitor.gets(&format!("/pay/{pay}")).await.body;
        assert!(
            shown.contains(&link) && !shown.contains("Another way"),
            "one way to pay"
        );

        let answer = artisan.post(&page, &form("take_link_back")).await;
        went_to(&answer, &format!("{page}?done=unlinked"));
        let again = artisan.post(&page, &form("take_link_back")).await;
        assert_eq!(again.status, 409);
        for part in ["", "nothing", &stages[1].id] {
            let wrong = [("action", "make_link"), ("part", part)];
            let answer = artisan.post(&page, &wrong).await;
            assert_eq!(answer.status, 409, "{part}");
            assert!(answer.body.contains("asked for and not paid yet"));
        }
        let told = "SELECT kind FROM audit_log WHERE kind LIKE 'payment_link%' ORDER BY kind";
        assert_eq!(
            shop.texts(told).await,
            ["payment_link_made", "payment_link_taken_back"]
        );
    })
    .await;
}
