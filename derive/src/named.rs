//! `Named`: the list of an enum's values, and one name for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

pub fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(input, "only an enum has named values"));
    };
    let ty = &input.ident;
    let count = data.variants.len();
    let variants: Vec<_> = data.variants.iter().map(|v| &v.ident).collect();
    let names = data.variants.iter().map(name).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #ty {
            /// Every value, in the order of their declaration.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// Its name, wherever it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }

            /// The value of a name.
            pub fn parse(name: &str) -> ::core::option::Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == name)
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #ty {
            /// Says which names there are.
            type Err = ::std::string::String;
            fn from_str(name: &str) -> ::core::result::Result<Self, Self::Err> {
                Self::parse(name).ok_or_else(|| {
                    ::std::format!("“{name}” is none of {}", [#(#names),*].join(", "))
                })
            }
        }

        #[automatically_derived]
        impl ::serde::Serialize for #ty {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl<'de> ::serde::Deserialize<'de> for #ty {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                let name = <::std::string::String as ::serde::Deserialize>::deserialize(from)?;
                Self::parse(&name)
                    .ok_or_else(|| ::serde::de::Error::unknown_variant(&name, &[#(#names),*]))
            }
        }
    })
}

fn name(variant: &Variant) -> Result<String> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(variant, "a named value has no fields"));
    }
    match variant.attrs.iter().find(|a| a.path().is_ident("named")) {
        Some(attribute) => Ok(attribute.parse_args::<LitStr>()?.value()),
        None => Ok(snake_case(&variant.ident.to_string())),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
