//! Returns: requested by link and by account, answered in the admin, and refunded by the one use case for refunds.

mod account;
mod api;
mod money;
mod pictures;
mod request;
mod steps;
mod withdrawal;
mod withdrawal_track;

use crate::staff::sign_in;
use crate::support::browser::Answer;
use crate::support::browser::Browser;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::Shop;
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::order::{OrderView, order_number};
use atelier::domain::returns::ReturnView;
use atelier::server::actor::Actor;
use atelier::server::keys::random_token;
use atelier::server::orders::staff::{self, ShipForm};
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

pub async fn ships(shop: &Shop, order: &Placed) {
    let form = ShipForm {
        carrier: "DHL".into(),
        tracking_number: "00340434".into(),
        ..ShipForm::default()
    };
    let by = mia();
    let shipped = staff::ship(&shop.app, &by, &order.id, &form);
    shipped.await.unwrap();
    shop.drains().await;
}

/// Two mugs at €22.00 and a bowl, paid by card and sent off.
async fn bought(shop: &Shop, who: &Visitor) -> Placed {
    who.adds(MUG, 2).await;
    who.adds(BOWL, 1).await;
    let order = who.orders(&[]).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    ships(shop, &order).await;
    order
}

/// The name of the field in which the units of a line are typed.
async fn units(shop: &Shop, order: &Placed, sku: &str) -> String {
    let sql = format!(
        "SELECT id FROM order_lines WHERE order_id = '{}' AND sku = '{sku}'",
        order.id
    );
    format!("units-{}", shop.text(sql).await)
}

/// Sends the form with so many mugs; a field named again takes the place of the usual one.
pub async fn asks(
    shop: &Shop,
    who: &Visitor,
    order: &Placed,
    mugs: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mug = units(shop, order, MUG).await;
    let key = random_token();
    let mut form = more.to_vec();
    for (name, value) in [
        (mug.as_str(), mugs),
        ("reason", "damaged"),
        ("words", "A crack in the rim"),
        ("upload_key", key.as_str()),
    ] {
        if more.iter().all(|(known, _)| *known != name) {
            form.push((name, value));
        }
    }
    who.posts(&format!("/o/{}/return", order.token), &form)
        .await
}

/// One mug that is asked to go back.
async fn asked(shop: &Shop, who: &Visitor, order: &Placed) -> ReturnView {
    let answer = asks(shop, who, order, "1", &[]).await;
    assert!(answer.went_on(), "{}", answer.status);
    newest(&who.sees(order).await)
}

fn newest(order: &OrderView) -> ReturnView {
    order.returns.first().cloned().unwrap()
}

/// Somebody of the staff, and the order's page in the admin.
async fn order_in_admin(shop: &Shop, order: &Placed) -> (Browser, String) {
    seed_demo(&shop.app).await.unwrap();
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    let number = order_number(shop.number(sql).await);
    let staff = sign_in(&shop.app, OWNER).await;
    (staff, format!("/admin/orders/{number}"))
}

/// Takes a step with a return in the admin, as it is looked at.
async fn steps(
    staff: &Browser,
    page: &str,
    back: &ReturnView,
    action: &str,
    told: &[(&str, &str)],
) -> Answer {
    let version = back.version.to_string();
    let about = [
        ("action", action),
        ("return_id", back.id.as_str()),
        ("seen_version", version.as_str()),
    ];
    staff.post(page, &[&about, told].concat()).await
}

const WHERE_TO: (&str, &str) = ("instructions", "Kiln Row 3\n20457 Hamburg");

/// Approved and received in the admin.
async fn arrives(
    shop: &Shop,
    staff: &Browser,
    page: &str,
    who: &Visitor,
    order: &Placed,
) -> ReturnView {
    let back = newest(&who.sees(order).await);
    let answer = steps(staff, page, &back, "approve_return", &[WHERE_TO]).await;
    assert!(
        answer.location.ends_with("?done=return_approved"),
        "{}",
        answer.status
    );
    let back = newest(&who.sees(order).await);
    let answer = steps(staff, page, &back, "receive_return", &[]).await;
    assert!(
        answer.location.ends_with("?done=return_received"),
        "{}",
        answer.status
    );
    shop.drains().await;
    newest(&who.sees(order).await)
}
