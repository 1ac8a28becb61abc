//! `/`: what the shop is, what is new on the bench, and the ways into the catalogue.

use crate::actions::catalogue;
use crate::domain::catalogue::{CategoryLink, PictureView};
use crate::domain::shop::Shop;
use crate::ui::components::{CardGrid, Picture, icon};
use crate::ui::layout::{Chrome, Head, JsonLd, page};
use leptos::prelude::*;
use serde_json::json;

#[component]
pub fn HomePage() -> impl IntoView {
    page(Chrome::Full, |frame| async move {
        let home = catalogue::home().await?;
        let shop = frame.shop;
        let organization = json!({
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": shop.name,
            "url": frame.public_url,
            "email": shop.contact_email,
            "description": shop.tagline,
        });
        // With nothing featured the newest pieces lead, once and not twice.
        let (lead_title, lead, rest) = if home.featured.is_empty() {
            ("New from the bench", home.newest, Vec::new())
        } else {
            ("Chosen by the maker", home.featured, home.newest)
        };
        let nothing = lead.is_empty();
        Ok(view! {
            <Head
                title=shop.name.clone() description=shop.tagline.clone() path="/".to_string()
                image=shop.hero.as_ref().map(|hero| hero.src(1280)).unwrap_or_default()
            />
            <JsonLd value=organization/>
            <Hero shop=shop.clone()/>
            {if nothing {
                view! {
                    <section class="notice-page">
                        <h2>"The shelves are still empty"</h2>
                        <p class="lede">"The first pieces are on the bench. Come back soon."</p>
                    </section>
                }.into_any()
            } else {
                view! {
                    <section class="band" aria-labelledby="home-lead">
                        <div class="band-head">
                            <h2 id="home-lead">{lead_title}</h2>
                            <a class="link arrow-link" href="/shop">"See everything" {icon::arrow_right()}</a>
                        </div>
                        <CardGrid cards=lead/>
                    </section>
                }.into_any()
            }}
            <Categories categories=home.categories/>
            {(!rest.is_empty()).then(|| view! {
                <section class="band" aria-labelledby="home-new">
                    <div class="band-head">
                        <h2 id="home-new">"New from the bench"</h2>
                        <a class="link arrow-link" href="/shop?sort=newest">"All that is new" {icon::arrow_right()}</a>
                    </div>
                    <CardGrid cards=rest/>
                </section>
            })}
            {(!shop.about.is_empty()).then(|| view! {
                <section class="about" aria-labelledby="home-about">
                    <h2 id="home-about" class="eyebrow">"The maker"</h2>
                    <p class="about-words">{shop.about}</p>
                </section>
            })}
        }
        .into_any())
    })
}

#[component]
fn Hero(shop: Shop) -> impl IntoView {
    let headline = if shop.tagline.is_empty() {
        shop.name.clone()
    } else {
        shop.tagline.clone()
    };
    let pictured = shop.hero.is_some();
    view! {
        <section class="hero" class=("hero-plain", !pictured)>
            <div class="hero-words">
                <h1>{headline}</h1>
                <p><a class="button button-large" href="/shop">"See what is for sale"</a></p>
            </div>
            {shop.hero.map(|picture| view! {
                <figure class="hero-picture">
                    <Picture picture=picture.clone() sizes="(min-width: 64rem) 58vw, 100vw" eager=true/>
                    {(!picture.caption.is_empty()).then(|| view! { <figcaption>{picture.caption}</figcaption> })}
                </figure>
            })}
        </section>
    }
}

#[component]
fn Categories(categories: Vec<(CategoryLink, Option<PictureView>)>) -> impl IntoView {
    let tiles = categories
        .into_iter()
        .filter_map(|(link, picture)| picture.map(|picture| (link, picture)))
        .map(|(link, picture)| {
            view! {
                <li>
                    <a class="tile" href=format!("/categories/{}", link.slug)>
                        <Picture picture sizes="(min-width: 64rem) 24vw, 60vw" decorative=true/>
                        <span class="tile-name">{link.name} {icon::arrow_right()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="band band-sunk" aria-labelledby="home-categories">
            <div class="band-head"><h2 id="home-categories">"By kind"</h2></div>
            <ul class="tiles">{tiles}</ul>
        </section>
    }
}
