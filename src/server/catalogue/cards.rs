//! Products as cards: three statements for any number of them.

use crate::domain::catalogue::{PictureView, ProductCard, VariantView};
use crate::domain::money::{Currency, Money};
use crate::domain::stock::Availability;
use crate::server::db::catalogue::{OfferRow, ProductLine};
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// Pictures on a card: the front, and the back that hovering shows.
const SIDES: i64 = 2;

/// Cards for these products, in the same order.
pub async fn of(
    conn: &mut Conn,
    lines: &[ProductLine],
    currency: Currency,
) -> Result<Vec<ProductCard>> {
    let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let offers = db::catalogue::offers(conn, &ids, currency.code()).await?;
    let pictures = db::catalogue::pictures(conn, &ids, SIDES).await?;
    let asking = db::catalogue::questions::asking(conn, &ids).await?;
    Ok(lines
        .iter()
        .map(|line| card(line, &offers, &pictures, &asking, currency))
        .collect())
}

/// A card from rows that may belong to several products; `asking` are those that ask their buyer something.
pub fn card(
    line: &ProductLine,
    offers: &[OfferRow],
    pictures: &[(String, PictureView)],
    asking: &[String],
    currency: Currency,
) -> ProductCard {
    let own: Vec<&OfferRow> = offers.iter().filter(|o| o.product_id == line.id).collect();
    let prices: Vec<i64> = own.iter().filter_map(|o| o.amount_minor).collect();
    let lowest = prices.iter().copied().min();
    let mut sides = pictures
        .iter()
        .filter(|(id, _)| *id == line.id)
        .map(|(_, p)| p.clone());
    ProductCard {
        id: line.id.clone(),
        slug: line.slug.clone(),
        title: line.title.clone(),
        kind: line.kind.clone(),
        price: lowest.map(|minor| Money::new(minor, currency)),
        price_varies: lowest != prices.iter().copied().max(),
        availability: Availability::of(
            own.iter().map(|o| o.available).sum(),
            own.iter().map(|o| o.held).sum(),
            line.one_of_a_kind,
        ),
        one_of_a_kind: line.one_of_a_kind,
        front: sides.next(),
        back: sides.next(),
        only_sku: match own.as_slice() {
            [one] if !asking.contains(&line.id) => Some(one.sku.clone()),
            _ => None,
        },
    }
}

/// A variant as its product's page shows it. Nothing of an archived product can be bought.
pub fn variant(offer: &OfferRow, currency: Currency, archived: bool) -> VariantView {
    let stock = if archived {
        (0, 0)
    } else {
        (offer.available, offer.held)
    };
    VariantView {
        id: offer.id.clone(),
        sku: offer.sku.clone(),
        name: offer.name.clone(),
        price: offer.amount_minor.map(|minor| Money::new(minor, currency)),
        availability: Availability::of(stock.0, stock.1, offer.one_of_a_kind),
    }
}
