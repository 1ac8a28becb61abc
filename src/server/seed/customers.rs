//! Customers of the demo shop, with a published password and orders of theirs. Only `seed demo` makes them, and never
//! in production.

use super::{refuse_demo, transfer_arrives};
use crate::domain::answers::Answers;
use crate::domain::checkout::CheckoutInput;
use crate::domain::contact::{Address, Email};
use crate::domain::money::Currency;
use crate::domain::payment::PaymentMethod;
use crate::server::actor::Actor;
use crate::server::checkout::place::{Draft, DraftLine, place};
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::orders::staff::{ShipForm, complete, ship};
use crate::server::password;
use crate::server::search::records;
use crate::server::staff::demo::PASSWORD;
use crate::server::state::App;
use crate::server::wrong_tries::account_key;
use crate::transact;

/// How far an order of the demonstration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Placed,
    Paid,
    Sent,
    Done,
}

struct Someone {
    name: &'static str,
    email: &'static str,
    addresses: &'static [[&'static str; 4]],
    /// What was ordered, in units of a SKU, and how far it has come.
    orders: &'static [(&'static [(&'static str, i64)], Stage)],
    /// Ordered with the same address without signing in: it can be taken over.
    as_guest: &'static [&'static [(&'static str, i64)]],
}

const CUSTOMERS: &[Someone] = &[
    Someone {
        name: "Mara Lindqvist",
        email: "mara@demo.example",
        addresses: &[
            ["Kastanienallee 8", "10435", "Berlin", "DE"],
            ["Hafenstraße 21", "23568", "Lübeck", "DE"],
        ],
        orders: &[
            (&[("PRT-HOG", 1)], Stage::Done),
            (&[("EAR-SLIP", 1), ("PRT-MOON", 1)], Stage::Sent),
            (&[("BOWL-CEL-1", 2)], Stage::Paid),
            (&[("MUG-IND-1", 1)], Stage::Placed),
        ],
        as_guest: &[&[("PRT-WREN", 1)]],
    },
    // Asked for a custom order as a guest, which can be taken over.
    Someone {
        name: "Tom Ashby",
        email: "tom@example.org",
        addresses: &[],
        orders: &[],
        as_guest: &[],
    },
];

/// Makes the demo customers that are not there yet, with their orders.
pub async fn seed_demo(app: &App) -> Result<()> {
    refuse_demo(&app.settings)?;
    let hash = password::hash(app, PASSWORD).await?;
    for someone in CUSTOMERS {
        let email = Email::parse(someone.email)
            .ok_or_else(|| Error::fault(format!("{} is not an address", someone.email)))?;
        let known = {
            let mut conn = app.db.read().await?;
            db::customers::by_email_key(&mut conn, &email.key()).await?
        };
        if known.is_none() {
            introduce(app, someone, &email, &hash).await?;
        }
    }
    Ok(())
}

/// The address of a demo account in this shop.
pub async fn found(app: &App) -> Result<Option<String>> {
    let mut conn = app.db.read().await?;
    for someone in CUSTOMERS {
        let key = account_key(someone.email);
        if let Some(row) = db::customers::by_email_key(&mut conn, &key).await? {
            return Ok(Some(row.email));
        }
    }
    Ok(None)
}

async fn introduce(app: &App, someone: &Someone, email: &Email, hash: &str) -> Result<()> {
    let (id, now) = (new_id(), app.now_ms());
    let book: Vec<(String, Address)> = someone
        .addresses
        .iter()
        .map(|lines| (new_id(), address(someone.name, lines)))
        .collect();
    transact!(app.db, tx => {
        db::customers::insert(&mut tx, &id, email, someone.name, hash, now).await?;
        for (address_id, address) in &book {
            db::customers::addresses::insert(&mut tx, address_id, &id, address, now).await?;
        }
        let first = book.first().map(|(address_id, _)| address_id.as_str());
        db::customers::addresses::set_defaults(&mut tx, &id, first, None).await?;
        records::customer(&mut tx, &id).await
    })?;
    let home = book.into_iter().next().map(|(_, address)| address);
    let home =
        home.unwrap_or_else(|| address(someone.name, &["Lindenweg 12", "04177", "Leipzig", "DE"]));
    for (units, stage) in someone.orders {
        let order_id = order(app, email, &home, units, Some(id.clone())).await?;
        bring(app, &order_id, *stage).await?;
    }
    for units in someone.as_guest {
        let order_id = order(app, email, &home, units, None).await?;
        bring(app, &order_id, Stage::Paid).await?;
    }
    Ok(())
}

fn address(name: &str, [line1, postal_code, city, country]: &[&str; 4]) -> Address {
    Address {
        full_name: name.into(),
        line1: (*line1).into(),
        postal_code: (*postal_code).into(),
        city: (*city).into(),
        country: (*country).into(),
        ..Address::default()
    }
}

/// Places an order that is paid by transfer. Returns its id.
async fn order(
    app: &App,
    email: &Email,
    home: &Address,
    units: &[(&str, i64)],
    customer_id: Option<String>,
) -> Result<String> {
    let skus: Vec<String> = units.iter().map(|(sku, _)| sku.to_string()).collect();
    let offers = {
        let mut conn = app.db.read().await?;
        db::cart::sellable_by_sku(&mut conn, &skus, Currency::EUR).await?
    };
    let wanted = |sku: &str| {
        let found = units.iter().find(|(known, _)| *known == sku);
        found.map_or(1, |(_, quantity)| *quantity)
    };
    let line = |offer: &db::cart::SellableRow| DraftLine {
        cart_line_id: None,
        variant_id: offer.variant_id.clone(),
        answers: Answers::default(),
        quantity: wanted(&offer.sku),
        seen: None,
    };
    let draft = Draft {
        currency: Currency::EUR,
        lines: offers.iter().map(line).collect(),
        input: CheckoutInput {
            email: email.clone(),
            shipping: home.clone(),
            billing: None,
            shipping_method: None,
            payment_method: PaymentMethod::BankTransfer,
            note: String::new(),
            gift_message: String::new(),
        },
        cart_id: None,
        visit_key: None,
        network_key: String::new(),
        customer_id,
        seen_total_minor: None,
    };
    Ok(place(app, draft).await?.order_id)
}

/// Takes an order to its stage, as the studio would.
async fn bring(app: &App, order_id: &str, stage: Stage) -> Result<()> {
    let studio = Actor::Staff {
        id: "demo".into(),
        name: "Ines Marlow".into(),
        ip: String::new(),
    };
    if stage == Stage::Placed {
        return Ok(());
    }
    transfer_arrives(app, &studio, order_id).await?;
    if stage == Stage::Paid {
        return Ok(());
    }
    let parcel = ShipForm {
        carrier: "DHL".into(),
        tracking_number: "00340434292135100186".into(),
        ..ShipForm::default()
    };
    ship(app, &studio, order_id, &parcel).await?;
    match stage {
        Stage::Done => complete(app, &studio, order_id).await,
        _ => Ok(()),
    }
}
