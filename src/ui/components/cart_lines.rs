//! The lines of a cart with their forms. Each button is a plain form to `/cart`; where scripts run,
//! `cart_state` carries it out in place.

use super::{answer_list::AnswerList, icon, picture::Picture};
use crate::domain::cart::{CartLineView, CartView, LineProblem};
use leptos::either::Either;
use leptos::prelude::*;

#[component]
pub fn CartLines(cart: CartView) -> impl IntoView {
    let items = cart
        .lines
        .into_iter()
        .map(|line| view! { <CartLine line/> })
        .collect_view();
    view! { <ul class="cart-lines">{items}</ul> }
}

#[component]
fn CartLine(line: CartLineView) -> impl IntoView {
    let href = format!("/shop/{}", line.product_slug);
    // Two lines may differ in nothing but what was answered.
    let answers: Vec<&str> = line.answered.iter().map(|a| a.answer.as_str()).collect();
    let called = match answers.as_slice() {
        [] => line.title.clone(),
        _ => format!("{} ({})", line.title, answers.join(", ")),
    };
    let amount = line
        .line_total
        .or(line.unit_price)
        .map(|m| m.to_string())
        .unwrap_or_default();
    let each = line
        .unit_price
        .filter(|_| line.quantity > 1)
        .map(|price| format!("{price} each"));
    let accept = matches!(line.problem, Some(LineProblem::PriceChanged { .. })).then(|| {
        view! { <LineButton line=line.id.clone() action="accept_price" label="Accept the new price".to_string()/> }
    });
    let lower = match line.problem {
        Some(LineProblem::InsufficientInventory { available }) if available > 0 => Some(view! {
            <form method="post" action="/cart" data-cart>
                <input type="hidden" name="action" value="set"/>
                <input type="hidden" name="line" value=line.id.clone()/>
                <button class="button button-quiet button-small" type="submit" name="quantity" value=available>
                    {format!("Take {available}")}
                </button>
            </form>
        }),
        _ => None,
    };
    let stepper = (line.max_quantity > 1 || line.quantity > 1).then(|| {
        view! { <Stepper id=line.id.clone() title=called.clone() quantity=line.quantity max=line.max_quantity/> }
    });
    let problem = line.problem.as_ref().map(LineProblem::sentence);
    let wrong = problem.is_some();
    let remove_label = format!("Remove {called}");
    view! {
        <li class="cart-line" class=("cart-line-problem", wrong)>
            <a class="cart-line-picture" href=href.clone() tabindex="-1" aria-hidden="true">
                {line.picture.map(|picture| view! { <Picture picture sizes="7rem" decorative=true/> })}
            </a>
            <div class="cart-line-words">
                <p class="cart-line-title"><a href=href>{line.title}</a></p>
                {(!line.variant_name.is_empty()).then(|| view! { <p class="quiet">{line.variant_name}</p> })}
                <AnswerList answered=line.answered/>
                {each.map(|each| view! { <p class="quiet tabular">{each}</p> })}
                {problem.map(|sentence| view! { <p class="cart-line-sentence" role="alert">{sentence}</p> })}
                <div class="cart-line-tools">
                    {accept}
                    {lower}
                    {stepper}
                    <form method="post" action="/cart" data-cart>
                        <input type="hidden" name="line" value=line.id/>
                        <button class="link link-quiet" type="submit" name="action" value="remove" aria-label=remove_label>
                            "Remove"
                        </button>
                    </form>
                </div>
            </div>
            <p class="price">{amount}</p>
        </li>
    }
}

#[component]
fn LineButton(line: String, action: &'static str, label: String) -> impl IntoView {
    view! {
        <form method="post" action="/cart" data-cart>
            <input type="hidden" name="line" value=line/>
            <button class="button button-quiet button-small" type="submit" name="action" value=action>{label}</button>
        </form>
    }
}

/// Fewer, more. At one, fewer is the remove button's work. At either end the button does nothing and can still be focused:
/// whoever has just pressed it with the keyboard stays where they are.
#[component]
fn Stepper(id: String, title: String, quantity: i64, max: i64) -> impl IntoView {
    let kind = |ends: bool| if ends { "button" } else { "submit" };
    let (least, most) = (quantity <= 1, quantity >= max);
    view! {
        <form class="stepper" method="post" action="/cart" data-cart>
            <input type="hidden" name="action" value="set"/>
            <input type="hidden" name="line" value=id/>
            <button type=kind(least) name="quantity" value={quantity - 1} aria-disabled=least.then_some("true")
                aria-label=format!("One fewer of {title}")>{icon::minus()}</button>
            <span class="tabular"><span class="sr-only">"Quantity "</span>{quantity}</span>
            <button type=kind(most) name="quantity" value={quantity + 1} aria-disabled=most.then_some("true")
                aria-label=format!("One more of {title}")>{icon::plus()}</button>
        </form>
    }
}

/// The sum, and the way on: to checkout, or what stands in its way.
#[component]
pub fn CartTotal(cart: CartView) -> impl IntoView {
    let blocked = !cart.can_check_out;
    view! {
        <div class="cart-total">
            {cart.pending_order_url.map(|url| view! {
                <p class="notice">
                    "An order of yours is waiting for its payment and keeps these pieces. "
                    <a class="link" href=url>"Go on paying"</a>
                </p>
            })}
            <p class="cart-total-sum"><span>"Subtotal"</span><span class="price">{cart.subtotal.to_string()}</span></p>
            <p class="quiet">"Delivery and tax are shown before you pay."</p>
            {if blocked {
                let why = cart.problem.unwrap_or("Settle what is marked above, then you can check out.".into());
                Either::Left(view! { <p class="notice notice-problem">{why}</p> })
            } else {
                Either::Right(view! { <a class="button button-wide" href="/checkout">"Check out"</a> })
            }}
            <a class="link cart-total-link" href="/cart">"View the cart"</a>
        </div>
    }
}
