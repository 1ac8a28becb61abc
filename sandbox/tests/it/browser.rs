//! The pages: policies, forms without JavaScript, and what the card frame asks for.

use serde_json::{Value, json};

use super::Running;

async fn frame_call(running: &Running, name: &str, body: Value) -> Value {
    let url = format!("{}/sandbox/call/{name}", running.base);
    let answer = running.http.post(url).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "a refusal is an answer to the frame");
    answer.json().await.unwrap()
}

fn card(intent: &Value, number: &str) -> Value {
    json!({"key": "pk_test_sandbox", "client_secret": intent["client_secret"], "return_url": "http://shop.test/back",
           "method": {"type": "card", "number": number, "expiry": "12 / 34", "cvc": "123"}})
}

#[tokio::test]
async fn the_frame_confirms_with_the_client_secret_only() {
    let running = Running::start().await;
    let intent = running.intent().await;
    let show = |secret: Value| {
        frame_call(
            &running,
            "intent",
            json!({"key": "pk_test_sandbox", "client_secret": secret}),
        )
    };
    let guess = format!("{}_secret_guess", intent["id"].as_str().unwrap());
    assert_eq!(
        show(json!(guess)).await["error"]["code"],
        "resource_missing"
    );
    let shown = show(intent["client_secret"].clone()).await;
    assert!(
        shown["paymentIntent"]["metadata"].is_null(),
        "the browser does not see metadata"
    );
    let confirm = |number: &'static str| frame_call(&running, "confirm", card(&intent, number));
    let mut wrong_key = card(&intent, "4242 4242 4242 4242");
    wrong_key["key"] = json!("pk_other");
    assert!(frame_call(&running, "confirm", wrong_key).await["error"].is_object());
    let declined = confirm("4000 0000 0000 0002").await;
    assert_eq!(declined["error"]["code"], "card_declined");
    assert!(declined["error"]["payment_intent"]["metadata"].is_null());
    assert_eq!(
        confirm("4000 0025 0000 3155").await["paymentIntent"]["status"],
        "requires_action"
    );
    assert_eq!(
        confirm("4242 4242 4242 4242").await["paymentIntent"]["status"],
        "succeeded"
    );
    assert_eq!(
        confirm("4242 4242 4242 4242").await["error"]["code"],
        "payment_intent_unexpected_state"
    );
}

#[tokio::test]
async fn pages_carry_a_strict_policy_and_only_frames_are_framed() {
    let running = Running::start().await;
    let frame = running
        .http
        .get(format!("{}/sandbox/element", running.base))
        .send()
        .await
        .unwrap();
    let policy = frame.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("frame-ancestors 'self' http://shop.test")
            && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let page = frame
        .text()
        .await
        .unwrap()
        .replace("http://shop.test", "(the shop)");
    for wanted in [
        "lang=\"en\"",
        "no real money moves",
        "1234 1234 1234 1234",
        "MM / YY",
        "CVC",
        "<label for=\"number\">",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(
        !page.contains("style=\"") && !page.contains("http://") && !page.contains("https://"),
        "nothing inline, nothing external"
    );
    let missing = running
        .http
        .get(format!("{}/sandbox/checkout/none", running.base))
        .send()
        .await
        .unwrap();
    assert_eq!(missing.status(), 404);
    assert!(
        missing.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("frame-ancestors 'none'")
    );
}

#[tokio::test]
async fn three_d_secure_and_the_wallet_lead_back_with_the_outcome() {
    let running = Running::start().await;
    for (token, page, answer, outcome) in [
        ("pm_card_threeDSecure2Required", "3ds", "yes", "succeeded"),
        ("pm_card_threeDSecure2Required", "3ds", "no", "failed"),
        ("pm_sandbox_wallet", "wallet", "yes", "succeeded"),
        ("pm_sandbox_wallet", "wallet", "no", "failed"),
    ] {
        let intent = running.intent().await;
        let (_, waiting) = running.confirm(&intent, token).await;
        let url = waiting["next_action"]["redirect_to_url"]["url"]
            .as_str()
            .unwrap()
            .replace("http://shop.test", &running.base);
        assert!(url.contains(page));
        let shown = running
            .http
            .get(&url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(shown.contains("€25.00") && shown.contains("no real money moves"));
        let guess = url.replace("key=", "key=x");
        assert_eq!(running.http.get(guess).send().await.unwrap().status(), 404);
        let form = running
            .http
            .post(&url)
            .header("content-type", "application/x-www-form-urlencoded");
        let taken = form.body(format!("answer={answer}")).send().await.unwrap();
        let back = taken.headers()["location"].to_str().unwrap().to_owned();
        assert!(
            back.starts_with("http://shop.test/back?payment_intent=pi_"),
            "{back}"
        );
        assert!(
            back.contains(&format!("redirect_status={outcome}")),
            "{back}"
        );
    }
}

#[tokio::test]
async fn the_hosted_page_keeps_what_was_typed_but_the_card() {
    let running = Running::start().await;
    let body = "mode=payment&success_url=http://shop.test/ok?s={CHECKOUT_SESSION_ID}&cancel_url=http://shop.test/cart\
                &line_items[0][quantity]=1&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=900\
                &line_items[0][price_data][product_data][name]=%3Cb%3EBowl";
    let (_, session) = running
        .call("POST", "/v1/checkout/sessions", body, None)
        .await;
    let id = session["id"].as_str().unwrap();
    let page = format!("{}/sandbox/checkout/{id}", running.base);
    let post = |form: &'static str| {
        running
            .http
            .post(&page)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
    };
    let first = running
        .http
        .get(&page)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        first.contains("&lt;b&gt;Bowl")
            && first.contains("http://shop.test/cart")
            && first.contains("€9.00")
    );
    let declined = post("method=card&number=4000000000000002&expiry=11+%2F+35&cvc=321")
        .await
        .unwrap();
    assert_eq!(declined.status(), 422);
    let again = declined.text().await.unwrap();
    assert!(again.contains("Your card was declined.") && again.contains("11 / 35"));
    assert!(!again.contains("value=\"4000") && !again.contains("value=\"321"));
    let secure = post("method=card&number=4000002500003155&expiry=12+%2F+34&cvc=123")
        .await
        .unwrap();
    let step = secure.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        step.starts_with("/sandbox/3ds/pi_"),
        "relative, so that it works under every address: {step}"
    );
    let step = format!("{}{step}", running.base);
    let form = running
        .http
        .post(&step)
        .header("content-type", "application/x-www-form-urlencoded");
    let back = form.body("answer=no").send().await.unwrap();
    assert_eq!(
        back.headers()["location"].to_str().unwrap(),
        format!("/sandbox/checkout/{id}")
    );
    let told = running
        .http
        .get(&page)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(told.contains("unable to authenticate"));
    let paid = post("method=card&number=4242424242424242&expiry=1234&cvc=123")
        .await
        .unwrap();
    assert_eq!(
        paid.headers()["location"].to_str().unwrap(),
        format!("http://shop.test/ok?s={id}")
    );
    let late = post("method=card&number=4242424242424242&expiry=1234&cvc=123")
        .await
        .unwrap();
    assert_eq!(late.status(), 303, "a second click goes to the same end");
    assert_eq!(running.state().await["succeeded"][0]["count"], 1);
}
