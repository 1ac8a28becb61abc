//! The form fields for paying, the same in the card frame and on the hosted page.

use super::html::escape;
use crate::rules::cards::{FAILING_ACCOUNT, PAYING_ACCOUNT};

/// What was typed before, to be shown again; a card number and a security code never are.
#[derive(Default)]
pub struct Typed<'a> {
    pub method: &'a str,
    pub expiry: &'a str,
    pub account: &'a str,
}

/// Radio choice of the methods offered, a panel for each, and the line for what went wrong (`problem`, empty for none).
pub fn render(offered: &[String], typed: &Typed, problem: &str) -> String {
    let chosen = if offered.iter().any(|method| method == typed.method) {
        typed.method
    } else {
        offered.first().map_or("card", String::as_str)
    };
    let choices: String = [
        ("card", "Card", ""),
        ("sandbox_wallet", "Sandbox redirect wallet", "on another page"),
        ("sandbox_bank_debit", "Sandbox bank debit", "takes a moment"),
    ]
    .into_iter()
    .filter(|(value, ..)| offered.iter().any(|method| method == value))
    .map(|(value, label, note)| {
        let checked = if value == chosen { " checked" } else { "" };
        let note = if note.is_empty() { String::new() } else { format!(" <small>{note}</small>") };
        format!("<label class=\"method\"><input type=\"radio\" name=\"method\" value=\"{value}\"{checked}> <span>{label}</span>{note}</label>")
    })
    .collect();
    let invalid = if problem.is_empty() {
        ""
    } else {
        " aria-invalid=\"true\""
    };
    let card_invalid = if chosen == "card" { invalid } else { "" };
    let bank_invalid = if chosen == "sandbox_bank_debit" {
        invalid
    } else {
        ""
    };
    format!(
        r#"<fieldset><legend>Payment method</legend>{choices}</fieldset>
<div class="panel card">
<div class="field wide"><label for="number">Card number</label><input id="number" name="number" type="text" inputmode="numeric" autocomplete="cc-number" placeholder="1234 1234 1234 1234" maxlength="23" aria-describedby="problem"{card_invalid}></div>
<div class="field"><label for="expiry">Expiration date</label><input id="expiry" name="expiry" type="text" inputmode="numeric" autocomplete="cc-exp" placeholder="MM / YY" maxlength="9" value="{expiry}" aria-describedby="problem"></div>
<div class="field"><label for="cvc">Security code</label><input id="cvc" name="cvc" type="text" inputmode="numeric" autocomplete="cc-csc" placeholder="CVC" maxlength="4" aria-describedby="problem"></div>
</div>
<div class="panel wallet"><p class="hint wide">You go on to the wallet's page, where you authorise or refuse.</p></div>
<div class="panel bank">
<div class="field wide"><label for="account">Account number</label><input id="account" name="account" type="text" inputmode="numeric" autocomplete="off" placeholder="{PAYING_ACCOUNT}" maxlength="20" value="{account}" aria-describedby="problem account-hint"{bank_invalid}></div>
<p class="hint wide" id="account-hint"><code>{PAYING_ACCOUNT}</code> pays after a moment, <code>{FAILING_ACCOUNT}</code> is refused after a moment.</p>
</div>
<p class="error" id="problem" role="alert">{problem}</p>"#,
        expiry = escape(typed.expiry),
        account = escape(typed.account),
        problem = escape(problem),
    )
}

/// The test cards, folded away.
pub const TEST_CARDS: &str = r#"<details><summary>Test cards</summary>
<ul>
<li><code>4242 4242 4242 4242</code> pays</li>
<li><code>4000 0025 0000 3155</code> asks for 3-D Secure</li>
<li><code>4000 0000 0000 0002</code> is declined</li>
<li><code>4000 0000 0000 9995</code> has insufficient funds</li>
<li><code>4000 0000 0000 0069</code> has expired</li>
<li><code>4000 0000 0000 0259</code> pays, then is disputed</li>
</ul>
<p class="hint">Any expiration date in the future and any security code will do.</p></details>"#;
