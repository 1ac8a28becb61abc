//! The built site: stylesheet, WebAssembly and public files, as `cargo xtask build` leaves them.

use leptos::prelude::LeptosOptions;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The built files that every page names.
#[derive(Debug)]
pub struct BuiltSite {
    /// Where Leptos finds the scripts and the stylesheet.
    pub options: LeptosOptions,
    /// Paths of the fonts that a browser should fetch without waiting for the stylesheet.
    pub fonts: Vec<String>,
}

/// Where the site lies: the folder that is set, or `site` beside the executable, as a release is laid out.
pub fn folder(set: &Path) -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("site")));
    match beside {
        Some(beside) if !set.exists() && beside.exists() => beside,
        _ => std::path::absolute(set).unwrap_or_else(|_| set.to_path_buf()),
    }
}

/// Fonts that are seen on every page before anything else: the text's and the headings'.
const FONTS_AT_ONCE: [&str; 2] = [
    "figtree-latin-wght-normal.woff2",
    "fraunces-latin-opsz-normal.woff2",
];

/// The part of `pkg/assets.json` that is read here: names in the folder by names before hashing.
#[derive(Default, Deserialize)]
struct Assets {
    style: Style,
}

#[derive(Default, Deserialize)]
struct Style {
    files: BTreeMap<String, String>,
}

/// What the pages need to know of it. Names of files carry hashes: Leptos reads those of scripts and stylesheet in
/// `pkg/hash.txt` for each page, so that a new build shows at once; the fonts' stand in `pkg/assets.json`.
pub fn built(folder: &Path) -> BuiltSite {
    let assets: Assets = std::fs::read(folder.join("pkg/assets.json"))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let fonts = FONTS_AT_ONCE
        .iter()
        .filter_map(|name| assets.style.files.get(*name))
        .map(|name| format!("/pkg/{name}"));
    BuiltSite {
        options: options(folder),
        fonts: fonts.collect(),
    }
}

fn options(folder: &Path) -> LeptosOptions {
    let hashes = folder.join("pkg/hash.txt");
    LeptosOptions::builder()
        .output_name("atelier")
        .site_root(folder.display().to_string())
        .site_pkg_dir("pkg")
        .hash_files(hashes.exists())
        .hash_file(hashes.display().to_string().into())
        .build()
}

/// The elements that bring the shop's stylesheet to a page that is not Leptos's.
pub fn stylesheet(folder: &Path) -> String {
    let hashes = std::fs::read_to_string(folder.join("pkg/hash.txt")).unwrap_or_default();
    let hash = hashes.lines().find_map(|line| line.strip_prefix("css:"));
    match hash.map(str::trim) {
        Some(hash) => format!("<link rel=\"stylesheet\" href=\"/pkg/atelier.{hash}.css\">"),
        None => "<link rel=\"stylesheet\" href=\"/pkg/atelier.css\">".to_string(),
    }
}

/// Whether the site has been built.
pub fn is_built(folder: &Path) -> bool {
    folder.join("pkg/hash.txt").exists()
}
