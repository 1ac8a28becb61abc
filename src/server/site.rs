//! The built site: stylesheet, WebAssembly and public files, as `cargo xtask build` leaves them.

use leptos::prelude::LeptosOptions;
use std::path::{Path, PathBuf};

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

/// What the pages need to know of it: the names of its files carry hashes, which stand in `pkg/hash.txt`.
pub fn options(folder: &Path) -> LeptosOptions {
    let hashes = folder.join("pkg/hash.txt");
    LeptosOptions::builder()
        .output_name("atelier")
        .site_root(folder.display().to_string())
        .site_pkg_dir("pkg")
        .hash_files(hashes.exists())
        .hash_file(hashes.display().to_string().into())
        .build()
}

/// Whether the site has been built.
pub fn is_built(folder: &Path) -> bool {
    folder.join("pkg/hash.txt").exists()
}
