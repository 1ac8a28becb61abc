//! `cargo xtask`: builds what the browser loads, with no tool but Cargo.
//!
//! wasm-bindgen, the code splitter and the Tailwind generator are libraries here, so that the one
//! `Cargo.lock` holds their versions. Only `wasm-opt` is a program of its own, and optional.

mod literals;
mod minify;
mod output;
mod progress;
mod site;
mod stylesheet;
mod theme;
mod wasm;

use anyhow::{Result, bail};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const USAGE: &str = "\
usage: cargo xtask <command>

  build [--release] [--site DIR]   WebAssembly, stylesheet, fonts and public files into DIR (site)
  css   [--release] [--site DIR]   the stylesheet and fonts alone, for quick restyling
  serve [--site DIR] [-- ARGS…]    build, then `atelier serve ARGS…` in the development profile
";

/// What the command line asked for.
pub struct Request {
    /// The workspace's root, where `Cargo.toml` and `src` are.
    pub root: PathBuf,
    /// Where the site goes.
    pub site: PathBuf,
    /// Optimised, minified and precompressed?
    pub release: bool,
    /// What follows `--`.
    rest: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            // A broken pipe while reporting an error leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, options)) = arguments.split_first() else {
        print!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    match command.as_str() {
        "build" => site::build(&parse(options)?)?,
        "css" => site::restyle(&parse(options)?)?,
        "serve" => return serve(&parse(options)?),
        "help" | "--help" | "-h" => print!("{USAGE}"),
        _ => {
            print!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(options: &[String]) -> Result<Request> {
    let root = workspace_root()?;
    let mut request = Request {
        site: root.join("site"),
        root,
        release: false,
        rest: Vec::new(),
    };
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match option.as_str() {
            "--release" => request.release = true,
            "--site" => match options.next() {
                Some(dir) => request.site = std::path::absolute(dir)?,
                None => bail!("--site needs a folder"),
            },
            "--" => request.rest = options.by_ref().cloned().collect(),
            other => bail!("unknown option {other}\n\n{USAGE}"),
        }
    }
    Ok(request)
}

/// The folder above xtask's own; Cargo tells it to every program that it runs.
fn workspace_root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    match manifest.parent() {
        Some(root) => Ok(root.to_owned()),
        None => bail!(
            "{} has no folder above it: run this as `cargo xtask`",
            manifest.display()
        ),
    }
}

fn serve(request: &Request) -> Result<ExitCode> {
    site::build(request)?;
    println!("xtask: cargo run --bin atelier -- serve");
    let status = Command::new(cargo())
        .current_dir(&request.root)
        .env("LEPTOS_SITE_ROOT", &request.site)
        .args(["run", "--bin", "atelier", "--", "serve"])
        .args(&request.rest)
        .status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The Cargo that runs this program.
pub fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| Path::new("cargo").to_owned(), PathBuf::from)
}
