//! What other programs read about a product: schema.org's Product, Offer and BreadcrumbList.

use crate::domain::catalogue::{ProductView, VariantView};
use crate::domain::stock::Availability;
use serde_json::{Value, json};

/// A BreadcrumbList over names and paths, from the top down.
pub fn breadcrumb_list(public_url: &str, items: &[(String, String)]) -> Value {
    let base = public_url.trim_end_matches('/');
    let elements: Vec<Value> = items
        .iter()
        .zip(1..)
        .map(|((name, path), position)| {
            json!({"@type": "ListItem", "position": position, "name": name, "item": format!("{base}{path}")})
        })
        .collect();
    json!({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": elements})
}

/// The way down to a product.
pub fn breadcrumbs(product: &ProductView, public_url: &str) -> Value {
    let mut items = vec![("Shop".to_string(), "/shop".to_string())];
    let parents = product
        .breadcrumbs
        .iter()
        .map(|c| (c.name.clone(), format!("/categories/{}", c.slug)));
    items.extend(parents);
    items.push((product.title.clone(), format!("/shop/{}", product.slug)));
    breadcrumb_list(public_url, &items)
}

/// The product with an offer for each variant that has a price.
pub fn product(product: &ProductView, public_url: &str, shop: &str) -> Value {
    let base = public_url.trim_end_matches('/');
    let url = format!("{base}/shop/{}", product.slug);
    let pictures: Vec<String> = product
        .pictures
        .iter()
        .map(|p| format!("{base}{}", p.src(1280)))
        .collect();
    let offers: Vec<Value> = product
        .variants
        .iter()
        .filter_map(|v| offer(v, product.archived, &url, shop))
        .collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.summary,
        "url": url,
        "sku": product.variants.first().map(|v| v.sku.clone()),
        "material": product.facts.materials,
        "category": product.kind,
        "offers": offers,
    });
    if !pictures.is_empty() {
        data["image"] = json!(pictures);
    }
    data
}

fn offer(variant: &VariantView, archived: bool, url: &str, shop: &str) -> Option<Value> {
    let price = variant.price?;
    let availability = match variant.availability {
        _ if archived => "Discontinued",
        Availability::Available => "InStock",
        Availability::Low(_) => "LimitedAvailability",
        Availability::Reserved => "OutOfStock",
        Availability::SoldOut | Availability::Sold => "SoldOut",
    };
    Some(json!({
        "@type": "Offer",
        "sku": variant.sku,
        "name": variant.name,
        "price": price.to_decimal().to_string(),
        "priceCurrency": price.currency.code(),
        "availability": format!("https://schema.org/{availability}"),
        "itemCondition": "https://schema.org/NewCondition",
        "url": url,
        "seller": {"@type": "Organization", "name": shop},
    }))
}
