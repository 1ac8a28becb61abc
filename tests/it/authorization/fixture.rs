//! The fixture of these tests: a shop with something behind each endpoint, and somebody with each credential.

use super::Way;
use super::functions::{arguments, first_field};
use crate::api;
use crate::commissions::fixture::{Thread, quote};
use crate::commissions::pictures::{put_picture, with_a_picture};
use crate::returns;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::Shop;
use crate::support::visitor::Visitor;
use atelier::domain::api_token::Scope;
use atelier::domain::staff::Role;
use atelier::server::clock::SECOND_MS;
use atelier::server::keys::random_token;
use atelier::server::staff::{demo, seed_demo};
use std::collections::BTreeMap;

/// Who requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// No credential, and a link that is nobody's.
    Nothing,
    /// The link that the endpoint asks for.
    Link,
    /// A program with a token for the API and all of its scopes.
    Program,
    /// The customer whose order and account it is.
    Customer,
    /// Another customer.
    OtherCustomer,
    /// A member of staff who has shown the password alone.
    Password,
    Staff(Role),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Access was given; what was asked may still be wrong.
    In,
    /// Redirected to the page for signing in, or 401.
    SignIn,
    /// Not allowed.
    Refused,
    /// As if nothing were there.
    Hidden,
}

/// What the parts of an address in braces stand for, by where the address begins.
type Addresses = BTreeMap<(&'static str, &'static str), String>;

pub struct Fixture {
    pub shop: Shop,
    nobody: Visitor,
    pub customer: Visitor,
    other: Visitor,
    password: Visitor,
    staff: Vec<(Role, Visitor)>,
    program: String,
    places: Addresses,
}

/// Signs in as staff: with the password, and with the second factor too if so.
async fn signed_in(shop: &Shop, role: Role, factor: bool) -> Visitor {
    let visitor = shop.visitor();
    let email = format!("{}@demo.example", role.as_str());
    let form = [("email", email.as_str()), ("password", demo::PASSWORD)];
    let answer = visitor.posts("/admin/login", &form).await;
    assert_eq!(answer.location, "/admin/login/code", "{answer:?}");
    if factor {
        // A code is good once.
        shop.app.clock.advance_ms(30 * SECOND_MS);
        let code = demo::code_now(&shop.app).unwrap();
        let answer = visitor.posts("/admin/login/code", &[("code", code)]).await;
        assert_eq!(answer.location, "/admin", "{answer:?}");
    }
    visitor
}

impl Fixture {
    pub async fn of(shop: Shop) -> Fixture {
        let scopes = Scope::ALL.map(Scope::as_str);
        let program = api::program(&shop, &scopes)
            .await
            .credential()
            .unwrap()
            .to_string();
        seed_demo(&shop.app).await.unwrap();
        let (customer, other) = (shop.visitor(), shop.visitor());
        customer.registers("ada@home.example").await;
        other.registers("eve@home.example").await;
        let mut fixture = Fixture {
            nobody: shop.visitor(),
            password: signed_in(&shop, Role::Owner, false).await,
            staff: Vec::new(),
            places: Addresses::new(),
            shop,
            customer,
            other,
            program,
        };
        fixture.furnish().await;
        for role in Role::ALL {
            let member = signed_in(&fixture.shop, role, true).await;
            fixture.staff.push((role, member));
        }
        fixture
    }

    /// Puts something behind each endpoint, and notes its address.
    async fn furnish(&mut self) {
        let shop = self.shop.clone();
        let order = self.customer.buys(MUG, 1).await;
        self.customer.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let change = [("action", "change_email"), ("email", "new@home.example")];
        let asked = self
            .customer
            .posts(&format!("/o/{}", order.token), &change)
            .await;
        assert!(asked.went_on(), "{asked:?}");
        let generation = shop
            .number("SELECT generation FROM order_email_changes")
            .await;
        returns::ships(&shop, &order).await;
        let key = random_token();
        put_picture(&shop, &key).await;
        let sent = [("upload_key", key.as_str())];
        let asked = returns::asks(&shop, &self.customer, &order, "1", &sent).await;
        assert!(asked.went_on(), "{asked:?}");
        let confirm = shop
            .app
            .keys
            .link_token("order email", &order.id, generation);

        let pay = shop.quoted(&quote("300.00")).await.accepts().await;
        let commission: Thread = with_a_picture(&shop).await;
        let upload_key = random_token();
        put_picture(&shop, &upload_key).await;
        shop.visitor().asks_for_account("mia@home.example").await;

        let owner = signed_in(&shop, Role::Owner, true).await;
        let forms: [(&str, &[(&str, &str)]); 4] = [
            (
                "/admin/webhooks",
                &[
                    ("url", "https://books.example/hook"),
                    ("events", "order.placed"),
                ],
            ),
            (
                "/admin/categories/new",
                &[("name", "Bowls"), ("slug", "bowls")],
            ),
            (
                "/admin/pages/new",
                &[("title", "About"), ("slug", "about"), ("body", "Clay.")],
            ),
            (
                "/admin/staff",
                &[
                    ("action", "invite"),
                    ("name", "Ben"),
                    ("email", "ben@kiln.example"),
                    ("role", "editor"),
                ],
            ),
        ];
        for (path, form) in forms {
            let answer = owner.posts(path, form).await;
            assert!(answer.went_on(), "{path}: {answer:?}");
        }
        let team = owner.gets("/admin/staff").await.body;
        let welcome = team.split("/admin/welcome/").nth(1).unwrap();
        let welcome = welcome.split(['"', '<']).next().unwrap().to_string();

        let one = |sql: &str| shop.text(sql.to_string());
        let invoice = crate::invoices::first(&shop, "INV");
        let uploaded = one("SELECT id FROM waiting_pictures").await;
        let pictured = one("SELECT id FROM commission_pictures").await;
        let returned = one("SELECT id FROM return_pictures").await;
        let endpoint = one("SELECT id FROM webhook_endpoints").await;
        let sizes = one("SELECT sizes FROM commission_pictures LIMIT 1").await;
        let sizes: Vec<u32> = serde_json::from_str(&sizes).unwrap();
        let picture = format!("{}.webp", sizes[0]);
        let product = one("SELECT id FROM products WHERE slug = 'bowl'").await;
        let category = one("SELECT id FROM categories").await;
        let thread_number = commission.number().await;
        for (begins, name, value) in [
            ("/o/", "token", order.token.clone()),
            ("/checkout/", "token", order.token.clone()),
            ("orders/", "token", order.token.clone()),
            ("payments/", "token", order.token),
            ("/confirm-email/", "token", confirm.clone()),
            ("orders/email-change", "token", confirm),
            ("/custom/", "token", commission.token.clone()),
            ("commissions/", "token", commission.token),
            ("/custom/uploads/", "key", upload_key.clone()),
            ("commissions/", "upload_key", upload_key),
            ("/custom/uploads/", "id", uploaded),
            ("/pay/", "token", pay.clone()),
            ("commissions/pay-", "token", pay),
            ("/admin/welcome/", "token", welcome.clone()),
            ("admin/welcome", "token", welcome),
            ("account/link", "token", shop.link("account_verify").await),
            ("", "number", "ORD-000001".into()),
            ("/admin/commissions/", "number", thread_number.clone()),
            ("admin/commission", "number", thread_number),
            ("", "file", format!("{invoice}.pdf")),
            ("/o/{token}/returns/", "id", returned.clone()),
            ("/admin/orders/{number}/returns/", "id", returned),
            ("/o/{token}/returns/", "file", picture.clone()),
            ("/admin/orders/{number}/returns/", "file", picture.clone()),
            ("/admin/webhooks/", "id", endpoint.clone()),
            ("admin/webhook", "id", endpoint),
            ("/custom/", "file", picture.clone()),
            ("/admin/commissions/", "file", picture),
            ("/custom/", "id", pictured.clone()),
            ("/admin/commissions/", "id", pictured),
            ("/admin/products/", "id", product.clone()),
            ("admin/product", "id", product),
            ("/admin/categories/", "id", category.clone()),
            ("admin/category", "id", category),
            ("/account/addresses/", "id", "new".into()),
            ("account/address", "id", "new".into()),
            ("", "slug", "bowl".into()),
            ("/categories/", "slug", "bowls".into()),
            ("/pages/", "slug", "about".into()),
            ("/admin/pages/", "slug", "about".into()),
            ("admin/page", "slug", "about".into()),
            ("shop/page", "slug", "about".into()),
        ] {
            self.places.insert((begins, name), value);
        }
    }

    /// What a name stands for in an address: the longest beginning that fits decides.
    fn value(&self, path: &str, name: &str) -> Option<&str> {
        let fitting = self
            .places
            .iter()
            .filter(|((begins, known), _)| *known == name && path.starts_with(begins));
        let best = fitting.max_by_key(|((begins, _), _)| begins.len());
        best.map(|(_, value)| value.as_str())
    }

    /// The address with what it stands for; a link only for whoever has it.
    pub fn address(&self, path: &str, has_link: bool) -> String {
        let mut pieces = path.split(['{', '}']);
        let mut whole = pieces.next().unwrap_or_default().to_string();
        while let (Some(name), Some(rest)) = (pieces.next(), pieces.next()) {
            let secret = matches!(name, "token" | "key") && !has_link;
            match self.value(path, name) {
                Some(value) if !secret => whole.push_str(value),
                _ => whole.push_str(&"x".repeat(43)),
            }
            whole.push_str(rest);
        }
        whole
    }

    /// The fields of a call: everything that any function asks for, so that each is understood.
    fn fields(&self, name: &str, has_link: bool) -> String {
        let mut fields: Vec<(&str, &str)> = vec![
            ("method", "card"),
            ("sku", BOWL),
            ("line", "none"),
            ("quantity", "1"),
            ("picture", "none"),
            ("form_key", ""),
            (
                "ask",
                if name.starts_with("passkeys/") {
                    "sign_in"
                } else {
                    "false"
                },
            ),
        ];
        for known in ["token", "number", "id", "slug", "upload_key"] {
            let nobodys = known == "token" && !has_link;
            let value = self.value(name, known).filter(|_| !nobodys);
            fields.push((known, value.unwrap_or("none")));
        }
        let argument = arguments(name);
        let structs = argument
            .iter()
            .filter_map(|(name, of)| Some(format!("{name}[{}]", first_field(of)?)));
        let structs: Vec<String> = structs.collect();
        fields.extend(structs.iter().map(|field| (field.as_str(), "")));
        // A field that no argument has is refused.
        fields.retain(|(field, _)| {
            let own = field.split('[').next().unwrap();
            argument.iter().any(|(known, _)| known == own)
        });
        serde_urlencoded::to_string(fields).unwrap()
    }

    /// A request as a page of the shop sends it.
    pub fn request(&self, way: Way, path: &str, has_link: bool) -> reqwest::RequestBuilder {
        let base = &self.shop.base;
        let form = |place: String, body: String| {
            self.shop
                .http
                .post(format!("{base}{place}"))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body)
        };
        match way {
            Way::Get => self
                .shop
                .http
                .get(format!("{base}{}", self.address(path, has_link))),
            Way::Post => form(self.address(path, has_link), String::new()),
            Way::Call => form(format!("/_fn/{path}"), self.fields(path, has_link)),
        }
    }

    pub fn visitor(&self, key: Credential) -> &Visitor {
        match key {
            Credential::Nothing | Credential::Link | Credential::Program => &self.nobody,
            Credential::Customer => &self.customer,
            Credential::OtherCustomer => &self.other,
            Credential::Password => &self.password,
            Credential::Staff(wanted) => {
                let found = self.staff.iter().find(|(role, _)| *role == wanted);
                &found.unwrap().1
            }
        }
    }

    /// How an endpoint answers a request with this credential.
    pub async fn requests(&self, way: Way, path: &str, key: Credential) -> Outcome {
        let mut request = self
            .request(way, path, key == Credential::Link)
            .header("sec-fetch-site", "same-origin");
        if key == Credential::Program {
            request = request.header("authorization", &self.program);
        }
        let answer = self.visitor(key).carries(request).await;
        let location = answer
            .headers()
            .get("location")
            .map_or("", |to| to.to_str().unwrap());
        let endpoint = location.split('?').next().unwrap_or_default();
        match answer.status().as_u16() {
            302 | 303 if matches!(endpoint, "/account/login" | "/admin/login") => Outcome::SignIn,
            401 => Outcome::SignIn,
            403 => Outcome::Refused,
            404 => Outcome::Hidden,
            status @ 500.. => panic!("{way:?} {path} answered {status} to {key:?}"),
            _ => Outcome::In,
        }
    }
}
