//! `/account/profile`: name, phone, and the currency of prices.

use super::layout::{Flash, own_page};
use crate::actions::customers;
use crate::ui::form::{ErrorSummary, Field, Filled, Select, filled, sent_back};
use leptos::prelude::*;

#[component]
pub fn ProfilePage() -> impl IntoView {
    own_page("Profile", || async {
        let profile = customers::profile().await?;
        let back = sent_back();
        let came_back = !back.values.is_empty();
        let field = |name: &str, stored: &str| match came_back {
            true => filled(&back, name),
            false => Filled::with(stored),
        };
        let name = field("name", &profile.form.name);
        let phone = field("phone", &profile.form.phone);
        let currency = field("currency", &profile.form.currency);
        let currencies: Vec<(String, String)> = profile
            .currencies
            .iter()
            .map(|currency| (currency.code().into(), currency.code().into()))
            .collect();
        Ok(view! {
            <Flash/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <form class="fields account-form" method="post" action="/account/profile" novalidate>
                <Field name="name" label="Your name" autocomplete="name" filled=name maxlength=80/>
                <Field name="phone" label="Phone" kind="tel" autocomplete="tel" filled=phone maxlength=40 optional=true
                    hint="Only for the carrier, should a parcel get stuck."/>
                {(currencies.len() > 1).then(|| view! {
                    <Select name="currency" label="Prices in" filled=currency options=currencies nothing="As the shop shows them"
                        optional=true/>
                })}
                <p><button class="button" type="submit">"Save"</button></p>
            </form>
            <p class="quiet">
                "Signs in as " {profile.email} ". "
                <a class="link" href="/account/security">"Use another address"</a>
            </p>
        }
        .into_any())
    })
}
