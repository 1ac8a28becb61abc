//! `bin/bench`: starts a release of the shop with many products and measures what its pages and a checkout cost.
//!
//! Processor time is the shop's own: the stand-in for Stripe and the visitors are processes of their own. It is
//! what is compared, because the time on the clock depends on what else the machine does.

mod http;
mod load;
mod process;
mod report;
mod visits;
mod weight;

use anyhow::{Context as _, Result, bail};
use http::{Encoding, Link};
use load::{Amount, run};
use process::{Release, Running};
use report::{Aim, Line, Machine, Report, Shop};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

const USAGE: &str = "\
usage: bin/bench [--built] [--quick] [--products N[,N…]] [--out FILE]

  --built          measure dist/ as it is, without building it first
  --quick          ask a tenth as much; the figures tell no more than the order of magnitude
  --products N,N   the sizes of the shop (1000,100000)
  --out FILE       where the results go (bench/results.json)
";

const HOME: &str = "/";
const LIST: &str = "/shop";
const PRODUCT: &str = "/shop/{slug}";
/// Composed for the visitor, where strangers get what is kept.
const LIST_WITH_CART: &str = "/shop, with a cart";
const PRODUCT_WITH_CART: &str = "/shop/{slug}, with a cart";
const ADD: &str = "add to cart";
const CHECKOUT: &str = "whole checkout";

/// Lists that are filtered and sorted, in a shop of any size.
const LISTS: [(&str, &str); 6] = [
    ("/shop by price", "/shop?sort=price"),
    ("/shop, page 20", "/shop?page=20"),
    (
        "/shop, one category by price",
        "/shop?category=bowls&sort=-price",
    ),
    (
        "/shop, in stock up to 40",
        "/shop?in_stock=1&max=40&sort=title",
    ),
    ("/shop, two words", "/shop?q=celadon+bowl"),
    ("/shop, a word with a typo", "/shop?q=celadno"),
];

/// Visitors at the same time, where the shop is to be busy.
const CROWD: usize = 8;
const STARTS: usize = 5;

struct Wish {
    dist: PathBuf,
    quick: bool,
    products: Vec<u64>,
    out: PathBuf,
}

fn wish() -> Result<Wish> {
    let mut wish = Wish {
        dist: "dist".into(),
        quick: false,
        products: vec![1_000, 100_000],
        out: "bench/results.json".into(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value\n\n{USAGE}"))
        };
        match argument.as_str() {
            "--quick" => wish.quick = true,
            "--dist" => wish.dist = value()?.into(),
            "--out" => wish.out = value()?.into(),
            "--products" => {
                let sizes: Result<Vec<u64>, _> = value()?.split(',').map(str::parse).collect();
                wish.products = sizes.context("--products takes numbers with commas")?;
            }
            "--help" | "-h" => {
                print!("{USAGE}");
                std::process::exit(0);
            }
            _ => bail!("unknown: {argument}\n\n{USAGE}"),
        }
    }
    Ok(wish)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let wish = wish()?;
    tokio::task::LocalSet::new().run_until(bench(wish)).await
}

async fn bench(wish: Wish) -> Result<()> {
    let (mut shops, mut weights) = (Vec::new(), Vec::new());
    for &products in &wish.products {
        let (shop, weighed) = measure(&wish, products).await?;
        shops.push(shop);
        weights = weighed;
    }
    let report = Report {
        machine: Machine::this(),
        quick: wish.quick,
        aims: aims(&shops, &weights),
        shops,
        weights,
    };
    print!("\n{}", report.words());
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    std::fs::write(&wish.out, text)
        .with_context(|| format!("{} can't be written", wish.out.display()))?;
    println!("\nbench: the figures are in {}", wish.out.display());
    Ok(())
}

/// Measures a shop of one size.
async fn measure(wish: &Wish, products: u64) -> Result<(Shop, Vec<weight::Weight>)> {
    let release = Release::new(&wish.dist)?;
    let measured = measure_in(&release, wish, products).await;
    measured.with_context(|| format!("what was measured said last:\n{}", release.last_words()))
}

async fn measure_in(
    release: &Release,
    wish: &Wish,
    products: u64,
) -> Result<(Shop, Vec<weight::Weight>)> {
    println!("bench: fill a shop with {products} products");
    release.run(&["seed", "catalogue", "--products", &products.to_string()])?;
    let sandbox = release.sandbox().await?;

    println!("bench: start it {STARTS} times");
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(release.serve().await?.started_in);
    }
    starts.sort_unstable();
    let shop = release.serve().await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (idle_memory_mb, _) = shop.memory_mb()?;

    let mut costs = Vec::new();
    let pieces = Rc::new(visits::products(&shop, 1_000).await?);
    println!("bench: look at pages");
    looks(wish, &shop, &pieces, &mut costs).await?;
    println!("bench: fill carts and buy");
    deals(wish, &shop, &sandbox, &pieces, &mut costs).await?;
    println!("bench: weigh pages");
    let weights = weigh(&shop, &pieces[0]).await?;
    let (_, peak_memory_mb) = shop.memory_mb()?;
    drop(shop);
    println!("bench: recompute every invariant");
    release.run(&["doctor"])?;
    let shop = Shop {
        products,
        ready_ms: starts[STARTS / 2].as_secs_f64() * 1e3,
        idle_memory_mb,
        peak_memory_mb,
        costs,
    };
    Ok((shop, weights))
}

fn amount(wish: &Wish, side_by_side: usize, requests: usize) -> Amount {
    Amount {
        side_by_side,
        requests: if wish.quick { requests / 10 } else { requests },
        at_most: Duration::from_secs(60),
    }
}

/// Pages that change nothing: alone, in a crowd, compressed; then the other lists.
async fn looks(
    wish: &Wish,
    shop: &Running,
    pieces: &Rc<Vec<String>>,
    costs: &mut Vec<Line>,
) -> Result<()> {
    let home = Rc::new(vec![HOME.to_owned()]);
    let list = Rc::new(vec![LIST.to_owned()]);
    for (what, paths) in [(HOME, &home), (LIST, &list), (PRODUCT, pieces)] {
        for (encoding, side_by_side, requests) in [
            (Encoding::Identity, 1, 1_500),
            (Encoding::Identity, CROWD, 4_000),
            (Encoding::Gzip, CROWD, 2_000),
            (Encoding::Brotli, CROWD, 2_000),
        ] {
            let turn = amount(wish, side_by_side, requests);
            costs.push(look(shop, what, paths, encoding, turn).await?);
        }
    }
    let sku = Rc::new(visits::skus(shop, pieces, 1).await?.remove(0));
    for (what, paths) in [(LIST_WITH_CART, &list), (PRODUCT_WITH_CART, pieces)] {
        let (paths, sku) = (paths.clone(), sku.clone());
        let visit = async move |link: &mut Link, number: usize| {
            visits::looks_with_a_cart(link, &paths[number % paths.len()], &sku).await
        };
        let turn = amount(wish, 1, 1_500);
        costs.push(Line {
            what,
            encoding: "identity",
            side_by_side: turn.side_by_side,
            cost: run(shop, Encoding::Identity, turn, visit).await?,
        });
    }
    for (what, path) in LISTS {
        let paths = Rc::new(vec![path.to_owned()]);
        let turn = amount(wish, 1, 1_000);
        costs.push(look(shop, what, &paths, Encoding::Identity, turn).await?);
    }
    Ok(())
}

async fn look(
    shop: &Running,
    what: &'static str,
    paths: &Rc<Vec<String>>,
    encoding: Encoding,
    turn: Amount,
) -> Result<Line> {
    let visits = |amount: Amount| {
        let paths = paths.clone();
        run(
            shop,
            encoding,
            amount,
            async move |link: &mut Link, number: usize| {
                visits::looks(link, &paths[number % paths.len()]).await
            },
        )
    };
    // What is read once and kept is not what is measured.
    visits(Amount {
        requests: 100,
        ..turn
    })
    .await?;
    Ok(Line {
        what,
        encoding: encoding.as_str(),
        side_by_side: turn.side_by_side,
        cost: visits(turn).await?,
    })
}

/// What changes something: carts that are filled, and pieces that are bought.
async fn deals(
    wish: &Wish,
    shop: &Running,
    sandbox: &Running,
    pieces: &[String],
    costs: &mut Vec<Line>,
) -> Result<()> {
    let checkouts = amount(wish, 1, 200);
    let crowd = amount(wish, 4, 200);
    let wanted = checkouts.requests + crowd.requests;
    let skus = Rc::new(visits::skus(shop, pieces, wanted).await?);

    let carts = amount(wish, 4, 1_000);
    let some = skus.clone();
    let visit = async move |link: &mut Link, number: usize| {
        visits::adds(link, &some[number % some.len()]).await
    };
    let cost = run(shop, Encoding::Identity, carts, visit).await?;
    costs.push(Line {
        what: ADD,
        encoding: "identity",
        side_by_side: carts.side_by_side,
        cost,
    });

    let provider = sandbox.at;
    let mut sold = 0;
    for amount in [checkouts, crowd] {
        let some = skus.clone();
        let visit = async move |link: &mut Link, number: usize| {
            let place = sold + number;
            let sku = some
                .get(place)
                .context("the shop has too few pieces to sell")?;
            visits::buys(link, place, sku, provider).await
        };
        let cost = run(shop, Encoding::Identity, amount, visit).await?;
        sold += cost.requests;
        visits::told(provider).await?;
        costs.push(Line {
            what: CHECKOUT,
            encoding: "identity",
            side_by_side: amount.side_by_side,
            cost,
        });
    }
    Ok(())
}

async fn weigh(shop: &Running, piece: &str) -> Result<Vec<weight::Weight>> {
    let mut link = Link::open(shop.at, Encoding::Identity).await?;
    let mut weights = Vec::new();
    for (name, path) in [
        (HOME, HOME),
        (LIST, LIST),
        (PRODUCT, piece),
        ("/cart", "/cart"),
        ("/checkout", "/checkout"),
    ] {
        weights.push(weight::of(&mut link, name, path).await?);
    }
    Ok(weights)
}

/// What the project wants of its own speed. The smallest shop counts, and how the largest compares with it.
fn aims(shops: &[Shop], weights: &[weight::Weight]) -> Vec<Aim> {
    let (Some(small), Some(large)) = (shops.first(), shops.last()) else {
        return Vec::new();
    };
    let cpu = |what: &str, side_by_side| small.cost(what, side_by_side).map_or(0.0, |c| c.cpu_ms);
    let alone = |shop: &Shop| shop.cost(LIST, 1).map_or(0.0, |c| c.p50_ms);
    let scripts = weights
        .iter()
        .map(|w| w.js + w.wasm)
        .max()
        .unwrap_or_default();
    vec![
        Aim::new(
            "list page, processor time",
            "ms",
            0.5,
            cpu(LIST, CROWD).max(cpu(LIST, 1)),
        ),
        Aim::new(
            "product page, processor time",
            "ms",
            0.4,
            cpu(PRODUCT, CROWD).max(cpu(PRODUCT, 1)),
        ),
        Aim::new(
            "whole checkout, processor time",
            "ms",
            10.0,
            cpu(CHECKOUT, 1).max(cpu(CHECKOUT, 4)),
        ),
        Aim::new("memory when idle", "MB", 80.0, small.idle_memory_mb),
        Aim::new("memory under load", "MB", 200.0, small.peak_memory_mb),
        Aim::new(
            "storefront scripts, brotli",
            "KB",
            130.0,
            scripts as f64 / 1e3,
        ),
        Aim::new("start to ready", "s", 0.3, small.ready_ms / 1e3),
        Aim::new(
            "list latency in the largest shop, of the smallest's",
            "×",
            1.5,
            alone(large) / alone(small),
        ),
    ]
}
