//! What a page makes the browser load besides itself and its pictures.

use crate::http::{Answer, Encoding, Link, attribute, tags};
use anyhow::{Result, ensure};
use hyper::header;
use serde::Serialize;
use std::collections::BTreeSet;

/// Bytes on the wire, brotli where the shop has it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Weight {
    pub page: String,
    pub html: usize,
    pub wasm: usize,
    pub js: usize,
    pub css: usize,
}

/// Weighs a page: the files that it names, and those that its scripts import at once.
pub async fn of(link: &mut Link, name: &str, path: &str) -> Result<Weight> {
    link.encoding = Encoding::Brotli;
    let html = link.get(path).await?.body.len();
    // The same page as text, to see what it names.
    link.encoding = Encoding::Identity;
    let page = link.get(path).await?;
    let page = page.text()?;
    let named = tags(page, "link")
        .filter_map(|tag| attribute(tag, "href"))
        .chain(tags(page, "script").filter_map(|tag| attribute(tag, "src")))
        .filter(|path| path.starts_with("/pkg/"));
    let mut waiting: Vec<String> = named.map(str::to_owned).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut weight = Weight {
        page: name.to_owned(),
        html,
        ..Weight::default()
    };
    while let Some(path) = waiting.pop() {
        link.encoding = Encoding::Brotli;
        let file = link.get(&path).await?;
        ensure!(file.status == 200, "{path} answered {}", file.status);
        ensure!(
            is_kept_for_good(&file),
            "{path} is not served as immutable: {}",
            file.header(header::CACHE_CONTROL)
        );
        let bytes = file.body.len();
        match path.rsplit('.').next() {
            Some("wasm") => weight.wasm += bytes,
            Some("css") => weight.css += bytes,
            Some("js") => {
                weight.js += bytes;
                link.encoding = Encoding::Identity;
                let script = link.get(&path).await?;
                for import in imports(script.text()?, &path) {
                    if known.insert(import.clone()) {
                        waiting.push(import);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(weight)
}

fn is_kept_for_good(file: &Answer) -> bool {
    file.header(header::CACHE_CONTROL).contains("immutable")
}

/// Paths of the modules that a script imports before it runs.
fn imports(script: &str, own_path: &str) -> Vec<String> {
    let folder = &own_path[..own_path.rfind('/').map_or(0, |at| at + 1)];
    let mut found = Vec::new();
    for (at, _) in script.match_indices("from") {
        let rest = script[at + "from".len()..].trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            continue;
        };
        let name = rest[1..].split(quote).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix("./").filter(|name| name.ends_with(".js")) {
            found.push(format!("{folder}{name}"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripts_imports_lie_beside_it() {
        let script = "import * as a from './snippets/x/inline0.js';import{b}from\"./c.js\";let d=e('./f.js')";
        assert_eq!(
            imports(script, "/pkg/atelier.js"),
            ["/pkg/snippets/x/inline0.js", "/pkg/c.js"]
        );
    }
}
