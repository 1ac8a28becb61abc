//! The mails that changes of a custom order enqueue, each within the change's own transaction.

use crate::domain::commission::commission_number;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::money::Money;
use crate::domain::payment::PaymentMethod;
use crate::domain::shop::Shop;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes::QuoteRow;
use crate::server::db::commissions::thread::PrivatePictureRow;
use crate::server::db::payments::RequestRow;
use crate::server::error::Result;
use crate::server::links;
use crate::server::mail::{self, CommissionFacts, CommissionNews, Mail, MailPicture, PaymentAsked};
use crate::server::orders::mails::instructions;
use crate::server::work::Work;

/// Width from which a mail's picture is made.
const PICTURE_WIDTH: u32 = 640;

fn facts(row: &CommissionRow, address: String, pictures: &[PrivatePictureRow]) -> CommissionFacts {
    let picture = |p: &PrivatePictureRow| {
        let wide = p.sizes.iter().copied().find(|s| *s >= PICTURE_WIDTH);
        Some(MailPicture {
            key: p.media_key.clone(),
            width: wide.or(p.sizes.last().copied())?,
            alt: format!("A picture for {}", commission_number(row.number)),
        })
    };
    CommissionFacts {
        number: commission_number(row.number),
        name: row.name.clone(),
        link: address,
        pay_link: None,
        reply_to: String::new(),
        pictures: pictures.iter().filter_map(picture).collect(),
    }
}

pub async fn to_customer(
    work: &mut Work<'_>,
    row: &CommissionRow,
    news: CommissionNews,
    pictures: &[PrivatePictureRow],
) -> Result<()> {
    to_payer(work, row, news, pictures, None).await
}

/// The same with a button that leads to a payment, unless it is made by hand.
pub async fn to_payer(
    work: &mut Work<'_>,
    row: &CommissionRow,
    news: CommissionNews,
    pictures: &[PrivatePictureRow],
    pay_at: Option<&RequestRow>,
) -> Result<()> {
    let app = work.app;
    let address = app.url(&format!("/custom/{}", links::commission(app, row)));
    let mut facts = facts(row, address, pictures);
    facts.pay_link =
        pay_at.map(|request| app.url(&format!("/pay/{}", links::payment(app, &request.id))));
    let mail = Mail::Commission { facts, news };
    mail::enqueue(work, app, &mail, &row.email, None).await
}

pub async fn to_maker(
    work: &mut Work<'_>,
    row: &CommissionRow,
    news: CommissionNews,
    pictures: &[PrivatePictureRow],
) -> Result<()> {
    let number = commission_number(row.number);
    let Work { app, shop, .. } = *work;
    let address = app.url(&format!("/admin/commissions/{number}"));
    let mut facts = facts(row, address, pictures);
    facts.reply_to = row.email.clone();
    let mail = Mail::Commission { facts, news };
    mail::enqueue(work, app, &mail, &shop.contact_email, None).await
}

/// To the maker: the customer answered.
pub async fn answered(
    work: &mut Work<'_>,
    row: &CommissionRow,
    sentence: &str,
    body: &str,
) -> Result<()> {
    let news = CommissionNews::Answered {
        sentence: sentence.into(),
        body: body.into(),
    };
    to_maker(work, row, news, &[]).await
}

/// A payment as a mail asks for it.
pub fn asked(
    shop: &Shop,
    row: &CommissionRow,
    request: &RequestRow,
    method: Option<PaymentMethod>,
) -> PaymentAsked {
    let by_hand = method.filter(|m| m.is_manual());
    PaymentAsked {
        label: request.label.clone(),
        amount: request.amount,
        due_at_ms: request.due_at_ms,
        instructions: by_hand.map_or(String::new(), |m| instructions(shop, m)),
        reference: commission_number(row.number),
    }
}

/// The request as lines: what was asked for.
pub fn request_lines(row: &CommissionRow) -> Vec<String> {
    let country = crate::domain::country::Country::find(&row.country)
        .map_or(row.country.clone(), |c| c.name().to_string());
    let wanted = row.wanted_by.map(|day| day.words()).unwrap_or_default();
    let named = [
        ("Colours and materials", row.colours.as_str()),
        ("Size", row.size.as_str()),
        ("Budget", row.budget.as_str()),
        ("Wanted by", wanted.as_str()),
        ("Goes to", country.as_str()),
    ];
    let mut lines = vec![row.description.clone()];
    let filled = named.into_iter().filter(|(_, text)| !text.is_empty());
    lines.extend(filled.map(|(name, text)| format!("{name}: {text}")));
    lines
}

/// A quote as lines: what, for how much, how it is paid.
pub fn quote_lines(sent: &QuoteRow) -> Result<Vec<String>> {
    let (quote, totals) = (&sent.quote, QuoteTotalsView::of(&sent.quote)?);
    let money = |minor| Money::new(minor, quote.currency);
    let mut lines: Vec<String> = quote
        .lines
        .iter()
        .map(|line| {
            let detail = match line.detail.as_str() {
                "" => String::new(),
                detail => format!(" ({detail})"),
            };
            let total = money(line.unit_price_minor.saturating_mul(line.quantity));
            format!("{} × {}{detail}: {total}", line.quantity, line.title)
        })
        .collect();
    lines.push(format!("{}: {}", quote.shipping_method, totals.shipping));
    if totals.tax.minor > 0 {
        let how = if totals.tax_is_added {
            "Tax"
        } else {
            "Tax, included"
        };
        lines.push(format!("{how} ({} %): {}", totals.tax_percent, totals.tax));
    }
    lines.push(format!("Total: {}", totals.total));
    let stage = |s: &crate::domain::commission::quote::StageAmount| {
        format!("{}: {}, {}", s.label, s.amount, s.when)
    };
    lines.extend(totals.stages.iter().map(stage));
    Ok(lines)
}
