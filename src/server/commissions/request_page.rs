//! `/custom`: what the studio takes on, by when, and the form.

use super::{studio_settings, uploads};
use crate::domain::commission::capacity::Openness;
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::studio_settings::StudioSettings;
use crate::domain::commission::view::CommissionPageView;
use crate::domain::country::Country;
use crate::domain::shipping::zone_for;
use crate::server::customers;
use crate::server::db;
use crate::server::error::Result;
use crate::server::keys::random_token;
use crate::server::visit::Visit;

pub async fn page(visit: &Visit, mut form: CommissionForm) -> Result<CommissionPageView> {
    let app = &visit.app;
    if form.upload_key.is_empty() {
        form.upload_key = random_token();
    }
    // A page that was opened just now begins with who is signed in.
    if form.email.is_empty()
        && form.name.is_empty()
        && let Some(customer) = customers::current(visit).await?
    {
        (form.name, form.email) = (customer.row.name, customer.row.email);
    }
    if form.country.is_empty() {
        form.country = visit.country().await?;
    }
    let zones = crate::server::shop::zones(app).await?;
    let today = app.time_zone().await?.day_of(app.now_ms());
    let (studio, (queue, busy)) = {
        let mut conn = app.db.read().await?;
        (
            studio_settings::read(&mut conn).await?,
            db::commissions::load(&mut conn).await?,
        )
    };
    let openness = studio.standing(busy);
    let due_date = studio.workload(today, queue).due_date(studio.lead_days);
    let reachable = |country: &Country| {
        zone_for(&zones, country.code()).is_some_and(|zone| !zone.methods.is_empty())
    };
    Ok(CommissionPageView {
        openness,
        free_slots: studio.free_slots(busy),
        lead_sentence: match openness {
            Openness::Open => format!(
                "Requests are open. Something asked for today would be ready by {}.",
                due_date.words()
            ),
            Openness::Waitlist => {
                "There is no room at the moment. You can ask to be put on the waiting list, and we write to you as soon as there is time.".into()
            }
            Openness::Closed => "We take no requests at the moment.".into(),
        },
        due_date,
        answer_days: studio.answer_days,
        takes_on: paragraphs(&studio.takes_on),
        examples: StudioSettings::lines(&studio.examples),
        budgets: StudioSettings::lines(&studio.budgets),
        countries: Country::all()
            .filter(reachable)
            .map(|c| (c.code().into(), c.name().into()))
            .collect(),
        pictures: uploads::list(app, &form.upload_key).await?,
        form,
    })
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}
