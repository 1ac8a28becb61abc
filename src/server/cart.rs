//! The cart: kept in the database, re-priced and re-checked each time it is looked at.

use super::db::cart::{CartLineRow, SellableRow};
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::http::visit::Visit;
use super::orders;
use crate::domain::cart::{CartLineView, CartView, LineProblem, Offered, check_line};
use crate::domain::money::{Currency, Money};
use crate::transact;
use std::collections::HashMap;

/// A cart's lines beside what the catalogue offers for each now.
pub struct Contents {
    pub lines: Vec<(CartLineRow, Option<SellableRow>)>,
    /// Units that the cart's own unpaid orders hold, by variant.
    own_holds: HashMap<String, i64>,
    currency: Currency,
    most: i64,
}

impl Contents {
    pub async fn load(
        conn: &mut Conn,
        cart_id: &str,
        currency: Currency,
        most: i64,
    ) -> Result<Contents> {
        let rows = db::cart::lines(conn, cart_id).await?;
        let ids: Vec<String> = rows.iter().map(|line| line.variant_id.clone()).collect();
        let offers = db::cart::sellable(conn, &ids, currency).await?;
        let mut offers: HashMap<String, SellableRow> = offers
            .into_iter()
            .map(|o| (o.variant_id.clone(), o))
            .collect();
        let own_holds = db::stock::held_by_cart(conn, cart_id)
            .await?
            .into_iter()
            .collect();
        let lines = rows.into_iter().map(|line| {
            let offer = offers.remove(&line.variant_id);
            (line, offer)
        });
        Ok(Contents {
            lines: lines.collect(),
            own_holds,
            currency,
            most,
        })
    }

    fn offered(&self, offer: &SellableRow) -> Offered {
        Offered {
            for_sale: offer.for_sale(),
            price: offer
                .price_minor
                .map(|minor| Money::new(minor, self.currency)),
            available: offer.available
                + self.own_holds.get(&offer.variant_id).copied().unwrap_or(0),
        }
    }

    /// What is wrong with a line, if anything.
    pub fn problem(&self, line: &CartLineRow, offer: Option<&SellableRow>) -> Option<LineProblem> {
        let offered = offer.map(|offer| self.offered(offer));
        let seen = line
            .seen_currency
            .parse()
            .ok()
            .map(|currency| Money::new(line.seen_minor, currency));
        check_line(
            offered.as_ref(),
            line.quantity,
            self.most,
            seen,
            self.currency,
        )
    }

    fn view(&self, pending_order_url: Option<String>) -> Result<CartView> {
        let mut view = CartView {
            pending_order_url,
            ..CartView::empty(self.currency)
        };
        for (line, offer) in &self.lines {
            let problem = self.problem(line, offer.as_ref());
            let offered = offer.as_ref().map(|offer| self.offered(offer));
            let unit_price = offered.and_then(|o| o.price);
            let line_total = unit_price
                .map(|price| price.times(line.quantity))
                .transpose()?;
            if let (None, Some(total)) = (&problem, line_total) {
                view.subtotal = view.subtotal.plus(total)?;
            }
            view.count += line.quantity;
            view.lines.push(CartLineView {
                id: line.id.clone(),
                product_slug: offer
                    .as_ref()
                    .map(|o| o.product_slug.clone())
                    .unwrap_or_default(),
                title: offer
                    .as_ref()
                    .map_or("A piece that is no longer here".into(), |o| o.title.clone()),
                variant_name: offer
                    .as_ref()
                    .map(|o| o.variant_name.clone())
                    .unwrap_or_default(),
                sku: offer.as_ref().map(|o| o.sku.clone()).unwrap_or_default(),
                picture: offer.as_ref().and_then(SellableRow::picture),
                quantity: line.quantity,
                max_quantity: offered.map_or(line.quantity, |o| o.available.clamp(1, self.most)),
                unit_price,
                line_total,
                problem,
            });
        }
        view.can_check_out =
            !view.lines.is_empty() && view.lines.iter().all(|line| line.problem.is_none());
        Ok(view)
    }
}

/// The visitor's cart as it stands now.
pub async fn view(visit: &Visit) -> Result<CartView> {
    let currency = visit.currency().await?;
    let Some(cart_id) = visit.cart_id().await? else {
        return Ok(CartView::empty(currency));
    };
    let most = visit.app.shop().await?.max_quantity;
    let mut conn = visit.app.db.read().await?;
    let contents = Contents::load(&mut conn, &cart_id, currency, most).await?;
    let pending = db::orders::pending_of_cart(&mut conn, &cart_id).await?;
    let pending_url = pending
        .first()
        .map(|order| format!("/checkout/pay/{}", orders::link(&visit.app, order)));
    contents.view(pending_url)
}

/// Adds units of a variant. Refused, and nothing changed, when it can't be bought in that quantity.
pub async fn add(visit: &Visit, sku: &str, quantity: i64) -> Result<CartView> {
    let app = &visit.app;
    let (currency, most, now) = (
        visit.currency().await?,
        app.shop().await?.max_quantity,
        app.now_ms(),
    );
    let known_cart = visit.cart_id().await?;
    let cart_id = transact!(app.db, tx => {
        let skus = [sku.to_string()];
        let Some(offer) = db::cart::sellable_by_sku(&mut tx, &skus, currency).await?.pop() else {
            return Err(Error::not_found("This piece is not in the shop. Have a look at the others."));
        };
        let cart_id = match &known_cart {
            Some(id) if db::cart::lock(&mut tx, id).await? => id.clone(),
            _ => db::cart::create(&mut tx, currency, now).await?,
        };
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let already = contents.lines.iter().find(|(line, _)| line.variant_id == offer.variant_id);
        let wanted = quantity.saturating_add(already.map_or(0, |(line, _)| line.quantity));
        if quantity < 1 {
            return Err(Error::refused(422, "invalid_item_data", format!("Choose a quantity from 1 to {most}.")));
        }
        if let Some(problem) = check_line(Some(&contents.offered(&offer)), wanted, most, None, currency) {
            return Err(refusal(&problem, wanted > quantity));
        }
        let price = offer.price_minor.unwrap_or_default();
        db::cart::add_line(&mut tx, &cart_id, &offer.variant_id, quantity, most, price, currency, now).await?;
        db::cart::touch(&mut tx, &cart_id, now).await?;
        Ok(cart_id)
    })?;
    if known_cart.as_deref() != Some(&cart_id) {
        visit.keep_cart(&cart_id).await?;
    }
    view(visit).await
}

/// Adds units of several variants, as many of each as can be had. Answers what could not be added in full, by its place
/// among them, and why.
pub async fn add_several(
    visit: &Visit,
    wanted: &[(String, i64)],
) -> Result<Vec<(usize, LineProblem)>> {
    let app = &visit.app;
    let (currency, most, now) = (
        visit.currency().await?,
        app.shop().await?.max_quantity,
        app.now_ms(),
    );
    let known_cart = visit.cart_id().await?;
    let (cart_id, missed) = transact!(app.db, tx => {
        let ids: Vec<String> = wanted.iter().map(|(id, _)| id.clone()).collect();
        let offers = db::cart::sellable(&mut tx, &ids, currency).await?;
        let cart_id = match &known_cart {
            Some(id) if db::cart::lock(&mut tx, id).await? => id.clone(),
            _ => db::cart::create(&mut tx, currency, now).await?,
        };
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let mut missed = Vec::new();
        for (place, (variant_id, quantity)) in wanted.iter().enumerate() {
            let offer = offers.iter().find(|offer| offer.variant_id == *variant_id);
            let offered = offer.map(|offer| contents.offered(offer));
            let in_cart = contents.lines.iter().find(|(line, _)| line.variant_id == *variant_id);
            let already = in_cart.map_or(0, |(line, _)| line.quantity);
            let room = offered.map_or(0, |o| o.available.min(most) - already).clamp(0, *quantity);
            let problem = check_line(offered.as_ref(), already + quantity, most, None, currency);
            let taken = match &problem {
                None => *quantity,
                Some(LineProblem::InsufficientInventory { .. } | LineProblem::InvalidItemData { .. }) => room,
                Some(_) => 0,
            };
            if let (Some(offer), true) = (offer, taken > 0) {
                let price = offer.price_minor.unwrap_or_default();
                db::cart::add_line(&mut tx, &cart_id, variant_id, taken, most, price, currency, now).await?;
            }
            missed.extend(problem.map(|problem| (place, problem)));
        }
        db::cart::touch(&mut tx, &cart_id, now).await?;
        Ok((cart_id, missed))
    })?;
    if known_cart.as_deref() != Some(&cart_id) {
        visit.keep_cart(&cart_id).await?;
    }
    Ok(missed)
}

/// Why something was not added, in a sentence for someone who looks at the piece, not at the cart.
fn refusal(problem: &LineProblem, some_in_cart: bool) -> Error {
    let message = match problem {
        LineProblem::ProductNotActive => "This piece is no longer for sale.".to_string(),
        LineProblem::ProductSoldOut => {
            "This has just sold out, or is in someone’s checkout right now.".to_string()
        }
        LineProblem::InsufficientInventory { available } if some_in_cart => {
            format!("There are only {available} of these, and your cart has some already.")
        }
        LineProblem::InsufficientInventory { available } => {
            format!("There are only {available} of these left.")
        }
        LineProblem::PaymentNotAvailable { currency } => {
            format!(
                "This isn’t sold in {currency}. Choose another currency at the foot of the page."
            )
        }
        other => other.sentence(),
    };
    Error::refused(409, problem.code(), message)
}

/// Sets a line's quantity; zero removes the line. More than there is, or more than allowed, is refused.
pub async fn set_quantity(visit: &Visit, line_id: &str, quantity: i64) -> Result<CartView> {
    let app = &visit.app;
    let (currency, most, now) = (
        visit.currency().await?,
        app.shop().await?.max_quantity,
        app.now_ms(),
    );
    let gone = || Error::not_found("That line is no longer in your cart.");
    let cart_id = visit.cart_id().await?.ok_or_else(gone)?;
    transact!(app.db, tx => {
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let (line, offer) = contents.lines.iter().find(|(line, _)| line.id == line_id).ok_or_else(gone)?;
        if !(0..=most).contains(&quantity) {
            return Err(Error::refused(422, "invalid_item_data", format!("Choose a quantity from 0 to {most}.")));
        }
        // Lowering is always allowed, even if what is left is still too much; the line goes on telling so.
        if quantity > line.quantity {
            let offered = offer.as_ref().map(|offer| contents.offered(offer));
            if let Some(problem) = check_line(offered.as_ref(), quantity, most, None, currency) {
                return Err(refusal(&problem, false));
            }
        }
        db::cart::set_quantity(&mut tx, &cart_id, line_id, quantity).await?;
        db::cart::touch(&mut tx, &cart_id, now).await
    })?;
    view(visit).await
}

/// Agrees to today's price of a line.
pub async fn accept_price(visit: &Visit, line_id: &str) -> Result<CartView> {
    let (currency, most) = (
        visit.currency().await?,
        visit.app.shop().await?.max_quantity,
    );
    let gone = || Error::not_found("That line is no longer in your cart.");
    let cart_id = visit.cart_id().await?.ok_or_else(gone)?;
    transact!(visit.app.db, tx => {
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let (line, offer) = contents.lines.iter().find(|(line, _)| line.id == line_id).ok_or_else(gone)?;
        match offer.as_ref().and_then(|offer| offer.price_minor) {
            Some(minor) => db::cart::set_seen(&mut tx, &line.id, minor, currency).await,
            None => Err(refusal(&LineProblem::PaymentNotAvailable { currency }, false)),
        }
    })?;
    view(visit).await
}
