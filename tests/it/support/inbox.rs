//! A mail server that takes mails, refuses them, or is not to be talked to for a while.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub struct Inbox {
    pub url: String,
    kept: Arc<Kept>,
}

struct Kept {
    /// Its answer to the end of each mail.
    verdict: &'static str,
    away: AtomicBool,
    mails: Mutex<Vec<String>>,
}

impl Inbox {
    /// Listens and gives `verdict` on each mail, such as `250 kept`.
    pub async fn open(verdict: &'static str) -> Inbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let kept = Arc::new(Kept {
            verdict,
            away: AtomicBool::new(false),
            mails: Mutex::default(),
        });
        let shared = kept.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, shared.clone()));
            }
        });
        Inbox { url, kept }
    }

    /// From now on it rejects every connection, or, with `false`, accepts them again.
    pub fn is_away(&self, away: bool) {
        self.kept.away.store(away, Ordering::SeqCst);
    }

    /// Every mail that it was handed, headers and body, in order of arrival.
    pub fn received(&self) -> Vec<String> {
        self.kept.mails.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, kept: Arc<Kept>) {
    let (reading, mut writing) = stream.into_split();
    if kept.away.load(Ordering::SeqCst) {
        let _ = writing.write_all(b"421 not now\r\n").await;
        return;
    }
    let mut lines = BufReader::new(reading).lines();
    let _ = writing.write_all(b"220 inbox\r\n").await;
    let mut mail: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match (&mut mail, line.as_str()) {
            (Some(text), ".") => {
                kept.mails.lock().unwrap().push(std::mem::take(text));
                mail = None;
                kept.verdict
            }
            (Some(text), _) => {
                text.push_str(&line);
                text.push('\n');
                continue;
            }
            (None, "DATA") => {
                mail = Some(String::new());
                "354 go on"
            }
            (None, "QUIT") => "221 bye",
            (None, _) => "250 ok",
        };
        let _ = writing.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}
