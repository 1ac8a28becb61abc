//! Puts the site together: WebAssembly, stylesheet, fonts and the files of `public/`.

use crate::{
    Request, minify,
    output::{self, Assets, Half, fingerprint},
    progress::{size, step},
    stylesheet, wasm,
};
use anyhow::Result;
use std::{collections::BTreeMap, fs, path::Path, time::Instant};

/// The package folder in the site; Leptos calls it `site-pkg-dir`.
const PKG: &str = "pkg";

/// `cargo xtask build`: everything.
pub fn build(request: &Request) -> Result<()> {
    let start = Instant::now();
    let pkg = request.site.join(PKG);
    let scripts = wasm::build(request)?;
    let scripts = step("write scripts", || write_scripts(request, &pkg, scripts))?;
    let style = step("write the stylesheet", || write_style(request, &pkg))?;
    step("copy public files", || copy_public(request))?;
    let assets = Assets { scripts, style };
    assets.write(&pkg)?;
    assets.sweep(&pkg)?;
    println!(
        "xtask: the site is in {} ({:.1} s)",
        request.site.display(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// `cargo xtask css`: the stylesheet and fonts into a site that was built before.
pub fn restyle(request: &Request) -> Result<()> {
    let pkg = request.site.join(PKG);
    let mut assets = Assets::read(&pkg)?;
    assets.style = step("write the stylesheet", || write_style(request, &pkg))?;
    assets.write(&pkg)?;
    assets.sweep(&pkg)
}

/// Names the scripts by one hash over all of them: main module and lazy files belong together, so
/// they change their names together.
fn write_scripts(
    request: &Request,
    pkg: &Path,
    files: BTreeMap<String, Vec<u8>>,
) -> Result<(Half, String)> {
    let hash = fingerprint(
        files
            .iter()
            .flat_map(|(name, bytes)| [name.as_bytes(), &bytes[..]]),
    );
    let names: BTreeMap<String, String> = files
        .keys()
        .map(|name| (name.clone(), hashed(name, &hash)))
        .collect();
    let mut first_load = 0;
    for (name, bytes) in files {
        let mut bytes = rename_references(&name, bytes, &names);
        if request.release && name.ends_with(".js") {
            bytes = minify::script(&String::from_utf8(bytes)?).into_bytes();
        }
        let written = output::write(&pkg.join(&names[&name]), &bytes, request.release)?;
        // The loader is imported by the main script.
        if ["atelier.js", "atelier.wasm", wasm::LOADER].contains(&name.as_str()) {
            first_load += written;
        }
    }
    let wire = if request.release { ", brotli" } else { "" };
    let outcome = format!("{} on every page{wire}", size(first_load));
    Ok((Half { hash, files: names }, outcome))
}

/// `atelier.js` → `atelier.HASH.js`; what wasm-bindgen put in `snippets/` is hashed already.
fn hashed(name: &str, hash: &str) -> String {
    if name.starts_with("snippets/") {
        return name.to_owned();
    }
    if name == wasm::LOADER {
        return name.replace("______________________", hash);
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// Lets the files find each other under their new names.
fn rename_references(name: &str, bytes: Vec<u8>, names: &BTreeMap<String, String>) -> Vec<u8> {
    if name.ends_with(".wasm") {
        // The main module imports the loader by name; old and new name are equally long.
        return match names.get(wasm::LOADER) {
            Some(loader) => replace_bytes(bytes, wasm::LOADER.as_bytes(), loader.as_bytes()),
            None => bytes,
        };
    }
    let Ok(mut text) = String::from_utf8(bytes.clone()) else {
        return bytes;
    };
    if name == wasm::MANIFEST {
        // The manifest names lazy files without their ending.
        for (old, new) in names {
            if let (Some(old), Some(new)) = (old.strip_suffix(".wasm"), new.strip_suffix(".wasm")) {
                text = text.replace(&format!("\"{old}\""), &format!("\"{new}\""));
            }
        }
        return text.into_bytes();
    }
    for (old, new) in names {
        for quote in ['"', '\'', '`'] {
            text = text.replace(&format!("./{old}{quote}"), &format!("./{new}{quote}"));
        }
    }
    text.into_bytes()
}

fn replace_bytes(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    debug_assert_eq!(
        old.len(),
        new.len(),
        "a module's bytes must keep their places"
    );
    let mut at = 0;
    while at + old.len() <= bytes.len() {
        if &bytes[at..at + old.len()] == old {
            bytes[at..at + old.len()].copy_from_slice(new);
            at += old.len();
        } else {
            at += 1;
        }
    }
    bytes
}

fn write_style(request: &Request, pkg: &Path) -> Result<(Half, String)> {
    let built = stylesheet::build(&request.root, request.release)?;
    let hash = fingerprint([built.css.as_bytes()]);
    let name = format!("atelier.{hash}.css");
    let wire = output::write(&pkg.join(&name), built.css.as_bytes(), request.release)?;
    let mut fonts = 0;
    for (path, bytes) in &built.fonts {
        fonts += output::write(&pkg.join(path), bytes, request.release)?;
    }
    let mut files = built.font_names;
    files.insert("atelier.css".to_owned(), name);
    let outcome = format!(
        "{} from {} words, {} fonts of {}",
        size(wire),
        built.candidates,
        built.fonts.len(),
        size(fonts)
    );
    Ok((Half { hash, files }, outcome))
}

/// Copies `public/` to the site's root.
fn copy_public(request: &Request) -> Result<((), String)> {
    let public = request.root.join("public");
    let mut count = 0;
    if public.is_dir() {
        copy_folder(&public, &request.site, request.release, &mut count)?;
    }
    Ok(((), format!("{count} files")))
}

fn copy_folder(from: &Path, to: &Path, release: bool, count: &mut usize) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target, release, count)?;
        } else {
            output::write(&target, &fs::read(entry.path())?, release)?;
            *count += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_find_each_other_by_their_new_names() {
        let names: BTreeMap<_, _> = ["atelier.js", "split_admin.wasm", wasm::LOADER]
            .into_iter()
            .map(|name| (name.to_owned(), hashed(name, "0123456789abcdef012345")))
            .collect();
        let loader =
            br#"import { initSync } from "./atelier.js"; fetch(new URL("./split_admin.wasm", x))"#;
        let renamed = rename_references(wasm::LOADER, loader.to_vec(), &names);
        assert_eq!(
            String::from_utf8(renamed).unwrap(),
            "import { initSync } from \"./atelier.0123456789abcdef012345.js\"; \
             fetch(new URL(\"./split_admin.0123456789abcdef012345.wasm\", x))"
        );
        let main = format!("\0asm./{}\0", wasm::LOADER).into_bytes();
        let renamed = rename_references("atelier.wasm", main, &names);
        assert!(renamed.ends_with(b"__wasm_split.0123456789abcdef012345.js\0"));
    }
}
