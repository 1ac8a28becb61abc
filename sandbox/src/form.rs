//! Stripe's form encoding: `a[b][0][c]=v` read into a tree of text, with typed look-ups.

use std::collections::BTreeMap;

use crate::errors::ApiError;

/// The fields of one request, by their bracketed names without the brackets: `line_items.0.quantity`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    fields: BTreeMap<Vec<String>, String>,
}

impl Form {
    /// Reads a query string or an urlencoded body. `a[]=x` gets numbered keys in their order.
    pub fn parse(raw: &[u8]) -> Self {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(raw) {
            let mut path = segments(&name);
            if path.last().is_some_and(String::is_empty) {
                path.pop();
                let taken = fields
                    .keys()
                    .filter(|key: &&Vec<String>| key.starts_with(&path))
                    .count();
                path.push(taken.to_string());
            }
            fields.insert(path, value.into_owned());
        }
        Self { fields }
    }

    /// The text at a dotted path, `None` when absent.
    pub fn text(&self, path: &str) -> Option<&str> {
        let key: Vec<String> = path.split('.').map(str::to_owned).collect();
        self.fields.get(&key).map(String::as_str)
    }

    /// The text at a dotted path, `None` when absent or empty.
    pub fn filled(&self, path: &str) -> Option<&str> {
        self.text(path).filter(|value| !value.is_empty())
    }

    /// Text that must be there.
    pub fn required(&self, path: &str) -> Result<&str, ApiError> {
        self.filled(path).ok_or_else(|| {
            ApiError::invalid(format!("Missing required param: {path}."))
                .code("parameter_missing")
                .param(path)
        })
    }

    /// A whole number, refused when it is something else.
    pub fn integer(&self, path: &str) -> Result<Option<i64>, ApiError> {
        let Some(value) = self.filled(path) else {
            return Ok(None);
        };
        value.parse().map(Some).map_err(|_| {
            ApiError::invalid(format!("Invalid integer: {value}"))
                .code("parameter_invalid_integer")
                .param(path)
        })
    }

    /// `true`, `false` or absent (false).
    pub fn flag(&self, path: &str) -> bool {
        self.text(path) == Some("true")
    }

    /// Everything right below a path: `metadata` → its keys and values.
    pub fn children(&self, path: &str) -> BTreeMap<String, String> {
        let prefix: Vec<String> = path.split('.').map(str::to_owned).collect();
        self.fields
            .iter()
            .filter(|(key, _)| key.len() == prefix.len() + 1 && key.starts_with(&prefix))
            .map(|(key, value)| (key[prefix.len()].clone(), value.clone()))
            .collect()
    }

    /// The list entries below a path, as forms of their own, in order: `line_items` → one form each.
    pub fn entries(&self, path: &str) -> Vec<Form> {
        let prefix: Vec<String> = path.split('.').map(str::to_owned).collect();
        let mut entries: BTreeMap<usize, Form> = BTreeMap::new();
        for (key, value) in &self.fields {
            if key.len() <= prefix.len() || !key.starts_with(&prefix) {
                continue;
            }
            let Ok(index) = key[prefix.len()].parse() else {
                continue;
            };
            let entry = entries.entry(index).or_default();
            entry
                .fields
                .insert(key[prefix.len() + 1..].to_vec(), value.clone());
        }
        entries.into_values().collect()
    }

    /// Whether anything is at or below a path.
    pub fn has(&self, path: &str) -> bool {
        let prefix: Vec<String> = path.split('.').map(str::to_owned).collect();
        self.fields.keys().any(|key| key.starts_with(&prefix))
    }

    /// One text for equal fields, whatever their order: what idempotency compares.
    pub fn canonical(&self) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in &self.fields {
            text.append_pair(&key.join("."), value);
        }
        text.finish()
    }
}

fn segments(name: &str) -> Vec<String> {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    std::iter::once(first)
        .chain(parts.map(|part| part.trim_end_matches(']').to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_become_a_tree() {
        let form = Form::parse(b"amount=5&metadata[order_id]=a%26b&line_items[0][price_data][unit_amount]=7&line_items[1][quantity]=2&expand[]=x&expand[]=y");
        assert_eq!(form.integer("amount").unwrap(), Some(5));
        assert_eq!(form.children("metadata")["order_id"], "a&b");
        let items = form.entries("line_items");
        assert_eq!(items[0].text("price_data.unit_amount"), Some("7"));
        assert_eq!(items[1].integer("quantity").unwrap(), Some(2));
        assert_eq!(
            form.children("expand").into_values().collect::<Vec<_>>(),
            ["x", "y"]
        );
    }

    #[test]
    fn order_does_not_matter_to_the_canonical_text() {
        assert_eq!(
            Form::parse(b"a=1&b[c]=2").canonical(),
            Form::parse(b"b%5Bc%5D=2&a=1").canonical()
        );
        assert_ne!(
            Form::parse(b"a=1").canonical(),
            Form::parse(b"a=2").canonical()
        );
    }
}
