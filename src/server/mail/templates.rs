//! The templates of the mails: one a kind, written once for both the text and the HTML.

use super::Mail;
use crate::domain::money::Money;
use crate::domain::order_status::CancelReason;
use crate::domain::payment::PaymentMethod;
use crate::domain::shop::Shop;
use crate::domain::time_zone::TimeZone;
use crate::server::error::{Error, Result};
use crate::server::time_zone;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::{Map, json};
use std::sync::LazyLock;

/// Templates by name. Names that end in `.html` are escaped.
const TEMPLATES: [(&str, &str); 19] = [
    ("mail.txt", include_str!("templates/mail.txt")),
    ("mail.html", include_str!("templates/mail.html")),
    ("order_placed", include_str!("templates/order_placed.txt")),
    (
        "order_confirmed",
        include_str!("templates/order_confirmed.txt"),
    ),
    ("new_order", include_str!("templates/new_order.txt")),
    ("order_shipped", include_str!("templates/order_shipped.txt")),
    ("order_ready", include_str!("templates/order_ready.txt")),
    (
        "order_collected",
        include_str!("templates/order_collected.txt"),
    ),
    (
        "order_cancelled",
        include_str!("templates/order_cancelled.txt"),
    ),
    ("hold_expired", include_str!("templates/hold_expired.txt")),
    ("order_replaced", include_str!("templates/replaced.txt")),
    (
        "payment_failed",
        include_str!("templates/payment_failed.txt"),
    ),
    ("refunded", include_str!("templates/refunded.txt")),
    (
        "money_returned",
        include_str!("templates/money_returned.txt"),
    ),
    ("order_link", include_str!("templates/order_link.txt")),
    (
        "confirm_order_email",
        include_str!("templates/confirm_order_email.txt"),
    ),
    (
        "order_email_changed",
        include_str!("templates/order_email_changed.txt"),
    ),
    (
        "webhook_disabled",
        include_str!("templates/webhook_disabled.txt"),
    ),
    ("staff_welcome", include_str!("templates/staff_welcome.txt")),
];

/// The templates about custom orders.
const COMMISSION_TEMPLATES: [(&str, &str); 17] = [
    (
        "commission_new",
        include_str!("templates/commission_new.txt"),
    ),
    (
        "commission_received",
        include_str!("templates/commission_received.txt"),
    ),
    (
        "commission_quoted",
        include_str!("templates/commission_quoted.txt"),
    ),
    (
        "commission_message",
        include_str!("templates/commission_message.txt"),
    ),
    (
        "commission_answered",
        include_str!("templates/commission_answered.txt"),
    ),
    (
        "commission_quote_reminder",
        include_str!("templates/commission_quote_reminder.txt"),
    ),
    (
        "commission_accepted",
        include_str!("templates/commission_accepted.txt"),
    ),
    (
        "commission_payment_due",
        include_str!("templates/commission_payment_due.txt"),
    ),
    (
        "commission_payment_reminder",
        include_str!("templates/commission_payment_reminder.txt"),
    ),
    (
        "commission_paid",
        include_str!("templates/commission_paid.txt"),
    ),
    (
        "commission_progress",
        include_str!("templates/commission_progress.txt"),
    ),
    (
        "commission_ready",
        include_str!("templates/commission_ready.txt"),
    ),
    (
        "commission_shipped",
        include_str!("templates/commission_shipped.txt"),
    ),
    (
        "commission_rejected",
        include_str!("templates/commission_rejected.txt"),
    ),
    (
        "commission_withdrawn",
        include_str!("templates/commission_withdrawn.txt"),
    ),
    (
        "commission_expired",
        include_str!("templates/commission_expired.txt"),
    ),
    (
        "commission_link",
        include_str!("templates/commission_link.txt"),
    ),
];

/// The templates are part of the program, so they can't be wrong in one process and right in another:
/// the unit tests render every one of them.
static ENVIRONMENT: LazyLock<Result<Environment<'static>, minijinja::Error>> =
    LazyLock::new(|| {
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|name| match name.ends_with(".html") {
            true => AutoEscape::Html,
            false => AutoEscape::None,
        });
        let kinds = COMMISSION_TEMPLATES
            .into_iter()
            .chain(super::returns::TEMPLATES)
            .chain(super::money::TEMPLATES)
            .chain(super::account::TEMPLATES);
        for (name, source) in TEMPLATES.into_iter().chain(kinds) {
            env.add_template(name, source)?;
        }
        Ok(env)
    });

fn environment() -> Result<&'static Environment<'static>> {
    ENVIRONMENT.as_ref().map_err(|e| broken("templates", e))
}

fn broken(name: &str, error: &minijinja::Error) -> Error {
    Error::fault(format!("mail template {name}: {error:#}"))
}

/// Renders a whole template, `mail.txt` or `mail.html`.
pub fn render(name: &str, context: &impl serde::Serialize) -> Result<String> {
    let template = environment()?.get_template(name);
    template
        .and_then(|t| t.render(Value::from(Serde(context))))
        .map_err(|e| broken(name, &e))
}

/// What a mail says, in plain text.
pub struct Words {
    pub subject: String,
    pub heading: String,
    pub button: String,
    pub paragraphs: Vec<String>,
}

impl Words {
    pub fn of(mail: &Mail, shop: &Shop) -> Result<Words> {
        let name = mail.kind();
        let context = Value::from(Serde(values(mail, shop)));
        let template = environment()?.get_template(name);
        let mut page = template
            .and_then(|t| t.render_captured(context))
            .map_err(|e| broken(name, &e))?;
        let mut block = |block: &str| {
            page.with_state_mut(|state| state.render_block(block))
                .map_err(|e| broken(name, &e))
        };
        let body = block("body")?;
        let paragraphs = body.split("\n\n").map(one_line).filter(|p| !p.is_empty());
        Ok(Words {
            subject: one_line(&block("subject")?),
            heading: one_line(&block("heading")?),
            button: one_line(&block("button")?),
            paragraphs: paragraphs.collect(),
        })
    }
}

/// Text on one line: whatever was typed can't open a paragraph or a header of its own.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Sunday 22 November, 14:30 CET`; empty when there is no such time.
pub fn moment(zone: &TimeZone, ms: Option<i64>) -> String {
    ms.map_or_else(String::new, |ms| {
        format!("{}, {}", zone.day_of(ms).words_when_near(), zone.time(ms))
    })
}

fn told(
    values: Vec<(&'static str, serde_json::Value)>,
    set: &mut impl FnMut(&str, serde_json::Value),
) {
    for (name, value) in values {
        set(name, value);
    }
}

/// `21 November 2026, 14:30:05 CET`: a time that may have to be proved.
pub fn exact(zone: &TimeZone, ms: i64) -> String {
    format!("{}, {}", zone.date(ms), zone.time_to_the_second(ms))
}

/// The values that this mail's template may name, each on one line.
fn values(mail: &Mail, shop: &Shop) -> Map<String, serde_json::Value> {
    let zone = time_zone::of(shop);
    let mut values = Map::new();
    let mut set = |name: &str, value: serde_json::Value| {
        let value = match value {
            serde_json::Value::String(text) => one_line(&text).into(),
            other => other,
        };
        values.insert(name.into(), value);
    };
    let money = |amount: Option<&Money>| amount.map(Money::to_string).unwrap_or_default();
    set("shop_name", json!(shop.name));
    if let Some(order) = mail.order() {
        set("number", json!(order.number));
        set("name", json!(order.customer_name));
        set("total", json!(order.amounts.total.to_string()));
        set("estimate", json!(order.amounts.delivery_estimate));
        set("collection", json!(order.collection));
        set("units", json!(order.units()));
        set("link", json!(order.link));
    }
    match mail {
        Mail::OrderPlaced {
            method,
            hold_expires_at_ms,
            ..
        } => {
            set("transfer", json!(*method == PaymentMethod::BankTransfer));
            set("until", json!(moment(&zone, *hold_expires_at_ms)));
        }
        Mail::OrderConfirmed { .. } => {}
        Mail::HoldExpired { left_cart, .. } => set("left_cart", json!(left_cart)),
        Mail::OrderReplaced { customer_email, .. } => set("customer_email", json!(customer_email)),
        Mail::OrderCollected { handed_over, .. } => set("handed_over", json!(handed_over)),
        Mail::NewOrder {
            customer_email,
            method,
            paid,
            known,
            ..
        } => {
            set("known", json!(known));
            set("customer_email", json!(customer_email));
            set("method", json!(method.label()));
            set("paid", json!(paid));
        }
        Mail::OrderShipped {
            carrier,
            tracking_number,
            tracking_url,
            ..
        } => {
            set("carrier", json!(carrier));
            set("tracking_number", json!(tracking_number));
            set(
                "tracking_url",
                json!(tracking_url.as_deref().unwrap_or_default()),
            );
        }
        Mail::OrderReady { due, .. } => set("due", json!(money(due.as_ref()))),
        Mail::OrderCancelled {
            by,
            reason,
            refund,
            arriving,
            given_back,
            ..
        } => {
            set("arriving", json!(money(arriving.as_ref())));
            set("given_back", json!(given_back));
            set("by_customer", json!(*by == CancelReason::Customer));
            set("reason", json!(reason.as_deref().unwrap_or_default()));
            set("refund", json!(money(refund.as_ref())));
        }
        Mail::PaymentFailed {
            reason,
            hold_expires_at_ms,
            ..
        } => {
            set("reason", json!(reason.as_deref().unwrap_or_default()));
            set("until", json!(moment(&zone, *hold_expires_at_ms)));
        }
        Mail::Refunded {
            amount,
            reason,
            way,
            ..
        } => {
            set("amount", json!(amount.to_string()));
            set("transfer", json!(*way == Some(PaymentMethod::BankTransfer)));
            set("cash", json!(*way == Some(PaymentMethod::CashOnCollection)));
            set("reason", json!(reason.as_deref().unwrap_or_default()));
        }
        Mail::MoneyReturned {
            amount,
            by_hand,
            pieces,
            ..
        } => {
            set("amount", json!(amount.to_string()));
            set("by_hand", json!(by_hand));
            set("pieces", json!(pieces.join(", ")));
        }
        Mail::OrderLink {
            number,
            customer_name,
            ..
        }
        | Mail::ConfirmOrderEmail {
            number,
            customer_name,
            ..
        }
        | Mail::OrderEmailChanged {
            number,
            customer_name,
            ..
        } => {
            set("number", json!(number));
            set("name", json!(customer_name));
        }
        Mail::Commission { facts, news } => told(news.values(facts, &zone), &mut set),
        Mail::Return { facts, news } => told(news.values(facts, &zone), &mut set),
        Mail::Money { facts, news } => told(news.values(facts, &zone), &mut set),
        Mail::Account { name, news } => told(news.values(name), &mut set),
        Mail::WebhookDisabled { host, why, .. } => {
            set("host", json!(host));
            set("why", json!(why));
        }
        Mail::StaffWelcome { name, role, .. } => {
            set("name", json!(name));
            set("role", json!(role));
        }
    }
    values
}
