//! One kept connection to a server, and the little of HTTP and HTML that the benchmark reads.

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Method, Request, header};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How answers may be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Brotli,
    Gzip,
}

impl Encoding {
    /// The word in `Accept-Encoding` and in the results.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// A connection that is used for one request after another.
pub struct Link {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    pub encoding: Encoding,
    /// The session's cookie; kept from answer to request when `remembers`.
    pub cookie: Option<String>,
    /// Who asks, as a trusted proxy would say: limits count by address.
    pub visitor: Option<String>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }

    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).context("an answer is not text")
    }
}

impl Link {
    pub async fn open(to: SocketAddr, encoding: Encoding) -> Result<Link> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::task::spawn_local(async move {
            // An error here is the sender's too, which tells it.
            let _ = connection.await;
        });
        Ok(Link {
            sender,
            host: to.to_string(),
            encoding,
            cookie: None,
            visitor: None,
        })
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, None, Bytes::new()).await
    }

    /// A form as the shop's own page would send it. The values are plain words: nothing is escaped.
    pub async fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        let body = Bytes::copy_from_slice(form.as_bytes());
        self.send(Method::POST, path, None, body).await
    }

    /// A request with a secret key.
    pub async fn call(&mut self, path: &str, key: &str, form: &str) -> Result<Answer> {
        let body = Bytes::copy_from_slice(form.as_bytes());
        self.send(Method::POST, path, Some(key), body).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Bytes,
    ) -> Result<Answer> {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "de-DE")
            .header(header::ACCEPT_ENCODING, self.encoding.as_str());
        if method == Method::POST {
            request = request
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(visitor) = &self.visitor {
            request = request.header("x-forwarded-for", visitor);
        }
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let request = request.body(Full::new(body))?;
        let exchange = async {
            self.sender.ready().await?;
            let answer = self.sender.send_request(request).await?;
            let (parts, body) = answer.into_parts();
            let body = body.collect().await?.to_bytes();
            anyhow::Ok((parts, body))
        };
        let Ok(outcome) = tokio::time::timeout(PATIENCE, exchange).await else {
            bail!("{method} {path} was not answered within {PATIENCE:?}");
        };
        let (parts, body) = outcome.with_context(|| format!("{method} {path}"))?;
        if let Some(set) = parts.headers.get(header::SET_COOKIE) {
            let pair = set.to_str()?.split(';').next().unwrap_or_default();
            self.cookie = Some(pair.to_owned());
        }
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }
}

/// Every element with this name, from its name to the end of its tag.
pub fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let opening = format!("<{name} ");
    html.match_indices(&opening)
        .map(|(at, _)| {
            let rest = &html[at..];
            &rest[..rest.find('>').unwrap_or(rest.len())]
        })
        .collect::<Vec<_>>()
        .into_iter()
}

/// The value of an attribute in a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let before = format!(" {name}=\"");
    let rest = &tag[tag.find(&before)? + before.len()..];
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_in_their_own_tag() {
        let html = r#"<a href="/x">y</a><input type="radio" name="sku" checked value="A-1"/><input name="b">"#;
        let found: Vec<_> = tags(html, "input")
            .map(|tag| (attribute(tag, "name"), attribute(tag, "value")))
            .collect();
        assert_eq!(found, [(Some("sku"), Some("A-1")), (Some("b"), None)]);
    }
}
