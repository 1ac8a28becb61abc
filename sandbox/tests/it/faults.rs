//! The fault switches: what is told to fail fails, and only that.

use serde_json::json;

use super::Running;

#[tokio::test]
async fn faults_do_what_they_say() {
    let running = Running::start().await;
    let body = "amount=2500&currency=eur";
    running
        .control(
            "/_faults",
            json!({"fail_next_5xx": 1, "path_prefix": "/v1/payment_intents"}),
        )
        .await;
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("a"))
            .await
            .0,
        500
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("a"))
            .await
            .0,
        500,
        "replayed"
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("b"))
            .await
            .0,
        200
    );
    running
        .control(
            "/_faults",
            json!({"reset": true, "fail_next_5xx": 1, "fail_status": 503}),
        )
        .await;
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("c"))
            .await
            .0,
        503
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("c"))
            .await
            .0,
        200,
        "503 never began"
    );

    running
        .control(
            "/_faults",
            json!({"reset": true, "reset_after_processing": 1}),
        )
        .await;
    let url = format!("{}/v1/payment_intents", running.base);
    let request = running
        .http
        .post(url)
        .header("authorization", "Bearer sk_test_sandbox")
        .header("idempotency-key", "d");
    let answer = request.body(body).send().await;
    let broken = match answer {
        Err(_) => true,
        Ok(answer) => answer.bytes().await.is_err(),
    };
    assert!(broken, "no answer arrives");
    assert_eq!(
        running.state().await["intents"]["requires_payment_method"],
        3,
        "but the work was done"
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("d"))
            .await
            .0,
        200
    );
    assert_eq!(
        running.state().await["intents"]["requires_payment_method"],
        3,
        "once"
    );
}
