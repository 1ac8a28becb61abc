//! Which module of the crate names which: read from the parsed source, not from its lines.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// A place in `from` (a file) that names `path`, a path within the crate without `crate`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub line: usize,
    pub path: Vec<String>,
}

impl Import {
    /// Whether the path begins with these segments.
    pub fn names(&self, segments: &[&str]) -> bool {
        self.path.len() >= segments.len() && self.path.iter().zip(segments).all(|(a, b)| a == b)
    }
}

/// Every import of the files below `src`, tests inside of them left out.
pub fn of_crate(src: &Path) -> Vec<Import> {
    let mut files = Vec::new();
    walk(src, &mut files);
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(src.join(&file)).unwrap();
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        read(&file, &parsed.items, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn walk(dir: &Path, files: &mut Vec<String>) {
    fn below(root: &Path, dir: &Path, files: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(root, &path, files);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let path = path.strip_prefix(root).unwrap();
                files.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    below(dir, dir, files);
}

/// `server/db/orders.rs` and `server/db/orders/mod.rs` are both `server::db::orders`.
fn module_of(file: &str) -> Vec<String> {
    let mut module: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(String::from)
        .collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    module
}

/// Reads one file: `module` names for the tests what `file` would be.
pub fn read(file: &str, items: &[Item], found: &mut Vec<Import>) {
    let mut reader = Reader {
        file,
        module: module_of(file),
        names: BTreeMap::new(),
        found,
    };
    reader.items(items);
}

struct Reader<'a> {
    file: &'a str,
    module: Vec<String>,
    /// What a first segment stands for: imported names and the modules that are declared here.
    names: BTreeMap<String, Vec<String>>,
    found: &'a mut Vec<Import>,
}

fn only_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute
                    .meta
                    .require_list()
                    .is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Reader<'_> {
    fn items(&mut self, items: &[Item]) {
        let items: Vec<&Item> = items
            .iter()
            .filter(|item| !only_for_tests(attributes(item)))
            .collect();
        let before = self.names.clone();
        for item in &items {
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let path = [self.module.as_slice(), std::slice::from_ref(&name)].concat();
                    self.names.insert(name, path);
                }
                // Read again below: a `use` may build on one that follows it.
                Item::Use(import) => self.imports(&import.tree, &mut Vec::new()),
                _ => {}
            }
        }
        for item in &items {
            match item {
                Item::Use(import) => self.imports(&import.tree, &mut Vec::new()),
                Item::Mod(module) => {
                    if let Some((_, inner)) = &module.content {
                        self.module.push(module.ident.to_string());
                        self.items(inner);
                        self.module.pop();
                    }
                }
                other => self.visit_item(other),
            }
        }
        self.names = before;
    }

    fn imports(&mut self, tree: &UseTree, before: &mut Vec<(String, usize)>) {
        match tree {
            UseTree::Path(path) => {
                before.push((path.ident.to_string(), path.ident.span().start().line));
                self.imports(&path.tree, before);
                before.pop();
            }
            UseTree::Name(name) => {
                before.push((name.ident.to_string(), name.ident.span().start().line));
                self.import(before, None);
                before.pop();
            }
            UseTree::Rename(name) => {
                before.push((name.ident.to_string(), name.ident.span().start().line));
                self.import(before, Some(name.rename.to_string()));
                before.pop();
            }
            UseTree::Glob(_) => self.import(before, None),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.imports(tree, before);
                }
            }
        }
    }

    fn import(&mut self, path: &[(String, usize)], rename: Option<String>) {
        let Some((_, line)) = path.last() else { return };
        let mut segments: Vec<String> = path.iter().map(|(name, _)| name.clone()).collect();
        if segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        let Some(name) = rename.or_else(|| segments.last().cloned()) else {
            return;
        };
        if let Some(resolved) = self.resolve(&segments) {
            self.note(*line, &resolved);
            self.names.insert(name, resolved);
        }
    }

    /// The path from the crate's root; `None` for what is not the crate's own.
    fn resolve(&self, segments: &[String]) -> Option<Vec<String>> {
        let (first, rest) = segments.split_first()?;
        match first.as_str() {
            "crate" | "$crate" => Some(rest.to_vec()),
            "self" => Some([self.module.as_slice(), rest].concat()),
            "super" => {
                let mut module = self.module.clone();
                module.pop();
                let mut rest = rest;
                while let Some((_, further)) =
                    rest.split_first().filter(|(next, _)| *next == "super")
                {
                    module.pop();
                    rest = further;
                }
                Some([module.as_slice(), rest].concat())
            }
            name => Some([self.names.get(name)?.as_slice(), rest].concat()),
        }
    }

    fn note(&mut self, line: usize, path: &[String]) {
        self.found.push(Import {
            from: self.file.to_string(),
            line,
            path: path.to_vec(),
        });
    }

    fn named(&mut self, segments: &[(String, usize)]) {
        let names: Vec<String> = segments.iter().map(|(name, _)| name.clone()).collect();
        if let Some(resolved) = self.resolve(&names) {
            self.note(segments[0].1, &resolved);
        }
    }

    /// Macros are not parsed: their paths are read from the tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<(String, usize)> = Vec::new();
        let mut colons = 0;
        let mut dollar = false;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 && !path.is_empty() {
                        self.named(&std::mem::take(&mut path));
                    }
                    if colons == 2 || path.is_empty() {
                        let text = if dollar && name == "crate" {
                            "crate".into()
                        } else {
                            name.to_string()
                        };
                        path.push((text, name.span().start().line));
                    }
                    (colons, dollar) = (0, false);
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    if !path.is_empty() {
                        self.named(&std::mem::take(&mut path));
                    }
                    colons = 0;
                    dollar = matches!(&other, TokenTree::Punct(mark) if mark.as_char() == '$');
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        if !path.is_empty() {
            self.named(&path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<(String, usize)> = path
            .segments
            .iter()
            .map(|segment| (segment.ident.to_string(), segment.ident.span().start().line))
            .collect();
        if path.leading_colon.is_none() {
            self.named(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        self.tokens(called.tokens.clone());
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        self.imports(&import.tree, &mut Vec::new());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}
