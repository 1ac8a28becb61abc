//! `/account`: what there is, at a glance.

use super::layout::{Flash, own_page};
use crate::actions::customers;
use crate::ui::pages::orders::{ClaimNote, commission_row, order_row};
use leptos::prelude::*;

/// How many of each are shown before one follows the link to all.
const FEW: usize = 3;

#[component]
pub fn AccountPage() -> impl IntoView {
    own_page("Your account", || async {
        let customer = customers::view().await?;
        let history = customers::history(None).await?;
        let none = history.own.is_empty();
        let more = history.own.orders.len() > FEW || history.own.commissions.len() > FEW;
        let orders = history.own.orders.into_iter().take(FEW).map(order_row);
        let wishes = history.own.commissions.into_iter().take(FEW);
        let wishes = wishes.map(commission_row).collect_view();
        Ok(view! {
            <Flash/>
            <p class="lede">{format!("Hello {}.", customer.name)}</p>
            <p class="quiet">{customer.email}</p>
            <ClaimNote to_claim=history.to_claim/>
            <section aria-labelledby="latest">
                <h2 id="latest">"Your latest orders"</h2>
                {match none {
                    true => view! {
                        <p>"Nothing was ordered yet. " <a class="link" href="/shop">"See everything"</a></p>
                    }.into_any(),
                    false => view! {
                        <ul class="order-list">{orders.collect_view()}{wishes}</ul>
                        {more.then(|| view! { <p><a class="link" href="/orders">"All orders"</a></p> })}
                    }.into_any(),
                }}
            </section>
        }
        .into_any())
    })
}
