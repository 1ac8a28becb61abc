//! What the settings reject, and what they never reveal.

use super::*;
use clap::{CommandFactory, Parser};

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
    assert!(refusal(&with_hook).contains("live Stripe key"));
    let base = ["--stripe-api-base", "http://127.0.0.1:1"];
    let elsewhere = [&with_hook[..], &["--env", "production"], &base].concat();
    assert!(refusal(&elsewhere).contains("STRIPE_API_BASE"));
}

/// A production shop that lacks nothing; later flags take the place of earlier ones.
const SOUND: [&str; 14] = [
    "--env",
    "production",
    "--stripe-secret-key",
    "sk_live_1",
    "--stripe-publishable-key",
    "pk_live_1",
    "--stripe-webhook-secret",
    "whsec_1",
    "--secret-key",
    "0123456789abcdef0123456789abcdef",
    "--public-url",
    "https://shop.example",
    "--smtp-url",
    "smtps://mail.example",
];

/// The sound shop with some settings replaced, and switches added.
fn production(instead: &[(&str, &str)], switches: &[&str]) -> String {
    let mut flags = SOUND.to_vec();
    for (name, value) in instead {
        match flags.iter().position(|flag| flag == name) {
            Some(at) => flags[at + 1] = value,
            None => flags.extend([name, value]),
        }
    }
    flags.extend(switches);
    refusal(&flags)
}

const TEST_KEYS: [(&str, &str); 2] = [
    ("--stripe-secret-key", "sk_test_1"),
    ("--stripe-publishable-key", "pk_test_1"),
];

#[test]
fn production_wants_its_visitors_to_come_over_https() {
    assert_eq!(production(&[], &[]), "");
    let plain = [("--public-url", "http://shop.example")];
    assert!(production(&plain, &[]).contains("https://"));
    assert_eq!(production(&plain, &["--allow-plain-http"]), "");
    for odd in [
        "javascript:alert(1)",
        "javascript://shop.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://shop.example",
        "mailto:shop@shop.example",
        "https://shop.example/path",
        "https://shop.example?x=1",
        "https://ada:secret@shop.example",
        "shop.example",
    ] {
        let refused = production(
            &[("--public-url", odd)],
            &["--allow-plain-http", "--allow-test-keys"],
        );
        assert!(
            refused.contains("ATELIER_PUBLIC_URL must be"),
            "{odd}: {refused}"
        );
        let there = refusal(&["--public-url", odd]);
        assert!(
            there.contains("ATELIER_PUBLIC_URL must be"),
            "{odd} in development"
        );
    }
}

#[test]
fn production_refuses_keys_that_move_no_money_unless_told() {
    assert!(production(&TEST_KEYS, &[]).contains("test keys"));
    assert_eq!(production(&TEST_KEYS, &["--allow-test-keys"]), "");
    let restricted = [("--stripe-secret-key", "rk_test_1"), TEST_KEYS[1]];
    assert!(production(&restricted, &[]).contains("test keys"));
    let sandbox = [
        ("--stripe-secret-key", "sk_test_sandbox"),
        ("--stripe-publishable-key", "pk_test_sandbox"),
    ];
    assert!(production(&sandbox, &["--allow-test-keys"]).contains("sandbox payments"));
}

#[test]
fn what_is_never_right_is_never_allowed() {
    let all = [
        "--allow-test-keys",
        "--allow-plain-http",
        "--allow-remote-demo",
    ];
    for mixed in [TEST_KEYS[0], TEST_KEYS[1]] {
        assert!(production(&[mixed], &all).contains("one live key and one test key"));
    }
    let swapped = [("--stripe-publishable-key", "sk_live_1")];
    assert!(production(&swapped, &all).contains("must begin with pk_"));
    for (name, setting) in [
        ("--stripe-api-base", "STRIPE_API_BASE"),
        ("--stripe-js-url", "STRIPE_JS_URL"),
    ] {
        let other = (name, "https://stripe.example");
        assert!(production(&[other], &all).contains(setting));
        let with_test_keys = [TEST_KEYS[0], TEST_KEYS[1], other];
        assert!(production(&with_test_keys, &all).contains(setting));
    }
    let dropped: Vec<&str> = SOUND[..12].to_vec();
    assert!(refusal(&dropped).contains("SMTP_URL"));
}

#[test]
fn pages_say_so_wherever_no_money_moves() {
    let called = |flags: &[&str]| settings(flags).pretended_payments();
    assert_eq!(called(&[]), Some("Sandbox payments"));
    assert_eq!(called(&SOUND), None);
    let keys = [
        "--stripe-secret-key",
        "sk_test_1",
        "--stripe-publishable-key",
        "pk_test_1",
    ];
    assert_eq!(called(&keys), Some("Test payments"));
}

#[test]
fn every_setting_is_described() {
    let text = settings(&[]).describe();
    for argument in Line::command().get_arguments() {
        let Some(name) = argument.get_env().and_then(|name| name.to_str()) else {
            continue;
        };
        assert!(text.contains(&format!("{name}=")), "{name} is left out");
    }
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
fn earlier_keys_are_listed_in_full_or_refused() {
    let (one, other) = ("1".repeat(32), "2".repeat(32));
    let listed = |list: &str| refusal(&["--secret-key", &one, "--old-secret-keys", list]);
    assert_eq!(listed(&other), "");
    assert_eq!(listed(&format!("{other}, {}", "3".repeat(40))), "");
    assert!(listed(" ,").contains("is empty"));
    assert!(listed("too-short").contains("was one cut off?"));
    assert!(listed(&format!("{other},{other}")).contains("twice"));
    assert!(listed(&one).contains("has SECRET_KEY itself"));
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
        "--old-secret-keys",
        "murmur,mutter",
    ])
    .describe();
    assert!(text.contains("OLD_SECRET_KEYS=(2 set)") && !text.contains("murmur"));
    assert!(!text.contains("hush-hush") && !text.contains("hunter2"));
    assert!(text.contains("OIDC_CLIENT_SECRET=(set)") && !text.contains("whisper"));
}

#[test]
fn an_origin_is_a_site_and_nothing_more() {
    assert!(origin("https://shop.example").is_ok() && origin(" http://a.example:8080 ").is_ok());
    for text in [
        "*",
        "shop.example",
        "https://shop.example/",
        "https://a.example/b",
        "null",
    ] {
        assert!(origin(text).is_err(), "{text}");
    }
}
