//! The content of a mail: paragraphs, what was ordered, one link. Text and HTML are two renderings of the same content.

use super::templates::{self, Words, one_line};
use super::{Mail, OrderFacts};
use crate::domain::answers::in_one_line;
use crate::domain::order::OrderLineView;
use crate::domain::payment::PaymentMethod;
use crate::domain::shop::Shop;
use crate::domain::tax::TaxMode;
use crate::server::error::Result;
use crate::server::time_zone;
use serde::Serialize;

/// The width at which a picture is taken from the shop when it can't travel inside the mail.
const PICTURE_WIDTH: u32 = 320;

/// Everything that both renderings show, as plain text.
#[derive(Clone, Debug, Serialize)]
pub struct MailContent {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub panel: Option<Panel>,
    pub button: Option<Button>,
    /// A second link, where there is something else to fetch.
    pub more: Option<Button>,
    pub order: Option<OrderBlock>,
    /// Pictures of a custom order, inside the mail.
    pub pictures: Vec<PictureBlock>,
    pub shop_name: String,
    pub shop_url: String,
    pub contact_email: String,
    /// Who reads an answer: the studio, or for the maker's own notices the customer.
    pub reply_to: String,
}

/// A few lines to keep: bank details, a tracking number, where to collect.
#[derive(Clone, Debug, Serialize)]
pub struct Panel {
    pub title: String,
    pub lines: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Button {
    pub label: String,
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderBlock {
    pub number: String,
    pub lines: Vec<LineBlock>,
    pub amounts: Vec<AmountRow>,
    pub address_title: String,
    pub address: Vec<String>,
    /// Whose note it is depends on who reads the mail.
    pub note_title: String,
    pub note: String,
    pub gift_message: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct LineBlock {
    pub quantity: i64,
    pub title: String,
    pub detail: String,
    pub total: String,
    pub picture: Option<PictureBlock>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PictureBlock {
    /// An absolute address, or `cid:…` once the picture travels with the mail.
    pub src: String,
    pub alt: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct AmountRow {
    pub label: String,
    pub amount: String,
}

impl MailContent {
    /// Writes the mail. `shop_url` is the shop's public address, without a slash at its end.
    pub fn write(mail: &Mail, shop: &Shop, shop_url: &str) -> Result<MailContent> {
        let words = Words::of(mail, shop)?;
        let url = address(mail, shop_url);
        Ok(MailContent {
            subject: words.subject,
            heading: words.heading,
            paragraphs: words.paragraphs,
            panel: panel(mail, shop),
            button: Some(Button {
                label: words.button,
                url,
            }),
            more: more(mail),
            order: mail.order().map(|order| block(mail, order, shop_url)),
            pictures: Vec::new(),
            shop_name: one_line(&shop.name),
            shop_url: shop_url.to_string(),
            contact_email: one_line(&shop.contact_email),
            reply_to: match mail {
                Mail::NewOrder { customer_email, .. }
                | Mail::OrderReplaced { customer_email, .. } => customer_email.clone(),
                Mail::Commission { facts, .. } if !facts.reply_to.is_empty() => {
                    one_line(&facts.reply_to)
                }
                Mail::Return { facts, .. } if !facts.reply_to.is_empty() => {
                    one_line(&facts.reply_to)
                }
                Mail::Money { facts, .. } if !facts.reply_to.is_empty() => {
                    one_line(&facts.reply_to)
                }
                _ => one_line(&shop.contact_email),
            },
        })
    }

    pub fn text(&self) -> Result<String> {
        templates::render("mail.txt", self)
    }

    pub fn html(&self) -> Result<String> {
        templates::render("mail.html", self)
    }
}

/// The invoice of an order that was just paid.
fn more(mail: &Mail) -> Option<Button> {
    let Mail::OrderConfirmed {
        order,
        invoice: Some(number),
    } = mail
    else {
        return None;
    };
    Some(Button {
        label: format!("Invoice {} (PDF)", one_line(number)),
        url: format!("{}/invoices/{number}.pdf", order.link),
    })
}

/// Where the mail's one button leads.
fn address(mail: &Mail, shop_url: &str) -> String {
    match mail {
        Mail::OrderShipped {
            order,
            tracking_url,
            ..
        } => tracking_url
            .clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
            .unwrap_or_else(|| order.link.clone()),
        Mail::Commission { facts, news } => news.address(facts),
        Mail::Return { facts, .. } => facts.link.clone(),
        Mail::Money { facts, .. } => facts.link.clone(),
        Mail::Account { news, .. } => news.link().to_string(),
        Mail::HoldExpired {
            left_cart: false, ..
        } => format!("{shop_url}/cart"),
        Mail::OrderLink { link, .. }
        | Mail::ConfirmOrderEmail { link, .. }
        | Mail::OrderEmailChanged { link, .. }
        | Mail::WebhookDisabled { link, .. }
        | Mail::StaffWelcome { link, .. } => link.clone(),
        _ => mail
            .order()
            .map(|order| order.link.clone())
            .unwrap_or_default(),
    }
}

fn panel(mail: &Mail, shop: &Shop) -> Option<Panel> {
    let of = |title: &str, text: &str| {
        let lines: Vec<String> = text
            .lines()
            .map(one_line)
            .filter(|l| !l.is_empty())
            .collect();
        (!lines.is_empty()).then(|| Panel {
            title: title.into(),
            lines,
        })
    };
    match mail {
        Mail::OrderPlaced {
            order,
            method,
            instructions,
            ..
        } => match method {
            PaymentMethod::BankTransfer => of(
                "Where to transfer",
                &format!(
                    "{instructions}\nAmount: {}\nReference: {}",
                    order.amounts.total, order.number
                ),
            ),
            _ => of("Where to collect", instructions),
        },
        Mail::OrderShipped {
            carrier,
            tracking_number,
            ..
        } => of("Your parcel", &parcel(carrier, tracking_number)),
        Mail::Commission { news, .. } => news.panel(),
        Mail::Return { facts, news } => Some(news.panel(facts, &time_zone::of(shop))),
        Mail::Account { news, .. } => news.panel(),
        Mail::OrderReady {
            collection_details, ..
        } => of("Where to collect", collection_details),
        _ => None,
    }
}

/// Who carries it, and under which number: each only where there is one.
fn parcel(carrier: &str, tracking_number: &str) -> String {
    let number = match one_line(tracking_number).as_str() {
        "" => String::new(),
        number => format!("Tracking number: {number}"),
    };
    format!("{}\n{number}", one_line(carrier))
}

fn block(mail: &Mail, order: &OrderFacts, shop_url: &str) -> OrderBlock {
    let amounts = &order.amounts;
    let row = |label: String, amount: String| AmountRow { label, amount };
    let mut rows = vec![
        row("Pieces".into(), amounts.subtotal.to_string()),
        row(
            one_line(&amounts.shipping_method),
            amounts.shipping.to_string(),
        ),
    ];
    if amounts.discount.minor != 0 {
        rows.push(row("Discount".into(), format!("−{}", amounts.discount)));
    }
    if amounts.tax.minor != 0 {
        let label = match amounts.tax_mode {
            TaxMode::Inclusive => "Tax, included",
            TaxMode::Exclusive => "Tax",
        };
        rows.push(row(label.into(), amounts.tax.to_string()));
    }
    rows.push(row("Total".into(), amounts.total.to_string()));
    let address: Vec<String> = match order.collection {
        true => vec![order.customer_name.clone()],
        false => order.shipping_address.lines(),
    };
    OrderBlock {
        number: order.number.clone(),
        lines: order
            .lines
            .iter()
            .map(|line| line_block(line, shop_url))
            .collect(),
        amounts: rows,
        address_title: match order.collection {
            true => "Collected by".into(),
            false => "It goes to".into(),
        },
        address: address.iter().map(|line| one_line(line)).collect(),
        note_title: match mail {
            Mail::NewOrder { .. } => "The customer’s note".into(),
            _ => "Your note".into(),
        },
        note: one_line(&order.note),
        gift_message: one_line(&order.gift_message),
    }
}

fn line_block(line: &OrderLineView, shop_url: &str) -> LineBlock {
    let detail = in_one_line(&line.variant_name, &line.answered);
    let said = [Some(detail), line.refunded_words()];
    let said: Vec<String> = said
        .into_iter()
        .flatten()
        .filter(|said| !said.is_empty())
        .collect();
    LineBlock {
        quantity: line.quantity,
        title: one_line(&line.title),
        detail: one_line(&said.join(" · ")),
        total: line.total.to_string(),
        picture: line.picture.as_ref().map(|picture| PictureBlock {
            src: format!("{shop_url}{}", picture.src(PICTURE_WIDTH)),
            alt: one_line(&picture.alt),
        }),
    }
}
