//! Where the shop can be reached, its pages of text, and how a visitor likes to see it.

use super::theme_switch::ThemeSwitch;
use crate::domain::shop::Frame;
use crate::ui::form::{FieldProblem, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Footer(frame: Frame, full: bool) -> impl IntoView {
    let location = use_location();
    let (path, query) = (
        location.pathname.get_untracked(),
        location.search.get_untracked(),
    );
    let back = match query.trim_start_matches('?') {
        "" => path,
        query => format!("{path}?{query}"),
    };
    let mail = format!("mailto:{}", frame.shop.contact_email);
    let pages = frame
        .pages
        .iter()
        .map(
            |(slug, title)| view! { <li><a href=format!("/pages/{slug}")>{title.clone()}</a></li> },
        )
        .collect_view();
    let shop = frame.shop.clone();
    view! {
        <footer class="site-footer">
            <div class="site-footer-columns">
                <div class="site-footer-name">
                    <p class="wordmark">{shop.name}</p>
                    {(!shop.tagline.is_empty()).then(|| view! { <p>{shop.tagline}</p> })}
                    <p><a class="link" href=mail>{shop.contact_email}</a></p>
                </div>
                <nav aria-label="About the shop">
                    <ul>{pages}</ul>
                </nav>
                <nav aria-label="Orders">
                    <ul>
                        <li><a href="/orders">"Your orders"</a></li>
                        <li><a href="/track">"Find an order"</a></li>
                        <li><a href="/track#withdraw">"Withdraw from a contract"</a></li>
                        <li><a href="/custom">"Custom orders"</a></li>
                    </ul>
                </nav>
                <div class="site-footer-settings">
                    {(full && shop.currencies.len() > 1).then(|| view! {
                        <CurrencyForm frame=frame.clone() back/>
                    })}
                    <ThemeSwitch/>
                </div>
            </div>
        </footer>
    }
}

/// Chooses the currency of this visit: a plain form that comes back to the same page.
#[component]
fn CurrencyForm(frame: Frame, back: String) -> impl IntoView {
    let chosen = frame.currency;
    let options = frame
        .shop
        .currencies
        .iter()
        .map(|currency| view! {
            <option value=currency.code() selected={*currency == chosen}>{currency.code()}</option>
        })
        .collect_view();
    let problem = sent_back().problems.of("currency").map(str::to_string);
    let wrong = problem.is_some();
    view! {
        <form class="currency-form" method="post" action="/currency">
            <label for="currency">"Prices in"</label>
            <div>
                <select class="select" id="currency" name="code" aria-invalid=wrong.then_some("true")
                    aria-describedby=wrong.then_some("currency-error") autofocus=wrong>{options}</select>
                <input type="hidden" name="back" value=back/>
                <button class="button button-quiet button-small" type="submit">"Change"</button>
            </div>
            <FieldProblem name="currency" problem/>
        </form>
    }
}
