//! The cart: stored in the database, re-priced and re-checked each time it is looked at.

use super::catalogue::questions;
use super::db::cart::{CartLineRow, SellableRow};
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::payments::methods;
use super::visit::Visit;
use crate::domain::answers::Answers;
use crate::domain::cart::{Bounds, CartLineView, CartView, LineProblem, Wanted, too_much};
use crate::domain::money::{Currency, Money};
use crate::server::customers;
use crate::server::links;
use crate::transact;
use std::collections::HashMap;

/// A cart's lines beside what the catalogue offers for each now.
pub struct Contents {
    pub lines: Vec<(CartLineRow, Option<SellableRow>)>,
    bounds: Bounds,
}

/// What the catalogue offers for lines, each a variant with its answers. Units that unpaid orders of the same cart hold count
/// as free: it is these that an order which is placed now takes the place of.
pub async fn offers(
    conn: &mut Conn,
    cart_id: Option<&str>,
    lines: &[(String, Answers)],
    currency: Currency,
) -> Result<Vec<Option<SellableRow>>> {
    let mut offers = questions::offers(conn, lines, currency).await?;
    let own: HashMap<String, i64> = match cart_id {
        Some(id) => db::stock::held_by_cart(conn, id)
            .await?
            .into_iter()
            .collect(),
        None => HashMap::new(),
    };
    for offer in offers.iter_mut().flatten() {
        let own = own.get(&offer.variant_id).copied().unwrap_or(0);
        offer.available += own;
        offer.held -= own;
    }
    Ok(offers)
}

impl Contents {
    pub async fn load(
        conn: &mut Conn,
        cart_id: &str,
        currency: Currency,
        most: i64,
    ) -> Result<Contents> {
        let rows = db::cart::lines(conn, cart_id).await?;
        let wanted: Vec<(String, Answers)> = rows
            .iter()
            .map(|line| Ok((line.variant_id.clone(), line.read_answers()?)))
            .collect::<Result<_>>()?;
        let offers = offers(conn, Some(cart_id), &wanted, currency).await?;
        Ok(Contents {
            lines: rows.into_iter().zip(offers).collect(),
            bounds: Bounds { currency, most },
        })
    }

    /// Units of a variant in the lines that `which` picks.
    fn units(&self, variant_id: &str, which: impl Fn(&CartLineRow) -> bool) -> i64 {
        let lines = self.lines.iter().map(|(line, _)| line);
        let same = lines.filter(|line| line.variant_id == variant_id && which(line));
        same.map(|line| line.quantity).sum()
    }

    /// What is wrong with wanting so many units where other lines of the variant take `taken` of them.
    fn problem(
        &self,
        offer: Option<&SellableRow>,
        quantity: i64,
        taken: i64,
    ) -> Option<LineProblem> {
        let wanted = Wanted {
            variant_id: offer.map_or("", |offer| &offer.variant_id),
            quantity,
            seen: None,
            offered: offer.map(|offer| offer.offered(self.bounds.currency)),
        };
        self.bounds.check_line(&wanted, taken)
    }

    /// What is wrong with each line, if anything.
    fn problems(&self) -> Vec<Option<LineProblem>> {
        let lines = self.lines.iter().map(|(line, offer)| Wanted {
            variant_id: &line.variant_id,
            quantity: line.quantity,
            seen: line.seen(),
            offered: offer.as_ref().map(|o| o.offered(self.bounds.currency)),
        });
        let lines: Vec<Wanted> = lines.collect();
        self.bounds.check(&lines)
    }

    /// The cart as it stands; `most_payable` is the most that one order of this shop can come to.
    fn view(&self, pending_order_url: Option<String>, most_payable: Money) -> CartView {
        let Bounds { currency, most } = self.bounds;
        let mut view = CartView {
            pending_order_url,
            ..CartView::empty(currency)
        };
        let mut fits = true;
        for ((line, offer), problem) in self.lines.iter().zip(self.problems()) {
            let beside = self.units(&line.variant_id, |other| other.id != line.id);
            let unit_price = offer.as_ref().and_then(|offer| offer.price(currency));
            let line_total = unit_price.and_then(|price| price.times(line.quantity).ok());
            if let (None, Some(_)) = (&problem, unit_price) {
                let sum = line_total.and_then(|total| view.subtotal.plus(total).ok());
                fits &= sum.is_some();
                view.subtotal = sum.unwrap_or(view.subtotal);
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
                answered: offer
                    .as_ref()
                    .map(|o| o.settled.answered.clone())
                    .unwrap_or_default(),
                picture: offer.as_ref().and_then(SellableRow::picture),
                quantity: line.quantity,
                max_quantity: offer.as_ref().map_or(line.quantity, |offer| {
                    (offer.available - beside).clamp(1, most)
                }),
                unit_price,
                line_total,
                problem,
            });
        }
        if !fits || view.subtotal.minor > most_payable.minor {
            view.problem = Some(too_much(most_payable));
        }
        view.can_check_out = !view.lines.is_empty()
            && view.problem.is_none()
            && view.lines.iter().all(|line| line.problem.is_none());
        view
    }
}

/// The visitor's cart as it stands now.
pub async fn view(visit: &Visit) -> Result<CartView> {
    let currency = visit.currency().await?;
    let Some(cart_id) = customers::cart::id(visit).await? else {
        return Ok(CartView::empty(currency));
    };
    let shop = visit.app.shop().await?;
    let mut conn = visit.app.db.read().await?;
    let contents = Contents::load(&mut conn, &cart_id, currency, shop.max_quantity).await?;
    let pending = db::orders::pending_of_cart(&mut conn, &cart_id).await?;
    let pending_url = pending
        .first()
        .map(|order| format!("/checkout/pay/{}", links::order(&visit.app, order)));
    Ok(contents.view(pending_url, methods::most_payable(&shop, currency)))
}

/// Adds units of a variant with what was answered. Refused, and nothing changed, when it can't be bought in that
/// quantity, or when the answers are not what the piece asks: that is reported by the fields of its form.
pub async fn add(visit: &Visit, sku: &str, quantity: i64, answers: &Answers) -> Result<CartView> {
    let app = &visit.app;
    let (currency, most, now) = (
        visit.currency().await?,
        app.shop().await?.max_quantity,
        app.now_ms(),
    );
    let known_cart = customers::cart::id(visit).await?;
    let cart_id = transact!(app.db, tx => {
        let skus = [sku.to_string()];
        let gone = || Error::not_found("This piece is not in the shop. Have a look at the others.");
        let found = db::cart::sellable_by_sku(&mut tx, &skus, currency).await?.pop().ok_or_else(gone)?;
        questions::problems(&mut tx, &found.product_id, answers, currency).await?.or(())?;
        let cart_id = match &known_cart {
            Some(id) if db::cart::lock(&mut tx, id).await? => id.clone(),
            _ => db::cart::create(&mut tx, currency, now).await?,
        };
        let wanted = [(found.variant_id, answers.clone())];
        let offer = offers(&mut tx, Some(&cart_id), &wanted, currency).await?.pop().flatten().ok_or_else(gone)?;
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let key = answers.key();
        let already = contents.units(&offer.variant_id, |line| line.answers == key);
        let beside = contents.units(&offer.variant_id, |line| line.answers != key);
        let wanted = quantity.saturating_add(already);
        if quantity < 1 {
            return Err(Error::invalid("invalid_item_data", format!("Choose a quantity from 1 to {most}.")));
        }
        if let Some(problem) = contents.problem(Some(&offer), wanted, beside) {
            return Err(refusal(&problem, already + beside > 0));
        }
        let seen = Money::new(offer.price_minor.unwrap_or_default(), currency);
        let what = (offer.variant_id.as_str(), answers);
        db::cart::add_line(&mut tx, &cart_id, what, quantity, most, seen, now).await?;
        db::cart::touch(&mut tx, &cart_id, now).await?;
        Ok(cart_id)
    })?;
    if known_cart.as_deref() != Some(&cart_id) {
        customers::cart::remember(visit, &cart_id).await?;
    }
    view(visit).await
}

/// Adds units of several variants with what was answered, as many of each as can be had. Returns what could not be
/// added in full, by its place among them, and why.
pub async fn add_several(
    visit: &Visit,
    wanted: &[((String, Answers), i64)],
) -> Result<Vec<(usize, LineProblem)>> {
    let app = &visit.app;
    let (currency, most, now) = (
        visit.currency().await?,
        app.shop().await?.max_quantity,
        app.now_ms(),
    );
    let known_cart = customers::cart::id(visit).await?;
    let (cart_id, missed) = transact!(app.db, tx => {
        let things: Vec<(String, Answers)> = wanted.iter().map(|(thing, _)| thing.clone()).collect();
        let cart_id = match &known_cart {
            Some(id) if db::cart::lock(&mut tx, id).await? => id.clone(),
            _ => db::cart::create(&mut tx, currency, now).await?,
        };
        let offers = offers(&mut tx, Some(&cart_id), &things, currency).await?;
        let mut missed = Vec::new();
        for (place, (((variant_id, answers), quantity), offer)) in wanted.iter().zip(&offers).enumerate() {
            // What was added a moment ago counts: two lines may want the same units.
            let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
            let key = answers.key();
            let already = contents.units(variant_id, |line| line.answers == key);
            let beside = contents.units(variant_id, |line| line.answers != key);
            let room = offer.as_ref().map_or(0, |o| (o.available - beside).min(most) - already).clamp(0, *quantity);
            let problem = contents.problem(offer.as_ref(), already + quantity, beside);
            let taken = match &problem {
                None => *quantity,
                Some(LineProblem::InsufficientInventory { .. } | LineProblem::InvalidItemData { .. }) => room,
                Some(_) => 0,
            };
            if let (Some(offer), true) = (offer, taken > 0) {
                let seen = Money::new(offer.price_minor.unwrap_or_default(), currency);
                db::cart::add_line(&mut tx, &cart_id, (variant_id, answers), taken, most, seen, now).await?;
            }
            missed.extend(problem.map(|problem| (place, problem)));
        }
        db::cart::touch(&mut tx, &cart_id, now).await?;
        Ok((cart_id, missed))
    })?;
    if known_cart.as_deref() != Some(&cart_id) {
        customers::cart::remember(visit, &cart_id).await?;
    }
    Ok(missed)
}

fn refusal(problem: &LineProblem, some_in_cart: bool) -> Error {
    Error::conflict_of(problem.code(), problem.refusal(some_in_cart))
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
    let cart_id = customers::cart::id(visit).await?.ok_or_else(gone)?;
    transact!(app.db, tx => {
        let contents = Contents::load(&mut tx, &cart_id, currency, most).await?;
        let (line, offer) = contents.lines.iter().find(|(line, _)| line.id == line_id).ok_or_else(gone)?;
        if !(0..=most).contains(&quantity) {
            return Err(Error::invalid("invalid_item_data", format!("Choose a quantity from 0 to {most}.")));
        }
        // Lowering is always allowed, even if what is left is still too much; the line goes on telling so.
        if quantity > line.quantity {
            let beside = contents.units(&line.variant_id, |other| other.id != line.id);
            if let Some(problem) = contents.problem(offer.as_ref(), quantity, beside) {
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
    let cart_id = customers::cart::id(visit).await?.ok_or_else(gone)?;
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
