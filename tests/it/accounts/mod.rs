//! Customers' accounts: sign-in, security, what they own, and deletion.

mod carts;
mod deletion;
mod owned;
mod passkeys;
mod security;
mod sign_in;

use crate::support::browser::Answer;
use crate::support::shop::Shop;
use crate::support::visitor::Visitor;

pub const ADA: &str = "ada@home.example";
pub const EVE: &str = "eve@home.example";
pub const PASSWORD: &str = "kiln apricot lantern seven";

impl Shop {
    /// What the newest mail of a kind carries in a field that is stored sealed: a link or a code.
    pub async fn mailed(&self, kind: &str, field: &str) -> String {
        let sql = format!(
            "SELECT data FROM mails WHERE template = '{kind}' ORDER BY created_at_ms DESC, id DESC LIMIT 1"
        );
        let mail: serde_json::Value = serde_json::from_str(&self.text(sql).await).unwrap();
        let sealed = mail["news"][field].as_str().unwrap();
        self.app.keys.open("mail link", sealed).unwrap()
    }

    /// The token of the newest link of a kind.
    pub async fn link(&self, kind: &str) -> String {
        let link = self.mailed(kind, "link").await;
        link.split_once("?token=").unwrap().1.to_string()
    }
}

impl Visitor {
    pub async fn asks_for_account(&self, email: &str) -> Answer {
        let form = [
            ("name", "Ada Lovelace"),
            ("email", email),
            ("password", PASSWORD),
        ];
        self.posts("/account/register", &form).await
    }

    /// Makes an account and confirms its address: signed in afterwards.
    pub async fn registers(&self, email: &str) {
        let answer = self.asks_for_account(email).await;
        assert_eq!(answer.location, "/account/verify", "{answer:?}");
        let token = self.shop.link("account_verify").await;
        let answer = self.posts("/account/verify", &[("token", token)]).await;
        assert_eq!(answer.location, "/account?done=welcome", "{answer:?}");
    }

    pub async fn tries_password(&self, email: &str, password: &str) -> Answer {
        let form = [("email", email), ("password", password)];
        self.posts("/account/login", &form).await
    }

    pub async fn signs_in(&self, email: &str) {
        let answer = self.tries_password(email, PASSWORD).await;
        assert_eq!(answer.location, "/account", "{answer:?}");
    }

    /// Asks for a code and answers its digits.
    pub async fn is_sent_code(&self, email: &str) -> String {
        let form = [("email", email), ("action", "code")];
        let answer = self.posts("/account/login", &form).await;
        assert!(
            answer.location.starts_with("/account/login/code"),
            "{answer:?}"
        );
        self.shop.mailed("account_code", "code").await
    }

    pub async fn is_signed_in(&self) -> bool {
        let answer = self.gets("/account").await;
        assert!(
            answer.status == 200 || answer.location.starts_with("/account/login"),
            "{answer:?}"
        );
        answer.status == 200
    }

    /// Does something on the page about sign-in and privacy.
    pub async fn secures(&self, form: &[(&str, &str)]) -> Answer {
        self.posts("/account/security", form).await
    }
}
