//! The way out for mail: an SMTP server, or a folder where a development shop's mails can be read.

use super::content::MailContent;
use super::pictures::Inline;
use crate::server::config::Settings;
use crate::server::db::mails::MailRow;
use crate::server::error::{Error, Result};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the mail server may take to accept a connection, and to take a whole mail. lettre itself limits only the
/// first.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const MAIL_LIMIT: Duration = Duration::from_secs(30);
/// Connections kept to the mail server at most.
const CONNECTIONS: u32 = 4;

pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// The part of a Message-ID behind the `@`.
    domain: String,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Why a mail was not sent.
#[derive(Debug)]
pub struct Refusal {
    pub sentence: String,
    /// Trying again can't help, unless somebody changes something.
    pub for_good: bool,
}

impl Mailer {
    /// Through `SMTP_URL`, else into the folder `mail` of the data folder. With SMTP it must be called in the
    /// runtime, since the pool of connections is looked after by a task.
    pub fn new(settings: &Settings) -> Result<Mailer> {
        let unusable = |why: &dyn std::fmt::Display| {
            Error::fault(format!(
                "DEFAULT_FROM_EMAIL must be an address such as \"Studio <hello@studio.example>\": {why}."
            ))
        };
        let from: Mailbox = settings
            .default_from_email
            .parse()
            .map_err(|e| unusable(&e))?;
        let from = Mailbox::new(
            from.name,
            sendable(from.email.as_ref()).map_err(|e| unusable(&e))?,
        );
        let way = match settings.smtp_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => Way::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    // The error is left out: it may repeat the password.
                    .map_err(|_| {
                        Error::fault(
                            "SMTP_URL must look like smtps://user:password@mail.example:465, or smtp://…:587?tls=required.",
                        )
                    })?
                    .timeout(Some(CONNECT_LIMIT))
                    .pool_config(PoolConfig::new().max_size(CONNECTIONS))
                    .build(),
            ),
            None => Way::Folder(settings.data.join("mail")),
        };
        let url = url::Url::parse(&settings.public_url()).ok();
        let domain = url.and_then(|u| u.host_str().map(String::from));
        Ok(Mailer {
            way,
            from,
            domain: domain.unwrap_or_else(|| "localhost".into()),
        })
    }

    /// Where mails are written when there is no mail server.
    pub fn folder(&self) -> Option<&Path> {
        match &self.way {
            Way::Folder(folder) => Some(folder),
            Way::Smtp(_) => None,
        }
    }

    /// Builds the message: text and HTML with the same content, pictures inside, and a Message-ID that stays the
    /// same however often the mail is sent. Every header goes through the builder, so none can be smuggled in.
    pub fn compose(
        &self,
        row: &MailRow,
        content: &MailContent,
        pictures: Vec<Inline>,
    ) -> Result<Message, Refusal> {
        let for_good = |what: &str, why: &dyn std::fmt::Display| Refusal {
            sentence: format!("{what}: {why}"),
            for_good: true,
        };
        let to = sendable(&row.recipient)
            .map_err(|e| for_good("the address can't be written to", &e))?;
        let mut builder = Message::builder()
            .from(self.sender(&content.shop_name))
            .to(Mailbox::new(None, to))
            .subject(content.subject.clone())
            .message_id(Some(format!("<{}@{}>", row.id, self.domain)))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".into(),
            ));
        if let Ok(reader) = sendable(&content.reply_to) {
            builder = builder.reply_to(Mailbox::new(None, reader));
        }
        let text = content.text().map_err(|e| for_good("text", &e))?;
        let html = content.html().map_err(|e| for_good("HTML", &e))?;
        let jpeg = ContentType::parse("image/jpeg").map_err(|e| for_good("pictures", &e))?;
        let alternative = MultiPart::alternative().singlepart(SinglePart::plain(text));
        let html = SinglePart::html(html);
        let body = if pictures.is_empty() {
            alternative.singlepart(html)
        } else {
            let mut related = MultiPart::related().singlepart(html);
            for picture in pictures {
                let part = Attachment::new_inline(picture.content_id);
                related = related.singlepart(part.body(picture.jpeg, jpeg.clone()));
            }
            alternative.multipart(related)
        };
        builder
            .multipart(body)
            .map_err(|e| for_good("it can't be put together", &e))
    }

    /// Who a mail comes from: the name that DEFAULT_FROM_EMAIL gives, else the shop's own.
    fn sender(&self, shop_name: &str) -> Mailbox {
        let shops = Some(shop_name.to_string()).filter(|name| !name.is_empty());
        Mailbox::new(self.from.name.clone().or(shops), self.from.email.clone())
    }

    /// Sends one mail, or writes it as `{id}.eml`: written again it replaces itself.
    pub async fn send(&self, id: &str, message: Message) -> Result<(), Refusal> {
        match &self.way {
            Way::Smtp(transport) => {
                let later = |sentence: &str| Refusal {
                    sentence: sentence.into(),
                    for_good: false,
                };
                let sending = tokio::time::timeout(MAIL_LIMIT, transport.send(message)).await;
                match sending {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(refusal(&error)),
                    Err(_) => Err(later("the mail server is too slow")),
                }
            }
            Way::Folder(folder) => {
                let written = write(folder, id, &message.formatted()).await;
                written.map_err(|e| Refusal {
                    sentence: format!("it can't be written to {}: {e}", folder.display()),
                    for_good: false,
                })
            }
        }
    }
}

/// The address as every mail server takes it: the domain in its ASCII form (IDNA), for few servers know SMTPUTF8.
fn sendable(address: &str) -> Result<Address, lettre::address::AddressError> {
    let address: Address = address.parse()?;
    match idna::domain_to_ascii(address.domain()) {
        Ok(domain) => Address::new(address.user(), domain),
        // What isn't a name is a number in brackets, and goes as it is.
        Err(_) => Ok(address),
    }
}

/// What the server's answer means for the mail. Its words may repeat the recipient and are left out.
fn refusal(error: &lettre::transport::smtp::Error) -> Refusal {
    let code = error.status().map(u16::from);
    // About this mailbox. Others that are called permanent (no relay, wrong password) are the server's or ours, and
    // are mended in time.
    let about_mailbox = matches!(code, Some(550..=553));
    let sentence = match code {
        Some(code) if about_mailbox => format!("the mail server refused the recipient ({code})"),
        Some(code) => format!("the mail server refused it ({code})"),
        None if error.is_timeout() => "the mail server is too slow".into(),
        None if error.is_tls() => "the mail server's TLS can't be trusted".into(),
        None if error.is_client() => {
            "the mail server takes no address with such letters before the @".into()
        }
        None => "the mail server can't be reached".into(),
    };
    Refusal {
        sentence,
        for_good: about_mailbox || error.is_client(),
    }
}

/// Whole or not at all: a reader never sees half a mail.
async fn write(folder: &Path, id: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{id}.draft"));
    tokio::fs::write(&draft, bytes).await?;
    tokio::fs::rename(&draft, folder.join(format!("{id}.eml"))).await
}
