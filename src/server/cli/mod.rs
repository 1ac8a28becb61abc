//! The command line: parses, sets up logs, and hands over to one file a command.
//!
//! Exit codes: 0 done, 1 the check failed or the work could not be done, 2 wrong usage.

mod check;
mod logging;
mod sandbox;
mod seed;
mod serve;
mod simulate;
mod staff;

use super::config::Settings;
use super::db::Db;
use super::error::{Error, Result};
use super::sealing;
use super::search::catch_up;
use super::seed as seeding;
use super::state::App;
use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;

/// The shop that an artisan can own: storefront, checkout and the counter behind it.
#[derive(Parser)]
#[command(name = "atelier", version, about, long_about = None, arg_required_else_help = true)]
#[command(
    after_help = "Settings are read from flags, then the environment, then a file named .env, then the defaults.\n\
    Exit codes: 0 done, 1 the check failed or the work could not be done, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten, next_help_heading = "Settings")]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Apply pending migrations, serve the shop, and run the background worker in the same process.
    Serve {
        /// Leave the background work to `atelier worker`.
        #[arg(long)]
        no_worker: bool,
    },
    /// Run the background worker alone. Several may run on PostgreSQL.
    Worker,
    /// Apply pending migrations.
    Migrate {
        /// Change nothing; exit 1 when some are pending.
        #[arg(long)]
        check: bool,
    },
    /// Fill the shop with products. Repeatable: what is there already is left alone.
    Seed {
        #[command(subcommand)]
        what: seed::What,
    },
    /// Make the first staff account, or another. Without a password it prints a link that sets one, once.
    CreateAdmin(staff::NewAdmin),
    /// Help a member of staff who can't sign in.
    Staff {
        #[command(subcommand)]
        what: staff::Help,
    },
    /// Make an API token in an owner's name and print it, once.
    ApiToken(staff::NewToken),
    /// Compute every invariant again from the database; exit 1 when one does not hold.
    Doctor {
        /// Print the findings as JSON.
        #[arg(long)]
        json: bool,
        /// Compare with the payment provider too.
        #[arg(long)]
        reconcile: bool,
        /// First write what the search and the order by title go by anew.
        #[arg(long)]
        rebuild_search: bool,
    },
    /// Run the stand-in for Stripe alone, with its own durable books.
    Sandbox {
        /// The port on 127.0.0.1 that it listens on.
        #[arg(long, default_value_t = 8423)]
        port: u16,
    },
    /// Development only: send the running shop a signed provider event for an order.
    SimulateWebhook(simulate::Simulation),
    /// Print the effective settings, secrets redacted.
    Config,
}

/// Flags that several commands share.
#[derive(Args)]
struct Order {
    /// The order's number, such as ORD-000042 or 42.
    #[arg(long = "order", value_name = "NUMBER")]
    number: String,
}

/// Whether a check held; the work of other commands is always `Held` when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Held,
    Failed,
}

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        return complain(&format!("The file .env can't be read: {error}."), 2);
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            // Help or the version was asked for.
            return if error.print().is_ok() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
        Err(error) => {
            let text = error.to_string();
            return complain(text.trim_start_matches("error: ").trim_end(), 2);
        }
    };
    logging::start(cli.settings.log_format);
    super::tls::choose_provider();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Pages are rendered by deep recursion, which unoptimised builds feel.
        .thread_stack_size(8 * 1024 * 1024)
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            return complain(&format!("The process can't start its threads: {error}."), 1);
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(Outcome::Held) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) => complain(&sentence(&error), 1),
    }
}

async fn run(cli: Cli) -> Result<Outcome> {
    let settings = cli.settings;
    match cli.command {
        Command::Serve { no_worker } => serve::serve(settings, !no_worker).await,
        Command::Worker => serve::worker(settings).await,
        Command::Migrate { check } => check::migrate(settings, check).await,
        Command::Seed { what } => seed::run(settings, what).await,
        Command::CreateAdmin(new) => staff::create_admin(settings, new).await,
        Command::Staff { what } => staff::help(settings, what).await,
        Command::ApiToken(new) => staff::api_token(settings, new).await,
        Command::Doctor {
            json,
            reconcile,
            rebuild_search,
        } => check::doctor(settings, json, reconcile, rebuild_search).await,
        Command::Sandbox { port } => sandbox::alone(settings, port).await,
        Command::SimulateWebhook(simulation) => simulate::run(settings, simulation).await,
        Command::Config => {
            print!("{}", settings.describe());
            Ok(Outcome::Held)
        }
    }
}

/// The app with its schema up to date, for commands that work on the database themselves. No production shop opens a
/// database with accounts that everybody can sign in to.
async fn ready_app(settings: Settings) -> Result<App> {
    settings.check()?;
    let db = Db::open(&settings.database_url).await?;
    ready_app_with(settings, db).await
}

async fn ready_app_with(settings: Settings, db: Db) -> Result<App> {
    let app = App::with_db(settings, db)?;
    app.db.migrate().await?;
    catch_up::missing(&app.db).await?;
    sealing::begin(&app).await?;
    seeding::refuse_demo_accounts(&app).await?;
    Ok(app)
}

/// What the person at the terminal reads: a sentence that names the thing.
fn sentence(error: &Error) -> String {
    match error {
        Error::Invalid(problems) => {
            let each: Vec<String> = problems
                .0
                .iter()
                .map(|p| format!("{}: {}", p.field, p.message))
                .collect();
            each.join(" ")
        }
        Error::Away(why) => {
            format!("The database at DATABASE_URL does not answer: {why}. Is it running?")
        }
        Error::Database(error) => format!("The database at DATABASE_URL can't do this: {error}"),
        other => other.to_string(),
    }
}

/// The one place where the process writes to standard error by itself; logs have their own way.
#[allow(clippy::print_stderr)]
fn complain(message: &str, code: u8) -> ExitCode {
    eprintln!("atelier: {message}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn what_a_command_is_told_is_not_taken_for_a_setting() {
        let told = ["--email", "ida@home.example", "--name", "Ida"];
        let line = ["atelier", "create-admin"].into_iter().chain(told);
        let cli = Cli::try_parse_from(line).unwrap();
        assert_eq!(cli.settings.openid.name, None);
    }

    #[test]
    fn the_command_line_is_sound_and_every_command_explains_itself() {
        let mut cli = Cli::command();
        cli.clone().debug_assert();
        let names: Vec<&str> = cli.get_subcommands().map(|c| c.get_name()).collect();
        let expected = [
            "serve",
            "worker",
            "migrate",
            "seed",
            "create-admin",
            "staff",
            "api-token",
            "doctor",
            "sandbox",
            "simulate-webhook",
            "config",
        ];
        assert_eq!(names, expected);
        for command in cli.get_subcommands_mut() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments().filter(|a| a.get_id() != "help") {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
        }
    }

    #[test]
    fn settings_may_stand_before_or_after_the_command() {
        for line in [
            ["atelier", "--addr", "127.0.0.1:1", "config"],
            ["atelier", "config", "--addr", "127.0.0.1:1"],
        ] {
            assert_eq!(Cli::try_parse_from(line).unwrap().settings.addr.port(), 1);
        }
    }

    #[test]
    fn wrong_usage_is_told_apart_from_a_failure() {
        for line in [
            vec!["atelier", "dance"],
            vec!["atelier", "serve", "--addr", "here"],
            vec!["atelier", "seed"],
        ] {
            let error = Cli::try_parse_from(line).err().unwrap();
            assert_eq!(error.exit_code(), 2);
        }
    }
}
