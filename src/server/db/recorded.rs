//! What was recorded as a kind and its arguments: a sentence is written from them in the reader's language, never stored.
//!
//! The type of a record is an enum with `#[serde(tag = "kind", rename_all = "snake_case")]` and named fields. Its kind
//! stands in a column of its own, its fields as a JSON object in the column `args`.

use crate::server::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const KIND: &str = "kind";

/// The two columns of a record: kind and arguments.
pub fn to_columns<T: Serialize>(record: &T) -> Result<(String, String)> {
    let mut fields: Map<String, Value> = serde_json::to_value(record)
        .and_then(serde_json::from_value)
        .map_err(|e| Error::fault(format!("A record can't be written: {e}")))?;
    match fields.remove(KIND) {
        Some(Value::String(kind)) => Ok((kind, Value::Object(fields).to_string())),
        _ => Err(Error::fault("A record has no kind.")),
    }
}

/// The record that two columns hold. What no record can be is an error that names table, column and id.
pub fn from_columns<T: DeserializeOwned>(
    table: &'static str,
    id: &str,
    kind: &str,
    args: &str,
) -> Result<T> {
    let mut fields: Map<String, Value> =
        serde_json::from_str(args).map_err(|_| Error::impossible(table, "args", id, args))?;
    fields.insert(KIND.to_string(), Value::from(kind));
    serde_json::from_value(Value::Object(fields))
        .map_err(|e| Error::impossible(table, KIND, id, format!("{kind}: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{attention, audit, commission, order, returns};
    use serde::Deserialize;
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Happening {
        Placed,
        PaidBy { method: String, cents: i64 },
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let paid = Happening::PaidBy {
            method: "card".to_string(),
            cents: 1250,
        };
        let (kind, args) = to_columns(&paid).unwrap();
        assert_eq!(kind, "paid_by");
        assert_eq!(args, r#"{"cents":1250,"method":"card"}"#);
        assert_eq!(
            from_columns::<Happening>("t", "1", &kind, &args).unwrap(),
            paid
        );
        let (kind, args) = to_columns(&Happening::Placed).unwrap();
        assert_eq!((kind.as_str(), args.as_str()), ("placed", "{}"));
        assert_eq!(
            from_columns::<Happening>("t", "1", &kind, &args).unwrap(),
            Happening::Placed
        );
    }

    /// Every kind of a record is among the samples, and reads the same when it comes back.
    fn round<T>(samples: Vec<T>)
    where
        T: Serialize + DeserializeOwned + PartialEq + Debug,
    {
        let unknown = from_columns::<T>("t", "1", "?", "{}").unwrap_err();
        let listed = unknown.to_string();
        // “unknown variant `?`, expected one of `placed`, …”
        let names = listed.split('`').skip(3).step_by(2);
        let known: BTreeSet<String> = names.map(String::from).collect();
        assert!(known.len() > 5, "{listed}");
        let mut seen = BTreeSet::new();
        for record in samples {
            let (kind, args) = to_columns(&record).unwrap();
            assert_eq!(from_columns::<T>("t", "1", &kind, &args).unwrap(), record);
            seen.insert(kind);
        }
        assert_eq!(seen, known);
    }

    fn that_say_something<T: Debug>(samples: Vec<(T, &str)>) -> Vec<T> {
        let records = samples.into_iter();
        let records = records.map(|(record, sentence)| {
            assert!(!sentence.is_empty(), "{record:?}");
            record
        });
        records.collect()
    }

    #[test]
    fn every_kind_of_every_record_is_read_as_it_was_written() {
        round(that_say_something(order::history::samples::all()));
        round(that_say_something(commission::history::tests::samples()));
        round(that_say_something(returns::history::tests::samples()));
        round(attention::samples::all());
        round(audit::samples::all());
    }

    #[test]
    fn what_no_record_can_be_names_its_row() {
        for (kind, args) in [
            ("eaten", "{}"),
            ("paid_by", "{}"),
            ("placed", "[]"),
            ("placed", ""),
        ] {
            let error = from_columns::<Happening>("order_history", "o-7", kind, args).unwrap_err();
            assert!(error.to_string().contains("order_history"), "{error}");
            assert!(error.to_string().contains("o-7"), "{error}");
        }
        let error = from_columns::<attention::Matter>("attention", "a-3", "dispute", "{}");
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("attention") && error.contains("a-3"),
            "{error}"
        );
    }
}
