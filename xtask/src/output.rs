//! Writes the built files: hashed names, precompressed neighbours, and the two lists that tell the
//! server what is called what.
//!
//! `pkg/hash.txt` is in the format that Leptos' `HydrationScripts` and `HashedStylesheet` read;
//! `pkg/assets.json` says the same and the names of the fonts for everyone else.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
};

/// Files with these endings are worth compressing; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 9] = [
    "js",
    "wasm",
    "css",
    "json",
    "svg",
    "txt",
    "html",
    "xml",
    "webmanifest",
];

/// What the package folder holds, by half: scripts and style are built apart.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Assets {
    /// JavaScript and WebAssembly.
    pub scripts: Half,
    /// Stylesheet and fonts.
    pub style: Half,
}

/// One half of the package folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Half {
    /// The hash in the names.
    pub hash: String,
    /// Path in the package folder, by the name before hashing.
    pub files: BTreeMap<String, String>,
}

/// The first 22 hexadecimal digits of the SHA-256 over all `parts`.
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        // With its length before it, no part can be mistaken for another's beginning.
        sha.update(part.len().to_le_bytes());
        sha.update(part);
    }
    let mut hash = String::new();
    for byte in &sha.finalize()[..11] {
        hash.push_str(&format!("{byte:02x}"));
    }
    hash
}

impl Assets {
    /// The lists of an earlier build in `pkg`.
    pub fn read(pkg: &Path) -> Result<Self> {
        let path = pkg.join("assets.json");
        let text = fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: run `cargo xtask build` first",
                path.display()
            )
        })?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// Writes both lists into `pkg`.
    pub fn write(&self, pkg: &Path) -> Result<()> {
        let mut lines = format!(
            "js: {0}\nwasm: {0}\ncss: {1}\n",
            self.scripts.hash, self.style.hash
        );
        if self.scripts.files.contains_key(crate::wasm::MANIFEST) {
            lines.push_str(&format!("manifest: {0}\nsplit: {0}\n", self.scripts.hash));
        }
        replace(&pkg.join("hash.txt"), lines.as_bytes())?;
        replace(&pkg.join("assets.json"), &serde_json::to_vec_pretty(self)?)
    }

    /// Removes what is in `pkg` and in neither half.
    pub fn sweep(&self, pkg: &Path) -> Result<()> {
        let known: BTreeSet<&str> = self
            .scripts
            .files
            .values()
            .chain(self.style.files.values())
            .map(String::as_str)
            .collect();
        sweep_folder(pkg, "", &|path| {
            let plain = path.trim_end_matches(".br").trim_end_matches(".gz");
            known.contains(plain) || plain == "hash.txt" || plain == "assets.json"
        })
    }
}

fn sweep_folder(dir: &Path, prefix: &str, keep: &impl Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            sweep_folder(&entry.path(), &format!("{name}/"), keep)?;
        } else if !keep(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes `bytes` to `path`, and in a release its `.br` and `.gz` beside it.
/// Returns how long it is on the wire (brotli where there is one).
pub fn write(path: &Path, bytes: &[u8], release: bool) -> Result<usize> {
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let compressible = COMPRESSIBLE.contains(&extension);
    let neighbour = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::path::PathBuf::from(name)
    };
    let mut on_the_wire = bytes.len();
    if release && compressible {
        let small = brotli(bytes)?;
        on_the_wire = small.len();
        replace(&neighbour(".br"), &small)?;
        replace(&neighbour(".gz"), &gzip(bytes)?)?;
    } else {
        // A neighbour left from a release build would be served in place of this file.
        for suffix in [".br", ".gz"] {
            if neighbour(suffix).exists() {
                fs::remove_file(neighbour(suffix))?;
            }
        }
    }
    replace(path, bytes)?;
    Ok(on_the_wire)
}

/// Writes beside, then renames, so that a running server never reads half a file.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    }
    let beside = path.with_extension("part");
    fs::write(&beside, bytes).with_context(|| format!("cannot write {}", beside.display()))?;
    fs::rename(&beside, path).with_context(|| format!("cannot write {}", path.display()))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    // Quality 11 of 11, the largest window that browsers accept.
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::CompressorWriter::with_params(&mut out, 1 << 16, &params).write_all(bytes)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
