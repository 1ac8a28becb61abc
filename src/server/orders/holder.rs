//! What the customer can do with an order. Whatever gives access to the order (a link, an account) finds its row and
//! comes here; nothing here asks again whose it is.

use super::{cancel, correct, view};
use crate::domain::answers::Answers;
use crate::domain::cart::LineProblem;
use crate::domain::contact::Address;
use crate::domain::country::Country;
use crate::domain::form;
use crate::domain::order::{OrderKind, OrderView};
use crate::domain::order_holder::{HolderView, Missed, missed_word};
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::payment::RequestState;
use crate::server::actor::Actor;
use crate::server::cart;
use crate::server::customers;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::error::{Error, Result};
use crate::server::returns::steps::{self, Which};
use crate::server::returns::view::returnable;
use crate::server::returns::withdraw;
use crate::server::visit::Visit;
use crate::transact;

/// One step, with what was typed for it.
#[derive(Clone, Debug)]
pub enum Step {
    Cancel,
    CorrectAddress(Address),
    ChangeEmail { email: String },
    AddNote { note: String },
    BuyAgain,
    WithdrawReturn(Which),
}

/// Reads a step from the fields of its form; the button that was pressed is among them.
pub fn read(fields: &[(String, String)]) -> Result<Step> {
    let text = |name: &str| form::text(fields, name).to_string();
    Ok(match form::text(fields, "action") {
        "cancel" => Step::Cancel,
        "correct_address" => Step::CorrectAddress(form::known(fields)),
        "change_email" => Step::ChangeEmail {
            email: text("email"),
        },
        "add_note" => Step::AddNote { note: text("note") },
        "buy_again" => Step::BuyAgain,
        "withdraw_return" => Step::WithdrawReturn(Which {
            id: text("return_id"),
            seen_version: text("seen_version"),
        }),
        _ => {
            let message = "The order did not understand that. Reload the page and try again.";
            return Err(Error::invalid("invalid", message));
        }
    })
}

/// Takes a step with an order. `here` is the page it was taken on. Returns where to go on.
pub async fn take(visit: &Visit, order: &OrderRow, here: &str, step: Step) -> Result<String> {
    let app = &visit.app;
    let done = match step {
        Step::Cancel => {
            let (reason, actor) = (CancelReason::Customer, Actor::Customer);
            cancel::cancel(app, &order.id, reason, &actor, "").await?;
            return Ok(here.to_string());
        }
        Step::CorrectAddress(address) => {
            correct::address(app, &Actor::Customer, &order.id, address).await?;
            "address"
        }
        Step::ChangeEmail { email } => {
            correct::ask_for_email(visit, &order.id, &email).await?;
            "email_asked"
        }
        Step::AddNote { note } => {
            correct::note(app, &Actor::Customer, &order.id, &note).await?;
            "note"
        }
        Step::BuyAgain => return buy_again(visit, order, here).await,
        Step::WithdrawReturn(which) => {
            let step = steps::Step::Withdraw;
            steps::take(app, &Actor::Customer, &order.id, &which, step).await?;
            "return_withdrawn"
        }
    };
    Ok(format!("{here}?done={done}"))
}

/// Puts what can still be bought of an order into the cart. Returns the cart's address, or the order's page with what
/// could not be had.
async fn buy_again(visit: &Visit, order: &OrderRow, here: &str) -> Result<String> {
    super::only_ready_made(order)?;
    let lines = {
        let mut conn = visit.app.db.read().await?;
        db::orders::lines(&mut conn, &order.id).await?
    };
    let wanted = lines
        .into_iter()
        .map(|line| {
            // What can't be read any more is reported as an answer that is missing.
            let answers = Answers::parse(&line.answers).unwrap_or_default();
            ((line.variant_id, answers), line.quantity)
        })
        .collect::<Vec<_>>();
    let missed = cart::add_several(visit, &wanted).await?;
    if order.cart_id.is_some() && order.cart_id == customers::cart::id(visit).await? {
        transact!(visit.app.db, tx => { db::checkout::unpaid::back_in_cart(&mut tx, &order.id).await })?;
    }
    if missed.is_empty() {
        return Ok("/cart".into());
    }
    let missed: Vec<Missed> = missed
        .iter()
        .map(|(place, problem)| Missed {
            place: *place,
            code: match problem {
                LineProblem::InvalidAnswer { .. } => "invalid_answer".into(),
                other => other.code().into(),
            },
        })
        .collect();
    Ok(format!("{here}?again={}", missed_word(&missed)))
}

/// An order for whoever holds it, with what its page offers.
pub async fn shown(visit: &Visit, order: OrderRow) -> Result<OrderView> {
    let app = &visit.app;
    let shop = app.shop().await?;
    let zones = crate::server::shop::zones(app).await?;
    let mut conn = app.db.read().await?;
    let ready_made = order.kind == OrderKind::ReadyMade;
    let can_correct = ready_made && order.status.may_be_corrected();
    let (mut countries, mut waiting_email) = (Vec::new(), None);
    let news_ms = db::orders::correct::last_news_ms(&mut conn, &order.id).await?;
    if can_correct {
        let change = db::orders::correct::email_change(&mut conn, &order.id).await?;
        let now = app.now_ms();
        waiting_email = change.filter(|c| c.expires_at_ms > now).map(|c| c.email);
        let terms = db::shop::all_tax_rates(&mut conn).await?;
        let goes_to = db::orders::addresses(&mut conn, &order.id).await?;
        let goes_to = goes_to.into_iter().find(|a| a.role == "shipping");
        let from = goes_to.map(|a| a.address.country).unwrap_or_default();
        let alike = |country: &&str| correct::costs_the_same(&zones, &terms, &from, country);
        countries = Country::all()
            .map(|country| country.code())
            .filter(alike)
            .map(String::from)
            .collect();
    }
    let requests = db::payments::requests(&mut conn, &order.id).await?;
    let over_unpaid = order.status == OrderStatus::Cancelled
        && requests.iter().all(|r| r.state == RequestState::Cancelled);
    let can_put_back = ready_made
        && over_unpaid
        && db::checkout::unpaid::has_left_cart(&mut conn, &order.id).await?;
    let returnable = returnable(&mut conn, &order, shop.return_days, app.now_ms()).await?;
    let now = app.now_ms();
    let withdrawable = withdraw::offer(&mut conn, &order, shop.return_days, now).await?;
    let mut view = view::of(app, &shop, &mut conn, order, false).await?;
    view.holder = HolderView {
        can_correct,
        can_buy_again: ready_made,
        can_put_back,
        returnable,
        withdrawable: withdrawable.ok(),
        countries,
        waiting_email,
        news_ms,
    };
    Ok(view)
}
