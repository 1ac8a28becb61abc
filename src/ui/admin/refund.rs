//! `/admin/orders/{number}/refund`: refunding an order. What it comes to is shown before it is confirmed with a code.

use super::layout::{Heading, content};
use super::signin::InsteadOfCode;
use crate::actions::admin;
use crate::domain::money::Money;
use crate::domain::passkey::PasskeyAsk;
use crate::domain::refund::form::{RESTOCK, UNITS, units_of};
use crate::domain::refund::{Preview, RefundForm, RefundFormView, RefundableLine};
use crate::ui::form::{ErrorSummary, Field, FieldProblem, Filled, TextArea, Tick, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn RefundPage() -> impl IntoView {
    let number = use_params_map()
        .get_untracked()
        .get("number")
        .unwrap_or_default();
    let query = use_query_map().get_untracked();
    let return_id = query.get("return_id").unwrap_or_default();
    let again = query.get("again").unwrap_or_default();
    content(move || async move {
        let back = sent_back();
        let mut form = RefundForm::from_fields(&back.values);
        if form.return_id.is_empty() {
            form.return_id = return_id;
        }
        form.again = again;
        let ask = matches!(back.value("step"), "preview" | "confirm");
        let page = admin::refund_page(number, form, ask).await?;
        let order = format!("/admin/orders/{}", page.number);
        let code = Filled::of(&back.problems, "code", "");
        let title = match &page.preview {
            Some(preview) => format!("Give {} back?", preview.total),
            None => "Give money back".to_string(),
        };
        Ok(view! {
            <p class="eyebrow"><a class="link" href=order.clone()>{page.number.clone()}</a></p>
            <Heading title/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {match page.preview.clone() {
                Some(preview) => view! { <Confirm page preview code/> }.into_any(),
                None => view! { <Choose page/> }.into_any(),
            }}
        }
        .into_any())
    })
}

fn here(page: &RefundFormView) -> String {
    format!("/admin/orders/{}/refund", page.number)
}

/// What is refunded, and why.
#[component]
fn Choose(page: RefundFormView) -> impl IntoView {
    let back = sent_back();
    let chosen = page.form.what.clone();
    let reason = Filled::of(&back.problems, "reason", &page.form.reason);
    let amount = Filled::of(&back.problems, "amount", page.form.amount.to_string());
    let choice = |value: &'static str, words: String| {
        let checked = chosen == value;
        view! {
            <label class="choice-line">
                <input type="radio" name="what" value=value checked=checked/>
                <span>{words}</span>
            </label>
        }
    };
    let shipping = page.shipping_refundable.minor > 0;
    let lines = page
        .lines
        .iter()
        .map(|line| {
            let name = format!("{UNITS}{}", line.id);
            let units = Filled::of(&back.problems, &name, units_of(&page.form.units, &line.id));
            let restock = page.form.restocks(&line.id);
            view! { <Line line=line.clone() units restock/> }
        })
        .collect_view();
    view! {
        <p class="lede">
            {format!("Of {}’s money {} can go back, the way it came.", page.customer_name, page.refundable)}
        </p>
        {page.can_cancel.then(|| view! {
            <p class="quiet">
                "The order itself goes on. To call it off and pay everything back, "
                <a class="link" href=format!("/admin/orders/{}", page.number)>"cancel it"</a>" instead."
            </p>
        })}
        {(!page.form.return_id.is_empty()).then(|| view! {
            <p class="quiet">"This is for a return: what came back is chosen below, and the return is done with it."</p>
        })}
        <form method="post" action=here(&page) class="counter-wide-form" novalidate>
            <input type="hidden" name="return_id" value=page.form.return_id.clone()/>
            <fieldset class="counter-group refund-what" id="what">
                <legend class="display">"What goes back"</legend>
                {choice("full", format!("Everything that is left: {}", page.refundable))}
                {choice("lines", "Some of the pieces, counted below".to_string())}
                {shipping.then(|| choice("shipping", format!("The shipping: {}", page.shipping_refundable)))}
                {choice("amount", "An amount".to_string())}
                <Field name="amount" label="Amount" filled=amount inputmode="decimal" autocomplete="off" optional=true
                    hint="Such as 12.50. Only where you chose an amount." maxlength=20/>
                <FieldProblem name="what" problem=back.problems.of("what").map(str::to_string)/>
            </fieldset>
            <fieldset class="counter-group">
                <legend class="display">"The pieces"</legend>
                <ul class="counter-list">{lines}</ul>
            </fieldset>
            <TextArea name="reason" label="Why" rows=2 maxlength=500 hint="The customer reads it." filled=reason/>
            <button class="button" type="submit" name="step" value="preview">"Look at what goes back"</button>
        </form>
    }
}

/// One line: how many units are refunded, and whether they return to stock.
#[component]
fn Line(line: RefundableLine, units: Filled, restock: bool) -> impl IntoView {
    let name = match line.detail.as_str() {
        "" => line.title.clone(),
        detail => format!("{} ({detail})", line.title),
    };
    let left = match line.units_refundable {
        0 => "All of its units went back.".to_string(),
        n => format!("{n} of {} left, {} in all", line.units, line.refundable),
    };
    let field = format!("{UNITS}{}", line.id);
    let box_name = format!("{RESTOCK}{}", line.id);
    view! {
        <li class="counter-card">
            <p class="counter-split"><strong>{name}</strong><span class="quiet">{left}</span></p>
            {(line.units_refundable > 0).then(|| view! {
                <Field name=field label="Units that go back" filled=units inputmode="numeric" autocomplete="off" optional=true maxlength=4/>
            })}
            {(line.units_restockable > 0).then(|| view! {
                <Tick name=box_name value="on" ticked=restock>"What goes back of it can be sold again: put it on the shelf"</Tick>
            })}
        </li>
    }
}

/// Exactly what is refunded, once more, and the code that confirms it.
#[component]
fn Confirm(page: RefundFormView, preview: Preview, code: Filled) -> impl IntoView {
    let row = |words: String, amount: Money| {
        view! { <div><dt>{words}</dt><dd>{amount.to_string()}</dd></div> }
    };
    let lines = preview
        .lines
        .iter()
        .map(|line| {
            let words = match line.units {
                0 => format!("Of {}", line.title),
                n => format!("{n} × {}", line.title),
            };
            row(words, line.amount)
        })
        .collect_view();
    let ways = preview
        .ways
        .iter()
        .map(|(way, amount)| {
            let sentence = match way.is_manual() {
                true => format!(
                    "{amount} goes back {}: give it back, then mark it on the order’s page. The customer is told then.",
                    way.refund_way()
                ),
                false => format!("{amount} goes back {}; the customer is told.", way.refund_way()),
            };
            view! { <li>{sentence}</li> }
        })
        .collect_view();
    let counted: i64 = preview.lines.iter().map(|line| line.units).sum();
    let shelf: Vec<String> = preview
        .lines
        .iter()
        .filter(|line| line.restocked > 0)
        .map(|line| format!("{} × {}", line.restocked, line.title))
        .collect();
    let stock = match (counted, shelf.is_empty()) {
        (0, _) => "Nothing changes on the shelf.".to_string(),
        (_, true) => "Nothing goes back on the shelf.".to_string(),
        (_, false) => format!("Back on the shelf: {}.", shelf.join(", ")),
    };
    let form = page.form.clone();
    let units = form.units.iter().map(|(id, value)| {
        view! { <input type="hidden" name=format!("{UNITS}{id}") value=value.to_string()/> }
    });
    let restock = form.restock.iter().map(|id| {
        view! { <input type="hidden" name=format!("{RESTOCK}{id}") value="on"/> }
    });
    view! {
        <div class="counter-card refund-preview">
            <dl class="amounts">
                {lines}
                {(preview.shipping.minor > 0).then(|| row("Shipping".into(), preview.shipping))}
                <div class="amounts-total"><dt>"Goes back"</dt><dd>{preview.total.to_string()}</dd></div>
                {row("of which tax".into(), preview.tax)}
                {row("Left afterwards".into(), preview.remaining)}
            </dl>
            <ul>{ways}<li>{stock}</li></ul>
            <p><strong>"Why: "</strong>{form.reason.clone()}</p>
        </div>
        <form method="post" action=here(&page) class="counter-form" novalidate>
            <input type="hidden" name="what" value=form.what/>
            <input type="hidden" name="amount" value=form.amount.to_string()/>
            <input type="hidden" name="reason" value=form.reason/>
            <input type="hidden" name="return_id" value=form.return_id/>
            {units.collect_view()}
            {restock.collect_view()}
            <input type="hidden" name="seen_version" value=page.version.to_string()/>
            <input type="hidden" name="seen_amount" value=preview.total.minor.to_string()/>
            <Field name="code" label="Code" filled=code autocomplete="one-time-code" maxlength=40
                hint="Money goes back only with a new code from your authenticator."/>
            <p class="counter-actions">
                <button class="button button-danger" type="submit" name="step" value="confirm">{format!("Give {} back", preview.total)}</button>
                <button class="button button-quiet" type="submit" name="step" value="change">"Change it"</button>
            </p>
            <InsteadOfCode ask=PasskeyAsk::CounterConfirm/>
        </form>
    }
}
