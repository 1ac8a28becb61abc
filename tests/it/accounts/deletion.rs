//! Data export and account deletion: orders and documents stay, identities go.

use super::{ADA, EVE, PASSWORD};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::each_shop;
use atelier::server::clock::MINUTE_MS;

#[tokio::test]
async fn everything_the_shop_knows_comes_as_one_file_for_its_owner_alone() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let thread = shop.asked(&[]).await;
        ada.registers(ADA).await;
        eve.registers(EVE).await;
        ada.buys(BOWL, 2).await;
        eve.buys(MUG, 1).await;
        ada.posts(&format!("/custom/{}", thread.token), &[("action", "keep")])
            .await;
        let anonymous = shop.visitor().gets("/account/export").await;
        assert_eq!(
            anonymous.location,
            "/account/login?next=%2Faccount%2Fsecurity"
        );
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let stale = ada.gets("/account/export").await;
        assert!(stale.location.starts_with("/account/confirm"), "{stale:?}");
        ada.posts("/account/confirm", &[("password", PASSWORD)])
            .await;
        let data = ada.gets("/account/export").await.json();
        assert_eq!(data["account"]["email"], ADA);
        assert_eq!(data["orders"].as_array().unwrap().len(), 1);
        assert_eq!(data["orders"][0]["lines"][0]["sku"], BOWL);
        assert_eq!(
            data["custom_orders"][0]["request"]["description"],
            "A collar of green beads for a wedding"
        );
        assert!(!data.to_string().contains("argon2") && !data.to_string().contains(EVE));
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_deleted_leaves_the_books_and_takes_the_identity() {
    each_shop(async |shop| {
        let (ada, phone) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        phone.signs_in(ADA).await;
        let form = [
            ("full_name", "Ada Lovelace"),
            ("line1", "12 Analytical Row"),
            ("city", "Lübeck"),
            ("postal_code", "23552"),
            ("country", "DE"),
        ];
        ada.posts("/account/addresses/new", &form).await;
        let order = ada.buys(BOWL, 1).await;
        let page = ada.gets("/account/security").await.body;
        assert!(
            page.contains("Still on their way: ORD-000001"),
            "it is named"
        );

        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let delete = [("action", "delete")];
        let stale = ada.secures(&delete).await;
        assert!(stale.location.starts_with("/account/confirm"), "{stale:?}");
        ada.posts("/account/confirm", &[("password", PASSWORD)])
            .await;
        let gone = ada.secures(&delete).await;
        assert_eq!(gone.location, "/account/login?done=deleted");
        for table in [
            "customers",
            "customer_addresses",
            "customer_sessions",
            "customer_proofs",
        ] {
            let left = shop.number(format!("SELECT COUNT(*) FROM {table}")).await;
            assert_eq!(left, 0, "{table}");
        }
        assert!(!ada.is_signed_in().await && !phone.is_signed_in().await);
        assert_eq!(phone.cart().await.count, 0);
        assert_eq!(ada.gets(&format!("/o/{}", order.token)).await.status, 200);
        assert_eq!(shop.mails_to(ADA).await.last().unwrap(), "account_deleted");
        ada.pays(&order, "pm_card_visa").await;
        ada.returns(&order).await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
        let again = shop.visitor();
        again.registers(ADA).await;
        assert!(again.gets("/orders").await.body.contains("ORD-000001"));
    })
    .await;
}
