//! `/orders`: what was ordered in this browser, or for whoever is signed in in the account; and taking over what was
//! placed as a guest.

mod older;

use crate::actions::customers;
use crate::domain::cart::pieces;
use crate::domain::customer::{BelongingsView, CommissionCard, HistoryView};
use crate::domain::order::OrderCard;
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use older::OlderOrders;

#[component]
pub fn OrdersPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (claimed, cursor) = (query.get("done").is_some(), query.get("cursor"));
    page(Chrome::Full, move |_| async move {
        let history = customers::history(cursor).await?;
        let back = sent_back();
        let to_claim = history.to_claim.clone();
        let email = history.email.clone().unwrap_or_default();
        Ok(view! {
            <Head title="Your orders"/>
            <div class="page page-narrow">
                <h1>"Your orders"</h1>
                <ErrorSummary problems=back.problems notice=back.notice/>
                {claimed.then(|| view! { <p class="notice" role="status">"They are in your account now."</p> })}
                {(!to_claim.is_empty()).then(|| view! { <Claim to_claim email/> })}
                {lists(history)}
            </div>
        }
        .into_any())
    })
}

fn lists(history: HistoryView) -> AnyView {
    let (signed_in, older) = (history.email.is_some(), history.older);
    let BelongingsView {
        orders,
        commissions,
    } = history.own;
    let nothing = match signed_in {
        true => "There is no order in your account yet.",
        false => "Nothing was ordered in this browser yet.",
    };
    let none = orders.is_empty() && commissions.is_empty();
    let orders = orders.into_iter().map(order_row).collect_view();
    let commissions = (!commissions.is_empty()).then(|| {
        let rows = commissions.into_iter().map(commission_row).collect_view();
        view! {
            <section aria-labelledby="wishes-title">
                <h2 id="wishes-title">"Custom orders"</h2>
                <ul class="order-list">{rows}</ul>
            </section>
        }
    });
    let elsewhere = match signed_in {
        true => view! {
            <p class="quiet">"Ordered with another address? " <a class="link" href="/track">"We send you its link again."</a></p>
        }
        .into_any(),
        false => view! {
            <p class="quiet">
                "Missing one? " <a class="link" href="/track">"We send you its link again"</a>
                ", or " <a class="link" href="/account/login?next=/orders">"sign in to your account"</a> "."
            </p>
        }
        .into_any(),
    };
    match none {
        true => view! {
            <div class="empty"><p class="lede">{nothing}</p>{elsewhere}</div>
        }
        .into_any(),
        false => view! {
            <ul class="order-list" id="orders">{orders}</ul>
            {older.map(|cursor| view! { <OlderOrders cursor/> })}
            {commissions}
            {elsewhere}
        }
        .into_any(),
    }
}

/// One order in a list.
pub fn order_row(order: OrderCard) -> impl IntoView {
    view! {
        <li>
            <a class="order-row" href=order.url>
                <span class="order-row-number">{order.number}</span>
                <time class="quiet" datetime=moment::machine(order.placed_at_ms)>{moment::date(order.placed_at_ms)}</time>
                <span class="quiet">{pieces(order.units)}</span>
                <span class="badge" data-status=order.status.as_str()>{order.status_label}</span>
                <span class="price">{order.total.to_string()}</span>
            </a>
        </li>
    }
}

/// One custom order in a list.
pub fn commission_row(commission: CommissionCard) -> impl IntoView {
    view! {
        <li>
            <a class="order-row wish-row" href=commission.url>
                <span class="order-row-number">{commission.number}</span>
                <time class="quiet" datetime=moment::machine(commission.asked_at_ms)>{moment::date(commission.asked_at_ms)}</time>
                <span class="badge" data-status=commission.status>{commission.status_label}</span>
                <span class="quiet wish-words">{commission.description}</span>
            </a>
        </li>
    }
}

/// What a guest placed with the account's address: all of it is shown before it is taken over.
#[component]
fn Claim(to_claim: BelongingsView, email: String) -> impl IntoView {
    let ids: Vec<String> = to_claim
        .orders
        .iter()
        .map(|order| order.id.clone())
        .chain(
            to_claim
                .commissions
                .iter()
                .map(|commission| commission.id.clone()),
        )
        .collect();
    let seen = ids
        .into_iter()
        .map(|id| view! { <input type="hidden" name="seen" value=id/> })
        .collect_view();
    let orders = to_claim.orders.into_iter().map(order_row).collect_view();
    let commissions = to_claim.commissions.into_iter();
    let commissions = commissions.map(commission_row).collect_view();
    view! {
        <section class="claim" aria-labelledby="claim-title">
            <h2 id="claim-title">"Placed without signing in"</h2>
            <p>{format!("These came from {email}, which is yours. Keep them in your account?")}</p>
            <ul class="order-list">{orders}{commissions}</ul>
            <form method="post" action="/orders">
                {seen}
                <button class="button" type="submit">"Keep them in my account"</button>
            </form>
        </section>
    }
}

/// Says on another page that there is something to take over.
#[component]
pub fn ClaimNote(to_claim: BelongingsView) -> impl IntoView {
    let count = to_claim.orders.len() + to_claim.commissions.len();
    (count > 0).then(|| {
        let words = match count {
            1 => "One order was placed with your address without signing in.".to_string(),
            n => format!("{n} orders were placed with your address without signing in."),
        };
        view! { <p class="notice">{words} " " <a class="link" href="/orders">"Look at what can join your account"</a></p> }
    })
}
