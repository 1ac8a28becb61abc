//! What was measured, against what was aimed at: printed, and written as JSON.

use crate::load::Cost;
use crate::weight::Weight;
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Debug, Serialize)]
pub struct Report {
    pub machine: Machine,
    /// Too little was asked for the figures to be compared with others.
    pub quick: bool,
    pub aims: Vec<Aim>,
    pub shops: Vec<Shop>,
    pub weights: Vec<Weight>,
}

#[derive(Debug, Serialize)]
pub struct Machine {
    pub processor: String,
    pub processors: usize,
    pub memory_gb: f64,
    pub kernel: String,
}

/// Something that ought to be at most `limit`.
#[derive(Debug, Serialize)]
pub struct Aim {
    pub what: &'static str,
    pub unit: &'static str,
    pub limit: f64,
    pub reached: f64,
    pub met: bool,
}

impl Aim {
    pub fn new(what: &'static str, unit: &'static str, limit: f64, reached: f64) -> Aim {
        Aim {
            what,
            unit,
            limit,
            reached,
            met: reached <= limit,
        }
    }
}

/// One shop of a certain size.
#[derive(Debug, Serialize)]
pub struct Shop {
    pub products: u64,
    /// From the start of the process to its first answer that it is ready; the middle of several starts.
    pub ready_ms: f64,
    pub idle_memory_mb: f64,
    /// The most that the process ever had.
    pub peak_memory_mb: f64,
    pub costs: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub what: &'static str,
    pub encoding: &'static str,
    /// Visitors at the same time.
    pub side_by_side: usize,
    #[serde(flatten)]
    pub cost: Cost,
}

impl Shop {
    /// What something cost; `side_by_side` visitors asked for it, not compressed.
    pub fn cost(&self, what: &str, side_by_side: usize) -> Option<&Cost> {
        self.costs
            .iter()
            .find(|line| {
                line.what == what
                    && line.encoding == "identity"
                    && line.side_by_side == side_by_side
            })
            .map(|line| &line.cost)
    }
}

impl Machine {
    /// The machine this runs on; what it does not tell stays empty.
    pub fn this() -> Machine {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let after = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            let value = line.and_then(|line| line.split(':').nth(1));
            value.unwrap_or_default().trim().to_owned()
        };
        let memory = after(&read("/proc/meminfo"), "MemTotal");
        let kib: f64 = memory.trim_end_matches(" kB").parse().unwrap_or_default();
        Machine {
            processor: after(&read("/proc/cpuinfo"), "model name"),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gb: (kib * 1024.0 / 1e8).round() / 10.0,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
        }
    }
}

impl Report {
    /// The report for people.
    pub fn words(&self) -> String {
        let mut text = String::new();
        let machine = &self.machine;
        // Writing into a string can't fail.
        let _ = writeln!(
            text,
            "{} processors ({}), {} GB, Linux {}{}",
            machine.processors,
            machine.processor,
            machine.memory_gb,
            machine.kernel,
            if self.quick { ", quick" } else { "" }
        );
        for shop in &self.shops {
            let _ = writeln!(
                text,
                "\n{} products: ready after {:.0} ms, {:.0} MB when idle, {:.0} MB at most\n",
                shop.products, shop.ready_ms, shop.idle_memory_mb, shop.peak_memory_mb
            );
            let _ = writeln!(
                text,
                "  {:<34}{:>9}{:>4}{:>10}{:>10}{:>10}{:>10}{:>9}{:>9}",
                "", "encoding", "×", "a second", "p50 ms", "p99 ms", "CPU ms", "MB", "bytes"
            );
            for Line {
                what,
                encoding,
                side_by_side,
                cost,
            } in &shop.costs
            {
                let _ = writeln!(
                    text,
                    "  {what:<34}{encoding:>9}{side_by_side:>4}{:>10.0}{:>10.2}{:>10.2}{:>10.3}{:>9.0}{:>9}",
                    cost.per_second,
                    cost.p50_ms,
                    cost.p99_ms,
                    cost.cpu_ms,
                    cost.memory_mb,
                    cost.bytes
                );
            }
        }
        let _ = writeln!(
            text,
            "\n  {:<34}{:>9}{:>9}{:>9}{:>9}{:>12}",
            "bytes in brotli", "html", "css", "js", "wasm", "js + wasm"
        );
        for w in &self.weights {
            let _ = writeln!(
                text,
                "  {:<34}{:>9}{:>9}{:>9}{:>9}{:>12}",
                w.page,
                w.html,
                w.css,
                w.js,
                w.wasm,
                w.js + w.wasm
            );
        }
        let _ = writeln!(text);
        for aim in &self.aims {
            let _ = writeln!(
                text,
                "  {:<6} {:<58} {:>9.3} of {} {}",
                if aim.met { "met" } else { "MISSED" },
                aim.what,
                aim.reached,
                aim.limit,
                aim.unit
            );
        }
        text
    }
}
