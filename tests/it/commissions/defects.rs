//! What went wrong in shops like this one before, each impossible here.

use super::fixture::{quote, request};
use crate::support::shop::each_shop;
use atelier::domain::commission::status::{CommissionEvent, CommissionStatus};
use atelier::domain::commission::view::PayLinkState;

#[tokio::test]
async fn a_link_paid_twice() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let pay = commission.accepts().await;
        commission.pays(&pay).await;
        let link = commission.link(&pay).await;
        assert_eq!((link.state, link.pay), (PayLinkState::Paid, None));
        assert!(!commission.tries_to_pay(&pay).await);
        assert_eq!(commission.chooses(&pay, "card").await.status, 409);
        assert_eq!(shop.provider.paid().await, 1);
        assert_eq!(shop.balance("provider").await, 3_207);
    })
    .await;
}

#[tokio::test]
async fn a_paid_request_without_an_address() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let seen = commission.sees().await;
        for missing in [
            "form[full_name]",
            "form[line1]",
            "form[city]",
            "form[postal_code]",
            "form[country]",
        ] {
            let answer = commission.tries_to_accept(&seen, &[(missing, "")]).await;
            assert_eq!(answer.status, 422, "{missing}");
        }
        let elsewhere = [("form[country]", "FR")];
        let answer = commission.tries_to_accept(&seen, &elsewhere).await;
        assert_eq!(answer.json()["problems"][0]["code"], "quoted_elsewhere");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        let pay = commission.accepts().await;
        commission.pays(&pay).await;
        let line = shop.text("SELECT line1 FROM order_addresses").await;
        assert_eq!(line, "Ringstraße 1");
    })
    .await;
}

/// Every state on the way to a shipped piece is set by something that a person or the provider does.
#[tokio::test]
async fn a_state_that_shipping_needs_but_nothing_sets() {
    each_shop(async |shop| {
        let commission = shop.asked(&[]).await;
        let mut passed = vec![commission.sees().await.status];
        commission.is_quoted(&quote("100")).await.unwrap();
        passed.push(commission.sees().await.status);
        let pay = commission.accepts().await;
        passed.push(commission.sees().await.status);
        commission.pays(&pay).await;
        passed.push(commission.sees().await.status);
        commission.is_finished().await;
        passed.push(commission.sees().await.status);
        for pay in commission.payable().await {
            commission.pays(&pay).await;
        }
        commission.is_shipped("DHL", "0034").await.unwrap();
        passed.push(commission.sees().await.status);
        use CommissionStatus::*;
        assert_eq!(
            passed,
            [Requested, Quoted, Accepted, InProduction, Ready, Shipped]
        );
        let needed = CommissionStatus::ALL
            .into_iter()
            .filter(|state| state.after(CommissionEvent::Ship).is_some());
        assert!(needed.into_iter().all(|state| passed.contains(&state)));
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn re_mailing_everything_already_rejected() {
    each_shop(async |shop| {
        use crate::staff::sign_in;
        use atelier::server::staff::seed_demo;
        seed_demo(&shop.app).await.unwrap();
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(shop.asked(&[]).await.number().await);
        }
        let owner = sign_in(&shop.app, "owner@demo.example").await;
        let reject = async |numbers: &[String]| {
            let mut form: Vec<(String, String)> = vec![
                ("action".into(), "reject".into()),
                ("reason".into(), "No time this year".into()),
            ];
            for number in numbers {
                form.push(("numbers".into(), number.clone()));
            }
            let pairs: Vec<(&str, &str)> =
                form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = owner.post("/admin/commissions", &pairs).await;
            // Where all went well the board follows; else it says of each what became of it.
            let done = |number: &String| {
                let failed = answer.body.contains(&format!("href=\"#pick-{number}\""));
                let done = answer.body.contains(&format!("{number}: Rejected"))
                    || answer.location.contains("done=reject");
                assert!(failed != done, "{number}: {answer:?}");
                done
            };
            numbers.iter().map(done).collect::<Vec<_>>()
        };
        assert_eq!(reject(&numbers[..1]).await, [true]);
        assert_eq!(
            reject(&numbers).await,
            [false, true, true],
            "each is reported on"
        );
        assert_eq!(reject(&numbers).await, [false, false, false]);
        shop.drains().await;
        let sql = "SELECT COUNT(*) FROM mails WHERE template = 'commission_rejected'";
        assert_eq!(shop.number(sql).await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_price_accepted_after_it_changed() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let read = commission.sees().await;
        commission.is_quoted(&quote("140")).await.unwrap();
        let answer = commission.tries_to_accept(&read, &[]).await;
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (409, Some("quote_changed"))
        );
        // The right version with another price is no agreement either.
        let newest = [("form[version]", "2")];
        let answer = commission.tries_to_accept(&read, &newest).await;
        assert_eq!(answer.json()["code"], "quote_changed");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        commission.accepts().await;
        assert_eq!(shop.number("SELECT total_minor FROM orders").await, 14_690);
    })
    .await;
}

#[tokio::test]
async fn reading_another_customers_pictures_by_guessing_names() {
    each_shop(async |shop| {
        let (ada, eve) = (
            super::pictures::with_a_picture(&shop).await,
            shop.asked(&request(&[])).await,
        );
        let picture = &ada.sees().await.request.pictures[0];
        let own = ada.visitor.gets(&picture.src(160)).await;
        assert_eq!(own.status, 200);
        let id = &picture.id;
        let key = shop.text("SELECT media_key FROM commission_pictures").await;
        let waiting = atelier::server::keys::random_token();
        for path in [
            format!("/custom/{}/pictures/{id}/160.webp", eve.token),
            format!("/custom/uploads/{waiting}/{id}/160.webp"),
            format!("/custom/{}/pictures/{id}/160.webp", "a".repeat(43)),
            format!("/media/{key}/160.webp"),
            format!("/media/private/{key}/160.webp"),
            format!("/custom/{}/pictures/{key}/160.webp", eve.token),
        ] {
            assert_eq!(eve.visitor.gets(&path).await.status, 404, "{path}");
        }
        let staff = format!("/admin/commissions/CUS-000001/pictures/{id}/160.webp");
        assert_eq!(eve.visitor.gets(&staff).await.status, 401);
    })
    .await;
}
