//! A visitor with a cookie jar who sends plain requests to the shop's router, as a browser without scripts would.

use atelier::server::http::router::router;
use atelier::server::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;

pub struct Browser {
    shop: Router,
    cookie: Option<String>,
}

/// What came back: status, where to go next, the seconds to wait, and the page.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub retry_after: Option<u64>,
    pub body: String,
}

impl Browser {
    pub fn new(app: &App) -> Browser {
        Browser {
            shop: router(app.clone()),
            cookie: None,
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, fields).await
    }

    async fn send(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = Body::from(serde_urlencoded::to_string(fields).unwrap());
        let response = self
            .shop
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_string())
        };
        let location = text(header::LOCATION).unwrap_or_default();
        let retry_after = text(header::RETRY_AFTER).map(|secs| secs.parse().unwrap());
        if let Some(set) = text(header::SET_COOKIE) {
            self.cookie = set.split(';').next().map(String::from);
        }
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer {
            status,
            location,
            retry_after,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// The session cookie as it is sent.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.clone()
    }
}
