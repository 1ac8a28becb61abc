//! What a movement of money means in the ledger. Money that is booked is announced.

use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::domain::payment::PaymentMethod;
use crate::domain::refund::SentWay;
use crate::domain::tax::{TaxMode, allocate};
use crate::server::announce;
use crate::server::db::ledger::{Account, Entry, balances, post};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::RefundRow;
use crate::server::error::Result;
use crate::server::work::Work;

/// Where the money of a way to pay lies.
fn place(method: PaymentMethod) -> Account {
    match method {
        PaymentMethod::Card | PaymentMethod::Hosted | PaymentMethod::Link => Account::Provider,
        PaymentMethod::BankTransfer => Account::Bank,
        PaymentMethod::CashOnCollection => Account::Cash,
    }
}

/// What an order's total consists of: goods, shipping, tax (minor units). The parts add up to the total.
fn parts(order: &OrderRow) -> [(Account, i64); 3] {
    let shipping = match order.tax_mode {
        TaxMode::Inclusive => order.shipping_minor - order.shipping_tax_minor,
        TaxMode::Exclusive => order.shipping_minor,
    };
    let sales = order.total_minor - order.tax_minor - shipping;
    [
        (Account::Sales, sales),
        (Account::Shipping, shipping),
        (Account::Tax, order.tax_minor),
    ]
}

/// An accepted payment: the money against goods, shipping and tax in the order's own proportions.
pub async fn receipt(work: &mut Work<'_>, order: &OrderRow, attempt: &AttemptRow) -> Result<()> {
    let now = work.now;
    let parts = parts(order);
    let amount = attempt.amount.minor;
    let shares = allocate(amount, &parts.map(|(_, minor)| minor));
    let mut entries: Vec<Entry> = vec![(place(attempt.method), amount)];
    entries.extend(
        parts
            .iter()
            .zip(shares)
            .map(|((account, _), share)| (*account, -share)),
    );
    let memo = format!("Payment for {}", order_number(order.number));
    let currency = attempt.amount.currency;
    post(work, &entries, currency, &order.id, &memo, now).await?;
    announce::payment_received(work, order, attempt, now).await
}

/// Money that arrived but belongs to the customer: it is owed, not earned.
pub async fn unusable_receipt(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
    amount: Money,
) -> Result<()> {
    let now = work.now;
    let entries = [
        (place(attempt.method), amount.minor),
        (Account::CustomerCredit, -amount.minor),
    ];
    let memo = format!("Unusable payment for {}", order_number(order.number));
    post(work, &entries, amount.currency, &order.id, &memo, now).await?;
    announce::payment_unusable(work, order, attempt, amount, now).await
}

/// Whether a refund is booked, or taken back because it did not go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    Refund,
    Reversal,
}

/// A refund: of an unusable payment from what is owed, of an accepted one from the goods, shipping and tax that
/// the refund consists of. Where its parts are not known, or do not fit what was booked, it is spread in the
/// proportions that are left of them, so that refunds in parts end at zero exactly.
pub async fn refund(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
    refund: &RefundRow,
    posting: Posting,
) -> Result<()> {
    let now = work.now;
    let amount = refund.amount.minor;
    let number = order_number(order.number);
    let (sign, memo) = match posting {
        Posting::Refund => (1, format!("Refund for {number}")),
        Posting::Reversal => (-1, format!("Failed refund for {number}")),
    };
    // What went another way than it came leaves from there: at the provider it still is.
    let account = match refund.sent() {
        Some((SentWay::Cash, _)) => Account::Cash,
        Some((SentWay::BankTransfer | SentWay::Other, _)) => Account::Bank,
        None => place(attempt.method),
    };
    let mut entries: Vec<Entry> = vec![(account, -amount * sign)];
    if attempt.refused_reason.is_some() {
        entries.push((Account::CustomerCredit, amount * sign));
    } else {
        let accounts = [Account::Sales, Account::Shipping, Account::Tax];
        let held = balances(work, &order.id).await?;
        let left = |account: Account| {
            held.iter()
                .find(|(name, _)| name == account.as_str())
                .map_or(0, |(_, b)| (-b).max(0))
        };
        let mut weights = accounts.map(left);
        let known = refund.parts().map(|(tax, shipping)| {
            let shipping = shipping.amount_minor - shipping.tax_minor;
            [amount - tax - shipping, shipping, tax]
        });
        let fits = |parts: &[i64; 3]| {
            posting == Posting::Reversal
                || parts.iter().zip(weights).all(|(part, most)| *part <= most)
        };
        let shares = match known.filter(fits) {
            Some(parts) => parts.to_vec(),
            None => {
                if posting == Posting::Reversal && weights.iter().sum::<i64>() == 0 {
                    weights = parts(order).map(|(_, part)| part);
                }
                allocate(amount, &weights)
            }
        };
        entries.extend(
            accounts
                .into_iter()
                .zip(shares)
                .map(|(account, share)| (account, share * sign)),
        );
    }
    post(
        work,
        &entries,
        refund.amount.currency,
        &order.id,
        &memo,
        now,
    )
    .await
}

/// A dispute: the provider took money out of our balance (positive) or gave it back (negative).
pub async fn dispute(work: &mut Work<'_>, order: &OrderRow, amount: Money) -> Result<()> {
    let now = work.now;
    let entries = [
        (Account::Provider, -amount.minor),
        (Account::Disputed, amount.minor),
    ];
    let memo = format!("Dispute of {}", order_number(order.number));
    post(work, &entries, amount.currency, &order.id, &memo, now).await
}
