//! `create-admin`: the first staff account. `staff`: a way back in. `api-token`: what a program of the shop calls
//! the API with.

use super::{Outcome, ready_app};
use crate::server::config::Settings;
use crate::server::error::{Error, Result};
use crate::server::staff::{accounts, programs, rescue};
use clap::{Args, Subcommand};
use std::io::Read;

#[derive(Args)]
pub struct NewAdmin {
    /// The address to sign in with.
    #[arg(long, value_name = "E")]
    email: String,
    /// The name that histories show. Default: the part of the address before the @.
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// Read the password from standard input, so that it is in no process list and no shell history.
    #[arg(long)]
    password_stdin: bool,
}

pub async fn create_admin(settings: Settings, new: NewAdmin) -> Result<Outcome> {
    let password = match new.password_stdin {
        true => Some(typed()?),
        false => None,
    };
    let name = new
        .name
        .unwrap_or_else(|| new.email.split('@').next().unwrap_or_default().to_string());
    let app = ready_app(settings).await?;
    match accounts::create_admin(&app, &new.email, &name, password.as_deref()).await? {
        Some(link) => println!(
            "{} is an owner now. Open this link once to set the password:\n{link}",
            new.email
        ),
        None => println!(
            "{} is an owner now and can sign in at {}/admin.",
            new.email,
            app.settings.public_url()
        ),
    }
    app.db.close().await;
    Ok(Outcome::Held)
}

#[derive(Subcommand)]
pub enum Help {
    /// Lift the waits that wrong tries have brought upon an account. It is in the log.
    Unlock {
        /// The address that they sign in with.
        #[arg(long, value_name = "E")]
        email: String,
    },
    /// Print a link that sets a new password, once. The second factor stays. It is in the log.
    Reset {
        /// The address that they sign in with.
        #[arg(long, value_name = "E")]
        email: String,
    },
}

pub async fn help(settings: Settings, what: Help) -> Result<Outcome> {
    let app = ready_app(settings).await?;
    match what {
        Help::Unlock { email } => match rescue::unlock(&app, &email).await? {
            true => println!("The waits of {email} are lifted: they can sign in again now."),
            false => println!(
                "{email} has no waits. If their password is lost: atelier staff reset --email {email}"
            ),
        },
        Help::Reset { email } => println!(
            "Open this link once to set a new password for {email}. It works for three days:\n{}",
            rescue::reset(&app, &email).await?
        ),
    }
    app.db.close().await;
    Ok(Outcome::Held)
}

#[derive(Args)]
pub struct NewToken {
    /// The owner in whose name it is made: it ends when they are no owner any more.
    #[arg(long, value_name = "E")]
    email: String,
    /// The program that will use it.
    #[arg(long, value_name = "N")]
    name: String,
    /// What it may do, such as orders:read; several are given one by one. Default: everything.
    #[arg(long = "scope", value_name = "S")]
    scopes: Vec<String>,
}

pub async fn api_token(settings: Settings, new: NewToken) -> Result<Outcome> {
    let app = ready_app(settings).await?;
    let scopes: Vec<&str> = new.scopes.iter().map(String::as_str).collect();
    println!(
        "{}",
        programs::make_here(&app, &new.email, &new.name, &scopes).await?
    );
    app.db.close().await;
    Ok(Outcome::Held)
}

/// The first line of standard input.
fn typed() -> Result<String> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|e| {
        Error::fault(format!(
            "The password can't be read from standard input: {e}."
        ))
    })?;
    let password = text.lines().next().unwrap_or_default().to_string();
    if password.is_empty() {
        return Err(Error::fault(
            "No password came from standard input. Type it there, or leave --password-stdin out.",
        ));
    }
    Ok(password)
}
