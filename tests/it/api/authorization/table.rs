//! Who may call each operation.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    /// No credential is asked for.
    Anyone,
    /// Whoever is signed in with an account.
    Person,
    /// The same, and programs with this scope.
    PersonOr(&'static str),
    /// The order's owner, and whoever holds its token; for everybody else it is not there.
    Holder,
    /// The same, and programs with this scope.
    HolderOr(&'static str),
    /// The owner of a custom order, and whoever knows its link; for everybody else it is not there.
    Link,
    /// The same, and programs with this scope.
    LinkOr(&'static str),
    /// Programs with this scope alone.
    Program(&'static str),
}
use Who::*;

pub const PRODUCTS: Who = Program("products:write");
pub const READ: &str = "orders:read";
pub const WRITE: &str = "orders:write";
pub const CUSTOM: &str = "custom_orders";
pub const REFUNDS: &str = "refunds";
pub const SEE_PEOPLE: &str = "customers:read";
pub const KEEP_PEOPLE: &str = "customers:write";

/// Whether a token of one scope does what another one is asked for.
pub fn reaches(token: &str, scope: &str) -> bool {
    token == scope
        || scope == READ && matches!(token, WRITE | REFUNDS)
        || scope == SEE_PEOPLE && token == KEEP_PEOPLE
}

pub const HOOKS: Who = Program("webhooks");

pub const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/products", Anyone),
    ("GET", "/products/batch", Anyone),
    ("GET", "/products/{id}", Anyone),
    ("GET", "/products/{id}/availability", Anyone),
    ("POST", "/products", PRODUCTS),
    ("PUT", "/products/{id}", PRODUCTS),
    ("PATCH", "/products/{id}", PRODUCTS),
    ("DELETE", "/products/{id}", PRODUCTS),
    ("POST", "/products/{id}/publish", PRODUCTS),
    ("POST", "/products/{id}/archive", PRODUCTS),
    ("POST", "/products/{id}/variants", PRODUCTS),
    ("PATCH", "/products/{id}/variants/{variant_id}", PRODUCTS),
    ("PUT", "/products/{id}/questions", PRODUCTS),
    ("POST", "/products/{id}/stock", PRODUCTS),
    ("POST", "/products/{id}/images", PRODUCTS),
    ("PATCH", "/products/{id}/images/{image_id}", PRODUCTS),
    ("DELETE", "/products/{id}/images/{image_id}", PRODUCTS),
    ("GET", "/categories", Anyone),
    ("GET", "/categories/{id}", Anyone),
    ("POST", "/categories", PRODUCTS),
    ("PATCH", "/categories/{id}", PRODUCTS),
    ("DELETE", "/categories/{id}", PRODUCTS),
    ("GET", "/cart", Anyone),
    ("GET", "/cart/count", Anyone),
    ("POST", "/cart/items", Anyone),
    ("PATCH", "/cart/items/{id}", Anyone),
    ("DELETE", "/cart/items/{id}", Anyone),
    ("POST", "/orders", Anyone),
    ("POST", "/checkout-sessions", Anyone),
    ("POST", "/auth/register", Anyone),
    ("POST", "/auth/login", Anyone),
    ("POST", "/auth/refresh", Anyone),
    ("POST", "/auth/logout", Person),
    ("GET", "/profile", Person),
    ("PUT", "/profile", Person),
    ("PATCH", "/profile", Person),
    ("GET", "/profile/addresses", Person),
    ("POST", "/profile/addresses", Person),
    ("GET", "/profile/addresses/{id}", Person),
    ("PATCH", "/profile/addresses/{id}", Person),
    ("DELETE", "/profile/addresses/{id}", Person),
    ("GET", "/customers", Program(SEE_PEOPLE)),
    ("POST", "/customers", Program(KEEP_PEOPLE)),
    ("GET", "/customers/{id}", Program(SEE_PEOPLE)),
    ("PUT", "/customers/{id}", Program(KEEP_PEOPLE)),
    ("PATCH", "/customers/{id}", Program(KEEP_PEOPLE)),
    ("DELETE", "/customers/{id}", Program(KEEP_PEOPLE)),
    ("POST", "/orders/{id}/refund", Program(REFUNDS)),
    ("POST", "/payments/{id}/refund", Program(REFUNDS)),
    ("GET", "/orders", PersonOr(READ)),
    ("GET", "/payments", Program(READ)),
    ("GET", "/orders/{id}", HolderOr(READ)),
    ("GET", "/orders/{id}/history", HolderOr(READ)),
    ("POST", "/orders/{id}/start-payment", Holder),
    ("POST", "/orders/{id}/cancel", HolderOr(WRITE)),
    ("POST", "/orders/{id}/returns", HolderOr(WRITE)),
    ("GET", "/orders/{id}/returns", HolderOr(READ)),
    ("POST", "/orders/{id}/withdraw", Holder),
    ("POST", "/orders/{id}/parcels", Program(WRITE)),
    ("POST", "/orders/{id}/deliveries", Program(WRITE)),
    ("GET", "/orders/{id}/invoice.pdf", HolderOr(READ)),
    ("POST", "/orders/{id}/notes", HolderOr(WRITE)),
    ("POST", "/orders/{id}/process-payment", Program(WRITE)),
    ("POST", "/orders/{id}/ship", Program(WRITE)),
    ("POST", "/orders/{id}/complete", Program(WRITE)),
    ("POST", "/custom-orders", Anyone),
    ("GET", "/custom-orders", Program(CUSTOM)),
    ("GET", "/custom-orders/{ref}", LinkOr(CUSTOM)),
    ("POST", "/custom-orders/{ref}/messages", LinkOr(CUSTOM)),
    ("POST", "/custom-orders/{ref}/accept", Link),
    ("POST", "/custom-orders/{ref}/decline", Link),
    ("POST", "/custom-orders/{ref}/request-changes", Link),
    ("POST", "/custom-orders/{ref}/withdraw", Link),
    ("POST", "/custom-orders/{ref}/approve-progress", Link),
    ("POST", "/custom-orders/{ref}/begin", Program(CUSTOM)),
    (
        "POST",
        "/custom-orders/{ref}/request-payment",
        Program(CUSTOM),
    ),
    (
        "POST",
        "/custom-orders/{ref}/payments/{payment_id}/link",
        Program(CUSTOM),
    ),
    (
        "DELETE",
        "/custom-orders/{ref}/payments/{payment_id}/link",
        Program(CUSTOM),
    ),
    ("POST", "/custom-orders/{ref}/finish", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/complete", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/quote", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/approve", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/reject", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/progress", Program(CUSTOM)),
    ("POST", "/custom-orders/{ref}/ship", Program(CUSTOM)),
    ("GET", "/webhook-endpoints", HOOKS),
    ("POST", "/webhook-endpoints", HOOKS),
    ("GET", "/webhook-endpoints/{id}", HOOKS),
    ("PATCH", "/webhook-endpoints/{id}", HOOKS),
    ("DELETE", "/webhook-endpoints/{id}", HOOKS),
    ("POST", "/webhook-endpoints/{id}/rotate-secret", HOOKS),
    ("GET", "/webhook-deliveries", HOOKS),
    ("POST", "/webhook-deliveries/{id}/replay", HOOKS),
    ("GET", "/openapi.json", Anyone),
];
