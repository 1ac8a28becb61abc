//! `seed`: a shop worth looking at, or many products for load tests.

use super::{Outcome, ready_app, sandbox};
use crate::server::config::Settings;
use crate::server::db;
use crate::server::error::Result;
use crate::server::seed;
use crate::server::seed::set_aside::unreadable_demo;
use crate::server::staff;
use crate::server::state::App;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum What {
    /// A believable artisan shop with generated pictures, and demo accounts for its staff and customers.
    Demo {
        /// Do nothing when the shop has products already.
        #[arg(long)]
        if_empty: bool,
        /// First give a demo's SQLite database that this build can't read, its pictures and the sandbox's books other
        /// names, so that a new demo takes their place.
        #[arg(long)]
        set_unreadable_aside: bool,
    },
    /// Many plain products for load tests; the same seed gives the same products.
    Catalogue {
        /// How many products there should be.
        #[arg(long, value_name = "N")]
        products: u64,
        /// Where the dice begin.
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
    },
}

pub async fn run(settings: Settings, what: What) -> Result<Outcome> {
    if matches!(what, What::Demo { .. }) {
        // Before the database is touched, or made.
        seed::refuse_demo(&settings)?;
    }
    if let What::Demo {
        set_unreadable_aside: true,
        ..
    } = what
    {
        set_aside(&settings).await?;
    }
    let app = ready_app(settings).await?;
    match what {
        What::Demo { if_empty: true, .. } if has_products(&app).await? => {
            println!("The shop has products already: left as it is.");
        }
        What::Demo { .. } => {
            println!(
                "Stocking the demo shop. Its pictures are painted here, which takes a minute or two."
            );
            seed::demo::seed(&app).await?;
            staff::demo::seed_demo(&app).await?;
            seed::customers::seed_demo(&app).await?;
            println!(
                "The demo shop is stocked. docs/DEMO.md lists the accounts of its staff and customers."
            );
        }
        What::Catalogue {
            products,
            seed: dice,
        } => {
            let new = seed::load::catalogue(&app, products, dice).await?;
            println!("{new} of {products} products are new.");
        }
    }
    app.db.close().await;
    Ok(Outcome::Held)
}

async fn set_aside(settings: &Settings) -> Result<()> {
    if sandbox::is_running(settings).await {
        // Its database is open. Whatever is wrong with that, the port that it listens on is taken.
        return Ok(());
    }
    let moved = unreadable_demo(settings).await?;
    if !moved.is_empty() {
        println!(
            "The demo was made by an unreleased build and can't be read by this one. It was set aside, and a new one is made:"
        );
    }
    for (from, to) in moved {
        println!("  {} is {} now", from.display(), to.display());
    }
    Ok(())
}

async fn has_products(app: &App) -> Result<bool> {
    let mut conn = app.db.read().await?;
    Ok(db::catalogue::count_published(&mut conn, 1).await? > 0)
}
