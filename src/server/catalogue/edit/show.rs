//! What the admin shows of products: the list, and one with everything that can be changed.

use super::row;
use crate::domain::catalogue::{COUNT_CAP, ProductStatus};
use crate::domain::catalogue_form::{
    ChoiceForm, ProductForm, QuestionForm, STAFF_PAGE_SIZE, StaffListQuery, StaffListRow,
    StaffListView, StaffProductView, StaffQuestionView, StaffVariantView, VariantForm,
};
use crate::domain::form_values::FormAmount;
use crate::domain::money::{Currency, Money};
use crate::domain::search::asked_words;
use crate::server::db::catalogue::edit::{StaffRow, VariantRow};
use crate::server::db::catalogue::questions::QuestionRow;
use crate::server::db::keyset::Mark;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::paging::{Order, Turning};
use crate::server::shop;
use crate::server::state::App;

/// The order that the list is in.
const LAST_CHANGED: Order<'_> = Order::by_number("staff products");

/// Products, last changed first.
pub async fn list(app: &App, query: StaffListQuery) -> Result<StaffListView> {
    let mut conn = app.db.read().await?;
    let status = ProductStatus::parse(query.status.trim());
    let words = asked_words(Some(&query.q));
    let wanted = status.map_or("", ProductStatus::as_str);
    let (words, most) = (words.as_deref(), COUNT_CAP + 1);
    let mut turning = Turning::to(LAST_CHANGED, STAFF_PAGE_SIZE, &query.cursor);
    let (mut rows, mut total) =
        db::catalogue::edit::list(&mut conn, words, wanted, &turning.window, most).await?;
    if turning.is_at_the_top(&rows) {
        (rows, total) =
            db::catalogue::edit::list(&mut conn, words, wanted, &turning.window, most).await?;
    }
    let beside = turning.turn(&mut rows, |row| Mark::number(row.updated_at_ms, &row.id));
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let pictures = match ids.is_empty() {
        true => Vec::new(),
        false => db::catalogue::pictures(&mut conn, &ids, 1).await?,
    };
    let shown = |row: StaffRow| StaffListRow {
        status: row.status,
        picture: pictures
            .iter()
            .find(|(id, _)| *id == row.id)
            .map(|(_, p)| p.clone()),
        id: row.id,
        slug: row.slug,
        title: row.title,
        kind: row.kind,
        one_of_a_kind: row.one_of_a_kind,
        variants: row.variants,
        available: row.available,
        held: row.held,
    };
    Ok(StaffListView {
        query: StaffListQuery {
            status: wanted.to_string(),
            ..query
        },
        rows: rows.into_iter().map(shown).collect(),
        total: total.min(COUNT_CAP),
        total_is_capped: total > COUNT_CAP,
        before: beside.before,
        after: beside.after,
    })
}

/// A product with everything that can be changed, or 404.
pub async fn open(app: &App, id: &str) -> Result<StaffProductView> {
    let now = shop::now(app).await?;
    let mut conn = app.db.read().await?;
    let row = row(&mut conn, id).await?;
    let variants = db::catalogue::edit::variants(&mut conn, id).await?;
    let ids: Vec<&str> = variants.iter().map(|v| v.id.as_str()).collect();
    let prices = db::catalogue::edit::prices(&mut conn, &ids).await?;
    let pictures = db::catalogue::edit::pictures(&mut conn, id).await?;
    let questions = questions(&mut conn, id).await?;
    let facts = row.facts;
    let category = row
        .category_id
        .as_deref()
        .and_then(|id| now.categories.by_id(id));
    let attributes: Vec<String> = facts
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let form = ProductForm {
        title: row.title,
        slug: row.slug,
        kind: row.kind,
        category: category.map(|c| c.link.slug.clone()).unwrap_or_default(),
        story: row.story,
        featured: row.featured,
        one_of_a_kind: row.one_of_a_kind,
        tax_class: row.tax_class,
        medium: facts.medium,
        materials: facts.materials,
        size: facts.size,
        year: facts.year,
        provenance: facts.provenance,
        exhibitions: facts.exhibitions,
        weight_grams: facts.weight_grams.into(),
        attributes: attributes.join("\n"),
        meta_title: row.meta_title,
        meta_description: row.meta_description,
        version: row.version.into(),
    };
    let categories = now.categories.iter();
    let categories = categories.map(|c| (c.link.slug.clone(), c.link.indented()));
    Ok(StaffProductView {
        id: row.id,
        status: row.status,
        form,
        variants: variants
            .into_iter()
            .map(|v| variant(v, &prices))
            .collect::<Result<_>>()?,
        questions,
        pictures,
        categories: categories.collect(),
        currencies: now
            .shop
            .currencies
            .iter()
            .map(|c| c.code().to_string())
            .collect(),
        upload_key: String::new(),
        waiting: None,
    })
}

/// An amount as the forms have it: `price_EUR` and the amount.
fn price(code: &str, minor: i64) -> Option<(String, FormAmount)> {
    let currency: Currency = code.parse().ok()?;
    Some((format!("price_{code}"), Money::new(minor, currency).into()))
}

async fn questions(conn: &mut Conn, product_id: &str) -> Result<Vec<StaffQuestionView>> {
    let rows = db::catalogue::questions::of_product(conn, product_id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let choices = db::catalogue::questions::choices(conn, product_id).await?;
    let surcharges = db::catalogue::questions::surcharges(conn, product_id).await?;
    let prices = |question: &str, choice: &str| {
        let own = surcharges
            .iter()
            .filter(|(q, c, ..)| q == question && c == choice);
        own.filter_map(|(_, _, code, minor)| price(code, *minor))
            .collect()
    };
    let question = |row: QuestionRow| StaffQuestionView {
        choices: choices
            .iter()
            .filter(|choice| choice.question_id == row.id)
            .map(|choice| ChoiceForm {
                id: choice.id.clone(),
                question: row.id.clone(),
                name: choice.name.clone(),
                prices: prices(&row.id, &choice.id),
            })
            .collect(),
        form: QuestionForm {
            prices: prices(&row.id, ""),
            kind: row.kind,
            label: row.label,
            required: row.required,
            max_length: row.max_length.into(),
            id: row.id,
        },
    };
    Ok(rows.into_iter().map(question).collect())
}

fn variant(row: VariantRow, prices: &[(String, String, i64)]) -> Result<StaffVariantView> {
    let mut typed = Vec::new();
    for (_, code, minor) in prices.iter().filter(|(id, ..)| *id == row.id) {
        let odd = || Error::impossible("prices", "currency", &row.id, code);
        typed.push(price(code, *minor).ok_or_else(odd)?);
    }
    Ok(StaffVariantView {
        form: VariantForm {
            id: row.id.clone(),
            sku: row.sku,
            name: row.name,
            active: row.active,
            prices: typed.into_iter().collect(),
        },
        is_new: row.received == 0 && row.adjusted == 0 && row.sold == 0,
        id: row.id,
        piece: row.piece_state,
        available: row.available,
        held: row.held,
        sold: row.sold,
        sold_short: row.sold_short,
    })
}
