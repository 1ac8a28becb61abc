//! Custom orders of the demonstration: one in every state, each brought there by what people do.

use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::quote_form::{QuoteForm, QuoteLineForm};
use crate::domain::commission::refund::EndedBy;
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::studio_settings::StudioSettings;
use crate::domain::commission::thread_form::{AcceptInput, MessageForm};
use crate::domain::contact::Address;
use crate::domain::money::Currency;
use crate::domain::parcel::ShipForm;
use crate::domain::payment::PaymentMethod;
use crate::server::actor::Actor;
use crate::server::commissions::{
    accept, advance, answer, ask, end, making, messages, send, studio_settings,
};
use crate::server::commissions::{shipping, uploads};
use crate::server::db;
use crate::server::demo::catalogue::products;
use crate::server::demo::paint::paint;
use crate::server::error::{Error, Result};
use crate::server::keys::{random_token, token_hash};
use crate::server::state::App;
use crate::unit_of_work;
use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

/// A custom order, and how far it has come.
struct Sample {
    name: &'static str,
    email: &'static str,
    description: &'static str,
    colours: &'static str,
    title: &'static str,
    price: &'static str,
    state: CommissionStatus,
    /// The product whose picture came with it, by its place in the demonstration.
    picture: Option<usize>,
}

const fn sample(
    state: CommissionStatus,
    who: (&'static str, &'static str),
    description: &'static str,
    colours: &'static str,
    what: (&'static str, &'static str),
    picture: Option<usize>,
) -> Sample {
    Sample {
        name: who.0,
        email: who.1,
        description,
        colours,
        title: what.0,
        price: what.1,
        state,
        picture,
    }
}

const SAMPLES: &[Sample] = &[
    sample(
        CommissionStatus::Requested,
        ("Noor Haddad", "noor@example.org"),
        "A collar like the one with the ferns, but for a christening: smaller, and with a little moon in the middle.",
        "Cream, dusty blue",
        ("Christening collar", "180"),
        Some(0),
    ),
    sample(
        CommissionStatus::Quoted,
        ("Jonas Weil", "jonas@example.org"),
        "Six tea bowls for a long table, each a little different, that fit into one hand.",
        "Ash glaze, iron spots",
        ("Six tea bowls", "264"),
        Some(4),
    ),
    sample(
        CommissionStatus::ChangesRequested,
        ("Marta Kowalska", "marta@example.org"),
        "A shawl for my grandmother’s eightieth birthday, light enough for summer evenings.",
        "Heather, undyed wool",
        ("Summer shawl", "210"),
        None,
    ),
    sample(
        CommissionStatus::Accepted,
        ("Elif Demir", "elif@example.org"),
        "A lamp base in the shape of the tall vase, with a hole for the cable.",
        "White slip",
        ("Lamp base", "150"),
        None,
    ),
    sample(
        CommissionStatus::InProduction,
        ("Tom Ashby", "tom@example.org"),
        "A bracelet from my mother’s old beads, with a clasp that an old hand can open.",
        "Her amber, your silver",
        ("Amber bracelet", "145.50"),
        Some(2),
    ),
    sample(
        CommissionStatus::Ready,
        ("Ines Moreau", "ines.moreau@example.org"),
        "A print of our house by the canal, from the photograph, as large as a newspaper.",
        "Two greys and one red",
        ("Linocut of the house by the canal", "320"),
        None,
    ),
    sample(
        CommissionStatus::Shipped,
        ("Pia Lindholm", "pia@example.org"),
        "A spoon carved for left-handed porridge, in cherry wood.",
        "Cherry wood",
        ("Left-handed spoon", "48"),
        None,
    ),
    sample(
        CommissionStatus::Completed,
        ("Karim Said", "karim@example.org"),
        "Two cups that stack, for a very small boat.",
        "Celadon",
        ("Two stacking cups", "72"),
        None,
    ),
    sample(
        CommissionStatus::Declined,
        ("Lena Brandt", "lena@example.org"),
        "A necklace of a hundred tiny birds.",
        "As many as there are",
        ("Necklace of a hundred birds", "2,400.00"),
        None,
    ),
    sample(
        CommissionStatus::Withdrawn,
        ("Oskar Friis", "oskar@example.org"),
        "A fruit bowl for a wedding in June.",
        "Celadon",
        ("Fruit bowl", "130"),
        None,
    ),
    sample(
        CommissionStatus::Rejected,
        ("Vera Novak", "vera@example.org"),
        "A copy of a famous designer’s chair, only smaller.",
        "Oak",
        ("", ""),
        None,
    ),
    sample(
        CommissionStatus::Expired,
        ("Sam Okoro", "sam@example.org"),
        "A set of dominoes in stoneware.",
        "Black and cream",
        ("Twenty-eight dominoes", "190"),
        None,
    ),
];

fn ines() -> Actor {
    Actor::Staff {
        id: "demo".into(),
        name: "Ines Marlow".into(),
        ip: String::new(),
    }
}

/// One request in every state, where there is none yet. Returns how many are new.
pub async fn fill(app: &App, with_pictures: bool) -> Result<usize> {
    {
        let mut conn = app.db.read().await?;
        if db::commissions::by_number(&mut conn, 1).await?.is_some() {
            return Ok(0);
        }
    }
    studio_settings::write(app, &studio()).await?;
    for sample in SAMPLES {
        let id = request(app, sample, with_pictures).await?;
        bring(app, &id, sample).await?;
    }
    Ok(SAMPLES.len())
}

fn studio() -> StudioSettings {
    StudioSettings {
        takes_on: "We make single pieces and small sets in our own materials: beads and silver, stoneware, wool, wood, and prints.\n\nWe do not copy other makers’ work, and we do not make what must hold a person’s weight.".into(),
        examples: "A collar with the flowers of a bridal bouquet\nTwelve plates for a family of twelve\nA print of a house that is no more".into(),
        terms: "Made by hand: colours and measures vary a little. You see it while it grows.".into(),
        care: "Keep it dry and out of strong sun. Wipe it with a soft cloth.\nIf something comes loose, send it back: we mend what we make.".into(),
        ..StudioSettings::default()
    }
}

async fn request(app: &App, sample: &Sample, with_pictures: bool) -> Result<String> {
    let upload_key = random_token();
    if let Some(place) = sample.picture.filter(|_| with_pictures) {
        uploads::keep(app, &upload_key, painted(place).await?).await?;
    }
    let form = CommissionForm {
        name: sample.name.into(),
        email: sample.email.into(),
        description: sample.description.into(),
        colours: sample.colours.into(),
        country: "DE".into(),
        upload_key,
        ..CommissionForm::default()
    };
    let input = form.read(app.time_zone().await?.day_of(app.now_ms()))?;
    let address = ask::request(app, &input, Currency::EUR, None).await?;
    let token = address.trim_start_matches("/custom/");
    let mut conn = app.db.read().await?;
    let row = db::commissions::by_link(&mut conn, &token_hash(token)).await?;
    row.map(|row| row.id)
        .ok_or_else(|| Error::fault("a request of the demonstration is not there"))
}

/// The first picture of a product of the demonstration, as a customer would send it.
async fn painted(place: usize) -> Result<Vec<u8>> {
    let fault = |error: &dyn std::fmt::Display| Error::fault(format!("painting: {error}"));
    let work = tokio::task::spawn_blocking(move || {
        let products = products();
        let picture = products.get(place).and_then(|p| p.pictures.first())?;
        let mut out = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgb8(paint(picture)).thumbnail(1200, 1200);
        picture.write_to(&mut out, ImageFormat::Jpeg).ok()?;
        Some(out.into_inner())
    });
    let made = work.await.map_err(|e| fault(&e))?;
    made.ok_or_else(|| fault(&"no such picture"))
}

fn quote(sample: &Sample) -> QuoteForm {
    QuoteForm {
        lines: vec![QuoteLineForm {
            title: sample.title.into(),
            detail: sample.colours.into(),
            quantity: "1".into(),
            price: sample.price.into(),
        }],
        shipping: "6.90".into(),
        shipping_method: "Insured parcel".into(),
        note: "It would be a joy to make this.".into(),
        ..QuoteForm::begin(&studio(), Currency::EUR)
    }
}

fn message(body: &str) -> MessageForm {
    MessageForm {
        body: body.into(),
        ..MessageForm::default()
    }
}

/// Takes a request to its state, step by step, as its two sides would.
async fn bring(app: &App, id: &str, sample: &Sample) -> Result<()> {
    use CommissionStatus::*;
    let ines = ines();
    match sample.state {
        Requested => {
            let question = message("How wide should it be at the neck?");
            return messages::send(app, id, &ines, &question).await;
        }
        Rejected => {
            let why = "We do not copy other makers’ work; we would gladly make a chair of our own for a doll.";
            return end::end(app, id, EndedBy::Studio, &ines, why, 0).await;
        }
        _ => {}
    }
    send::send(app, id, &ines, &quote(sample)).await?;
    match sample.state {
        Quoted => return Ok(()),
        ChangesRequested => {
            return answer::changes(app, id, &message("Could it be ready by the end of May?"))
                .await;
        }
        Declined => return answer::no(app, id, "It is more than I had thought.").await,
        Expired => return run_out(app, id).await,
        _ => {}
    }
    accepts(app, id, sample).await?;
    if sample.state == Accepted {
        return Ok(());
    }
    arrives(app, id).await?;
    if sample.state == Withdrawn {
        let back = {
            let mut conn = app.db.read().await?;
            let row = db::commissions::by_id(&mut conn, id).await?;
            let row = row.ok_or_else(|| Error::fault("a request is not there"))?;
            let agreed = crate::server::commissions::agreed::of(&mut conn, &row).await?;
            agreed.and_then(|a| a.settlement(&row, EndedBy::Customer))
        };
        let seen = back.map_or(0, |s| s.back.minor);
        let why = "The wedding is called off.";
        return end::end(app, id, EndedBy::Customer, &Actor::Customer, why, seen).await;
    }
    let look = message("The first steps. Do you like where it is going?");
    making::progress(app, id, &ines, &look, true).await?;
    if sample.state == InProduction {
        return Ok(());
    }
    let done = message("It is finished, and we are a little proud of it.");
    making::finished(app, id, &ines, &done).await?;
    if sample.state == Ready {
        return Ok(());
    }
    pays_by_transfer(app, id).await?;
    arrives(app, id).await?;
    let parcel = ShipForm {
        carrier: "DHL".into(),
        tracking_number: "00340434292135100186".into(),
        ..ShipForm::default()
    };
    shipping::sent(app, id, &ines, &parcel, "").await?;
    match sample.state {
        Completed => shipping::done(app, id, &ines).await,
        _ => Ok(()),
    }
}

async fn accepts(app: &App, id: &str, sample: &Sample) -> Result<()> {
    let total = {
        let mut conn = app.db.read().await?;
        let sent = db::commissions::quotes::version(&mut conn, id, 1).await?;
        sent.ok_or_else(|| Error::fault("a quote is not there"))?
            .total
    };
    let address = Address {
        full_name: sample.name.into(),
        line1: "Lindenweg 12".into(),
        city: "Leipzig".into(),
        postal_code: "04177".into(),
        country: "DE".into(),
        ..Address::default()
    };
    let input = AcceptInput {
        version: 1,
        seen_total_minor: total.minor,
        address,
        payment_method: PaymentMethod::BankTransfer,
    };
    accept::accept_as_customer(app, id, &input).await.map(drop)
}

async fn order_of(app: &App, id: &str) -> Result<db::orders::OrderRow> {
    let mut conn = app.db.read().await?;
    let acceptance = db::commissions::quotes::acceptance(&mut conn, id).await?;
    let gone = || Error::fault("an order of the demonstration is not there");
    let order_id = acceptance.ok_or_else(gone)?.order_id;
    db::orders::by_id(&mut conn, &order_id)
        .await?
        .ok_or_else(gone)
}

/// The studio sees the transfer on its statement.
async fn arrives(app: &App, id: &str) -> Result<()> {
    let order = order_of(app, id).await?;
    super::transfer_arrives(app, &ines(), &order.id).await
}

async fn pays_by_transfer(app: &App, id: &str) -> Result<()> {
    let order = order_of(app, id).await?;
    let way = PaymentMethod::BankTransfer;
    crate::server::payments::open::switch(app, &order, way)
        .await
        .map(drop)
}

/// Nobody answered in time. The clock can't be moved here, so the end is written as the timer would.
async fn run_out(app: &App, id: &str) -> Result<()> {
    unit_of_work!(app, &Actor::Shop, work => {
        let mut row = db::commissions::lock(&mut work, id).await?;
        advance(&mut work, &mut row, CommissionEvent::Expire, &CommissionFact::QuoteExpired).await
    })
}
