//! Hashing a password takes long: nobody else waits for it, and nobody can have it done without end.

use crate::accounts::ADA;
use crate::support::browser::Answer;
use crate::support::shop::each_shop;
use crate::support::visitor::Visitor;
use std::time::{Duration, Instant};

async fn registers_with(visitor: &Visitor, email: &str, password: &str) -> Answer {
    let form = [("name", "Ada"), ("email", email), ("password", password)];
    visitor.posts("/account/register", &form).await
}

#[tokio::test]
async fn registrations_do_not_stop_the_server() {
    each_shop(async |shop| {
        // The longest that is weighed, of words and dates: nothing takes longer.
        let long = "password1234monday19840101qwertyuiopdragonsunshineprincess2001abcdefghij";
        let many = (0..6).map(|turn| {
            let (visitor, email) = (shop.visitor(), format!("nobody{turn}@home.example"));
            tokio::spawn(async move { registers_with(&visitor, &email, long).await.status })
        });
        let many: Vec<_> = many.collect();
        tokio::time::sleep(Duration::from_millis(30)).await;
        for _ in 0..5 {
            let began = Instant::now();
            assert_eq!(shop.visitor().gets("/healthz").await.status, 200);
            let took = began.elapsed();
            assert!(took < Duration::from_millis(700), "{took:?}");
        }
        for answer in many {
            assert!(answer.await.unwrap() < 500);
        }
    })
    .await;
}

#[tokio::test]
async fn the_limit_comes_before_the_weighing() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        for _ in 0..30 {
            assert_eq!(registers_with(&eve, ADA, "short").await.status, 422);
        }
        let answer = registers_with(&eve, ADA, "password1234").await;
        assert_eq!(answer.status, 429);
        assert!(answer.retry_after.is_some());
    })
    .await;
}
