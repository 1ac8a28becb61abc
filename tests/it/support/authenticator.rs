//! An authenticator in software: it makes passkeys and answers with them, for whatever origin it is told to.

use serde_json::{Value, json};
use url::Url;
use webauthn_authenticator_rs::AuthenticatorBackend;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};

/// Where the shop of these tests is: passkeys need a name.
pub const NAMED: &str = "http://localhost:3000";
const PATIENCE_MS: u32 = 60_000;

pub struct Key {
    device: SoftPasskey,
    /// The one passkey that it has, and whose.
    made: Option<(Value, Value)>,
    pub origin: Url,
}

impl Key {
    pub fn new() -> Key {
        Key {
            device: SoftPasskey::new(true),
            made: None,
            origin: Url::parse(NAMED).unwrap(),
        }
    }

    /// Makes a passkey, as the shop's question wants it.
    pub fn makes(&mut self, question: &str) -> String {
        let mut options: Value = serde_json::from_str(question).unwrap();
        let user = options["user"]["id"].clone();
        // It remembers by itself, and says that it doesn't.
        options["authenticatorSelection"]["requireResidentKey"] = json!(false);
        let asked: CreationChallengeResponse =
            serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let made = AuthenticatorBackend::perform_register(
            &mut self.device,
            self.origin.clone(),
            asked.public_key,
            PATIENCE_MS,
        );
        let answer = serde_json::to_value(made.unwrap()).unwrap();
        self.made = Some((answer["rawId"].clone(), user));
        answer.to_string()
    }

    /// Signs the shop's challenge with its passkey, and says whose it is.
    pub fn answers(&mut self, question: &str) -> String {
        let (id, user) = self.made.clone().unwrap();
        let mut options: Value = serde_json::from_str(question).unwrap();
        options["allowCredentials"] = json!([{ "type": "public-key", "id": id }]);
        let asked: RequestChallengeResponse =
            serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let shown = AuthenticatorBackend::perform_auth(
            &mut self.device,
            self.origin.clone(),
            asked.public_key,
            PATIENCE_MS,
        );
        let mut answer = serde_json::to_value(shown.unwrap()).unwrap();
        answer["response"]["userHandle"] = user;
        answer.to_string()
    }

    /// Writes its own owner into somebody's answer.
    pub fn claims(&self, answer: &str) -> String {
        let mut answer: Value = serde_json::from_str(answer).unwrap();
        answer["response"]["userHandle"] = self.made.clone().unwrap().1;
        answer.to_string()
    }
}
