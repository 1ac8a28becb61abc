//! `/admin/settings`: what the shop is called and how it works, for the owner.

use super::layout::{Flash, Heading, content};
use super::signin::InsteadOfCode;
use crate::actions::admin;
use crate::domain::passkey::PasskeyAsk;
use crate::domain::shop_form::SettingsForm;
use crate::ui::form::{ErrorSummary, Field, Filled, TextArea, Typed, sent_back};
use leptos::prelude::*;

#[component]
pub fn SettingsPage() -> impl IntoView {
    content(|| async {
        let settings = admin::settings().await?;
        let back = sent_back();
        Ok(view! {
            <Heading title="Settings">
                <a class="button button-quiet button-small" href="/admin/api-tokens">"API tokens"</a>
                <a class="button button-quiet button-small" href="/admin/webhooks">"Webhooks"</a>
            </Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <form method="post" action="/admin/settings" class="counter-wide-form counter-settings">
                <input type="hidden" name="action" value="save"/>
                <Sign form=settings.form.clone()/>
                <Handling form=settings.form time_zones=settings.time_zones/>
                {(!settings.confirmed).then(|| view! { <Code/> })}
                <button class="button" type="submit">"Save the settings"</button>
            </form>
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    (word == "saved").then_some("Saved.")
}

/// What visitors read about the shop.
#[component]
fn Sign(form: SettingsForm) -> impl IntoView {
    let typed = Typed::of_action("save");
    view! {
        <fieldset class="counter-group">
            <legend class="display">"The sign above the door"</legend>
            <div class="fields">
                <Field name="name" label="Name of the shop" filled=typed.of("name", &form.name) autocomplete="off" maxlength=60/>
                <Field name="tagline" label="What is made here" filled=typed.of("tagline", &form.tagline) optional=true autocomplete="off"
                    maxlength=160 hint="One line: the headline of the front page, and under the name in the footer."/>
                <TextArea name="about" label="The maker" optional=true filled=typed.of("about", &form.about) rows=4 maxlength=2_000
                    hint="A paragraph for the front page."/>
            </div>
        </fieldset>
    }
}

/// How orders are announced, paid and collected.
#[component]
fn Handling(form: SettingsForm, time_zones: Vec<String>) -> impl IntoView {
    let typed = Typed::of_action("save");
    view! {
        <fieldset class="counter-group">
            <legend class="display">"Orders and money"</legend>
            <div class="fields">
                <Field name="contact_email" label="Your e-mail address" kind="email" filled=typed.of("contact_email", &form.contact_email)
                    autocomplete="off" maxlength=254 hint="Visitors see it; each new order is announced there."/>
                <Field name="time_zone" label="Time zone" filled=typed.of("time_zone", &form.time_zone) autocomplete="off" maxlength=60
                    suggestions=time_zones
                    hint="Days, dates and deadlines are told in it, and invoices are dated and numbered by it, such as Europe/Berlin. Empty: UTC. What was issued or promised before keeps its date."/>
                <TextArea name="bank_details" label="Bank account for transfers" optional=true filled=typed.of("bank_details", &form.bank_details) rows=3
                    maxlength=500 hint="Account holder, account number, bank."/>
                <TextArea name="invoice_details" label="Who sells, on invoices" optional=true filled=typed.of("invoice_details", &form.invoice_details) rows=3
                    maxlength=500 hint="Your name, address and tax number, below the name of the shop."/>
                <TextArea name="collection_details" label="Where and when orders are collected" optional=true rows=3 maxlength=500
                    filled=typed.of("collection_details", &form.collection_details) hint="Empty: collection is not offered."/>
                <Field name="max_quantity" label="Most units of one variant in a cart" kind="number" inputmode="numeric" autocomplete="off"
                    filled=typed.of("max_quantity", &form.max_quantity) maxlength=3/>
                <Field name="transfer_hold_days" label="Days that a transfer may take" kind="number" inputmode="numeric" class="field-half"
                    autocomplete="off" filled=typed.of("transfer_hold_days", &form.transfer_hold_days) maxlength=2/>
                <Field name="collection_hold_days" label="Days that a collection may take" kind="number" inputmode="numeric" class="field-half"
                    autocomplete="off" filled=typed.of("collection_hold_days", &form.collection_hold_days) maxlength=2/>
                <Field name="unpaid_pieces_per_visitor" label="Unpaid one-of-a-kind pieces per browser" kind="number" inputmode="numeric"
                    class="field-half" autocomplete="off" maxlength=4
                    filled=typed.of("unpaid_pieces_per_visitor", &form.unpaid_pieces_per_visitor)
                    hint="Held at once in orders that are not paid, so that nobody can empty the shop without paying."/>
                <Field name="unpaid_pieces_per_email" label="… per e-mail address" kind="number" inputmode="numeric" class="field-half"
                    autocomplete="off" maxlength=4 filled=typed.of("unpaid_pieces_per_email", &form.unpaid_pieces_per_email)/>
                <Field name="unpaid_pieces_per_network" label="… per network address" kind="number" inputmode="numeric" class="field-half"
                    autocomplete="off" maxlength=4 filled=typed.of("unpaid_pieces_per_network", &form.unpaid_pieces_per_network)
                    hint="A household or an office shares one."/>
                <Field name="return_days" label="Days to withdraw, from receipt" kind="number" inputmode="numeric" class="field-half"
                    autocomplete="off" filled=typed.of("return_days", &form.return_days) maxlength=3
                    hint="Counted from the delivery of the last parcel; the European Union asks for 14 at least. Something broken or wrong can always be sent back for two years."/>
            </div>
        </fieldset>
    }
}

/// The second factor, where it was shown too long ago; a code is never sent back.
#[component]
fn Code() -> impl IntoView {
    let filled = Filled::of(&sent_back().problems, "code", "");
    view! {
        <div class="counter-form">
            <Field name="code" label="Code" filled autocomplete="one-time-code" maxlength=40
                hint="This changes the shop itself: confirm it with a new code from your authenticator."/>
            <InsteadOfCode ask=PasskeyAsk::CounterConfirm/>
        </div>
    }
}
