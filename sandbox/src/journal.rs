//! The journal: an append-only file of JSON lines, one line for one transaction, on disk before it is answered.
//!
//! Writers hand their line over and wait; one thread writes what has gathered and syncs once for all of them.
//! A torn last line (a kill in the middle of a write) was never answered, so it is cut off at the next start.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use tokio::sync::watch;

use crate::books::{Books, Record};

/// Past this size the journal is rewritten at start, without what is superseded.
const COMPACT_ABOVE_BYTES: u64 = 16 * 1024 * 1024;

/// The writing end of the journal.
pub struct Journal {
    lines: mpsc::Sender<(u64, Vec<u8>)>,
    handed_over: AtomicU64,
    progress: watch::Receiver<Progress>,
    /// Held for the life of the process, so that no second one writes the same books.
    _lock: File,
}

#[derive(Clone, Debug, PartialEq)]
enum Progress {
    OnDisk(u64),
    Failed(String),
}

impl Journal {
    /// Hands one transaction to the writer and returns its number. Call it while holding the books, so that the order is theirs.
    pub fn append(&self, records: &[Record]) -> io::Result<u64> {
        if records.is_empty() {
            return Ok(self.handed_over.load(Ordering::SeqCst));
        }
        let mut line = serde_json::to_vec(records)?;
        line.push(b'\n');
        let number = self.handed_over.fetch_add(1, Ordering::SeqCst) + 1;
        self.lines
            .send((number, line))
            .map_err(|_| io::Error::other("the sandbox's journal is closed"))?;
        Ok(number)
    }

    /// Returns once transaction `number` and all before it are on disk.
    pub async fn on_disk(&self, number: u64) -> io::Result<()> {
        let mut progress = self.progress.clone();
        let reached = progress
            .wait_for(|now| match now {
                Progress::OnDisk(done) => *done >= number,
                Progress::Failed(_) => true,
            })
            .await
            .map_err(|_| io::Error::other("the sandbox's journal is closed"))?;
        match &*reached {
            Progress::OnDisk(_) => Ok(()),
            Progress::Failed(reason) => Err(io::Error::other(reason.clone())),
        }
    }
}

/// Opens or creates the journal at `path` and replays it.
///
/// Fails when another process holds it, or when a line other than the last cannot be read (naming the line).
pub fn open(path: &Path, now_ms: i64) -> io::Result<(Journal, Books)> {
    let named = |error: io::Error| {
        io::Error::new(
            error.kind(),
            format!("the sandbox's books {}: {error}", path.display()),
        )
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(named)?;
    }
    let lock = File::create(path.with_extension("lock")).map_err(named)?;
    if lock.try_lock().is_err() {
        return Err(named(io::Error::other(
            "another process has them open; stop it or give this one a file of its own",
        )));
    }
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)
        .map_err(named)?;
    let (books, whole_bytes) = replay(&mut file).map_err(named)?;
    file.set_len(whole_bytes).map_err(named)?;
    if whole_bytes > COMPACT_ABOVE_BYTES {
        file = compact(path, &books, now_ms).map_err(named)?;
    }
    file.sync_all().map_err(named)?;
    let (lines, inbox) = mpsc::channel();
    let (report, progress) = watch::channel(Progress::OnDisk(0));
    std::thread::Builder::new()
        .name("sandbox-journal".into())
        .spawn(move || write_lines(file, &inbox, &report))?;
    Ok((
        Journal {
            lines,
            handed_over: AtomicU64::new(0),
            progress,
            _lock: lock,
        },
        books,
    ))
}

/// Reads every whole line into fresh books; also returns the length of what was whole.
fn replay(file: &mut File) -> io::Result<(Books, u64)> {
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let mut books = Books::default();
    let mut whole = 0;
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let last = whole + line.len() == text.len();
        let records: Result<Vec<Record>, _> = serde_json::from_slice(line);
        match records {
            Ok(records) if line.ends_with(b"\n") => {
                records.into_iter().for_each(|record| books.put(record))
            }
            _ if last => break,
            Ok(_) => break,
            Err(error) => {
                let reason = format!(
                    "line {} is damaged ({error}); move the file away to start afresh",
                    index + 1
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        whole += line.len();
    }
    Ok((books, whole as u64))
}

/// Writes the live records into a new file and puts it in the old one's place.
fn compact(path: &Path, books: &Books, now_ms: i64) -> io::Result<File> {
    let fresh_path = path.with_extension("compacting");
    let mut fresh = io::BufWriter::new(File::create(&fresh_path)?);
    for record in books.records(now_ms) {
        serde_json::to_writer(&mut fresh, &[record])?;
        fresh.write_all(b"\n")?;
    }
    fresh
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    std::fs::rename(&fresh_path, path)?;
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        File::open(folder)?.sync_all()?;
    }
    OpenOptions::new().append(true).open(path)
}

fn write_lines(
    mut file: File,
    inbox: &mpsc::Receiver<(u64, Vec<u8>)>,
    report: &watch::Sender<Progress>,
) {
    while let Ok((mut number, mut gathered)) = inbox.recv() {
        while let Ok((next, line)) = inbox.try_recv() {
            number = next;
            gathered.extend_from_slice(&line);
        }
        if let Err(error) = file.write_all(&gathered).and_then(|()| file.sync_data()) {
            tracing::error!(%error, "the sandbox's journal cannot be written; it answers nothing any more");
            report.send_replace(Progress::Failed(error.to_string()));
            return;
        }
        report.send_replace(Progress::OnDisk(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{Answer, Delivery};

    fn folder() -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("atelier-journal-{}", crate::ids::random_text(12)));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn answer(key: &str) -> Record {
        Record::Answer(Answer {
            key: key.into(),
            request: String::new(),
            status: 200,
            body: r#"{"n":1}"#.into(),
            at_ms: 5,
        })
    }

    #[tokio::test]
    async fn what_was_answered_is_there_after_a_restart_and_a_torn_line_is_not() {
        let path = folder().join("books.jsonl");
        let (journal, _) = open(&path, 0).unwrap();
        let number = journal.append(&[answer("a"), answer("b")]).unwrap();
        journal.on_disk(number).await.unwrap();
        drop(journal);
        OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(b"[{\"answer\":{\"key\":\"to")
            .unwrap();

        let (journal, books) = open(&path, 0).unwrap();
        assert_eq!(books.answers.len(), 2);
        let number = journal.append(&[answer("c")]).unwrap();
        journal.on_disk(number).await.unwrap();
        drop(journal);
        let (_journal, books) = open(&path, 0).unwrap();
        assert_eq!(books.answers.len(), 3);
    }

    #[test]
    fn damage_in_the_middle_is_refused_by_line() {
        let path = folder().join("books.jsonl");
        std::fs::write(&path, "[]\nnonsense\n[]\n").unwrap();
        let refused = open(&path, 0).err().unwrap().to_string();
        assert!(refused.contains("line 2 is damaged"), "{refused}");
    }

    #[test]
    fn one_process_at_a_time() {
        let path = folder().join("books.jsonl");
        let _first = open(&path, 0).unwrap();
        assert!(
            open(&path, 0)
                .err()
                .unwrap()
                .to_string()
                .contains("another process")
        );
    }

    #[test]
    fn compacting_keeps_what_counts() {
        let path = folder().join("books.jsonl");
        let mut books = Books::default();
        books.put(answer("young"));
        books.put(Record::Delivery(Delivery {
            event: "evt".into(),
            attempts: 1,
            next_at_ms: 0,
            done: true,
        }));
        compact(&path, &books, 10).unwrap();
        let (_journal, replayed) = open(&path, 10).unwrap();
        assert!(replayed.answers.contains_key("young"));
        compact(&path, &books, 90_000_000).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.is_empty(), "a day-old answer is forgotten: {text}");
    }
}
