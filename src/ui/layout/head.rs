//! A page's title, description, canonical address, and what other programs read about it.

use crate::domain::shop::Frame;
use crate::ui::form::escaped;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

/// The Open Graph type of a page.
#[derive(Clone, Copy, Default)]
pub enum OpenGraphKind {
    #[default]
    Website,
    Product,
}

/// Fills the document's head. `path` is the page's own canonical path; `None` keeps it out of search engines.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into, optional)] description: String,
    #[prop(into, optional)] path: Option<String>,
    /// Path of a picture that stands for the page.
    #[prop(into, optional)]
    image: Option<String>,
    #[prop(optional)] kind: OpenGraphKind,
) -> impl IntoView {
    let frame = use_context::<Frame>();
    let (shop, public_url) = frame.map_or_else(Default::default, |frame| {
        (frame.shop.name, frame.public_url)
    });
    let full_title = if title.is_empty() || title == shop {
        shop.clone()
    } else {
        format!("{title} · {shop}")
    };
    let absolute = |path: &str| format!("{}{path}", public_url.trim_end_matches('/'));
    let canonical = path.as_deref().map(absolute);
    // An empty path is the front page, which shows another piece.
    let image = image
        .as_deref()
        .filter(|path| !path.is_empty())
        .map(absolute);
    let kind = match kind {
        OpenGraphKind::Website => "website",
        OpenGraphKind::Product => "product",
    };
    view! {
        <Title text=escaped(&full_title)/>
        {(!description.is_empty()).then(|| view! {
            <Meta name="description" content=description.clone()/>
            <Meta property="og:description" content=description/>
        })}
        {match canonical {
            Some(url) => view! {
                <Link rel="canonical" href=url.clone()/>
                <Meta property="og:url" content=url/>
                <Meta property="og:title" content=title/>
                <Meta property="og:type" content=kind/>
                <Meta property="og:site_name" content=shop/>
            }.into_any(),
            None => view! { <Meta name="robots" content="noindex"/> }.into_any(),
        }}
        {image.map(|url| view! {
            <Meta property="og:image" content=url/>
            <Meta name="twitter:card" content="summary_large_image"/>
        })}
    }
}

/// Structured data (schema.org). A `<` inside is escaped, so that no text can end the element.
#[component]
pub fn JsonLd(value: serde_json::Value) -> impl IntoView {
    let text = value.to_string().replace('<', "\\u003c");
    view! { <script type="application/ld+json" nonce=use_nonce()>{text}</script> }
}
