//! The shop and the stand-in for Stripe as processes of their own, on free ports of this machine. Each is killed by its
//! own pid when its value goes, so a test that fails leaves nothing running.

use crate::support::{Folder, client};
use serde_json::Value;
use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running process.
pub struct Process(Child);

impl Process {
    /// The largest file that it may write from now on, in bytes: what a full disk looks like to it. `None`: any.
    pub fn may_write(&self, bytes: Option<u64>) {
        let limit = bytes.map_or("unlimited".into(), |bytes| bytes.to_string());
        let done = Command::new("prlimit")
            .arg(format!("--pid={}", self.0.id()))
            .arg(format!("--fsize={limit}:unlimited"))
            .status();
        assert!(done.unwrap().success(), "prlimit is a part of util-linux");
    }

    /// Ends it as a power cut would: SIGKILL, which it can't hear of.
    pub fn dies(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where both processes live: their folder, their ports, the shop's database.
pub struct Processes {
    pub folder: Folder,
    pub database_url: String,
    shop_port: u16,
    sandbox_port: u16,
}

fn free_port() -> u16 {
    let probe = TcpListener::bind("127.0.0.1:0").unwrap();
    probe.local_addr().unwrap().port()
}

impl Processes {
    pub fn new(folder: Folder, database_url: String) -> Processes {
        Processes {
            folder,
            database_url,
            shop_port: free_port(),
            sandbox_port: free_port(),
        }
    }

    pub fn shop(&self) -> String {
        format!("http://127.0.0.1:{}", self.shop_port)
    }

    pub fn sandbox(&self) -> String {
        format!("http://127.0.0.1:{}", self.sandbox_port)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    /// The binary with one command and the settings that all of them share; nothing else of this process's environment.
    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atelier"));
        command
            .args(line)
            .current_dir(&self.folder.0)
            .env_clear()
            .env("ATELIER_ADDR", format!("127.0.0.1:{}", self.shop_port))
            .env("ATELIER_DATA", &self.folder.0)
            .env("ATELIER_SITE", self.path("site"))
            .env("DATABASE_URL", &self.database_url)
            .env(
                "MEDIA_URL",
                format!("file://{}", self.path("media").display()),
            )
            .env("SECRET_KEY", crate::support::SECRET_KEY)
            .env("STRIPE_API_BASE", self.sandbox())
            // Visitors say themselves where they come from.
            .env("TRUSTED_PROXIES", "127.0.0.1")
            .env("LOG_FORMAT", "json");
        command
    }

    fn log(&self, name: &str) -> Stdio {
        let mut options = File::options();
        let file = options
            .create(true)
            .append(true)
            .open(self.path(&format!("{name}.log")));
        file.unwrap().into()
    }

    async fn starts(&self, name: &str, line: &[&str], answers_at: String) -> Process {
        let mut command = self.command(line);
        command.stdout(self.log(name)).stderr(self.log(name));
        self.starts_as(command, name, answers_at).await
    }

    async fn starts_as(&self, mut command: Command, name: &str, answers_at: String) -> Process {
        command.stdin(Stdio::null());
        let mut process = Process(command.spawn().unwrap());
        let (http, began) = (client(), Instant::now());
        loop {
            if let Ok(answer) = http.get(&answers_at).send().await
                && answer.status().is_success()
            {
                return process;
            }
            let ended = process.0.try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "{name} does not answer at {answers_at} ({ended:?}):\n{}",
                self.last_words(name)
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub async fn opens_sandbox(&self) -> Process {
        let port = self.sandbox_port.to_string();
        let state = format!("{}/_state", self.sandbox());
        self.starts("sandbox", &["sandbox", "--port", &port], state)
            .await
    }

    /// Opens the shop, and waits until it says that it is ready.
    pub async fn opens_shop(&self) -> Process {
        let ready = format!("{}/readyz", self.shop());
        self.starts("shop", &["serve"], ready).await
    }

    /// The same, in a process that is told of a write it may not make instead of being ended, and keeps no log.
    pub async fn opens_shop_that_meets_limits(&self) -> Process {
        let shop = self.command(&["serve"]);
        let mut shell = Command::new("sh");
        shell.args(["-c", r#"trap "" XFSZ; exec "$0" serve"#]);
        shell.arg(shop.get_program()).current_dir(&self.folder.0);
        shell.env_clear();
        for (name, value) in shop.get_envs() {
            shell.env(name, value.unwrap_or_default());
        }
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        let ready = format!("{}/readyz", self.shop());
        self.starts_as(shell, "shop", ready).await
    }

    /// What the doctor finds, the provider asked too; red findings fail the test.
    pub fn is_well(&self) {
        let command = ["doctor", "--json", "--reconcile"];
        let done = self.command(&command).output().unwrap();
        let found: Value = serde_json::from_slice(&done.stdout).unwrap_or_default();
        assert!(
            done.status.success() && found["well"] == true,
            "{}: {found:#}\n{}",
            done.status,
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// Lines of a process's log that report an error.
    pub fn errors(&self, name: &str) -> Vec<String> {
        let log = std::fs::read_to_string(self.path(&format!("{name}.log"))).unwrap();
        let wrong = |line: &&str| line.contains(r#""level":"ERROR""#) || line.contains("panicked");
        log.lines().filter(wrong).map(String::from).collect()
    }

    fn last_words(&self, name: &str) -> String {
        let log = std::fs::read_to_string(self.path(&format!("{name}.log"))).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}
