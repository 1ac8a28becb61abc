//! `/checkout/pay/{token}`: pay what is due on an order, by card here, on the provider's page, or by transfer or cash.
//! The parts are shared with the links of single payments.

mod element;
mod stripe;

use crate::actions::payments;
use crate::domain::payment::{AttemptState, PayView, PaymentMethod};
use crate::ui::components::{Amounts, ErrorsInPlace, HoldCountdown, OrderLines};
use crate::ui::form::sent_back;
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use element::PaymentElement;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

#[component]
pub fn PayPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Checkout, move |_| async move {
        let pay = payments::due(token.clone()).await?;
        let back = sent_back();
        let order_url = format!("/o/{}", pay.order_token);
        let title = format!("Pay {}", pay.due);
        let countdown = pay
            .hold_expires_at_ms
            .filter(|_| waits_for_customer(&pay))
            .map(|expires_at_ms| view! { <HoldCountdown expires_at_ms until=moment::date_and_time(expires_at_ms)/> });
        Ok(view! {
            <Head title=title/>
            <div class="checkout">
                <p class="eyebrow">"Order " {pay.order_number.clone()}</p>
                <h1>{heading(&pay)}</h1>
                {countdown}
                <ErrorsInPlace back/>
                <div class="checkout-form">
                    <div class="checkout-steps">{way_to_pay(&pay, &format!("/checkout/pay/{token}"), Some(token), &order_url, "See your order")}</div>
                    <aside class="checkout-summary" aria-labelledby="summary-title">
                        <h2 id="summary-title">"Your order"</h2>
                        <OrderLines lines=pay.lines.clone()/>
                        <Amounts amounts=pay.totals.clone()/>
                        <p><a class="link" href=order_url.clone()>"See the order"</a></p>
                    </aside>
                </div>
            </div>
        }
        .into_any())
    })
}

fn waits_for_customer(pay: &PayView) -> bool {
    !matches!(
        pay.state,
        AttemptState::Succeeded | AttemptState::Processing
    )
}

pub fn heading(pay: &PayView) -> String {
    match (pay.state, pay.method) {
        (AttemptState::Succeeded, _) => "This is paid. Thank you!".into(),
        (AttemptState::Processing, _) => "Your bank is confirming the payment".into(),
        (_, Some(PaymentMethod::BankTransfer)) => format!("Transfer {}", pay.due),
        (_, Some(PaymentMethod::CashOnCollection)) => format!("Bring {} when you collect", pay.due),
        _ => format!("Pay {}", pay.due),
    }
}

/// The way to pay that was chosen, and the others. `here` takes the forms, for `order` in place, by its link's token;
/// `after` is where it is told how it stands.
pub fn way_to_pay(
    pay: &PayView,
    here: &str,
    order: Option<String>,
    after: &str,
    after_words: &str,
) -> AnyView {
    let to_order =
        view! { <p><a class="button" href=after.to_string()>{after_words.to_string()}</a></p> };
    match pay.state {
        AttemptState::Succeeded => return to_order.into_any(),
        AttemptState::Processing => {
            return view! {
                <section class="step">
                    <p class="lede">"This can take a while with some ways to pay. We write to you when it is done; you can close this page."</p>
                    {to_order}
                </section>
            }
            .into_any();
        }
        _ => {}
    }
    let refused = pay.last_error.clone().map(|words| {
        view! {
            <p class="notice notice-problem" role="status">
                <strong>"The last try did not go through. "</strong>{words}
            </p>
        }
    });
    let main = match (pay.method, pay.element.clone()) {
        (Some(PaymentMethod::Card), Some(keys)) => view! {
            <section class="step" aria-labelledby="step-card">
                <h2 id="step-card">"Card or wallet"</h2>
                <PaymentElement keys return_url=pay.return_url.clone() amount=pay.due.to_string() order=order.clone()/>
                <p class="notice needs-no-js">"The card fields need JavaScript. Pay on Stripe’s own page instead: it works without."</p>
            </section>
        }
        .into_any(),
        (Some(PaymentMethod::Link), _) => by_link(pay).into_any(),
        (Some(PaymentMethod::Card | PaymentMethod::Hosted), _) => view! {
            <section class="step" aria-labelledby="step-hosted">
                <h2 id="step-hosted">"On Stripe’s payment page"</h2>
                <p>"You come back here when you have paid."</p>
                <SwitchForm here=here.to_string() order=order.clone() method=PaymentMethod::Hosted label=format!("Go on to pay {}", pay.due) prominent=true/>
            </section>
        }
        .into_any(),
        (None, _) => ().into_any(),
        (Some(by_hand), _) => {
            let instructions = pay.instructions.clone().unwrap_or_default();
            view! {
                <section class="step" aria-labelledby="step-manual">
                    <h2 id="step-manual">{by_hand.label()}</h2>
                    <p class="instructions">{instructions}</p>
                    <dl class="facts">
                        <div><dt>"Amount"</dt><dd class="tabular">{pay.due.to_string()}</dd></div>
                        <div><dt>"Reference"</dt><dd class="tabular">{pay.order_number.clone()}</dd></div>
                    </dl>
                    {to_order}
                </section>
            }
            .into_any()
        }
    };
    view! { {refused} {main} <OtherWays pay=pay.clone() here=here.to_string() order/> }.into_any()
}

/// The payment link that the studio made: the one way to pay, so there is nothing to choose.
fn by_link(pay: &PayView) -> impl IntoView {
    let label = format!("Pay {} on Stripe’s page", pay.due);
    view! {
        <section class="step" aria-labelledby="step-link">
            <h2 id="step-link">"On Stripe’s payment page"</h2>
            <p>"The studio asks for this part by a payment link at Stripe. So that it is paid once, that is the one way to pay it. You come back here when you have paid."</p>
            {match pay.link_url.clone() {
                Some(url) => view! { <p><a class="button button-wide button-large" href=url>{label}</a></p> }.into_any(),
                None => view! { <p class="notice">"Stripe’s page is not ready yet. Reload this page in a moment."</p> }.into_any(),
            }}
        </section>
    }
}

/// Every other way to pay the same amount, each a plain form.
#[component]
fn OtherWays(pay: PayView, here: String, order: Option<String>) -> impl IntoView {
    let none_open = pay.method.is_none();
    let heading = match none_open {
        true => "Choose how to pay",
        false => "Another way",
    };
    let forms = pay
        .other_methods
        .iter()
        .copied()
        .map(|method| {
            let label = match method {
                PaymentMethod::Card => "Pay by card or wallet",
                PaymentMethod::Hosted | PaymentMethod::Link => "Pay on Stripe’s page",
                PaymentMethod::BankTransfer => "Pay by bank transfer",
                PaymentMethod::CashOnCollection => "Pay cash when you collect",
            };
            let label = match none_open {
                true => label.to_string(),
                false => format!("{label} instead"),
            };
            view! { <li><SwitchForm here=here.clone() order=order.clone() method label/></li> }
        })
        .collect_view();
    (!pay.other_methods.is_empty()).then(|| {
        view! {
            <section class="step" aria-labelledby="step-other">
                <h2 id="step-other">{heading}</h2>
                <ul class="other-ways">{forms}</ul>
            </section>
        }
    })
}

#[component]
fn SwitchForm(
    here: String,
    order: Option<String>,
    method: PaymentMethod,
    label: String,
    #[prop(optional)] prominent: bool,
) -> impl IntoView {
    let class = if prominent {
        "button button-wide button-large"
    } else {
        "button button-quiet"
    };
    view! {
        <form method="post" action=here>
            <button class=class type="submit" name="method" value=method.as_str()
                data-call=order.is_some().then_some(payments::Choose::PATH) data-token=order>{label}</button>
        </form>
    }
}
