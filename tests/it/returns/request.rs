//! Requesting a return: what can be requested, by whom, until when, and once.

use super::*;
use crate::support::goods::VASE;
use crate::support::shop::each_shop;
use atelier::domain::returns::ReturnStatus;
use atelier::server::clock::DAY_MS;

#[tokio::test]
async fn a_return_is_asked_for_and_both_sides_hear_of_it() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let page = ada.gets(&format!("/o/{}", order.token)).await;
        assert!(page.body.contains("You can withdraw from the contract"));
        let form = ada.gets(&format!("/o/{}/return", order.token)).await;
        assert!(form.status == 200 && form.body.contains("name=\"upload_key\""));
        let answer = asks(&shop, &ada, &order, "1", &[]).await;
        assert_eq!(answer.location, format!("/o/{}?done=return_asked", order.token));
        let seen = ada.sees(&order).await;
        let back = newest(&seen);
        assert_eq!((back.number, back.status, back.version), (1, ReturnStatus::Requested, 1));
        assert_eq!((back.lines[0].units, back.lines[0].sku.as_str()), (1, MUG));
        assert_eq!(back.words, "A crack in the rim");
        assert_eq!(seen.history.last().unwrap().sentence, "Return 1 asked for: 1 × A mug (mug).");
        let left: Vec<i64> = seen.holder.returnable.unwrap().lines.iter().map(|l| l.left).collect();
        assert_eq!(left.iter().sum::<i64>(), 2, "a mug and the bowl are left");
        shop.drains().await;
        assert!(shop.mails_to("ada@home.example").await.contains(&"return_received".to_string()));
        let to_maker = "SELECT COUNT(*) FROM mails WHERE template = 'return_asked' AND recipient <> 'ada@home.example'";
        assert_eq!(shop.number(to_maker).await, 1);
        let page = ada.gets(&format!("/o/{}?done=return_asked", order.token)).await;
        assert!(page.body.contains("We have your request") && page.body.contains("Our turn"));
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_sent_back_is_refused_with_everything_typed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let mug = units(&shop, &order, MUG).await;
        for (mugs, more, sentence) in [
            ("3", vec![], "At most 2 of these"),
            ("", vec![], "Choose at least one piece"),
            ("x", vec![], "Write a whole number of units"),
            ("1", vec![("reason", "")], "Choose why it goes back"),
            (
                "1",
                vec![("reason", "other"), ("words", " ")],
                "Write in a sentence why",
            ),
        ] {
            let answer = asks(&shop, &ada, &order, mugs, &more).await;
            assert_eq!(answer.status, 422, "{mugs} {more:?}");
            assert!(answer.body.contains(sentence), "{sentence}");
            if more.is_empty() {
                assert!(
                    answer.body.contains("A crack in the rim"),
                    "what was typed is kept"
                );
                assert!(answer.body.contains(&format!("value=\"{mugs}\"")) || mugs.is_empty());
            }
        }
        let other = shop.visitor().buys(VASE, 1).await;
        let answer = asks(
            &shop,
            &ada,
            &order,
            "",
            &[(&units(&shop, &other, VASE).await, "1")],
        )
        .await;
        assert_eq!(answer.status, 422, "a line of another order");
        assert_eq!(shop.number("SELECT COUNT(*) FROM returns").await, 0);

        // What was asked for can't be asked for again, until it is withdrawn.
        assert!(asks(&shop, &ada, &order, "2", &[]).await.went_on());
        let again = asks(&shop, &ada, &order, "1", &[(&mug, "1")]).await;
        assert!(again.status == 422 && again.body.contains("can’t be sent back any more"));
        let back = newest(&ada.sees(&order).await);
        let version = back.version.to_string();
        let withdraw = [
            ("action", "withdraw_return"),
            ("return_id", back.id.as_str()),
            ("seen_version", version.as_str()),
        ];
        let here = format!("/o/{}", order.token);
        let answer = ada.posts(&here, &withdraw).await;
        assert_eq!(answer.location, format!("{here}?done=return_withdrawn"));
        assert!(ada.posts(&here, &withdraw).await.went_on(), "twice is once");
        assert_eq!(newest(&ada.sees(&order).await).version, 2);
        assert!(asks(&shop, &ada, &order, "1", &[]).await.went_on());
        shop.drains().await;
        let told = "SELECT COUNT(*) FROM mails WHERE template = 'return_withdrawn'";
        assert_eq!(shop.number(told).await, 1);
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_mind_is_changed_in_time_and_a_fault_has_longer() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let early = ada.buys(VASE, 1).await;
        let form = [("reason", "damaged")];
        let vase = units(&shop, &early, VASE).await;
        let here = format!("/o/{}/return", early.token);
        let answer = ada.posts(&here, &[form[0], (&vase, "1")]).await;
        assert_eq!(answer.status, 409, "it has not left");
        let page = ada.gets(&here).await;
        assert!(page.body.contains("Nothing can be sent back now"));

        let order = bought(&shop, &ada).await;
        let order_id = &order.id;
        let day = atelier::domain::day::Day::of_ms(shop.app.now_ms());
        let (by, on, first) = (mia(), day.to_string(), 1_i64.into());
        let recorded = atelier::server::orders::parcels::record_delivery(
            &shop.app, &by, order_id, &first, &on,
        );
        recorded.await.unwrap();
        let last = atelier::domain::returns::last_day(day, 14);
        shop.app
            .clock
            .advance_ms(last.end_ms() - 1000 - shop.app.now_ms());
        let mind = [("reason", "changed_mind")];
        assert!(asks(&shop, &ada, &order, "1", &mind).await.went_on());
        shop.app.clock.advance_ms(DAY_MS);
        shop.drains().await;
        let late = asks(&shop, &ada, &order, "1", &mind).await;
        assert!(late.status == 422 && late.body.contains("The time to change your mind is over"));
        assert!(
            asks(&shop, &ada, &order, "1", &[]).await.went_on(),
            "it is damaged"
        );
        shop.app.clock.advance_ms(730 * DAY_MS);
        let bowl = units(&shop, &order, BOWL).await;
        let over = asks(&shop, &ada, &order, "", &[(&bowl, "1")]).await;
        assert_eq!(over.status, 422);
        assert!(ada.sees(&order).await.holder.returnable.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_return() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let key = random_token();
        let form = [("upload_key", key.as_str())];
        let both = tokio::join!(
            asks(&shop, &ada, &order, "1", &form),
            asks(&shop, &ada, &order, "1", &form)
        );
        assert!(both.0.went_on() && both.1.went_on());
        assert!(asks(&shop, &ada, &order, "1", &form).await.went_on());
        assert_eq!(shop.number("SELECT COUNT(*) FROM returns").await, 1);
        // Two forms at once for the same two mugs: one of them comes too late.
        let both = tokio::join!(
            asks(&shop, &ada, &order, "1", &[]),
            asks(&shop, &ada, &order, "1", &[])
        );
        let went = [both.0.went_on(), both.1.went_on()];
        assert_eq!(went.iter().filter(|on| **on).count(), 1, "{went:?}");
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_order_is_not_there() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let back = asked(&shop, &ada, &order).await;
        let joe = shop.visitor();
        let other = bought(&shop, &joe).await;
        let version = back.version.to_string();
        let withdraw = [
            ("action", "withdraw_return"),
            ("return_id", back.id.as_str()),
            ("seen_version", version.as_str()),
        ];
        let answer = joe.posts(&format!("/o/{}", other.token), &withdraw).await;
        assert_eq!(answer.status, 404, "another order's return");
        let stranger = shop.visitor();
        for path in ["/o/nonsense/return", "/o/nonsense"] {
            assert_eq!(stranger.gets(path).await.status, 404, "{path}");
            assert_eq!(stranger.posts(path, &withdraw).await.status, 404, "{path}");
        }
        let own = stranger.posts("/orders/ORD-000001/return", &withdraw).await;
        assert!(own.location.starts_with("/account/login"), "{}", own.status);
        assert_eq!(
            newest(&ada.sees(&order).await).status,
            ReturnStatus::Requested
        );
    })
    .await;
}
