//! The checkout: the costs of what was chosen, and placing the order.

mod check;
mod costs;
pub mod draft;
mod earlier;
mod fingerprint;
mod items;
mod pieces;
pub mod place;

use super::cart::Contents;
use super::customers;
use super::db;
use super::error::{Error, Result};
use super::limits::{Limit, address_key};
use super::payments::{declines, methods};
use super::unpaid;
use super::visit::Visit;
use crate::domain::cart::CartView;
use crate::domain::checkout::{CheckoutForm, CheckoutView};
use crate::domain::country::Country;
use crate::domain::shipping::zone_for;
pub use costs::collection;
pub use items::{Wanted, place_items};
pub use place::Placed;
use place::{Draft, DraftLine};

/// The checkout page for what has been typed so far. The country is guessed until one is chosen.
pub async fn view(visit: &Visit, mut form: CheckoutForm) -> Result<CheckoutView> {
    let app = &visit.app;
    let shop = app.shop().await?;
    let zones = super::shop::zones(app).await?;
    let signed_in = customers::current(visit).await?.is_some();
    let opened = form == CheckoutForm::default();
    if opened {
        form = draft::of(visit).await?.unwrap_or_default();
    }
    let saved = customers::addresses::prefill(visit, &mut form, opened).await?;
    if Country::find(&form.country).is_none() {
        form.country = visit.country().await?;
    }
    let cart: CartView = super::cart::view(visit).await?;
    let mut costs = costs::Costs {
        offers: Vec::new(),
        chosen: None,
        totals: None,
        too_much: None,
    };
    if let (false, Some(cart_id)) = (cart.lines.is_empty(), customers::cart::id(visit).await?) {
        let mut conn = app.db.read().await?;
        let contents =
            Contents::load(&mut conn, &cart_id, cart.currency, shop.max_quantity).await?;
        // A line that can't be bought says so itself. Where the others go, and how, is true all the same.
        let fine = |id: &str| {
            let line = cart.lines.iter().find(|line| line.id == id);
            line.is_some_and(|line| line.problem.is_none())
        };
        let lines: Vec<_> = contents
            .lines
            .iter()
            .filter(|(line, _)| fine(&line.id))
            .filter_map(|(line, offer)| Some((offer.as_ref()?, line.quantity)))
            .collect();
        let method = Some(form.shipping_method.as_str()).filter(|m| !m.is_empty());
        costs = costs::costs(
            &mut conn,
            &shop,
            &zones,
            cart.currency,
            &lines,
            &form.country,
            method,
        )
        .await?;
        if !cart.can_check_out {
            costs.totals = None;
        }
    }
    let collection = costs.chosen.as_ref().is_some_and(|offer| offer.collection);
    form.shipping_method = costs
        .chosen
        .as_ref()
        .map(|offer| offer.method_id.clone())
        .unwrap_or_default();
    let mut payment_methods = match &costs.totals {
        Some(totals) => methods::methods_for(&shop, collection, totals.total()),
        None => methods::methods(&shop, collection),
    };
    let nothing_takes_it = || {
        let total = costs.totals.as_ref()?.total();
        let refused = total.check_chargeable().err()?;
        let none = payment_methods.is_empty();
        none.then(|| {
            methods::cannot_take(&shop, collection, total, &refused.to_string()).to_string()
        })
    };
    let problem = costs.too_much.clone().or_else(nothing_takes_it);
    let others = methods::by_hand(&shop, collection);
    let cards_closed = {
        let mut conn = app.db.read().await?;
        let (visit_key, network_key) = (
            visit.known_key().await?.unwrap_or_default(),
            unpaid::network_key(app, visit.ip),
        );
        let from = declines::Origin {
            visit_key: &visit_key,
            network_key: &network_key,
        };
        declines::closed_message(&mut conn, app, None, from, &others).await?
    };
    if cards_closed.is_some() {
        payment_methods.retain(|method| method.is_manual());
    }
    let problem = problem.or(cards_closed.clone().filter(|_| others.is_empty()));
    if !payment_methods
        .iter()
        .any(|m| m.as_str() == form.payment_method)
    {
        form.payment_method = payment_methods
            .first()
            .map(|m| m.as_str().to_string())
            .unwrap_or_default();
    }
    let reachable = |country: &Country| {
        zone_for(&zones, country.code()).is_some_and(|zone| !zone.methods.is_empty())
    };
    Ok(CheckoutView {
        ships_to_country: !costs.offers.is_empty() || cart.lines.is_empty(),
        cart,
        offers: costs.offers,
        totals: costs.totals,
        problem,
        payment_note: cards_closed.filter(|_| !others.is_empty()),
        payment_methods,
        countries: Country::all()
            .filter(reachable)
            .map(|c| (c.code().into(), c.name().into()))
            .collect(),
        bank_transfer_days: shop.transfer_hold_days,
        saved,
        signed_in,
        form,
    })
}

/// Places the order of this visit's cart.
pub async fn place_from_cart(visit: &Visit, form: CheckoutForm) -> Result<Placed> {
    let app = &visit.app;
    let input = form.read()?;
    let Some(cart_id) = customers::cart::id(visit).await? else {
        return Err(empty());
    };
    let currency = visit.currency().await?;
    let lines = {
        let mut conn = app.db.read().await?;
        db::cart::lines(&mut conn, &cart_id).await?
    };
    let visit_key = visit.key().await?;
    app.limits
        .count(Limit::PaymentAddress, &address_key(visit.ip))?;
    app.limits.count(Limit::PaymentVisit, &visit_key)?;
    let draft = Draft {
        currency,
        lines: lines
            .into_iter()
            .map(|line| {
                Ok(DraftLine {
                    seen: line.seen(),
                    answers: line.read_answers()?,
                    cart_line_id: Some(line.id),
                    variant_id: line.variant_id,
                    quantity: line.quantity,
                })
            })
            .collect::<Result<_>>()?,
        input,
        cart_id: Some(cart_id),
        visit_key: Some(visit_key),
        network_key: unpaid::network_key(app, visit.ip),
        customer_id: customers::current(visit).await?.map(|c| c.row.id),
        seen_total_minor: form.seen_total.trim().parse().ok(),
    };
    if draft.lines.is_empty() {
        let placed = earlier::repeated(app, &draft).await?;
        return placed.ok_or_else(empty);
    }
    place::place(app, draft).await
}

fn empty() -> Error {
    Error::conflict_of("empty_cart", "Your cart is empty. Choose something first.")
}
