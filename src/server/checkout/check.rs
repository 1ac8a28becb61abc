//! Whether what somebody wants can be bought as they saw it: the pieces, the way to ship, the way to pay, the total.

use super::costs::{Costs, costs};
use super::place::Draft;
use crate::domain::answers::Answers;
use crate::domain::cart::{Bounds, LineProblem, Wanted};
use crate::domain::checkout::CheckoutInput;
use crate::domain::payment::PaymentMethod;
use crate::domain::pricing::Totals;
use crate::domain::problem::Problems;
use crate::domain::shipping::{Offer, Zone};
use crate::domain::shop::Shop;
use crate::server::cart;
use crate::server::db::Conn;
use crate::server::db::cart::SellableRow;
use crate::server::error::{Error, Result};
use crate::server::payments::{declines, methods};
use crate::server::state::App;

/// What an order is written from, once everything is in order.
pub struct Checked {
    /// For each line, with its answers in the price.
    pub offers: Vec<SellableRow>,
    pub shipping: Offer,
    pub totals: Totals,
}

/// Re-prices the draft and refuses whatever is not as it was seen. Writes nothing.
pub async fn check(
    conn: &mut Conn,
    app: &App,
    shop: &Shop,
    zones: &[Zone],
    draft: &Draft,
) -> Result<Checked> {
    let offers = offers(conn, draft, shop).await?;
    let lines: Vec<(&SellableRow, i64)> = offers
        .iter()
        .zip(&draft.lines)
        .map(|(offer, line)| (offer, line.quantity))
        .collect();
    let input = &draft.input;
    let wanted = input.shipping_method.as_deref();
    let country = &input.shipping.country;
    let costs = costs(conn, shop, zones, draft.currency, &lines, country, wanted).await?;
    let collection = costs.chosen.as_ref().is_some_and(|offer| offer.collection);
    check_choices(input, &costs, &methods::methods(shop, collection))?;
    if let Some(sentence) = costs.too_much {
        return Err(Error::conflict_of("total_too_large", sentence));
    }
    let Costs {
        chosen: Some(shipping),
        totals: Some(totals),
        ..
    } = costs
    else {
        return Err(Error::fault("costs without totals"));
    };
    if draft
        .seen_total_minor
        .is_some_and(|seen| seen != totals.total_minor)
    {
        let message = format!(
            "The total is {} now. Look at it once more and place the order.",
            totals.total()
        );
        return Err(Error::conflict_of("total_changed", message));
    }
    methods::check_chargeable(shop, collection, input.payment_method, totals.total())?;
    if !input.payment_method.is_manual() {
        let from = declines::Origin {
            visit_key: draft.visit_key.as_deref().unwrap_or_default(),
            network_key: &draft.network_key,
        };
        let others = methods::by_hand(shop, collection);
        declines::check(conn, app, None, from, &others).await?;
    }
    Ok(Checked {
        offers,
        shipping,
        totals,
    })
}

/// Refuses what the form can't know by itself: a method that isn't offered there, a country the shop doesn't reach.
fn check_choices(
    input: &CheckoutInput,
    costs: &Costs,
    methods: &[PaymentMethod],
) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if costs.offers.is_empty() {
        problems.add(
            "country",
            "not_shipped",
            "The shop does not ship there yet. Choose another country, or write to us.",
        );
    }
    let chosen = input.shipping_method.as_deref();
    if chosen.is_some_and(|id| !costs.offers.iter().any(|offer| offer.method_id == id)) {
        problems.add(
            "shipping_method",
            "invalid",
            "Choose one of the ways to ship to this country.",
        );
    }
    if !methods.contains(&input.payment_method) {
        problems.add(
            "payment_method",
            "invalid",
            "Choose one of the ways to pay that are offered.",
        );
    }
    problems.or(())
}

/// What the catalogue offers for the draft's lines; all problems are reported at once.
async fn offers(conn: &mut Conn, draft: &Draft, shop: &Shop) -> Result<Vec<SellableRow>> {
    let offers = offered(conn, draft).await?;
    match problems(draft, &offers, shop) {
        Some(error) => Err(error),
        None => Ok(offers.into_iter().flatten().collect()),
    }
}

/// What of the draft's lines is for sale, line by line.
async fn offered(conn: &mut Conn, draft: &Draft) -> Result<Vec<Option<SellableRow>>> {
    let lines: Vec<(String, Answers)> = draft
        .lines
        .iter()
        .map(|line| (line.variant_id.clone(), line.answers.clone()))
        .collect();
    cart::offers(conn, draft.cart_id.as_deref(), &lines, draft.currency).await
}

fn problems(draft: &Draft, offers: &[Option<SellableRow>], shop: &Shop) -> Option<Error> {
    let bounds = Bounds {
        currency: draft.currency,
        most: shop.max_quantity,
    };
    let lines = draft.lines.iter().zip(offers).map(|(line, offer)| Wanted {
        variant_id: &line.variant_id,
        quantity: line.quantity,
        seen: line.seen,
        offered: offer.as_ref().map(|offer| offer.offered(draft.currency)),
    });
    let lines: Vec<Wanted> = lines.collect();
    let problems = bounds.check(&lines).into_iter().enumerate();
    let found: Vec<(usize, LineProblem)> = problems
        .filter_map(|(index, problem)| Some((index, problem?)))
        .collect();
    (!found.is_empty()).then(|| Error::Lines(found))
}

/// Why a hold failed although every check had passed: somebody else took it between the two.
pub async fn taken_meanwhile(conn: &mut Conn, shop: &Shop, draft: &Draft) -> Result<Error> {
    let offers = offered(conn, draft).await?;
    Ok(problems(draft, &offers, shop).unwrap_or_else(sold_out_meanwhile))
}

/// What the customer reads when nothing else is wrong.
fn sold_out_meanwhile() -> Error {
    Error::conflict_of(
        "product_sold_out",
        "One of these pieces was sold a moment ago. Look at your cart again.",
    )
}
