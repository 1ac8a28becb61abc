//! The description of the API (OpenAPI 3.1), generated from its handlers.

use super::body::{Nothing, QueryParams};
use super::middleware::ROOT;
use super::problem::Problem;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::LazyLock;
use utoipa::PartialSchema;

/// The whole description, made once.
static DOCUMENT: LazyLock<Value> = LazyLock::new(make);

/// What the API is, for whoever reads the description first.
const ABOUT: &str = "The shop for programs: what its pages do, as JSON. Money is a decimal string beside an ISO \
    currency, times are RFC 3339 in UTC, days are those of the shop’s \
    time zone, ids are strings. Lists answer `next_cursor`; send it as `cursor` for what follows: \
    each row is seen once while others come and go. `total` stops at 1000 (`total_is_capped`). \
    A guest’s cart is named by `Cart-Token`, a guest’s order by `Order-Token`; both are handed out when they are made, \
    and without the right one the answer is 404. Customers sign in with `auth/login` and send the access token; what their \
    account owns needs no other. Programs of the shop send an API token, which an owner makes at the \
    counter. An `Idempotency-Key` of 1 to 255 characters makes any POST safe to repeat for a day; it belongs to the \
    account, the program, the cart or order whose token came with it, else to the network address. `If-Match` with a \
    version that is no longer there is answered with 412, also when it changes in that moment. Problems are \
    `application/problem+json` (RFC 9457), and their `type` leads to where they are explained.";

/// What there is, in the order in which it is read about.
const TAGS: [(&str, &str); 11] = [
    (
        "Signing in",
        "For apps of customers: tokens instead of cookies. No answer here is kept for an Idempotency-Key.",
    ),
    ("Profile", "Who is signed in, and their address book."),
    ("Customers", "Accounts, for programs that keep them."),
    (
        "Products",
        "What is for sale; programs of the shop change it.",
    ),
    ("Categories", "How the products are ordered."),
    (
        "Cart",
        "A guest’s cart, or that of the account which is signed in.",
    ),
    (
        "Orders",
        "Placed by anyone, seen by whoever holds their token, moved by programs.",
    ),
    ("Payments", "Paying by card or on the provider’s own page."),
    (
        "Custom orders",
        "Something that is made for one customer, from the request to the parcel.",
    ),
    (
        "Webhooks",
        "Other programs are told of what happens, signed as standardwebhooks.com has it.",
    ),
    ("This description", "What you are reading, for programs."),
];

/// The description as JSON: what can be called, with examples.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "This description",
    responses((status = 200, description = "OpenAPI 3.1", body = Object,
        example = json!({"openapi": "3.1.0", "paths": {}}))))]
pub async fn show(QueryParams(_): QueryParams<Nothing>) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json");
    ([kind], DOCUMENT.to_string()).into_response()
}

fn make() -> Value {
    let (_, described) = super::routes().split_for_parts();
    // The document is made of plain maps and texts, which can't fail to be written.
    let mut document = serde_json::to_value(described).unwrap_or_default();
    document["info"] = json!({
        "title": "Atelier",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
    });
    let tags = TAGS.map(|(name, description)| json!({"name": name, "description": description}));
    document["tags"] = json!(tags);
    document["servers"] = json!([{"url": ROOT}]);
    document["webhooks"] = super::webhook_events::described();
    let components = &mut document["components"];
    components["securitySchemes"] = json!({
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "An API token, which an owner makes at the counter. Its scopes say what it allows."
        },
        "customer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The access_token of a customer’s sign-in; it is good for a quarter of an hour."
        },
        "order": {
            "type": "apiKey", "in": "header", "name": "Order-Token",
            "description": "The access_token of one order."
        },
        "cart": {
            "type": "apiKey", "in": "header", "name": "Cart-Token",
            "description": "The token of one cart."
        },
    });
    components["schemas"]["Problem"] = serde_json::to_value(Problem::schema()).unwrap_or_default();
    let item = super::problem::ProblemItem::schema();
    components["schemas"]["ProblemItem"] = serde_json::to_value(item).unwrap_or_default();
    let schemas = components["schemas"].clone();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths.iter_mut() {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                finish(path, method, operation, &schemas);
            }
        }
    }
    document
}

/// Says of one operation what all have in common, and shows its examples where readers look for them.
fn finish(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    if method == "post" && !path.starts_with("/auth/") {
        add_header(
            operation,
            "Idempotency-Key",
            "1 to 255 characters, such as a random UUID: the same key of the same caller with the same request is carried out once.",
            json!({"minLength": 1, "maxLength": 255}),
        );
    }
    if path.starts_with("/cart")
        || matches!(path, "/orders" | "/checkout-sessions") && method == "post"
    {
        add_header(
            operation,
            "Cart-Token",
            "The token of a guest’s cart.",
            json!({}),
        );
        let known = operation["security"].is_array();
        if !known {
            operation["security"] = json!([{}, {"cart": []}, {"customer": []}]);
        }
    }
    let changes_one = method == "post" && path.contains("{id}") && path.starts_with("/orders/")
        || method == "post" && path.starts_with("/custom-orders/{ref}")
        || path == "/payments/{id}/refund";
    if changes_one {
        add_header(
            operation,
            "If-Match",
            "The version that was read, as in ETag.",
            json!({}),
        );
    }
    let problem = json!({
        "description": "A problem: `code` says which, `detail` what to do.",
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
        }},
    });
    operation["responses"]["default"] = problem;
    if let Some(body) = operation.get_mut("requestBody") {
        show_examples(body, schemas);
    }
    for (_, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        show_examples(response, schemas);
    }
}

fn add_header(operation: &mut Value, name: &str, description: &str, rules: Value) {
    let mut schema = json!({"type": "string"});
    if let (Some(schema), Some(rules)) = (schema.as_object_mut(), rules.as_object()) {
        schema.extend(rules.clone());
    }
    let header = json!({
        "name": name, "in": "header", "required": false, "description": description, "schema": schema,
    });
    match operation["parameters"].as_array_mut() {
        Some(known) => known.push(header),
        None => operation["parameters"] = json!([header]),
    }
}

/// A body's example stands in its schema; here it is put beside the body as well.
fn show_examples(described: &mut Value, schemas: &Value) {
    let kinds = described.get_mut("content").and_then(Value::as_object_mut);
    for (kind, body) in kinds.into_iter().flatten() {
        let name = body["schema"]["$ref"].as_str();
        let name = name.and_then(|path| path.rsplit('/').next());
        let example = name.and_then(|name| schemas.get(name)?.get("example"));
        if let Some(example) = example.filter(|_| kind != "multipart/form-data") {
            body["example"] = example.clone();
        }
    }
}
