//! A form as it is sent, name by name, and the struct that it is.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Names and values in the order they were sent; the name of a list stands before each of its values.
pub type Fields = Vec<(String, String)>;

/// The value of one field; empty when it wasn't sent.
pub fn text<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    all(fields, name).next().unwrap_or_default()
}

/// Every value of a list.
pub fn all<'a>(fields: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    let found = fields.iter().filter(move |(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// Fields that are there once for each of several things: what follows `prefix` in their names, with their values.
pub fn by_id(fields: &[(String, String)], prefix: &str) -> Fields {
    let named = |(name, value): &(String, String)| {
        let id = name.strip_prefix(prefix)?;
        Some((id.to_string(), value.clone()))
    };
    fields.iter().filter_map(named).collect()
}

/// The struct that a form is; `None` where it can't be read as one.
pub fn read<T: DeserializeOwned>(fields: &[(String, String)]) -> Option<T> {
    let text = serde_html_form::to_string(fields).ok()?;
    serde_html_form::from_str(&text).ok()
}

/// What a form has of a struct's fields, lists aside. It can always be read, whatever else was sent: so a page shows again
/// what was typed into it.
pub fn known<T: Default + Serialize + DeserializeOwned>(sent: &[(String, String)]) -> T {
    let own = fields(&T::default()).into_iter().map(|(name, nothing)| {
        let found = sent.iter().find(|(known, _)| *known == name);
        found.cloned().unwrap_or((name, nothing))
    });
    read(&own.collect::<Fields>()).unwrap_or_default()
}

/// The fields of a struct, as [`read`] takes them.
pub fn fields<T: Serialize>(form: &T) -> Fields {
    let text = serde_html_form::to_string(form).unwrap_or_default();
    let fields = url::form_urlencoded::parse(text.as_bytes());
    fields.into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checkout::CheckoutForm;
    use crate::domain::contact::Address;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Endpoint {
        url: String,
        open: bool,
        events: Vec<String>,
    }

    fn sent(pairs: &[(&str, &str)]) -> Fields {
        let owned = pairs.iter().map(|(n, v)| (n.to_string(), v.to_string()));
        owned.collect()
    }

    #[test]
    fn a_struct_comes_back_from_its_fields() {
        let endpoint = Endpoint {
            url: "https://a.example/?b=c&d".into(),
            open: true,
            events: vec!["one".into(), "two\nlines".into()],
        };
        let pairs = fields(&endpoint);
        assert_eq!(all(&pairs, "events").count(), 2);
        assert_eq!(read(&pairs), Some(endpoint));
        assert_eq!(
            read(&sent(&[
                ("events", "one"),
                ("action", "add"),
                ("open", "on")
            ])),
            Some(Endpoint {
                open: true,
                events: vec!["one".into()],
                ..Endpoint::default()
            })
        );
    }

    #[test]
    fn what_does_not_belong_to_a_form_costs_nothing_that_was_typed() {
        let pairs = sent(&[("email", "a@b.example"), ("email", "c"), ("price", "1")]);
        assert_eq!(read::<CheckoutForm>(&pairs), None);
        assert_eq!(known::<CheckoutForm>(&pairs).email, "a@b.example");
        assert_eq!(
            known::<Endpoint>(&sent(&[("open", "x")])),
            Endpoint::default()
        );
        let part = known::<Address>(&sent(&[("city", "Kiel")]));
        assert_eq!((part.city.as_str(), part.line2.as_str()), ("Kiel", ""));
    }

    #[test]
    fn every_text_of_a_form_comes_back() {
        let typed: Fields = fields(&CheckoutForm::default())
            .into_iter()
            .map(|(name, _)| (name.clone(), format!("typed {name}")))
            .collect();
        assert_eq!(typed.len(), 27);
        assert_eq!(fields(&known::<CheckoutForm>(&typed)), typed);
    }

    #[test]
    fn what_stands_beside_each_thing_is_found_by_its_id() {
        let pairs = sent(&[("units-a", "1"), ("reason", "x"), ("units-a", "2")]);
        assert_eq!(by_id(&pairs, "units-"), sent(&[("a", "1"), ("a", "2")]));
        assert_eq!((text(&pairs, "reason"), text(&pairs, "words")), ("x", ""));
    }
}
