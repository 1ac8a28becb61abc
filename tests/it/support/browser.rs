//! A visitor with a cookie jar who sends plain requests to the shop's router, as a browser without scripts would.

use super::cookies::Jar;
use atelier::server::http::router::router;
use atelier::server::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;

pub struct Browser {
    shop: Router,
    jar: Jar,
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
            jar: Jar::default(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, fields).await
    }

    /// Sends a form with a file, as `multipart/form-data`.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
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
        self.carry(Method::POST, path, &kind, body).await
    }

    async fn send(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        self.carry(method, path, "application/x-www-form-urlencoded", body)
            .await
    }

    async fn carry(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind);
        if let Some(cookies) = self.jar.header() {
            request = request.header(header::COOKIE, cookies);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.shop.clone().oneshot(request).await.unwrap();
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_string())
        };
        let location = text(header::LOCATION).unwrap_or_default();
        let retry_after = text(header::RETRY_AFTER).map(|secs| secs.parse().unwrap());
        for line in response.headers().get_all(header::SET_COOKIE) {
            self.jar.takes(line.to_str().unwrap());
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

    /// Has got hold of a cookie.
    pub fn has(&mut self, cookie: &str) {
        self.jar.takes(cookie);
    }

    /// The session cookie as it is sent.
    pub fn cookie(&self) -> Option<String> {
        self.jar.session()
    }
}
