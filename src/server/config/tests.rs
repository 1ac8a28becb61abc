//! What the settings refuse, and what they never tell.

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

fn settings(flags: &[&str]) -> Settings {
    Line::try_parse_from(["atelier"].iter().chain(flags))
        .unwrap()
        .settings
}

fn refusal(flags: &[&str]) -> String {
    settings(flags)
        .check()
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default()
}

#[test]
fn durations_are_read_as_people_write_them() {
    assert_eq!(duration_ms("4h"), Ok(14_400_000));
    assert_eq!(duration_ms("90"), Ok(90_000));
    assert!(
        duration_ms("4 weeks").is_err() && duration_ms("0s").is_err() && duration_ms("h").is_err()
    );
}

#[test]
fn production_refuses_what_would_lose_money() {
    assert!(refusal(&["--env", "production"]).contains("sandbox payments"));
    let stripe = [
        "--stripe-secret-key",
        "sk_live_1",
        "--stripe-publishable-key",
        "pk_live_1",
    ];
    assert!(
        refusal(&[&["--env", "production"], &stripe[..]].concat())
            .contains("STRIPE_WEBHOOK_SECRET")
    );
    let with_hook = [&stripe[..], &["--stripe-webhook-secret", "whsec_1"]].concat();
    assert!(refusal(&[&["--env", "production"], &with_hook[..]].concat()).contains("SECRET_KEY"));
    let with_key = [
        &[
            "--env",
            "production",
            "--secret-key",
            "k-k-k-k-k-k-k-k-k-k-k-k-k-k-k-k-k-k",
        ],
        &with_hook[..],
    ]
    .concat();
    assert!(refusal(&with_key).contains("SMTP_URL"));
    let with_mail = [
        &with_key[..],
        &["--smtp-url", "smtps://u:p@mail.example:465"],
    ]
    .concat();
    assert_eq!(refusal(&with_mail), "");
    assert!(refusal(&with_hook).contains("live Stripe key"));
    let base = ["--stripe-api-base", "http://127.0.0.1:1"];
    let elsewhere = [&with_hook[..], &["--env", "production"], &base].concat();
    assert!(refusal(&elsewhere).contains("STRIPE_API_BASE"));
}

#[test]
fn an_empty_webhook_secret_is_refused() {
    assert!(refusal(&["--stripe-webhook-secret", " ,"]).contains("anyone could sign"));
}

#[test]
fn a_demo_stays_on_this_machine_unless_told() {
    assert!(refusal(&["--addr", "0.0.0.0:3000"]).contains("loopback"));
    assert_eq!(
        refusal(&["--addr", "0.0.0.0:3000", "--allow-remote-demo"]),
        ""
    );
}

#[test]
fn half_a_provider_is_refused_and_so_is_one_in_the_open() {
    let issuer = |address| ["--oidc-issuer", address];
    let rest = ["--oidc-client-id", "shop", "--oidc-client-secret", "s"];
    assert!(refusal(&issuer("https://id.example")).contains("belong together"));
    assert!(refusal(&["--oidc-name", "Example"]).contains("belong together"));
    assert!(refusal(&rest).contains("belong together"));
    let whole = |address| refusal(&[&issuer(address)[..], &rest].concat());
    assert_eq!(whole("https://id.example"), "");
    assert_eq!(whole("http://127.0.0.1:4000"), "");
    assert!(whole("http://id.example").contains("https://"));
    assert!(whole("nonsense").contains("must be an address"));
    let loopback = settings(&[&issuer("http://localhost:4000")[..], &rest].concat());
    assert!(loopback.openid.check(false).is_ok() && loopback.openid.check(true).is_err());
}

#[test]
fn a_provider_is_called_by_its_host_unless_it_has_a_name() {
    let flags = [
        "--oidc-issuer",
        "https://id.example/realm",
        "--oidc-client-id",
        "shop",
        "--oidc-client-secret",
        "s",
    ];
    let name = |more: &[&str]| settings(&[&flags[..], more].concat()).openid.name();
    assert_eq!(name(&[]).as_deref(), Some("id.example"));
    assert_eq!(
        name(&["--oidc-name", "Example"]).as_deref(),
        Some("Example")
    );
    assert_eq!(settings(&[]).openid.name(), None);
}

#[test]
fn secrets_are_not_described() {
    let text = settings(&[
        "--secret-key",
        "hush-hush",
        "--database-url",
        "postgres://a:hunter2@h/db",
        "--oidc-client-secret",
        "whisper",
    ])
    .describe();
    assert!(!text.contains("hush-hush") && !text.contains("hunter2"));
    assert!(text.contains("OIDC_CLIENT_SECRET=(set)") && !text.contains("whisper"));
}
