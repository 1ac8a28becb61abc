//! Reads back the mails that [`super::Mailer`] wrote: headers, text, HTML and inline pictures. It knows what our own
//! mails are made of (nested multiparts; base64, quoted-printable or plain parts in UTF-8) and no more.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eml {
    pub subject: String,
    pub from: String,
    pub to: String,
    pub date: String,
    pub message_id: String,
    pub text: String,
    pub html: String,
    /// Content-ID, type and bytes.
    pub pictures: Vec<(String, String, Vec<u8>)>,
}

/// Reads a mail. What can't be read stays empty.
pub fn read(bytes: &[u8]) -> Eml {
    let source = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut eml = Eml::default();
    let (headers, _) = split(&source);
    eml.subject = header(&headers, "subject");
    eml.from = header(&headers, "from");
    eml.to = header(&headers, "to");
    eml.date = header(&headers, "date");
    eml.message_id = header(&headers, "message-id");
    take_part(&source, &mut eml, 0);
    eml
}

/// Only the headers of a mail, for a list.
pub fn read_headers(bytes: &[u8]) -> Eml {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
    read(&bytes[..end.unwrap_or(bytes.len())])
}

type Headers = Vec<(String, String)>;

/// Headers, unfolded, and the body.
fn split(part: &str) -> (Headers, &str) {
    let (head, body) = part.split_once("\n\n").unwrap_or((part, ""));
    let mut headers: Headers = Vec::new();
    for line in head.lines() {
        match (line.starts_with([' ', '\t']), headers.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {
                if let Some((name, value)) = line.split_once(':') {
                    headers.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
                }
            }
        }
    }
    (headers, body)
}

fn raw<'a>(headers: &'a Headers, name: &str) -> &'a str {
    let found = headers.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value)
}

fn header(headers: &Headers, name: &str) -> String {
    words(raw(headers, name))
}

/// Decodes `=?utf-8?b?…?=` and `=?utf-8?q?…?=` (RFC 2047). Space between two such words does not count.
fn words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let mut parts = word[2..].splitn(3, '?');
        let (_, kind, tail) = (parts.next(), parts.next(), parts.next());
        let decoded = tail
            .and_then(|t| t.split_once("?="))
            .and_then(|(text, tail)| {
                let bytes = match kind? {
                    "b" | "B" => STANDARD.decode(text).ok()?,
                    "q" | "Q" => quoted_printable(&text.replace('_', " ")),
                    _ => return None,
                };
                Some((String::from_utf8_lossy(&bytes).into_owned(), tail))
            });
        let Some((text, tail)) = decoded else { break };
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&text);
        rest = tail;
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// Takes one part, and the parts within it, into the mail.
fn take_part(part: &str, eml: &mut Eml, depth: u8) {
    let (headers, body) = split(part);
    let content_type = raw(&headers, "content-type");
    if let (Some(boundary), true) = (parameter(content_type, "boundary"), depth < 4) {
        let mark = format!("--{boundary}");
        for inner in body.split(mark.as_str()).skip(1) {
            match inner.strip_prefix("--") {
                Some(_) => break,
                None => take_part(inner.trim_start_matches('\n'), eml, depth + 1),
            }
        }
        return;
    }
    let bytes = match raw(&headers, "content-transfer-encoding")
        .to_ascii_lowercase()
        .as_str()
    {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            STANDARD.decode(packed).unwrap_or_default()
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.as_bytes().to_vec(),
    };
    let text = || String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    match kind {
        "text/plain" => eml.text = text(),
        "text/html" => eml.html = text(),
        _ if kind.starts_with("image/") => {
            let id = raw(&headers, "content-id").trim_matches(['<', '>']);
            eml.pictures.push((id.to_string(), kind.to_string(), bytes));
        }
        _ => {}
    }
}

/// The value of `name="value"` in a header.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key.trim().eq_ignore_ascii_case(name)).then(|| value.trim().trim_matches('"').to_string())
    })
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let joined = text.replace("=\n", "");
    let bytes = joined.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'=')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_in_several_encoded_words_is_put_together() {
        assert_eq!(words("=?utf-8?b?w6Q=?= =?utf-8?b?w7Y=?= x"), "äö x");
        assert_eq!(words("=?utf-8?q?a_=E2=80=93?="), "a –");
        assert_eq!(words("plain =? text"), "plain =? text");
    }

    #[test]
    fn nonsense_is_read_without_a_panic() {
        for text in [
            "",
            "\r\n\r\n",
            "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n--x--",
            "=?=?=?",
        ] {
            read(text.as_bytes());
        }
        assert_eq!(quoted_printable("=3D=\n=ZZ="), b"==ZZ=");
    }
}
