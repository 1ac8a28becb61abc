//! Who calls: a guest with the tokens that were handed out, a customer who signed in, or a program with its own token.

use super::problem::{ApiResult, Problem};
use crate::domain::staff::{Permission, StaffView};
use crate::server::customers;
use crate::server::customers::{Customer, access};
use crate::server::db::seen;
use crate::server::db::{self, orders::OrderRow};
use crate::server::error::Result;
use crate::server::http::visits;
use crate::server::links;
use crate::server::orders;
use crate::server::staff::{self, programs};
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use std::sync::Arc;

pub const CART_TOKEN: HeaderName = HeaderName::from_static("cart-token");
pub const ORDER_TOKEN: HeaderName = HeaderName::from_static("order-token");

/// The purpose under which cart tokens are derived.
const CART: &str = "api cart";

/// One call. The visit in it has no cookie: it lasts as long as the call.
#[derive(Clone)]
pub struct Caller {
    pub visit: Visit,
    /// Whoever signed in, if the call brought their access token.
    pub customer: Option<Arc<Customer>>,
    cart_token: Option<String>,
    order_token: Option<String>,
    if_match: Option<String>,
    /// What is stored of the call's Idempotency-Key; the frame sets it.
    pub idempotency: Option<String>,
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then(|| value.to_string())
}

impl Caller {
    /// Reads who calls from the headers; 401 for a bearer token that is not good.
    pub async fn of(app: &App, parts: &Parts) -> Result<Caller> {
        let mut visit = visits::passing(app, parts);
        let mut customer = None;
        let bearer = text(&parts.headers, header::AUTHORIZATION);
        if let Some(given) = bearer {
            let token = given
                .get(..7)
                .filter(|word| word.eq_ignore_ascii_case("bearer "));
            let token = token.map_or("", |_| given[7..].trim());
            if access::is_one(token) {
                customer = Some(Arc::new(access::enter(&visit, token).await?));
            } else {
                visit.program = Some(Arc::new(programs::recognise(app, token).await?));
            }
        }
        Ok(Caller {
            visit,
            customer,
            cart_token: text(&parts.headers, CART_TOKEN),
            order_token: text(&parts.headers, ORDER_TOKEN),
            if_match: text(&parts.headers, header::IF_MATCH),
            idempotency: None,
        })
    }

    pub fn app(&self) -> &App {
        &self.visit.app
    }

    /// What tells one guest's calls from another's, for comparing a repeated call with the first.
    pub fn tokens(&self) -> [&str; 3] {
        [&self.cart_token, &self.order_token, &self.if_match]
            .map(|token| token.as_deref().unwrap_or_default())
    }

    /// The id of the cart that the call names, if its token was handed out here.
    pub fn named_cart(&self) -> Option<String> {
        let token = self.cart_token.as_deref()?;
        let (id, _) = token.split_once('.')?;
        (token == cart_token(self.app(), id)).then(|| id.to_string())
    }

    /// Whoever signed in: 401 for nobody, 403 for a program.
    pub fn signed_in(&self) -> ApiResult<&Customer> {
        match (&self.customer, &self.visit.program) {
            (Some(customer), _) => Ok(customer),
            (None, Some(_)) => {
                let message = "This belongs to a customer, and an API token is a program’s. Sign in with auth/login.";
                Err(Problem::new(403, "people_only", message))
            }
            (None, None) => {
                let message = "Sign in first: auth/login answers the access token to send as “Authorization: Bearer …”.";
                Err(Problem::new(401, "sign_in", message))
            }
        }
    }

    /// The program in the place of a member of staff: 401 without a token, 403 without the scope.
    pub async fn staff(&self, permission: Permission) -> ApiResult<StaffView> {
        if self.customer.is_some() {
            let message = "This is for programs of the shop, with an API token. A customer’s sign-in does not do it.";
            return Err(Problem::new(403, "programs_only", message));
        }
        if self.visit.program.is_none() {
            let message = "This is for programs of the shop: send an API token as “Authorization: Bearer …”. An owner makes one at the counter.";
            return Err(Problem::new(401, "token_required", message));
        }
        Ok(staff::require(&self.visit, permission).await?)
    }

    /// Puts the caller's cart into the visit; 404 for a token that is none of ours, or of a cart that an account has
    /// now. Returns the id of the cart that the call named. Whoever is signed in has the account's cart in any case, and
    /// names it, where an order is to come from it, by the same token.
    pub async fn open_cart(&self) -> ApiResult<Option<String>> {
        if self.cart_token.is_none() {
            return Ok(None);
        }
        let id = self.named_cart();
        if self.customer.is_some() {
            let own = customers::cart::id(&self.visit).await?;
            return Ok(own.filter(|own| id.as_ref() == Some(own)));
        }
        let none = || {
            let message =
                "There is no cart with this Cart-Token. Begin a new one by adding something.";
            Problem::not_found(message)
        };
        let id = id.ok_or_else(none)?;
        let owner = {
            let mut conn = self.app().db.read().await?;
            db::customers::owner_of_cart(&mut conn, &id).await?
        };
        if owner.is_some() {
            return Err(none());
        }
        customers::cart::remember(&self.visit, &id).await?;
        Ok(Some(id))
    }

    /// An order of the account that is signed in, by its id or number.
    async fn own_order(&self, id: &str) -> ApiResult<Option<OrderRow>> {
        let Some(customer) = &self.customer else {
            return Ok(None);
        };
        let owner = &customer.row.id;
        let mut conn = self.app().db.read().await?;
        Ok(match crate::domain::order::parse_order_number(id) {
            Some(number) => db::customers::account::order(&mut conn, owner, number).await?,
            None => db::customers::account::order_by_id(&mut conn, owner, id).await?,
        })
    }

    /// The token of an order of this id, or number, that the caller may see as its customer: it is their account's, or
    /// they hold the token. 404 for everyone else.
    pub async fn order_token(&self, id: &str) -> ApiResult<(OrderRow, String)> {
        if let Some(order) = self.own_order(id).await? {
            let token = links::order(self.app(), &order);
            return Ok((order, token));
        }
        let token = self
            .order_token
            .as_deref()
            .ok_or_else(|| no_such_order(id))?;
        let app = self.app();
        let mut conn = app.db.read().await?;
        let order = orders::find(app, &mut conn, token).await;
        let order = order.map_err(|_| no_such_order(id))?;
        match is_called(&order, id) {
            true => Ok((order, token.to_string())),
            false => Err(no_such_order(id)),
        }
    }

    /// An order for the program that may see orders, or for its customer.
    pub async fn order(&self, id: &str) -> ApiResult<OrderRow> {
        if self.visit.program.is_none() {
            return Ok(self.order_token(id).await?.0);
        }
        self.staff(Permission::SeeOrders).await?;
        let mut conn = self.app().db.read().await?;
        let number = crate::domain::order::parse_order_number(id);
        let found = match number {
            Some(number) => db::orders::by_number(&mut conn, number).await?,
            None => db::orders::by_id(&mut conn, id).await?,
        };
        found.ok_or_else(|| no_such_order(id))
    }

    /// Whether the call names the version that it means to change.
    pub fn names_version(&self) -> bool {
        self.if_match.is_some()
    }

    /// 412 when `If-Match` names another version than this of an order or custom order. It is compared again once the
    /// row is locked, so that of two calls with one version only one is carried out.
    pub fn expects(&self, id: &str, version: i64) -> ApiResult<()> {
        let Some(wanted) = &self.if_match else {
            return Ok(());
        };
        let tags = wanted.split(',').map(str::trim);
        let tags: Vec<&str> = tags
            .map(|tag| tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"'))
            .collect();
        if tags.contains(&"*") {
            return Ok(());
        }
        let versions: Vec<i64> = tags.iter().filter_map(|tag| tag.parse().ok()).collect();
        if !versions.contains(&version) {
            return Err(seen::changed(version).into());
        }
        seen::expect(id, versions);
        Ok(())
    }
}

/// The token under which a guest's cart is found: its id, and proof that we handed it out.
pub fn cart_token(app: &App, cart_id: &str) -> String {
    format!("{cart_id}.{}", app.keys.link_token(CART, cart_id, 1))
}

fn is_called(order: &OrderRow, id: &str) -> bool {
    order.id == id || crate::domain::order::parse_order_number(id) == Some(order.number)
}

fn no_such_order(id: &str) -> Problem {
    let id: String = id.chars().filter(|c| !c.is_control()).take(60).collect();
    Problem::not_found(format!(
        "There is no order {id} here. A guest’s order is named by its Order-Token too."
    ))
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> ApiResult<Caller> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.ok_or_else(|| Problem::new(500, "internal", "Something went wrong on our side."))
    }
}
