//! Returns of an account's order: asked for from its own page, taken along with its data, and still there after it.

use super::*;
use crate::accounts::{ADA, PASSWORD};
use crate::support::shop::each_shop;
use atelier::domain::returns::ReturnStatus;
use atelier::server::clock::MINUTE_MS;

#[tokio::test]
async fn an_accounts_order_is_sent_back_from_its_own_page_and_the_account_may_go() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let order = bought(&shop, &ada).await;
        let page = ada.gets("/orders/ORD-000001/return").await;
        assert!(page.status == 200 && page.body.contains("action=\"/orders/ORD-000001/return\""));
        let mug = units(&shop, &order, MUG).await;
        let form = [(mug.as_str(), "1"), ("reason", "changed_mind")];
        let answer = ada.posts("/orders/ORD-000001/return", &form).await;
        assert_eq!(answer.location, "/orders/ORD-000001?done=return_asked");
        let own = ada.gets("/orders/ORD-000001/withdraw").await;
        assert!(own.status == 200 && own.body.contains("action=\"/orders/ORD-000001/withdraw\""));
        let eve = shop.visitor();
        eve.registers("eve@home.example").await;
        assert_eq!(eve.gets("/orders/ORD-000001/return").await.status, 404);
        assert_eq!(
            eve.posts("/orders/ORD-000001/return", &form).await.status,
            404
        );

        shop.app.clock.advance_ms(20 * MINUTE_MS);
        ada.posts("/account/confirm", &[("password", PASSWORD)])
            .await;
        let data = ada.gets("/account/export").await.json();
        assert_eq!(data["orders"][0]["returns"][0]["reason"], "changed_mind");
        assert_eq!(data["orders"][0]["returns"][0]["lines"][0]["sku"], MUG);
        let gone = ada.secures(&[("action", "delete")]).await;
        assert_eq!(gone.location, "/account/login?done=deleted");
        let (staff, page) = order_in_admin(&shop, &order).await;
        arrives(&shop, &staff, &page, &ada, &order).await;
        let back = newest(&ada.sees(&order).await);
        assert_eq!(
            back.status,
            ReturnStatus::Received,
            "behind the link it goes on"
        );
    })
    .await;
}
