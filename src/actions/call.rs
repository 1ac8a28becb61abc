//! How a server function is called: the fields of its arguments as a form, and no other fields.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_qs::{Config, Deserializer};

/// The input of every server function: `#[server(…, input = Call)]`.
pub type Call = Post<Fields>;

/// A form whose names are those of the arguments; `form[city]` is a field of the argument `form`.
pub struct Fields;

/// How deep a field may lie in others.
const DEPTH: usize = 5;

impl ContentType for Fields {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl FormatType for Fields {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Fields {
    type Error = serde_qs::Error;

    fn encode(arguments: &T) -> Result<Bytes, Self::Error> {
        serde_qs::to_string(arguments).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Fields {
    type Error = String;

    /// Arguments as they were sent. A name that no argument has is refused, as in every other form, however deep it lies.
    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let fields = Deserializer::with_config(&Config::new(DEPTH, false), &bytes);
        let mut unknown = None;
        let read = fields.and_then(|fields| {
            serde_ignored::deserialize(fields, |path| unknown = Some(path.to_string()))
        });
        match unknown {
            Some(name) => Err(format!("unknown field {name:?}")),
            None => read.map_err(|error| error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Add {
        sku: String,
        quantity: i64,
        #[serde(default)]
        inside: Inside,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Inside {
        city: String,
    }

    fn read(text: &'static str) -> Result<Add, String> {
        Fields::decode(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn no_argument_is_taken_that_is_not_asked_for() {
        assert_eq!(read("sku=A&quantity=2").unwrap().quantity, 2);
        assert_eq!(
            read("sku=A&quantity=2&inside[city]=Bonn")
                .unwrap()
                .inside
                .city,
            "Bonn"
        );
        assert_eq!(
            read("sku=A&quantity=2&inside%5Bcity%5D=Bonn")
                .unwrap()
                .inside
                .city,
            "Bonn"
        );
        for text in [
            "sku=A&quantity=2&price=1",
            "sku=A&quantity=2&price",
            "sku=A&quantity=2&inside[price]=1",
            "sku=A",
            "sku=A&quantity=2&price[a]=1",
            "sku=A&quantity=2&SKU=B",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_a_page_sends_is_read() {
        let sent = Add {
            sku: "A & B".into(),
            quantity: 1,
            inside: Inside {
                city: "Café [x]".into(),
            },
        };
        assert_eq!(Fields::decode(Fields::encode(&sent).unwrap()), Ok(sent));
    }
}
