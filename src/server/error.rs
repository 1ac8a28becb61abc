//! What can go wrong on the server: a refusal is for the person who asked, a fault is for us.

use crate::domain::action_error::{ActionError, Kind};
use crate::domain::cart::LineProblem;
use crate::domain::money::MoneyError;
use crate::domain::problem::Problems;

/// What the store of sessions calls a database that can't be reached.
pub const AWAY: &str = "the database does not answer";
/// Seconds after which it is worth asking again.
pub const AWAY_RETRY_SECS: u64 = 5;
/// What people are told then. Forms may be sent twice: an order is placed once, whatever the browser repeats.
const AWAY_SENTENCE: &str = "The shop can’t reach its data just now. Wait a moment, then reload this page; if you had sent a form, your browser sends it again.";

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request can't be done; the sentence says why and what to do.
    #[error("{message}")]
    Refused {
        kind: Kind,
        code: &'static str,
        message: String,
    },
    /// Too often in too short a time.
    #[error("{message}")]
    TooMany {
        retry_after_secs: u64,
        message: String,
    },
    /// Not now: something is used up that is free again soon.
    #[error("{message}")]
    Busy {
        retry_after_secs: u64,
        message: String,
    },
    /// Fields of a form are wrong.
    #[error("some fields need another look")]
    Invalid(Problems),
    /// Lines of a purchase that can't be bought as they stand, by their index.
    #[error("some lines can't be bought")]
    Lines(Vec<(usize, LineProblem)>),
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// The database can't be reached just now.
    #[error("the database does not answer: {0}")]
    Away(String),
    /// A stored row that can't be: names the table, the column and the id.
    #[error("{table}.{column} of {id} can't be {value:?}")]
    ImpossibleRow {
        table: &'static str,
        column: &'static str,
        id: String,
        value: String,
    },
    #[error(transparent)]
    Gateway(#[from] super::gateway::GatewayError),
    #[error("{0}")]
    Fault(String),
    /// Work in the background that no further try can help: a person has to look.
    #[error("{0}")]
    Final(String),
}

impl Error {
    fn refused(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Error::Refused {
            kind,
            code,
            message: message.into(),
        }
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::refused(Kind::NotFound, "not_found", message)
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::conflict_of("conflict", message)
    }

    pub fn conflict_of(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::Conflict, code, message)
    }

    pub fn not_signed_in(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::NotSignedIn, code, message)
    }

    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::Forbidden, code, message)
    }

    pub fn outdated(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::Outdated, code, message)
    }

    pub fn too_large(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::TooLarge, code, message)
    }

    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::Invalid, code, message)
    }

    pub fn unavailable(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(Kind::Unavailable, code, message)
    }

    /// What was asked for does not fit how things stand by now.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Error::Refused {
                kind: Kind::Conflict,
                ..
            }
        )
    }

    pub fn fault(message: impl Into<String>) -> Self {
        Error::Fault(message.into())
    }

    pub fn impossible(
        table: &'static str,
        column: &'static str,
        id: &str,
        value: impl Into<String>,
    ) -> Self {
        Error::ImpossibleRow {
            table,
            column,
            id: id.into(),
            value: value.into(),
        }
    }

    /// PostgreSQL gave way to another transaction (serialization failure or deadlock): the same work may be tried again.
    pub fn may_be_retried(&self) -> bool {
        match self {
            Error::Database(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("40001" | "40P01"))
            }
            _ => false,
        }
    }

    /// Whether trying again can't help, unless somebody changes something.
    pub fn is_final(&self) -> bool {
        matches!(self, Error::Final(_))
    }

    /// The database can't be written to: the disk is full, broken or read-only.
    pub fn is_out_of_room(&self) -> bool {
        let Error::Database(sqlx::Error::Database(error)) = self else {
            return false;
        };
        let code = error.code().unwrap_or_default();
        // SQLite: READONLY, IOERR, FULL, CANTOPEN in the lowest byte. PostgreSQL: its class 53 and 58030, 25006.
        match error.kind() {
            _ if error
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .is_some() =>
            {
                matches!(
                    code.parse::<i64>().map(|code| code & 0xff),
                    Ok(8 | 10 | 13 | 14)
                )
            }
            _ => matches!(code.as_ref(), "53000" | "53100" | "58030" | "25006"),
        }
    }

    /// The name of the constraint that refused a row, if that is what happened.
    pub fn violated(&self, constraint: &str) -> bool {
        match self {
            Error::Database(sqlx::Error::Database(error)) => {
                error.constraint() == Some(constraint) || error.message().contains(constraint)
            }
            _ => false,
        }
    }

    /// The database refused a row that breaks one of its rules: what was asked for does not fit what is stored, which is
    /// no fault of the process.
    pub fn is_refused_by_the_schema(&self) -> bool {
        use sqlx::error::ErrorKind;
        match self {
            Error::Database(sqlx::Error::Database(error)) => matches!(
                error.kind(),
                ErrorKind::UniqueViolation
                    | ErrorKind::ForeignKeyViolation
                    | ErrorKind::CheckViolation
            ),
            _ => false,
        }
    }

    /// How long to wait before the same request may be tried again, if that is what is wrong with it.
    pub fn retry_after_secs(&self) -> Option<u64> {
        match self {
            Error::TooMany {
                retry_after_secs, ..
            }
            | Error::Busy {
                retry_after_secs, ..
            } => Some(*retry_after_secs),
            Error::Away(_) => Some(AWAY_RETRY_SECS),
            _ => None,
        }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Error::Refused { kind, .. } => *kind,
            Error::TooMany { .. } => Kind::TooMany,
            Error::Busy { .. } | Error::Away(_) => Kind::Unavailable,
            Error::Invalid(_) => Kind::Invalid,
            Error::Lines(_) => Kind::Conflict,
            Error::Gateway(error) => error.kind(),
            refused if refused.is_refused_by_the_schema() => Kind::Conflict,
            Error::Database(_)
            | Error::ImpossibleRow { .. }
            | Error::Fault(_)
            | Error::Final(_) => Kind::Fault,
        }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.kind().status()
    }
}

impl From<MoneyError> for Error {
    fn from(error: MoneyError) -> Self {
        Error::invalid("invalid_amount", error.to_string())
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Error::Invalid(problems)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Fault(format!("stored JSON: {error}"))
    }
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        match error.to_string() {
            // The session's store has only text to say it with.
            text if text.contains(AWAY) => Error::Away(text),
            text => Error::Fault(format!("session: {text}")),
        }
    }
}

/// One sentence for each different problem; the cart's page tells which line has it.
fn lines_changed(lines: &[(usize, LineProblem)]) -> String {
    let mut told: Vec<String> = Vec::new();
    for (_, problem) in lines {
        let sentence = problem.sentence();
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    format!(
        "Your cart needs another look before the order can be placed. {}",
        told.join(" ")
    )
}

/// What leaves the process: never SQL, never a stack trace. Faults are logged here, once.
impl From<Error> for ActionError {
    fn from(error: Error) -> Self {
        let status = error.status();
        let answer = |code: &str, message: String| ActionError::new(status, code, message);
        match error {
            Error::Refused { code, message, .. } => answer(code, message),
            Error::TooMany { message, .. } => answer("too_many", message),
            Error::Busy { message, .. } => answer("busy", message),
            Error::Invalid(problems) => ActionError {
                problems,
                ..answer("invalid", "Some fields need another look.".into())
            },
            Error::Gateway(error) => answer(error.code(), error.sentence()),
            Error::Lines(lines) => {
                let code = lines.first().map_or("lines", |(_, problem)| problem.code());
                answer(code, lines_changed(&lines))
            }
            Error::Away(why) => {
                tracing::error!(why, "the database does not answer");
                answer("unavailable", AWAY_SENTENCE.into())
            }
            refused if refused.is_refused_by_the_schema() => {
                tracing::error!(error = %refused, "the database refused a row");
                let message = "This does not fit with what is stored by now, so nothing was changed. Reload the page and try again; if it stays so, write to us.";
                answer("conflict", message.into())
            }
            fault => {
                tracing::error!(error = %fault, "a request failed");
                let message = "Something went wrong on our side. Please try again in a moment.";
                answer("internal", message.into())
            }
        }
    }
}
