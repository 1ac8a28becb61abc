//! Idempotency keys: the same key gets the first answer again, for 24 hours, a failure of the server included.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Request;
use crate::books::{Answer, Record};
use crate::errors::ApiError;
use crate::objects::text;
use crate::transaction::Transaction;

const REMEMBER_MS: i64 = 86_400_000;
const LONGEST_KEY: usize = 255;

/// Runs `work` once per key. Answers status, body, and whether it is a repetition.
///
/// As with Stripe, what is kept are answers of work that began: success, a card's refusal, an internal error;
/// a request that was malformed or refused by a rule may be corrected and sent again under the same key.
pub fn once(
    transaction: &mut Transaction,
    key: Option<&str>,
    request: &Request,
    work: impl FnOnce(&mut Transaction) -> Result<Value, ApiError>,
) -> Result<(StatusCode, Value, bool), ApiError> {
    let Some(key) = key else {
        return Ok(finish(work(transaction)));
    };
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(ApiError::idempotency(
            "An idempotency key has between 1 and 255 characters.",
        ));
    }
    let fingerprint = format!(
        "{} /v1/{}?{}",
        request.method,
        request.path.join("/"),
        request.form.canonical()
    );
    let fresh_after = transaction.now_ms - REMEMBER_MS;
    if let Some(first) = transaction
        .books
        .answers
        .get(key)
        .filter(|answer| answer.at_ms > fresh_after)
    {
        if first.request != fingerprint {
            return Err(ApiError::idempotency(format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            )));
        }
        let status =
            StatusCode::from_u16(first.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return Ok((status, text::parsed(&first.body), true));
    }
    let (status, body, _) = finish(work(transaction));
    if status.is_success()
        || matches!(
            status,
            StatusCode::PAYMENT_REQUIRED | StatusCode::INTERNAL_SERVER_ERROR
        )
    {
        transaction.put(Record::Answer(Answer {
            key: key.to_owned(),
            request: fingerprint,
            status: status.as_u16(),
            body: body.to_string(),
            at_ms: transaction.now_ms,
        }));
    }
    Ok((status, body, false))
}

fn finish(outcome: Result<Value, ApiError>) -> (StatusCode, Value, bool) {
    match outcome {
        Ok(body) => (StatusCode::OK, body, false),
        Err(error) => (error.status, json!({ "error": error.body() }), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Books;
    use crate::form::Form;
    use crate::transaction::Cause;

    fn ask(
        books: &mut Books,
        now_ms: i64,
        body: &str,
        outcome: Result<Value, ApiError>,
    ) -> Result<(StatusCode, Value, bool), ApiError> {
        let request = Request {
            method: axum::http::Method::POST,
            path: vec!["refunds".into()],
            form: Form::parse(body.as_bytes()),
        };
        let mut transaction = Transaction::begin(books, now_ms, "", 0, Cause::default());
        once(&mut transaction, Some("key"), &request, |_| outcome)
    }

    #[test]
    fn the_first_answer_is_given_again_a_server_failure_included() {
        for first in [
            Ok(json!({"n": 1})),
            Err(ApiError::internal(StatusCode::INTERNAL_SERVER_ERROR, "oh")),
        ] {
            let mut books = Books::default();
            let (status, body, replayed) = ask(&mut books, 0, "a=1", first).unwrap();
            assert!(!replayed);
            assert_eq!(
                ask(&mut books, 1, "a=1", Ok(json!({"n": 2}))).unwrap(),
                (status, body, true)
            );
            let other = ask(&mut books, 1, "a=2", Ok(json!({}))).unwrap_err();
            assert_eq!(other.kind, "idempotency_error");
            let next_day = ask(&mut books, REMEMBER_MS + 1, "a=2", Ok(json!({"n": 3}))).unwrap();
            assert!(!next_day.2, "forgotten after 24 hours");
        }
    }

    #[test]
    fn a_refused_request_may_be_corrected_under_the_same_key() {
        let mut books = Books::default();
        ask(&mut books, 0, "a=1", Err(ApiError::invalid("no"))).unwrap();
        ask(
            &mut books,
            0,
            "a=2",
            Err(ApiError::internal(
                StatusCode::SERVICE_UNAVAILABLE,
                "not now",
            )),
        )
        .unwrap();
        assert_eq!(
            ask(&mut books, 0, "a=3", Ok(json!({}))).unwrap().0,
            StatusCode::OK
        );
    }
}
