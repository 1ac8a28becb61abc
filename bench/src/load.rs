//! Visitors who ask one thing after another, side by side, and what that costs the shop.

use crate::http::{Encoding, Link};
use crate::process::Running;
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// Visitors at the same time.
    pub side_by_side: usize,
    pub requests: usize,
    /// No request begins after this time.
    pub at_most: Duration,
}

/// What a load came to. Milliseconds, and 10⁶ bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    pub requests: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Processor time of the shop's process for each request.
    pub cpu_ms: f64,
    /// Resident memory of the shop afterwards.
    pub memory_mb: f64,
    /// The last answer's body as it was sent.
    pub bytes: usize,
}

/// Runs `turn` for turn numbers 0, 1, 2 …; each is given its visitor's connection and answers with the bytes it got.
pub async fn run<F>(shop: &Running, encoding: Encoding, amount: Amount, turn: F) -> Result<Cost>
where
    F: AsyncFn(&mut Link, usize) -> Result<usize> + 'static,
{
    let turn = Rc::new(turn);
    let next = Rc::new(Cell::new(0));
    let seen = Rc::new(RefCell::new((Vec::with_capacity(amount.requests), 0)));
    let cpu_before = shop.cpu_ms()?;
    let began = Instant::now();
    let mut visitors = Vec::new();
    for _ in 0..amount.side_by_side {
        let mut link = Link::open(shop.at, encoding).await?;
        let (turn, next, seen) = (turn.clone(), next.clone(), seen.clone());
        visitors.push(tokio::task::spawn_local(async move {
            while next.get() < amount.requests && began.elapsed() < amount.at_most {
                let number = next.replace(next.get() + 1);
                let asked = Instant::now();
                let bytes = turn(&mut link, number).await?;
                let mut seen = seen.borrow_mut();
                seen.0.push(asked.elapsed());
                seen.1 = bytes;
            }
            anyhow::Ok(())
        }));
    }
    for visitor in visitors {
        visitor.await??;
    }
    let took = began.elapsed();
    // Webhooks and jobs that follow belong to what was asked.
    shop.rests().await?;
    let cpu = shop.cpu_ms()? - cpu_before;
    let (mut latencies, bytes) = seen.take();
    latencies.sort_unstable();
    let at = |part: f64| -> Result<f64> {
        let place = ((latencies.len() as f64 * part) as usize).min(latencies.len().max(1) - 1);
        let latency = latencies.get(place).context("nothing was asked")?;
        Ok(latency.as_secs_f64() * 1e3)
    };
    let requests = latencies.len();
    Ok(Cost {
        requests,
        per_second: requests as f64 / took.as_secs_f64(),
        p50_ms: at(0.5)?,
        p99_ms: at(0.99)?,
        cpu_ms: cpu / requests as f64,
        memory_mb: shop.memory_mb()?.0,
        bytes,
    })
}
