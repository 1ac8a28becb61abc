//! Products and categories as the API writes them.

use super::amount::decimal;
use crate::domain::answers::{Asks, Question};
use crate::domain::catalogue::{
    CategoryLink, Facts, PictureView, ProductCard, ProductView, VariantView,
};
use crate::domain::stock::Availability as Stock;
use crate::server::state::App;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a piece can be bought.
#[derive(Serialize, ToSchema)]
pub struct Availability {
    /// `available`, `low`, `reserved` (in somebody’s checkout), `sold_out`, or `sold` (a one-of-a-kind piece).
    pub state: &'static str,
    pub can_be_bought: bool,
    /// Units that are left, where they are few.
    pub left: Option<i64>,
}

impl From<Stock> for Availability {
    fn from(stock: Stock) -> Self {
        let (state, left) = match stock {
            Stock::Available => ("available", None),
            Stock::Low(left) => ("low", Some(left)),
            Stock::Reserved => ("reserved", None),
            Stock::SoldOut => ("sold_out", None),
            Stock::Sold => ("sold", None),
        };
        Availability {
            state,
            can_be_bought: stock.can_be_bought(),
            left,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Picture {
    /// The largest size.
    pub url: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    /// Every size, as an `img` takes them.
    pub srcset: String,
}

/// Wider than any size that is kept.
const WIDEST: u32 = u32::MAX;

impl Picture {
    pub fn of(app: &App, picture: &PictureView) -> Self {
        let absolute = |path: &str| app.url(path);
        let each = |width: &u32| format!("{} {width}w", absolute(&picture.src(*width)));
        Picture {
            url: absolute(&picture.src(WIDEST)),
            alt: picture.alt.clone(),
            width: picture.width,
            height: picture.height,
            srcset: picture
                .sizes
                .iter()
                .map(each)
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

/// A product in a list.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10", "slug": "moon-bowl", "title": "Moon bowl", "kind": "Bowl",
    "url": "http://127.0.0.1:3000/shop/moon-bowl", "one_of_a_kind": false, "price": "45.00", "currency": "EUR",
    "price_varies": false, "availability": {"state": "available", "can_be_bought": true, "left": null},
    "sku": "BOWL", "picture": null
}))]
pub struct ProductSummary {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub url: String,
    pub one_of_a_kind: bool,
    /// The lowest price; null where it isn’t sold in this currency.
    pub price: Option<String>,
    pub currency: String,
    /// Variants differ in price.
    pub price_varies: bool,
    pub availability: Availability,
    /// The SKU to order, where there is nothing to choose and nothing is asked.
    pub sku: Option<String>,
    pub picture: Option<Picture>,
}

impl ProductSummary {
    pub fn of(app: &App, card: ProductCard, currency: &str) -> Self {
        ProductSummary {
            url: app.url(&format!("/shop/{}", card.slug)),
            price: card.price.map(decimal),
            currency: currency.to_string(),
            price_varies: card.price_varies,
            availability: card.availability.into(),
            sku: card.only_sku,
            picture: card.front.as_ref().map(|picture| Picture::of(app, picture)),
            one_of_a_kind: card.one_of_a_kind,
            id: card.id,
            slug: card.slug,
            title: card.title,
            kind: card.kind,
        }
    }
}

/// A part of the list of products.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10", "slug": "moon-bowl", "title": "Moon bowl", "kind": "Bowl",
        "url": "http://127.0.0.1:3000/shop/moon-bowl", "one_of_a_kind": false, "price": "45.00", "currency": "EUR",
        "price_varies": false, "availability": {"state": "low", "can_be_bought": true, "left": 2},
        "sku": "BOWL", "picture": null
    }],
    "page": 1, "page_size": 24, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct ProductPage {
    pub items: Vec<ProductSummary>,
    pub page: i64,
    pub page_size: i64,
    /// How many there are; no further than 1000 where a filter is set.
    pub total: i64,
    /// There are more than `total` says.
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// Products by their ids.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"found": [], "missing": ["0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10"]}))]
pub struct ProductBatch {
    pub found: Vec<ProductSummary>,
    pub missing: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Variant {
    pub id: String,
    pub sku: String,
    /// What is chosen; empty where there is nothing to choose.
    pub name: String,
    pub price: Option<String>,
    pub currency: String,
    pub availability: Availability,
}

impl Variant {
    pub fn of(variant: VariantView, currency: &str) -> Self {
        Variant {
            price: variant.price.map(decimal),
            currency: currency.to_string(),
            availability: variant.availability.into(),
            id: variant.id,
            sku: variant.sku,
            name: variant.name,
        }
    }
}

/// One choice of an option.
#[derive(Serialize, ToSchema)]
pub struct OptionChoice {
    pub id: String,
    pub name: String,
    /// What it costs on top; null where it can’t be had in this currency.
    pub surcharge: Option<String>,
}

/// Something to choose beside the variant.
#[derive(Serialize, ToSchema)]
pub struct ProductOption {
    pub id: String,
    pub label: String,
    pub required: bool,
    pub choices: Vec<OptionChoice>,
}

/// A text that a piece can be personalised with.
#[derive(Serialize, ToSchema)]
pub struct ProductText {
    pub id: String,
    pub label: String,
    pub required: bool,
    /// Most characters.
    pub max_length: i64,
    /// What it costs on top; null where it can’t be had in this currency.
    pub surcharge: Option<String>,
}

fn asked(questions: Vec<Question>) -> (Vec<ProductOption>, Vec<ProductText>) {
    let (mut options, mut texts) = (Vec::new(), Vec::new());
    for Question {
        id,
        label,
        required,
        asks,
    } in questions
    {
        match asks {
            Asks::Choice(choices) => options.push(ProductOption {
                id,
                label,
                required,
                choices: choices
                    .into_iter()
                    .map(|choice| OptionChoice {
                        id: choice.id,
                        name: choice.name,
                        surcharge: choice.surcharge.map(decimal),
                    })
                    .collect(),
            }),
            Asks::Text {
                max_length,
                surcharge,
            } => texts.push(ProductText {
                id,
                label,
                required,
                max_length,
                surcharge: surcharge.map(decimal),
            }),
        }
    }
    (options, texts)
}

#[derive(Serialize, ToSchema)]
pub struct CategoryRef {
    pub slug: String,
    pub name: String,
}

impl From<CategoryLink> for CategoryRef {
    fn from(link: CategoryLink) -> Self {
        CategoryRef {
            slug: link.slug,
            name: link.name,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

fn facts(facts: Facts) -> Vec<Fact> {
    let weight = facts.weight_grams.map(|grams| format!("{grams} g"));
    let known = [
        ("Medium", facts.medium),
        ("Materials", facts.materials),
        ("Size", facts.size),
        ("Year", facts.year),
        ("Provenance", facts.provenance),
        ("Exhibitions", facts.exhibitions),
        ("Weight", weight.unwrap_or_default()),
    ];
    let known = known.map(|(name, value)| (name.to_string(), value));
    known
        .into_iter()
        .chain(facts.attributes)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Fact { name, value })
        .collect()
}

/// A product with everything that a visitor sees.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10", "slug": "moon-bowl", "title": "Moon bowl", "kind": "Bowl",
    "url": "http://127.0.0.1:3000/shop/moon-bowl", "story_html": "<p>Thrown in one go.</p>",
    "summary": "Thrown in one go.", "facts": [{"name": "Materials", "value": "Stoneware"}],
    "one_of_a_kind": false, "archived": false, "categories": [{"slug": "bowls", "name": "Bowls"}],
    "pictures": [], "max_quantity": 20, "shipping_note": "Ships to Germany in 2–4 business days, from €4.90.",
    "variants": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a11", "sku": "BOWL", "name": "", "price": "45.00", "currency": "EUR",
        "availability": {"state": "available", "can_be_bought": true, "left": null}
    }],
    "options": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "label": "Ribbon", "required": false,
        "choices": [{"id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a22", "name": "Red wool", "surcharge": "2.50"}]
    }],
    "personalisation": []
}))]
pub struct Product {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub url: String,
    pub story_html: String,
    pub summary: String,
    pub facts: Vec<Fact>,
    pub one_of_a_kind: bool,
    /// It is still shown, but no longer sold.
    pub archived: bool,
    /// From the top down.
    pub categories: Vec<CategoryRef>,
    pub pictures: Vec<Picture>,
    pub variants: Vec<Variant>,
    /// What can be chosen beside the variant: an order line’s `options`.
    pub options: Vec<ProductOption>,
    /// What can be written on it: an order line’s `personalisation`.
    pub personalisation: Vec<ProductText>,
    /// Most units in one order.
    pub max_quantity: i64,
    pub shipping_note: String,
}

impl Product {
    pub fn of(app: &App, product: ProductView, currency: &str) -> Self {
        let variants = product.variants.into_iter();
        let (options, personalisation) = asked(product.questions);
        Product {
            options,
            personalisation,
            url: app.url(&format!("/shop/{}", product.slug)),
            facts: facts(product.facts),
            categories: product
                .breadcrumbs
                .into_iter()
                .map(CategoryRef::from)
                .collect(),
            pictures: product
                .pictures
                .iter()
                .map(|p| Picture::of(app, p))
                .collect(),
            variants: variants.map(|v| Variant::of(v, currency)).collect(),
            id: product.id,
            slug: product.slug,
            title: product.title,
            kind: product.kind,
            story_html: product.story_html,
            summary: product.summary,
            one_of_a_kind: product.one_of_a_kind,
            archived: product.archived,
            max_quantity: product.max_quantity,
            shipping_note: product.shipping_note,
        }
    }
}

/// What can be bought of a product right now.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10", "can_be_bought": true,
    "variants": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a11", "sku": "BOWL", "name": "", "price": "45.00", "currency": "EUR",
        "availability": {"state": "low", "can_be_bought": true, "left": 2}
    }]
}))]
pub struct ProductAvailability {
    pub id: String,
    pub can_be_bought: bool,
    pub variants: Vec<Variant>,
}
