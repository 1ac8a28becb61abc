//! The forms that ask to send something back and that declare a withdrawal from the contract, behind an order's link and in
//! its customer's account.

use super::pictured::Sent;
use crate::domain::returns::{ReturnForm, WithdrawalForm};
use crate::server::actor::Actor;
use crate::server::customers::account_orders;
use crate::server::error::Result;
use crate::server::http::forms::{Next, Submission};
use crate::server::orders;
use crate::server::returns::{ask, withdraw};
use axum::extract::Path;
use axum::response::Response;

pub async fn by_link(Path(token): Path<String>, sent: Sent) -> Response {
    let here = format!("/o/{token}");
    let order = orders::held_by(&sent.form.visit, &token).await;
    post(sent, order.map(|order| order.id), &here).await
}

pub async fn own(Path(number): Path<String>, sent: Sent) -> Response {
    let here = format!("/orders/{number}");
    let order = account_orders::order(&sent.form.visit, &number).await;
    post(sent, order.map(|order| order.id), &here).await
}

/// Nothing is asked for while one of the pictures was refused: the page comes back with all that was taken.
async fn post(sent: Sent, order_id: Result<String>, here: &str) -> Response {
    let order_id = match order_id {
        Ok(id) => id,
        Err(error) => return super::account::go(sent.form, Err::<Next, _>(error)).await,
    };
    let ask = async |form: &Submission| {
        let typed = ReturnForm::from_fields(&form.values);
        let asked = ask::ask(&form.visit, &Actor::Customer, &order_id, &typed).await;
        asked.map(|_| format!("{here}?done=return_asked"))
    };
    let (form, outcome) = sent.carry_out(ask).await;
    super::account::go(form, outcome).await
}

/// The declaration of withdrawal, behind an order's link.
pub async fn withdraw_by_link(Path(token): Path<String>, form: Submission) -> Response {
    let here = format!("/o/{token}");
    let order = orders::held_by(&form.visit, &token).await;
    declare(form, order.map(|order| order.id), &here).await
}

/// The same in its customer's account.
pub async fn withdraw_own(Path(number): Path<String>, form: Submission) -> Response {
    let here = format!("/orders/{number}");
    let order = account_orders::order(&form.visit, &number).await;
    declare(form, order.map(|order| order.id), &here).await
}

async fn declare(form: Submission, order_id: Result<String>, here: &str) -> Response {
    let outcome = match order_id {
        Ok(order_id) => {
            let typed = WithdrawalForm::from_fields(&form.values);
            let declared =
                withdraw::declare(&form.visit, &Actor::Customer, &order_id, &typed).await;
            declared.map(|_| format!("{here}?done=withdrawn"))
        }
        Err(error) => Err(error),
    };
    super::account::go(form, outcome).await
}
