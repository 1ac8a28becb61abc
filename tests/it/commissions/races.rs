//! Accepting, replacing and paying at the same moment end in one consistent state.

use super::fixture::{Thread, quote};
use crate::support::shop::each_shop;
use futures::future::join_all;

/// Fires one of everything at once: yes to what was read, another quote, and money for whatever is payable.
async fn at_once(commission: &Thread) {
    let read = commission.sees().await;
    let accepting = {
        let (commission, read) = (commission.clone(), read.clone());
        tokio::spawn(async move { drop(commission.tries_to_accept(&read, &[]).await) })
    };
    let replacing = {
        let commission = commission.clone();
        tokio::spawn(async move { drop(commission.is_quoted(&quote("120")).await) })
    };
    let paying = {
        let commission = commission.clone();
        tokio::spawn(async move {
            for pay in commission.payable().await {
                commission.tries_to_pay(&pay).await;
            }
        })
    };
    for task in [accepting, replacing, paying] {
        task.await.unwrap();
    }
}

/// What must hold however it came out: one accepted version, one payment that was kept.
async fn is_one_truth(commission: &Thread) {
    let (shop, id) = (commission.shop(), &commission.id);
    let live = format!(
        "SELECT COUNT(*) FROM commission_acceptances WHERE commission_id = '{id}' AND released_at_ms IS NULL"
    );
    assert_eq!(shop.number(live).await, 1);
    let kept = format!(
        "SELECT COUNT(*) FROM payment_attempts t JOIN commission_acceptances a ON a.order_id = t.order_id
        WHERE a.commission_id = '{id}' AND t.state = 'succeeded' AND t.refused_reason IS NULL"
    );
    assert_eq!(shop.number(kept).await, 1);
}

async fn rounds(commission: &Thread, most: usize) {
    for _ in 0..most {
        at_once(commission).await;
        commission.shop().hears().await;
        if commission.status().await == "in_production" {
            return;
        }
    }
    // Nobody interferes any more: it is accepted and paid.
    if commission.status().await == "quoted" {
        commission.accepts().await;
    }
    for pay in commission.payable().await {
        commission.tries_to_pay(&pay).await;
    }
    commission.shop().hears().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accept_supersede_and_pay_fired_together_two_hundred_times() {
    each_shop(async |shop| {
        // Twenty threads side by side, ten rounds each: 200 times all three at once.
        let mut threads = Vec::new();
        for _ in 0..20 {
            threads.push(shop.quoted(&quote("100")).await);
        }
        let all = threads
            .iter()
            .cloned()
            .map(|commission| tokio::spawn(async move { rounds(&commission, 10).await }));
        for task in join_all(all).await {
            task.unwrap();
        }
        shop.hears().await;
        // The three did get into each other's way.
        let replaced =
            "SELECT COUNT(*) FROM commission_acceptances WHERE released_at_ms IS NOT NULL";
        assert!(shop.number(replaced).await > 0);
        for commission in &threads {
            assert_eq!(commission.status().await, "in_production");
            is_one_truth(commission).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_yes_twenty_times_is_one_order() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let read = commission.sees().await;
        let all = (0..20).map(|_| {
            let (commission, read) = (commission.clone(), read.clone());
            tokio::spawn(async move { commission.tries_to_accept(&read, &[]).await })
        });
        for answer in join_all(all).await {
            let answer = answer.unwrap();
            assert!(matches!(answer.status, 200 | 409), "{}", answer.body);
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
        let pay = commission.payable().await;
        let all = (0..10).map(|_| {
            let (commission, pay) = (commission.clone(), pay[0].clone());
            tokio::spawn(async move { commission.tries_to_pay(&pay).await })
        });
        join_all(all).await;
        shop.hears().await;
        assert_eq!(shop.provider.paid().await, 1);
        is_one_truth(&commission).await;
    })
    .await;
}
