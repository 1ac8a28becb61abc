//! The README's walk through the API, exactly as it is printed.

use super::program;
use crate::support::shop::each_shop;
use std::process::Stdio;
use tokio::process::Command;

#[tokio::test]
async fn the_readmes_calls_lead_from_a_piece_to_a_refund() {
    each_shop(async |shop| {
        let till = program(&shop, &["orders:write", "refunds"]).await;
        let bearer = till.request("GET", "/orders").build().unwrap();
        let bearer = bearer.headers()["authorization"].to_str().unwrap().to_string();
        let readme = include_str!("../../../README.md");
        let chapter = readme.split("\n## The API\n").nth(1).unwrap();
        let script = chapter.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", script]).env("SHOP", &shop.base).env("KEY", &bearer["Bearer ".len()..]).env("no_proxy", "*");
        let running = bash.stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn().unwrap();
        let mut ended = Box::pin(running.wait_with_output());
        // What the worker does beside a running shop.
        let output = loop {
            tokio::select! {
                output = &mut ended => break output.unwrap(),
                () = tokio::time::sleep(std::time::Duration::from_millis(200)) => shop.hears().await,
            }
        };
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{printed}");
        let lines: Vec<&str> = printed.lines().collect();
        assert_eq!(lines, ["MUG: ORD-000001 is awaiting payment", "paid", "shipped", "refunded"]);
    })
    .await;
}
