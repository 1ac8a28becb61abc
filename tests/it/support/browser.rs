//! A browser without scripts: a cookie jar, forms of the shop's own pages, and no redirect followed unseen. It reaches a shop
//! over the network, or one that nothing listens for through its router.

use super::cookies::Jar;
use atelier::server::http::router::router;
use atelier::server::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Method, Request, Response, header};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// One browser; a clone is another tab of it.
#[derive(Clone)]
pub struct Browser {
    way: Way,
    jar: Arc<Mutex<Jar>>,
}

/// How requests get to the shop.
#[derive(Clone)]
enum Way {
    Router(Router),
    Network {
        client: reqwest::Client,
        base: String,
        /// Where they come from; limits count by it.
        address: String,
    },
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Where a redirect leads; empty otherwise.
    pub location: String,
    /// How many seconds to wait, if the answer says so.
    pub retry_after: Option<u64>,
    pub body: String,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Answer {
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_string())
        };
        Answer {
            status: response.status().as_u16(),
            location: text(header::LOCATION).unwrap_or_default(),
            retry_after: text(header::RETRY_AFTER).map(|secs| secs.parse().unwrap()),
            body: response.text().await.unwrap(),
        }
    }

    /// The page was left for another: the form was accepted.
    pub fn went_on(&self) -> bool {
        self.status == 303
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

impl Browser {
    /// In front of a shop that nothing listens for.
    pub fn new(app: &App) -> Browser {
        Browser {
            way: Way::Router(router(app.clone())),
            jar: Arc::default(),
        }
    }

    /// In front of the shop that listens at `base`, with requests that come from `address`.
    pub fn at(client: reqwest::Client, base: &str, address: &str) -> Browser {
        Browser {
            way: Way::Network {
                client,
                base: base.into(),
                address: address.into(),
            },
            jar: Arc::default(),
        }
    }

    /// Comes from where another one does, such as the same household or proxy.
    pub fn moves_to(&mut self, other: &Browser) {
        self.way = other.way.clone();
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Vec::new());
        self.sends(request.unwrap()).await
    }

    /// Posts a form from one of the shop's own pages.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(form).unwrap();
        self.posts(path, "application/x-www-form-urlencoded", body.into_bytes())
            .await
    }

    /// Sends a form with a file, as `multipart/form-data`.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        const EDGE: &str = "edge-of-a-part";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(head.as_bytes());
        }
        let (name, bytes) = file;
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.posts(path, &kind, body).await
    }

    async fn posts(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, path);
        let request = request.header(header::CONTENT_TYPE, kind).body(body);
        self.sends(request.unwrap()).await
    }

    fn request(&self, method: Method, path: &str) -> Builder {
        let request = Request::builder().method(method);
        match &self.way {
            Way::Router(_) => request
                .uri(path)
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::ACCEPT, "text/html")
                .header("sec-fetch-site", "same-origin"),
            Way::Network { base, .. } => {
                let request = request.uri(format!("{base}{path}"));
                match request.method_ref() == Some(&Method::POST) {
                    true => request.header("sec-fetch-site", "same-origin"),
                    false => request,
                }
            }
        }
    }

    async fn sends(&self, mut request: Request<Vec<u8>>) -> Answer {
        let response = match &self.way {
            Way::Router(router) => {
                if let Some(cookies) = self.jar.lock().unwrap().header() {
                    let cookies = cookies.parse().unwrap();
                    request.headers_mut().insert(header::COOKIE, cookies);
                }
                let response = router.clone().oneshot(request.map(Body::from)).await;
                let (parts, body) = response.unwrap().into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                self.keeps(Response::from_parts(parts, body).into())
            }
            Way::Network { client, .. } => {
                let request = reqwest::Request::try_from(request).unwrap();
                let request = reqwest::RequestBuilder::from_parts(client.clone(), request);
                self.carries(request).await
            }
        };
        Answer::of(response).await
    }

    /// Sends a request over the network; the body of what comes back is not read yet.
    pub async fn carries(&self, mut request: reqwest::RequestBuilder) -> reqwest::Response {
        if let Way::Network { address, .. } = &self.way {
            request = request.header("x-forwarded-for", address);
        }
        if let Some(cookies) = self.jar.lock().unwrap().header() {
            request = request.header("cookie", cookies);
        }
        self.keeps(request.send().await.unwrap())
    }

    /// Keeps the cookies of a response.
    fn keeps(&self, response: reqwest::Response) -> reqwest::Response {
        for line in response.headers().get_all(header::SET_COOKIE) {
            self.has(line.to_str().unwrap());
        }
        response
    }

    /// Has got hold of a cookie.
    pub fn has(&self, cookie: &str) {
        self.jar.lock().unwrap().takes(cookie);
    }

    /// The session cookie as it is sent.
    pub fn cookie(&self) -> Option<String> {
        self.jar.lock().unwrap().session()
    }

    /// The mark of a known browser as it is sent.
    pub fn mark(&self) -> Option<String> {
        self.jar.lock().unwrap().mark()
    }
}
