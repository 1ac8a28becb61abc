//! The processes that are measured: the shop and, apart from it, the stand-in for Stripe.

use crate::http::{Encoding, Link};
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Linux tells processor time in hundredths of a second, whatever the kernel's own clock (USER_HZ, proc(5)).
const TICK_MS: f64 = 10.0;
/// The longest a process may take to start.
const START: Duration = Duration::from_secs(30);

pub const SANDBOX_KEY: &str = "sk_test_sandbox";

/// A release that lies in a folder, working in a folder of its own.
pub struct Release {
    /// The folder with `atelier` and `site`.
    dist: PathBuf,
    /// Database, pictures, mails, the sandbox's books and the logs. Removed when it is dropped.
    work: PathBuf,
    shop: SocketAddr,
    sandbox: SocketAddr,
}

impl Release {
    pub fn new(dist: &Path) -> Result<Release> {
        let dist = fs::canonicalize(dist).with_context(|| {
            format!(
                "{} is not there: bin/build makes it",
                dist.join("atelier").display()
            )
        })?;
        let work = std::env::temp_dir().join(format!(
            "atelier-bench-{}-{:x}",
            std::process::id(),
            free_port()?
        ));
        fs::create_dir_all(&work)?;
        Ok(Release {
            dist,
            work,
            shop: SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?)),
            sandbox: SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?)),
        })
    }

    /// A command of the release: its settings, and nothing of the surroundings but the folder for temporary files.
    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.work.join("log"))?;
        let mut command = Command::new(self.dist.join("atelier"));
        command
            .args(arguments)
            .current_dir(&self.work)
            .env_clear()
            .env("ATELIER_ADDR", self.shop.to_string())
            .env("ATELIER_SITE", self.dist.join("site"))
            .env("SECRET_KEY", "known to the benchmark and to nobody else")
            .env("STRIPE_SECRET_KEY", SANDBOX_KEY)
            .env("STRIPE_PUBLISHABLE_KEY", "pk_test_sandbox")
            .env("STRIPE_WEBHOOK_SECRET", "whsec_of_the_benchmark")
            .env("STRIPE_API_BASE", format!("http://{}", self.sandbox))
            .env("TRUSTED_PROXIES", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(command)
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Result<()> {
        let status = self.command(arguments)?.status()?;
        if !status.success() {
            bail!(
                "atelier {} failed:\n{}",
                arguments.join(" "),
                self.last_words()
            );
        }
        Ok(())
    }

    /// Starts the shop and waits until it says that it is ready.
    pub async fn serve(&self) -> Result<Running> {
        self.start(&["serve"], self.shop, "/readyz").await
    }

    pub async fn sandbox(&self) -> Result<Running> {
        let port = self.sandbox.port().to_string();
        self.start(&["sandbox", "--port", &port], self.sandbox, "/_state")
            .await
    }

    async fn start(&self, arguments: &[&str], at: SocketAddr, ready: &str) -> Result<Running> {
        let mut command = self.command(arguments)?;
        let began = Instant::now();
        let mut running = Running {
            child: command.spawn()?,
            at,
            started_in: Duration::ZERO,
        };
        loop {
            if let Ok(mut link) = Link::open(at, Encoding::Identity).await
                && let Ok(answer) = link.get(ready).await
                && answer.status == 200
            {
                running.started_in = began.elapsed();
                return Ok(running);
            }
            if running.child.try_wait()?.is_some() || began.elapsed() > START {
                bail!(
                    "atelier {} did not start:\n{}",
                    arguments.join(" "),
                    self.last_words()
                );
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The end of what the processes logged.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(self.work.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

impl Drop for Release {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.work);
    }
}

/// A port of 127.0.0.1 that nobody listens on just now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// A process that serves; killed when it is dropped.
pub struct Running {
    child: Child,
    pub at: SocketAddr,
    /// From the start of the process to its first answer that it is ready.
    pub started_in: Duration,
}

impl Running {
    /// Processor time that all threads have used, user's and kernel's, in milliseconds.
    pub fn cpu_ms(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is the program's name in parentheses, which may hold anything.
        let (_, after) = stat
            .rsplit_once(')')
            .context("/proc/PID/stat can't be read")?;
        let fields: Vec<&str> = after.split_whitespace().collect();
        let ticks = |field: usize| -> Result<f64> {
            let text = fields
                .get(field - 3)
                .context("/proc/PID/stat is too short")?;
            Ok(text.parse()?)
        };
        Ok((ticks(14)? + ticks(15)?) * TICK_MS)
    }

    /// Resident memory now, and the most it ever was, in megabytes (10⁶ bytes).
    pub fn memory_mb(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let mb = |name: &str| -> Result<f64> {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .with_context(|| format!("/proc/PID/status has no {name}"))?;
            let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
            Ok(kib * 1024.0 / 1e6)
        };
        Ok((mb("VmRSS:")?, mb("VmHWM:")?))
    }

    /// Waits until the process has next to nothing to do: jobs and webhooks that follow from what was asked.
    pub async fn rests(&self) -> Result<()> {
        let mut before = self.cpu_ms()?;
        for _ in 0..120 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = self.cpu_ms()?;
            if now - before <= TICK_MS {
                return Ok(());
            }
            before = now;
        }
        bail!("the shop is still busy a minute after it was left alone")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(Some(status)) = self.child.try_wait() {
            println!("bench: {} ended by itself: {status}", self.at);
        }
        // Gone already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
