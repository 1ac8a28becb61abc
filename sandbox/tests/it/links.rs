//! Payment links through the Stripe client, and the pages that they open.

use stripe_checkout::checkout_session::{ListCheckoutSession, RetrieveCheckoutSession};
use stripe_payment::payment_link::{
    AfterCompletionRedirectParams, CompletedSessionsParams, CreatePaymentLink,
    CreatePaymentLinkAfterCompletion, CreatePaymentLinkAfterCompletionType,
    CreatePaymentLinkLineItems, CreatePaymentLinkLineItemsPriceData,
    CreatePaymentLinkLineItemsPriceDataProductData, CreatePaymentLinkPaymentIntentData,
    CreatePaymentLinkShippingAddressCollection,
    CreatePaymentLinkShippingAddressCollectionAllowedCountries, RestrictionsParams,
    RetrievePaymentLink, UpdatePaymentLink,
};
use stripe_shared::{CheckoutSessionStatus, PaymentLink};
use stripe_types::Currency;

use super::Running;
use super::api::metadata;

const CARD: &str = "method=card&number=4242+4242+4242+4242&expiry=12+%2F+34&cvc=123";
const ADDRESS: &str =
    "ship_name=Ada&ship_line1=Ring+1&ship_postal_code=10115&ship_city=Berlin&ship_country=DE";

impl Running {
    /// A link over 25.00 EUR that is paid once and asks where it goes.
    async fn link(&self) -> PaymentLink {
        let price = CreatePaymentLinkLineItemsPriceData {
            unit_amount: Some(2500),
            product_data: Some(CreatePaymentLinkLineItemsPriceDataProductData::new(
                "Balance",
            )),
            ..CreatePaymentLinkLineItemsPriceData::new(Currency::EUR)
        };
        let line = CreatePaymentLinkLineItems {
            price_data: Some(price),
            ..CreatePaymentLinkLineItems::new(1u64)
        };
        let intent = CreatePaymentLinkPaymentIntentData {
            metadata: Some(metadata()),
            ..CreatePaymentLinkPaymentIntentData::new()
        };
        let then = CreatePaymentLinkAfterCompletion {
            redirect: Some(AfterCompletionRedirectParams::new("http://shop.test/done")),
            ..CreatePaymentLinkAfterCompletion::new(CreatePaymentLinkAfterCompletionType::Redirect)
        };
        let germany = CreatePaymentLinkShippingAddressCollectionAllowedCountries::De;
        CreatePaymentLink::new(vec![line])
            .metadata(metadata())
            .payment_intent_data(intent)
            .after_completion(then)
            .restrictions(RestrictionsParams::new(CompletedSessionsParams::new(1)))
            .shipping_address_collection(CreatePaymentLinkShippingAddressCollection::new(vec![
                germany,
            ]))
            .inactive_message("Look at your order.")
            .send(&self.client())
            .await
            .unwrap()
    }

    /// Visits a link. Returns the address of the page that it leads to, or the status and what is said.
    async fn visit(&self, link: &PaymentLink) -> Result<String, (u16, String)> {
        let url = format!("{}/sandbox/link/{}", self.base, link.id);
        let answer = self.http.get(url).send().await.unwrap();
        match answer.headers().get("location") {
            Some(page) => Ok(format!("{}{}", self.base, page.to_str().unwrap())),
            None => Err((answer.status().as_u16(), answer.text().await.unwrap())),
        }
    }

    /// Sends the form of a page. Returns the status and where it leads.
    async fn send(&self, page: &str, form: &str) -> (u16, String) {
        let content_type = "application/x-www-form-urlencoded";
        let request = self.http.post(page).header("content-type", content_type);
        let answer = request.body(form.to_owned()).send().await.unwrap();
        let location = answer.headers().get("location");
        let location = location.map_or(String::new(), |l| l.to_str().unwrap().to_owned());
        (answer.status().as_u16(), location)
    }
}

#[tokio::test]
async fn a_link_opens_sessions_until_one_is_completed() {
    let running = Running::start().await;
    let client = running.client();
    let link = running.link().await;
    assert!(link.active && link.url == format!("http://shop.test/sandbox/link/{}", link.id));

    let first = running.visit(&link).await.unwrap();
    let second = running.visit(&link).await.unwrap();
    assert_ne!(first, second);
    // It asks where it goes, keeps what was typed, and takes no other country.
    let (status, _) = running.send(&first, CARD).await;
    assert_eq!(status, 422);
    let elsewhere = ADDRESS.replace("DE", "FR");
    assert_eq!(
        running.send(&first, &format!("{CARD}&{elsewhere}")).await.0,
        422
    );
    let paid = running.send(&first, &format!("{CARD}&{ADDRESS}")).await;
    assert_eq!(paid, (303, "http://shop.test/done".into()));
    let event = running.event("checkout.session.completed").await;
    let object = &event["data"]["object"];
    assert_eq!(object["payment_link"], link.id.as_str());
    assert_eq!(object["metadata"]["order_id"], "o1");
    let session = RetrieveCheckoutSession::new(object["id"].as_str().unwrap())
        .send(&client)
        .await
        .unwrap();
    let to = session
        .collected_information
        .unwrap()
        .shipping_details
        .unwrap();
    assert_eq!(
        (to.name.as_str(), to.address.city.as_deref()),
        ("Ada", Some("Berlin"))
    );
    assert_eq!(session.payment_link.unwrap().id(), &link.id);

    // From then on neither the link nor the other page takes money.
    let (status, said) = running.visit(&link).await.unwrap_err();
    assert!(
        status == 410 && said.contains("Look at your order."),
        "{said}"
    );
    assert_eq!(
        running.send(&second, &format!("{CARD}&{ADDRESS}")).await.0,
        410
    );
    let used = RetrievePaymentLink::new(link.id.clone())
        .send(&client)
        .await
        .unwrap();
    let count = used.restrictions.unwrap().completed_sessions;
    assert_eq!((used.active, count.count, count.limit), (false, 1, 1));
    assert_eq!(running.state().await["succeeded"][0]["count"], 1);
}

#[tokio::test]
async fn a_closed_link_opens_no_session_and_leaves_those_that_are_open() {
    let mut running = Running::start().await;
    let link = running.link().await;
    let page = running.visit(&link).await.unwrap();
    let closed = UpdatePaymentLink::new(link.id.clone()).active(false);
    assert!(!closed.send(&running.client()).await.unwrap().active);
    running.restart().await;
    let client = running.client();
    assert_eq!(running.visit(&link).await.unwrap_err().0, 410);
    let open = ListCheckoutSession::new()
        .payment_link(link.id.as_str())
        .status(CheckoutSessionStatus::Open)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(open.data.len(), 1);
    let page = page.split_once("/sandbox/").unwrap().1;
    let page = format!("{}/sandbox/{page}", running.base);
    assert_eq!(
        running.send(&page, &format!("{CARD}&{ADDRESS}")).await.0,
        303
    );
    let again = UpdatePaymentLink::new(link.id.clone()).active(true);
    assert!(!again.send(&client).await.unwrap().active, "it is used up");
}

#[tokio::test]
async fn what_stripe_refuses_of_a_link_is_refused() {
    let running = Running::start().await;
    let line = "line_items[0][quantity]=1&line_items[0][price_data][currency]=eur\
        &line_items[0][price_data][unit_amount]=2500&line_items[0][price_data][product_data][name]=x";
    let then =
        "after_completion[type]=redirect&after_completion[redirect][url]=http://shop.test/done";
    for (form, param) in [
        (line.to_owned(), "after_completion"),
        (
            format!("{line}&after_completion[type]=redirect"),
            "after_completion.redirect.url",
        ),
        (then.to_owned(), "line_items"),
        (
            format!("{line}&{then}&restrictions[completed_sessions][limit]=0"),
            "restrictions[completed_sessions][limit]",
        ),
        (
            format!("{line}&{then}&shipping_address_collection[allowed_countries][0]=Germany"),
            "shipping_address_collection",
        ),
    ] {
        let (status, answer) = running.call("POST", "/v1/payment_links", &form, None).await;
        assert_eq!(
            (status, answer["error"]["param"].as_str()),
            (400, Some(param)),
            "{form}"
        );
    }
    let (status, _) = running
        .call("GET", "/v1/payment_links/plink_none", "", None)
        .await;
    assert_eq!(status, 404);
}
