//! The Payment Element: Stripe's own fields in Stripe's own iframe. Card numbers never touch this page.

use super::stripe::{Elements, Stripe, at, load, object, stripe, text_at};
use crate::actions::payments::Finish;
use crate::domain::payment::ElementKeys;
use crate::ui::fetch;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

const UNREACHABLE: &str = "The payment fields can’t be loaded. Check your connection and reload the page, or pay in another way below.";
const UNCLEAR: &str =
    "We could not tell whether that went through. Look at your order before you try again.";

/// Wrapped only where it exists, in the browser: on the server another thread may drop what one has made.
type Handles = SendWrapper<(Stripe, Elements)>;

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Confirming,
    Failed,
}

/// Mounts the fields and confirms on submit. When the provider is done the shop asks it how the payment stands, and says
/// where to go: at once for an `order`, by its link's token, else at `return_url`, where the provider sends browsers, too.
/// A refusal is shown and the same order can be tried again.
#[island(lazy)]
pub fn PaymentElement(
    keys: ElementKeys,
    return_url: String,
    amount: String,
    order: Option<String>,
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    let problem = RwSignal::new(None::<String>);
    let place = NodeRef::<html::Div>::new();
    let handles = StoredValue::new(None::<Handles>);
    let fail = move |words: &str| {
        problem.set(Some(words.to_string()));
        stage.set(Stage::Failed);
    };

    Effect::new(move |started: Option<bool>| {
        let Some(place) = place.get() else {
            return false;
        };
        if started == Some(true) {
            return true;
        }
        let keys = keys.clone();
        spawn_local(async move {
            match set_up(&keys, &place, stage, problem).await {
                Ok(pair) => {
                    handles.set_value(Some(SendWrapper::new(pair)));
                    follow_theme(handles);
                }
                Err(_) => fail(UNREACHABLE),
            }
        });
        true
    });

    let target = return_url;
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if stage.get_untracked() != Stage::Ready {
            return;
        }
        stage.set(Stage::Confirming);
        problem.set(None);
        let (target, order) = (target.clone(), order.clone());
        let promise = handles.with_value(|pair| {
            let (stripe, elements) = &**pair.as_ref()?;
            let parameters = object(&[("return_url", &JsValue::from_str(&target))]);
            let options = object(&[
                ("elements", elements.as_ref()),
                ("confirmParams", &parameters),
                ("redirect", &JsValue::from_str("if_required")),
            ]);
            stripe.confirm_payment(&options).ok()
        });
        spawn_local(async move {
            let result = match promise {
                Some(promise) => promise.await,
                None => Err(JsValue::NULL),
            };
            match result {
                Ok(answer) if at(&answer, &["error"]).is_some() => {
                    let words = text_at(&answer, &["error", "message"]);
                    problem.set(Some(words.unwrap_or_else(|| {
                        "The payment was refused. Try another card.".into()
                    })));
                    stage.set(Stage::Ready);
                }
                // The shop asks the provider; nothing here says that the order is paid.
                Ok(_) => {
                    let next = finish(order).await.unwrap_or(target);
                    if window().location().assign(&next).is_err() {
                        fail(UNCLEAR);
                    }
                }
                Err(_) => {
                    problem.set(Some(UNCLEAR.into()));
                    stage.set(Stage::Ready);
                }
            }
        });
    };

    let label = move || match stage.get() {
        Stage::Confirming => "Confirming with your bank…".to_string(),
        _ => format!("Pay {amount}"),
    };
    let locked = move || stage.get() != Stage::Ready;
    view! {
        <form class="pay-form needs-js" novalidate on:submit=submit aria-busy=move || (stage.get() == Stage::Confirming).then_some("true")>
            <div class="pay-element" class=("is-waiting", move || stage.get() == Stage::Confirming)>
                <div node_ref=place id="payment-element"></div>
                {move || (stage.get() == Stage::Loading).then(|| view! {
                    <p class="quiet pay-loading">"Loading the secure payment fields…"</p>
                })}
            </div>
            <div role="alert">
                {move || problem.get().map(|words| view! { <p class="notice notice-problem">{words}</p> })}
            </div>
            <button class="button button-wide button-large" type="submit" disabled=locked
                class=("is-busy", move || stage.get() == Stage::Confirming)>{label}</button>
        </form>
    }
}

/// Where to go on once an order's payment was confirmed; `None` where the page that the provider sends browsers to tells.
async fn finish(order: Option<String>) -> Option<String> {
    let arguments = format!("token={}", order?);
    fetch::call(Finish::PATH, &arguments.into())
        .await
        .ok()?
        .as_string()
}

async fn set_up(
    keys: &ElementKeys,
    place: &web_sys::HtmlElement,
    stage: RwSignal<Stage>,
    problem: RwSignal<Option<String>>,
) -> Result<(Stripe, Elements), JsValue> {
    load(&keys.script_url).await?;
    let stripe = stripe(&keys.publishable_key)?;
    let options = object(&[
        ("clientSecret", &JsValue::from_str(&keys.client_secret)),
        ("appearance", &appearance()),
    ]);
    let elements = stripe.elements(&options)?;
    let element = elements.create("payment")?;
    let ready = Closure::<dyn Fn()>::new(move || stage.set(Stage::Ready)).into_js_value();
    element.on("ready", ready.unchecked_ref());
    let failed = Closure::<dyn Fn()>::new(move || {
        problem.set(Some(UNREACHABLE.into()));
        stage.set(Stage::Failed);
    })
    .into_js_value();
    element.on("loaderror", failed.unchecked_ref());
    element.mount(place)?;
    Ok((stripe, elements))
}

/// The shop's own colours and type for the fields, read from the page so that light and dark are right.
fn appearance() -> JsValue {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let token = |name: &str| {
        let value = style
            .as_ref()
            .and_then(|style| style.get_property_value(name).ok());
        JsValue::from_str(value.unwrap_or_default().trim())
    };
    let dark = token("color-scheme") == JsValue::from_str("dark");
    let variables = object(&[
        ("colorPrimary", &token("--color-accent")),
        ("colorBackground", &token("--color-surface")),
        ("colorText", &token("--color-ink")),
        ("colorTextSecondary", &token("--color-muted")),
        ("colorDanger", &token("--color-danger")),
        (
            "fontFamily",
            &JsValue::from_str("Figtree, system-ui, sans-serif"),
        ),
        ("borderRadius", &JsValue::from_str("2px")),
    ]);
    let theme = JsValue::from_str(if dark { "night" } else { "stripe" });
    object(&[("theme", &theme), ("variables", &variables)])
}

/// Repaints the fields when the visitor changes the theme.
fn follow_theme(handles: StoredValue<Option<Handles>>) {
    let _ = window_event_listener_untyped("themechange", move |_| {
        handles.with_value(|pair| {
            if let Some((_, elements)) = pair.as_deref() {
                // Fields that can't be repainted still work.
                let _ = elements.update(&object(&[("appearance", &appearance())]));
            }
        });
    });
}
