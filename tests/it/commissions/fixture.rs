//! The fixture of these tests: a customer with a custom order, and the maker on its other side.

use crate::support::browser::Answer;
use crate::support::shop::Shop;
use crate::support::visitor::Visitor;
use atelier::domain::commission::quote_form::{QuoteForm, QuoteLineForm};
use atelier::domain::commission::refund::EndedBy;
use atelier::domain::commission::thread_form::MessageForm;
use atelier::domain::commission::view::{PayLinkView, ThreadView};
use atelier::domain::form_values::FormNumber;
use atelier::domain::parcel::ShipForm;
use atelier::server::actor::Actor;
use atelier::server::commissions::{end, making, send, shipping};
use atelier::server::error::Result;
use atelier::server::keys::token_hash;

pub const ADA: &str = "ada@home.example";
pub const MAKER: &str = "maker@kiln.example";

pub fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: String::new(),
    }
}

/// One custom order and whoever asked for it.
#[derive(Clone)]
pub struct Thread {
    pub visitor: Visitor,
    pub id: String,
    pub token: String,
}

/// A quote of one line with a deposit of 30 %, for the country of the request.
pub fn quote(price: &str) -> QuoteForm {
    QuoteForm {
        lines: vec![QuoteLineForm {
            title: "Bead collar".into(),
            detail: "Glass, moss green".into(),
            quantity: FormNumber::Empty,
            price: price.into(),
        }],
        currency: "EUR".into(),
        shipping: "6.90".into(),
        lead_days: "21".into(),
        valid_days: "14".into(),
        plan: "deposit_and_balance".into(),
        deposit_percent: "30".into(),
        back_before_start: "100".into(),
        back_while_making: "50".into(),
        back_when_ready: "0".into(),
        back_if_studio_cancels: "100".into(),
        ..QuoteForm::default()
    }
}

/// A request that is filled in properly; later pairs replace earlier ones.
pub fn request<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("name", "Ada Lovelace"),
        ("email", ADA),
        ("description", "A collar of green beads for a wedding"),
        ("country", "DE"),
    ];
    let kept = usual
        .into_iter()
        .filter(|(name, _)| !more.iter().any(|(n, _)| n == name));
    kept.chain(more.iter().copied()).collect()
}

impl Shop {
    /// Somebody asks for something to be made.
    pub async fn asked(&self, more: &[(&str, &str)]) -> Thread {
        let visitor = self.visitor();
        self.asked_by(visitor, more).await
    }

    /// This visitor asks for something to be made.
    pub async fn asked_by(&self, visitor: Visitor, more: &[(&str, &str)]) -> Thread {
        let answer = visitor.posts("/custom", &request(more)).await;
        assert!(answer.went_on(), "{answer:?}");
        let token = answer
            .location
            .strip_prefix("/custom/")
            .unwrap()
            .to_string();
        let hash = token_hash(&token);
        let sql = format!("SELECT id FROM commissions WHERE link_hash = '{hash}'");
        Thread {
            id: self.text(sql).await,
            visitor,
            token,
        }
    }

    /// One that was asked for and has a quote.
    pub async fn quoted(&self, form: &QuoteForm) -> Thread {
        let commission = self.asked(&[]).await;
        commission.is_quoted(form).await.unwrap();
        commission
    }

    /// One whose first payment has arrived.
    pub async fn in_production(&self, form: &QuoteForm) -> Thread {
        let commission = self.quoted(form).await;
        let pay = commission.accepts().await;
        commission.pays(&pay).await;
        assert_eq!(commission.status().await, "in_production");
        commission
    }
}

impl Thread {
    pub fn shop(&self) -> &Shop {
        &self.visitor.shop
    }

    pub async fn sees(&self) -> ThreadView {
        self.visitor
            .calls("commissions/thread", &[("token", &self.token)])
            .await
    }

    /// Sends one of the forms of the thread's page.
    pub async fn sends(&self, action: &str, more: &[(&str, &str)]) -> Answer {
        let form = [&[("action", action)], more].concat();
        let page = format!("/custom/{}", self.token);
        self.visitor.posts(&page, &form).await
    }

    /// Chooses another way to pay under a payment's link.
    pub async fn chooses(&self, pay: &str, method: &str) -> Answer {
        let page = format!("/pay/{pay}");
        self.visitor.posts(&page, &[("method", method)]).await
    }

    pub async fn status(&self) -> String {
        let sql = format!("SELECT status FROM commissions WHERE id = '{}'", self.id);
        self.shop().text(sql).await
    }

    pub async fn number(&self) -> String {
        self.sees().await.number
    }

    pub async fn is_quoted(&self, form: &QuoteForm) -> Result<i64> {
        send::send(&self.shop().app, &self.id, &mia(), form).await
    }

    /// Sends the form that accepts what was read; `more` replaces what is usually filled in.
    pub async fn tries_to_accept(&self, read: &ThreadView, more: &[(&str, &str)]) -> Answer {
        let (version, total) = match read.quotes.first() {
            Some(quote) => (quote.version, quote.totals.total.minor),
            None => (1, 0),
        };
        let (version, total) = (version.to_string(), total.to_string());
        let usual = [
            ("token", self.token.as_str()),
            ("form[version]", &version),
            ("form[seen_total]", &total),
            ("form[full_name]", "Ada Lovelace"),
            ("form[line1]", "Ringstraße 1"),
            ("form[city]", "Berlin"),
            ("form[postal_code]", "10115"),
            ("form[country]", "DE"),
            ("form[agree]", "on"),
        ];
        let mut form: Vec<(&str, &str)> = usual
            .into_iter()
            .filter(|(name, _)| !more.iter().any(|(n, _)| n == name))
            .collect();
        form.extend(more);
        self.visitor.posts("/_fn/commissions/accept", &form).await
    }

    /// Accepts the newest quote. Returns the token of the first payment.
    pub async fn accepts(&self) -> String {
        let answer = self.tries_to_accept(&self.sees().await, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let address = answer.json().as_str().unwrap().to_string();
        address.strip_prefix("/pay/").unwrap().to_string()
    }

    pub async fn link(&self, pay: &str) -> PayLinkView {
        self.visitor
            .calls("commissions/pay-link", &[("token", pay)])
            .await
    }

    /// Tries to pay by card under a payment's link. `false` where nothing can be paid there.
    pub async fn tries_to_pay(&self, pay: &str) -> bool {
        let Some(element) = self.link(pay).await.pay.and_then(|p| p.element) else {
            return false;
        };
        let intent = element
            .client_secret
            .split("_secret")
            .next()
            .unwrap()
            .to_string();
        let (status, _) = self.shop().provider.confirm(&intent, "pm_card_visa").await;
        status == 200
    }

    pub async fn pays(&self, pay: &str) {
        assert!(self.tries_to_pay(pay).await, "nothing to pay at {pay}");
        self.shop().hears().await;
    }

    /// The tokens of the payments that can be made now.
    pub async fn payable(&self) -> Vec<String> {
        let stages = self.sees().await.stages;
        let urls = stages.into_iter().filter_map(|stage| stage.pay_url);
        urls.map(|url| url.strip_prefix("/pay/").unwrap().to_string())
            .collect()
    }

    pub async fn is_begun(&self) {
        making::start(&self.shop().app, &self.id, &mia())
            .await
            .unwrap();
    }

    pub async fn is_finished(&self) {
        let silent = MessageForm::default();
        making::finished(&self.shop().app, &self.id, &mia(), &silent)
            .await
            .unwrap();
        self.shop().drains().await;
    }

    pub async fn is_shipped(&self, carrier: &str, tracking: &str) -> Result<()> {
        let parcel = ShipForm {
            carrier: carrier.into(),
            tracking_number: tracking.into(),
            ..ShipForm::default()
        };
        shipping::sent(&self.shop().app, &self.id, &mia(), &parcel, "").await
    }

    pub async fn withdraws(&self, seen_back: &str) -> Answer {
        let form = [("reason", "I changed my mind"), ("seen_back", seen_back)];
        self.sends("withdraw", &form).await
    }

    pub async fn is_rejected(&self, seen_back: i64) -> Result<()> {
        let why = "Our kiln is too small";
        end::end(
            &self.shop().app,
            &self.id,
            EndedBy::Studio,
            &mia(),
            why,
            seen_back,
        )
        .await
    }

    /// Mails to the customer, by kind.
    pub async fn mails(&self) -> Vec<String> {
        let kinds = self.shop().mails_to(ADA).await;
        let short = |kind: &String| kind.trim_start_matches("commission_").to_string();
        kinds.iter().map(short).collect()
    }
}
