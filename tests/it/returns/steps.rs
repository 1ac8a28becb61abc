//! What staff do with a return: each step once, each by who may, and never over a version that they have not seen.

use super::*;
use crate::support::shop::each_shop;
use atelier::domain::returns::ReturnStatus;

#[tokio::test]
async fn a_return_is_refused_with_a_reason_that_its_customer_reads() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let back = asked(&shop, &ada, &order).await;
        let (staff, page) = order_in_admin(&shop, &order).await;
        let front = staff.get("/admin").await;
        assert!(front.body.contains("Returns: your turn"));
        let list = staff.get("/admin/orders?status=returns").await;
        assert!(list.body.contains(page.rsplit('/').next().unwrap()));
        let empty = steps(&staff, &page, &back, "refuse_return", &[("refusal", " ")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains(&format!("#refusal-{}", back.id)));
        let why = ("refusal", "It was used for a year.");
        let answer = steps(&staff, &page, &back, "refuse_return", &[why]).await;
        assert!(answer.location.ends_with("?done=return_refused"));
        let again = steps(&staff, &page, &back, "refuse_return", &[why]).await;
        assert!(
            again.location.ends_with("?done=return_refused"),
            "sent twice is done once"
        );
        shop.drains().await;
        let seen = ada.gets(&format!("/o/{}", order.token)).await;
        assert!(seen.body.contains("It was used for a year."));
        assert_eq!(newest(&ada.sees(&order).await).version, 2);
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(
            mails
                .iter()
                .filter(|mail| *mail == "return_refused")
                .count(),
            1
        );
        let data = shop
            .texts("SELECT data FROM mails WHERE template = 'return_refused'")
            .await;
        assert!(data[0].contains("It was used for a year."));
        assert!(
            !staff
                .get("/admin")
                .await
                .body
                .contains("Returns: your turn")
        );
        let left = ada.sees(&order).await.holder.returnable.unwrap();
        assert_eq!(
            left.lines.iter().map(|l| l.left).sum::<i64>(),
            3,
            "nothing is spoken for"
        );
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_clerks_sees_what_the_first_did() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let back = asked(&shop, &ada, &order).await;
        let (ines, page) = order_in_admin(&shop, &order).await;
        let noor = sign_in(&shop.app, "fulfilment@demo.example").await;
        let why = [("refusal", "Too late.")];
        let both = tokio::join!(
            steps(&ines, &page, &back, "approve_return", &[WHERE_TO]),
            steps(&noor, &page, &back, "refuse_return", &why)
        );
        let went = [both.0.status, both.1.status];
        assert_eq!(
            went.iter().filter(|status| **status == 303).count(),
            1,
            "{went:?}"
        );
        assert!(went.contains(&409), "{went:?}");
        assert_eq!(newest(&ada.sees(&order).await).version, 2);
        // An older version that was looked at is never acted on, also where the step would still be possible.
        let stale = steps(&ines, &page, &back, "refuse_return", &[("refusal", "No.")]).await;
        assert_eq!(stale.status, 409);
        assert!(stale.body.contains("Somebody took a step with this return"));
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn steps_follow_the_machine_and_the_roles() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let back = asked(&shop, &ada, &order).await;
        let (ines, page) = order_in_admin(&shop, &order).await;
        let early = steps(&ines, &page, &back, "receive_return", &[]).await;
        assert_eq!(early.status, 409, "nobody has said where to");
        let finance = sign_in(&shop.app, "finance@demo.example").await;
        let editor = sign_in(&shop.app, "editor@demo.example").await;
        for who in [&finance, &editor] {
            for action in ["approve_return", "refuse_return", "receive_return"] {
                let told = [WHERE_TO, ("refusal", "No.")];
                let answer = steps(who, &page, &back, action, &told).await;
                assert_eq!(answer.status, 403, "{action}");
            }
        }
        let back = arrives(&shop, &ines, &page, &ada, &order).await;
        assert_eq!(back.status, ReturnStatus::Received);
        assert_eq!(
            back.history.last().unwrap().actor,
            "studio",
            "no name of the staff"
        );
        let version = back.version.to_string();
        let withdraw = [
            ("action", "withdraw_return"),
            ("return_id", back.id.as_str()),
            ("seen_version", version.as_str()),
        ];
        let late = ada.posts(&format!("/o/{}", order.token), &withdraw).await;
        assert_eq!(late.status, 409, "it is here already");
        let mails = shop.mails_to("ada@home.example").await;
        for mail in ["return_received", "return_approved", "return_arrived"] {
            assert!(mails.iter().any(|sent| sent == mail), "{mail}: {mails:?}");
        }
        let audited =
            "SELECT COUNT(*) FROM audit_log WHERE kind IN ('return_approved', 'return_received')";
        assert_eq!(shop.number(audited).await, 2);
        let vain = shop
            .tampers_in_vain("UPDATE return_events SET kind = 'x'")
            .await;
        assert!(vain.contains("append-only"), "{vain}");
        shop.is_consistent().await;
    })
    .await;
}
