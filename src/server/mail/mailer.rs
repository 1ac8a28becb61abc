//! The way out for mail: an SMTP server, or a folder where a development shop's mails can be read.

use super::letter::Letter;
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

/// How long the mail server may take for one command, and for a whole mail.
const COMMAND_PATIENCE: Duration = Duration::from_secs(15);
const MAIL_PATIENCE: Duration = Duration::from_secs(60);
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
        let from: Mailbox = settings.default_from_email.parse().map_err(|e| {
            Error::fault(format!(
                "DEFAULT_FROM_EMAIL must be an address such as \"Studio <hello@studio.example>\": {e}."
            ))
        })?;
        let way = match settings.smtp_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => Way::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    // The error is left out: it may repeat the password.
                    .map_err(|_| {
                        Error::fault(
                            "SMTP_URL must look like smtps://user:password@mail.example:465, or smtp://…:587?tls=required.",
                        )
                    })?
                    .timeout(Some(COMMAND_PATIENCE))
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
        letter: &Letter,
        pictures: Vec<Inline>,
    ) -> Result<Message, Refusal> {
        let for_good = |what: &str, why: &dyn std::fmt::Display| Refusal {
            sentence: format!("mail {}: {what}: {why}", row.id),
            for_good: true,
        };
        let to: Address = row
            .recipient
            .parse()
            .map_err(|e| for_good("the address can't be written to", &e))?;
        let mut builder = Message::builder()
            .from(self.sender(&letter.shop_name))
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}@{}>", row.id, self.domain)))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".into(),
            ));
        if let Ok(reader) = letter.reply_to.parse::<Address>() {
            builder = builder.reply_to(Mailbox::new(None, reader));
        }
        let text = letter.text().map_err(|e| for_good("text", &e))?;
        let html = letter.html().map_err(|e| for_good("HTML", &e))?;
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
                let sending = tokio::time::timeout(MAIL_PATIENCE, transport.send(message)).await;
                let later = |why: String| Refusal {
                    sentence: format!("mail {id}: {why}"),
                    for_good: false,
                };
                match sending {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(Refusal {
                        for_good: error.is_permanent(),
                        // The server's words may repeat the recipient; the kind of trouble is enough for a log.
                        ..later(match error.status() {
                            Some(code) => format!("the mail server refused it ({code})"),
                            None if error.is_timeout() => "the mail server is too slow".into(),
                            None if error.is_tls() => {
                                "the mail server's TLS can't be trusted".into()
                            }
                            None => "the mail server can't be reached".into(),
                        })
                    }),
                    Err(_) => Err(later("the mail server is too slow".into())),
                }
            }
            Way::Folder(folder) => {
                let written = write(folder, id, &message.formatted()).await;
                written.map_err(|e| Refusal {
                    sentence: format!("mail {id} can't be written to {}: {e}", folder.display()),
                    for_good: false,
                })
            }
        }
    }
}

/// Whole or not at all: a reader never sees half a mail.
async fn write(folder: &Path, id: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{id}.draft"));
    tokio::fs::write(&draft, bytes).await?;
    tokio::fs::rename(&draft, folder.join(format!("{id}.eml"))).await
}
