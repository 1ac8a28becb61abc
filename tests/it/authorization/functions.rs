//! What server functions ask for, read from their sources.

/// The arguments of a server function and their types, as its source has them.
pub fn arguments(function: &str) -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/actions");
    let sources = std::fs::read_dir(folder).unwrap();
    let sources: String = sources
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let rest = sources
        .split_once(&format!("endpoint = \"{function}\""))
        .unwrap_or_else(|| panic!("no function {function}"))
        .1;
    let signature = rest.split_once("fn ").unwrap().1;
    let signature = signature.split_once("->").unwrap().0;
    signature
        .split([',', '('])
        .filter_map(|argument| argument.split_once(": "))
        .map(|(name, of)| {
            let name = name.rsplit(' ').next().unwrap().trim();
            (
                name.to_string(),
                of.trim().trim_end_matches(')').to_string(),
            )
        })
        .collect()
}

/// The first text field of a struct of the domain, of which a call has to name one; `None` for other types.
pub fn first_field(of: &str) -> Option<String> {
    fn sources(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| match path.is_dir() {
                true => sources(&path),
                false => std::fs::read_to_string(path).unwrap(),
            })
            .collect()
    }
    let domain = sources(std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/domain"
    )));
    let (_, rest) = domain.split_once(&format!("pub struct {of} {{"))?;
    let (fields, _) = rest.split_once("\n}")?;
    let text = fields
        .lines()
        .map(str::trim)
        .find(|line| line.ends_with(": String,") || line.ends_with(": Option<String>,"))?;
    let (name, _) = text.trim_start_matches("pub ").split_once(':')?;
    Some(name.to_string())
}
