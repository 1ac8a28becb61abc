//! From what was typed to what is stored; all problems are reported at once.

use crate::domain::catalogue::{Facts, ProductStatus};
use crate::domain::catalogue_form::{Prices, ProductForm, VariantForm};
use crate::domain::chargeable::not_in_steps;
use crate::domain::money::{Currency, MoneyError};
use crate::domain::problem::Problems;
use crate::server::db::catalogue::write::NewProduct;
use crate::server::error::Result;
use crate::server::shop::Categories;
use crate::server::slugs;

/// Characters that fit: a title, another line, a text.
const TITLE: usize = 160;
const LINE: usize = 500;
const TEXT: usize = 20_000;

/// A product as a draft without id and times.
pub fn product(form: &ProductForm, categories: &Categories) -> Result<NewProduct> {
    let mut problems = Problems::default();
    let title = form.title.trim();
    if title.is_empty() {
        problems.add("title", "required", "Give the product a title.");
    }
    problems.check_length("title", title, TITLE);
    let slug = slugs::of(&form.slug, title, "piece");
    let category_id = match form.category.trim() {
        "" => None,
        wanted => {
            let found = categories.by_slug(wanted).map(|node| node.id.clone());
            if found.is_none() {
                problems.add(
                    "category",
                    "unknown",
                    "This category no longer exists. Choose another.",
                );
            }
            found
        }
    };
    let tax_class = match form.tax_class.trim() {
        "" | "standard" => "standard",
        "reduced" => "reduced",
        _ => {
            problems.add("tax_class", "unknown", "Choose standard or reduced.");
            "standard"
        }
    };
    let weight_grams = form.weight_grams.within(1..=1_000_000);
    if weight_grams.is_none() && !form.weight_grams.is_empty() {
        problems.add(
            "weight_grams",
            "not_a_number",
            "Write the weight in whole grams, such as 350.",
        );
    }
    for (field, text) in [
        ("kind", &form.kind),
        ("medium", &form.medium),
        ("materials", &form.materials),
        ("size", &form.size),
        ("year", &form.year),
        ("provenance", &form.provenance),
        ("exhibitions", &form.exhibitions),
        ("meta_title", &form.meta_title),
        ("meta_description", &form.meta_description),
    ] {
        problems.check_length(field, text, LINE);
    }
    problems.check_length("story", &form.story, TEXT);
    let facts = Facts {
        medium: form.medium.trim().into(),
        materials: form.materials.trim().into(),
        size: form.size.trim().into(),
        year: form.year.trim().into(),
        provenance: form.provenance.trim().into(),
        exhibitions: form.exhibitions.trim().into(),
        weight_grams,
        attributes: attributes(&form.attributes, &mut problems),
    };
    let new = NewProduct {
        slug,
        title: title.into(),
        story: form.story.replace("\r\n", "\n").trim().into(),
        kind: form.kind.trim().into(),
        category_id,
        status: ProductStatus::Draft.as_str(),
        featured: form.featured,
        one_of_a_kind: form.one_of_a_kind,
        tax_class: tax_class.into(),
        facts: serde_json::to_string(&facts)?,
        meta_title: form.meta_title.trim().into(),
        meta_description: form.meta_description.trim().into(),
        ..Default::default()
    };
    Ok(problems.or(new)?)
}

/// `Name: value` a line, empty lines left out.
fn attributes(text: &str, problems: &mut Problems) -> Vec<(String, String)> {
    problems.check_length("attributes", text, 4_000);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut pairs = Vec::new();
    for line in lines {
        match line
            .split_once(':')
            .map(|(name, value)| (name.trim(), value.trim()))
        {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                pairs.push((name.to_string(), value.to_string()));
            }
            _ => {
                let shown: String = line.chars().take(40).collect();
                let message = format!("Write each line as “Name: value”. This one is not: {shown}");
                problems.add("attributes", "not_a_pair", message);
                break;
            }
        }
    }
    pairs
}

/// A SKU: typed, or made of the product's slug and a number.
pub fn sku(form: &VariantForm, slug: &str, number: usize, problems: &mut Problems) -> String {
    let typed = form.sku.trim();
    if typed.is_empty() {
        return format!("{}-{number}", slug.to_uppercase());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if typed.len() > 100 || !typed.chars().all(plain) {
        problems.add(
            "sku",
            "invalid",
            "A SKU has letters, digits, hyphens, dots and underscores, at most 100 of them.",
        );
    }
    typed.to_string()
}

/// For each currency of the shop the price that was typed, or `None` where it is not sold in it.
pub fn prices(
    typed: &Prices,
    currencies: &[Currency],
    problems: &mut Problems,
) -> Vec<(Currency, Option<i64>)> {
    let mut read = Vec::new();
    for currency in currencies {
        let field = format!("price_{}", currency.code());
        let Some(typed) = typed.get(&field).filter(|typed| !typed.is_empty()) else {
            read.push((*currency, None));
            continue;
        };
        match typed.read(*currency) {
            Ok(money) if money.minor == 0 => problems.add(
                &field,
                "zero",
                "A price is more than nothing. Leave it empty where this is not sold.",
            ),
            Ok(money) if !money.in_steps() => {
                problems.add(&field, "not_chargeable", not_in_steps(*currency));
            }
            Ok(money) => read.push((*currency, Some(money.minor))),
            Err(error) => problems.add(&field, amount_code(&error), error.to_string()),
        }
    }
    read
}

fn amount_code(error: &MoneyError) -> &'static str {
    match error {
        MoneyError::TooPrecise(..) => "too_precise",
        MoneyError::TooLarge => "too_large",
        MoneyError::Negative => "negative",
        MoneyError::TwoWays { .. } => "ambiguous",
        _ => "not_a_number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::error::Error;

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let form = ProductForm {
            slug: "***".into(),
            category: "gone".into(),
            weight_grams: "heavy".into(),
            attributes: "Glaze: ash\nno pair".into(),
            tax_class: "luxury".into(),
            ..Default::default()
        };
        let Err(Error::Invalid(problems)) = product(&form, &Categories::new(vec![])) else {
            panic!("this form is wrong");
        };
        let fields: Vec<&str> = problems.0.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "title",
                "category",
                "tax_class",
                "weight_grams",
                "attributes"
            ]
        );
    }

    #[test]
    fn prices_are_read_per_currency() {
        let typed = [
            ("price_EUR", " 25.50 "),
            ("price_USD", ""),
            ("price_JPY", "12.5"),
            ("action", "save"),
        ];
        let form = VariantForm {
            prices: typed
                .map(|(name, value)| (name.to_string(), value.into()))
                .into(),
            ..Default::default()
        };
        let mut problems = Problems::default();
        let read = prices(&form.prices, &[Currency::EUR, Currency::USD], &mut problems);
        assert_eq!(read, [(Currency::EUR, Some(2_550)), (Currency::USD, None)]);
        assert!(problems.is_empty());
        prices(&form.prices, &[Currency::JPY], &mut problems);
        assert_eq!(problems.0[0].code, "too_precise");
    }
}
