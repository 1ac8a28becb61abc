//! What visitors do: look at pages, put a piece into a cart, buy one.

use crate::http::{Encoding, Link, attribute, tags};
use crate::process::{Running, SANDBOX_KEY};
use anyhow::{Context as _, Result, bail, ensure};
use std::net::{Ipv4Addr, SocketAddr};

/// The addresses of products, spread over the whole shop; at most `most`.
pub async fn products(shop: &Running, most: usize) -> Result<Vec<String>> {
    let mut link = Link::open(shop.at, Encoding::Identity).await?;
    let index = link.get("/sitemap.xml").await?;
    let host = format!("http://{}", shop.at);
    let mut all = Vec::new();
    for part in locations(index.text()?, &host) {
        let part = link.get(&part).await?;
        let pieces = locations(part.text()?, &host);
        all.extend(pieces.filter(|path| path.starts_with("/shop/")));
    }
    ensure!(!all.is_empty(), "the sitemap names no product");
    let step = all.len().div_ceil(most);
    Ok(all.into_iter().step_by(step).collect())
}

fn locations(xml: &str, host: &str) -> impl Iterator<Item = String> {
    xml.split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next()?.strip_prefix(host))
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// SKUs of as many different products that can be bought.
pub async fn skus(shop: &Running, products: &[String], most: usize) -> Result<Vec<String>> {
    let mut link = Link::open(shop.at, Encoding::Identity).await?;
    let mut skus = Vec::new();
    for path in products {
        if skus.len() == most {
            break;
        }
        let page = link.get(path).await?;
        let page = page.text()?;
        let can_be_bought = tags(page, "button")
            .any(|tag| tag.contains("button-add") && !tag.contains(" disabled"));
        let chosen = tags(page, "input")
            .filter(|tag| attribute(tag, "name") == Some("sku"))
            .find(|tag| tag.contains(" checked") || attribute(tag, "type") == Some("hidden"))
            .and_then(|tag| attribute(tag, "value"));
        if let (true, Some(sku)) = (can_be_bought, chosen) {
            skus.push(sku.to_owned());
        }
    }
    ensure!(!skus.is_empty(), "nothing in the shop can be bought");
    Ok(skus)
}

/// Looks at a page.
pub async fn looks(link: &mut Link, path: &str) -> Result<usize> {
    let answer = link.get(path).await?;
    ensure!(answer.status == 200, "{path} answered {}", answer.status);
    Ok(answer.body.len())
}

/// The same with a piece in the cart, so that the page is composed for this visitor alone.
pub async fn looks_with_a_cart(link: &mut Link, path: &str, sku: &str) -> Result<usize> {
    if link.cookie.is_none() {
        adds(link, sku).await?;
    }
    looks(link, path).await
}

/// Somebody who was never here puts a piece into a new cart.
pub async fn adds(link: &mut Link, sku: &str) -> Result<usize> {
    link.cookie = None;
    let form = format!("action=add&sku={sku}&quantity=1");
    let answer = link.post("/cart", &form).await?;
    ensure!(
        answer.status == 303,
        "adding {sku} answered {}",
        answer.status
    );
    Ok(answer.body.len())
}

/// Puts a piece into the cart, orders it, pays with a card at the stand-in, and comes back to an order that is paid.
pub async fn buys(link: &mut Link, number: usize, sku: &str, sandbox: SocketAddr) -> Result<usize> {
    let visitor = Ipv4Addr::from_bits(0x0a00_0001 + u32::try_from(number)?);
    link.visitor = Some(visitor.to_string());
    adds(link, sku).await?;

    let checkout = link.get("/checkout").await?;
    let method = tags(checkout.text()?, "input")
        .filter(|tag| attribute(tag, "name") == Some("shipping_method"))
        .find_map(|tag| attribute(tag, "value"))
        .context("the checkout offers no delivery")?
        .to_owned();
    let form = format!(
        "step=place&email=visitor{number}@home.example&full_name=Ada+Lovelace&line1=Ringweg+1&city=Berlin\
         &postal_code=10115&country=DE&shipping_method={method}&payment_method=card"
    );
    let placed = link.post("/checkout", &form).await?;
    let pay = placed.header(hyper::header::LOCATION).to_owned();
    let Some(token) = pay
        .strip_prefix("/checkout/pay/")
        .filter(|_| placed.status == 303)
    else {
        bail!("ordering {sku} answered {} {pay}", placed.status);
    };

    let page = link.get(&pay).await?;
    let intent = intent_on(page.text()?).context("the pay page names no payment")?;
    let mut provider = Link::open(sandbox, Encoding::Identity).await?;
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let back = format!("http://{sandbox}/");
    let form = format!("payment_method=pm_card_visa&return_url={back}");
    let paid = provider.call(&path, SANDBOX_KEY, &form).await?;
    ensure!(
        paid.status == 200,
        "the stand-in answered {}: {}",
        paid.status,
        paid.text()?
    );

    let returned = link.get(&format!("/checkout/return/{token}")).await?;
    let order = returned.header(hyper::header::LOCATION).to_owned();
    let page = link.get(&order).await?;
    ensure!(
        page.text()?.contains("data-status=\"confirmed\""),
        "{sku} was paid, but its order's page does not say so"
    );
    Ok(page.body.len())
}

/// The id of the payment intent whose client secret the page holds.
fn intent_on(page: &str) -> Option<String> {
    let rest = &page[page.find("client_secret")?..];
    let secret = &rest[rest.find("pi_")?..];
    Some(secret[..secret.find("_secret_")?].to_owned())
}

/// Waits until the stand-in has delivered every event.
pub async fn told(sandbox: SocketAddr) -> Result<()> {
    let mut link = Link::open(sandbox, Encoding::Identity).await?;
    for _ in 0..300 {
        let state: serde_json::Value = serde_json::from_slice(&link.get("/_state").await?.body)?;
        if state["undelivered"] == 0 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    bail!("the stand-in could not deliver its events within 30 seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payment_is_found_among_the_pages_attributes() {
        let page = r#"data-props="{&quot;client_secret&quot;:&quot;pi_3Ab_secret_Xy&quot;}""#;
        assert_eq!(intent_on(page).as_deref(), Some("pi_3Ab"));
        assert_eq!(intent_on("pi_3Ab_secret_Xy"), None);
    }
}
