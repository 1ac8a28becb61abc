//! Builds the one stylesheet: tokens and fonts, a reset, the project's own rules, then the Tailwind
//! utilities that the source uses.
//!
//! The order is fixed by cascade layers, so a utility beats a component rule of any specificity:
//! `reset`, `base` (`base.css`), `components` (every other file, by name), `utilities`.

use crate::{literals, minify, output::fingerprint, theme};
use anyhow::{Context as _, Result};
use encre_css::{Config, Preflight, config::DarkMode};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The stylesheet and what it refers to.
pub struct Stylesheet {
    /// The text of the stylesheet, font addresses resolved.
    pub css: String,
    /// Font files by their hashed path below the site's package folder.
    pub fonts: BTreeMap<String, Vec<u8>>,
    /// Hashed path of each font by the name that it has in `style/fonts`.
    pub font_names: BTreeMap<String, String>,
    /// How many distinct words of the source were offered to the generator.
    pub candidates: usize,
}

/// Builds the stylesheet from `style/` and the string literals below `src/`.
pub fn build(root: &Path, release: bool) -> Result<Stylesheet> {
    let style = root.join("style");
    let tokens = read(&style.join("tokens.css"))?;
    let mut css = String::from("@layer reset, base, components, utilities;\n");
    css.push_str(&tokens);
    css.push_str(&read(&style.join("fonts.css"))?);

    let mut sources = Vec::new();
    rust_sources(&root.join("src"), &mut sources)?;
    let words = candidates(&sources);
    let theme = theme::read(&tokens);

    push_layer(
        &mut css,
        "reset",
        &encre_css::generate([], &with_preflight()),
    );
    push_layer(&mut css, "base", &read(&style.join("base.css"))?);
    for component in component_files(&style)? {
        push_layer(&mut css, "components", &read(&component)?);
    }
    push_layer(&mut css, "utilities", &utilities(&words, &theme));

    let (fonts, font_names) = fonts(&style.join("fonts"))?;
    for (name, hashed) in &font_names {
        css = css.replace(
            &format!("url(\"fonts/{name}\")"),
            &format!("url(\"{hashed}\")"),
        );
    }
    if release {
        css = minify::css(&css);
    }
    Ok(Stylesheet {
        css,
        fonts,
        font_names,
        candidates: words.len(),
    })
}

/// The utilities for `words`, in both ways to be dark: chosen by `data-theme` on the root element,
/// or by the system's preference where no theme was chosen.
fn utilities(words: &BTreeSet<&str>, theme: &theme::Theme) -> String {
    let mut config = configured(theme, words);
    config.theme.dark_mode = DarkMode::new_class(":root[data-theme=\"dark\"]");
    let mut css = encre_css::generate(words.iter().copied(), &config);

    let dark: BTreeSet<&str> = words
        .iter()
        .copied()
        .filter(|word| word.split(':').any(|part| part == "dark"))
        .collect();
    if !dark.is_empty() {
        let mut config = configured(theme, &dark);
        config.theme.dark_mode = DarkMode::new_class(":root:not([data-theme=\"light\"])");
        let by_preference = encre_css::generate(dark.iter().copied(), &config);
        css.push_str("\n@media (prefers-color-scheme: dark) {\n");
        css.push_str(&by_preference);
        css.push_str("\n}\n");
    }
    css
}

fn configured(theme: &theme::Theme, words: &BTreeSet<&str>) -> Config {
    let mut config = Config::default();
    config.preflight = Preflight::new_none();
    encre_css_typography::register(&mut config);
    theme.teach(&mut config, words.iter().copied());
    config
}

/// Tailwind's reset, with the fonts of the tokens; it also declares the variables that transforms,
/// rings and shadows are composed of.
fn with_preflight() -> Config {
    let mut config = Config::default();
    config.preflight = Preflight::new_full()
        .font_family_sans("var(--font-sans)")
        .font_family_mono("var(--font-mono)");
    config
}

/// Words of the string literals in `sources` that can be class names.
fn candidates(sources: &[String]) -> BTreeSet<&str> {
    sources
        .iter()
        .flat_map(|source| literals::string_literals(source))
        .flat_map(|text| text.split([' ', '\n', '\t', '\'', '"', '`', '\\', '<', '>', '=']))
        .filter(|word| {
            word.starts_with(|c: char| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || "-[@*!".contains(c)
            })
        })
        .collect()
}

/// Every Rust file below `dir`, but for the one folder that holds SQL and no markup.
fn rust_sources(dir: &Path, sources: &mut Vec<String>) -> Result<()> {
    let mut entries = fs::read_dir(dir)
        .with_context(|| format!("cannot list {}", dir.display()))?
        .collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("server/db") {
                rust_sources(&path, sources)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(read(&path)?);
        }
    }
    Ok(())
}

/// The style sheets that are neither tokens, fonts nor base, by name.
fn component_files(style: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files: Vec<_> = fs::read_dir(style)?
        .collect::<std::io::Result<Vec<_>>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .filter(|path| {
            !["tokens.css", "fonts.css", "base.css"]
                .iter()
                .any(|special| path.ends_with(special))
        })
        .collect();
    files.sort();
    Ok(files)
}

type Fonts = (BTreeMap<String, Vec<u8>>, BTreeMap<String, String>);

fn fonts(dir: &Path) -> Result<Fonts> {
    let mut files = BTreeMap::new();
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let path = entry?.path();
        let (Some(stem), Some("woff2")) = (
            path.file_stem().and_then(|stem| stem.to_str()),
            path.extension().and_then(|extension| extension.to_str()),
        ) else {
            continue;
        };
        let bytes = fs::read(&path)?;
        let hashed = format!("fonts/{stem}.{}.woff2", fingerprint([&bytes[..]]));
        names.insert(format!("{stem}.woff2"), hashed.clone());
        files.insert(hashed, bytes);
    }
    Ok((files, names))
}

fn push_layer(css: &mut String, layer: &str, rules: &str) {
    css.push_str(&format!("@layer {layer} {{\n{}\n}}\n", rules.trim()));
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_follows_the_attribute_and_else_the_system() {
        let words = BTreeSet::from(["dark:hidden", "flex"]);
        let css = utilities(&words, &theme::Theme::default());
        assert!(
            css.contains(":root[data-theme=\"dark\"] .dark\\:hidden"),
            "{css}"
        );
        let media = css.find("@media (prefers-color-scheme: dark)").unwrap();
        assert!(
            css[media..].contains(":root:not([data-theme=\"light\"]) .dark\\:hidden"),
            "{css}"
        );
        assert!(!css[media..].contains(".flex"), "{css}");
    }

    #[test]
    fn only_literals_are_scanned() {
        let sources = ["static table: u8 = 1; view! { <p class=\"flex md:grid\"> }".to_owned()];
        assert_eq!(candidates(&sources), BTreeSet::from(["flex", "md:grid"]));
    }
}
