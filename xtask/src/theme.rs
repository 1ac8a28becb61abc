//! Turns the design tokens of `style/tokens.css` into Tailwind's vocabulary.
//!
//! Every custom property that a rule on `:root` declares becomes usable as a class, by its prefix:
//!
//! | token | classes |
//! |---|---|
//! | `--color-NAME` | `bg-NAME`, `text-NAME`, `border-NAME/50` and all other colour classes |
//! | `--font-NAME` | `font-NAME` |
//! | `--text-NAME` (and `--text-NAME--line-height`, `--letter-spacing`, `--font-weight`) | `text-NAME` |
//! | `--radius-NAME` | `rounded-NAME` |
//! | `--shadow-NAME` | `shadow-NAME` |
//! | `--ease-NAME` | `ease-NAME` |
//! | `--width-NAME` | `w-NAME`, `max-w-NAME` |
//!
//! The classes refer to the properties, not to their values, so light and dark need no `dark:`.

use encre_css::Config;
use std::collections::BTreeMap;

/// What the tokens add to the generator.
#[derive(Debug, Default, PartialEq)]
pub struct Theme {
    /// Colour names, each with its `var(…)`.
    pub colors: BTreeMap<String, String>,
    /// Class names, each with the arbitrary-property classes that it stands for.
    pub classes: BTreeMap<String, String>,
}

/// Reads the custom properties that `tokens` (CSS) declares.
pub fn read(tokens: &str) -> Theme {
    let names = declared_properties(tokens);
    let mut theme = Theme::default();
    for name in &names {
        let Some((family, rest)) = name.split_once('-') else {
            continue;
        };
        let value = format!("var(--{name})");
        match family {
            "color" => {
                theme.colors.insert(rest.to_owned(), value);
            }
            "text" if !rest.contains("--") => {
                let mut classes = vec![format!("[font-size:{value}]")];
                for property in ["line-height", "letter-spacing", "font-weight"] {
                    let beside = format!("{name}--{property}");
                    if names.contains(&beside) {
                        classes.push(format!("[{property}:var(--{beside})]"));
                    }
                }
                theme
                    .classes
                    .insert(format!("text-{rest}"), classes.join(" "));
            }
            "font" => theme.add(format!("font-{rest}"), "font-family", &value),
            "radius" => theme.add(format!("rounded-{rest}"), "border-radius", &value),
            "shadow" => theme.add(format!("shadow-{rest}"), "box-shadow", &value),
            "ease" => theme.add(format!("ease-{rest}"), "transition-timing-function", &value),
            "width" => {
                theme.add(format!("w-{rest}"), "width", &value);
                theme.add(format!("max-w-{rest}"), "max-width", &value);
            }
            _ => {}
        }
    }
    theme
}

impl Theme {
    fn add(&mut self, class: String, property: &str, value: &str) {
        self.classes.insert(class, format!("[{property}:{value}]"));
    }

    /// Teaches `config` the colours, and those of `used` (the classes that the source names) that
    /// are the theme's own, with or without variants (`md:hover:text-display`).
    pub fn teach<'a>(&self, config: &mut Config, used: impl IntoIterator<Item = &'a str>) {
        for (name, value) in &self.colors {
            config.theme.colors.add(name.clone(), value.clone());
        }
        for class in used {
            let (variants, name) = match class.rfind(':') {
                Some(colon) => class.split_at(colon + 1),
                None => ("", class),
            };
            if let Some(expansion) = self.classes.get(name) {
                let full: Vec<String> = expansion
                    .split(' ')
                    .map(|part| format!("{variants}{part}"))
                    .collect();
                config.shortcuts.add(class.to_owned(), full.join(" "));
            }
        }
    }
}

/// Names (without `--`) of the custom properties declared in `css`, once each, in order of name.
fn declared_properties(css: &str) -> Vec<String> {
    let css = crate::minify::without_comments(css);
    let mut names: Vec<String> = css
        .split(['{', '}', ';'])
        .filter_map(|declaration| {
            let (name, _) = declaration.trim().strip_prefix("--")?.split_once(':')?;
            Some(name.trim().to_owned())
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_become_colours_and_classes() {
        let theme = read(
            "/* --color-no: x; */ :root { --color-ink: #111; --text-lead: 2rem;\n\
             --text-lead--line-height: 1.1; --font-display: serif }",
        );
        assert_eq!(theme.colors["ink"], "var(--color-ink)");
        assert!(!theme.colors.contains_key("no"));
        assert_eq!(
            theme.classes["text-lead"],
            "[font-size:var(--text-lead)] [line-height:var(--text-lead--line-height)]"
        );
        assert_eq!(
            theme.classes["font-display"],
            "[font-family:var(--font-display)]"
        );
    }

    #[test]
    fn variants_reach_the_theme_classes() {
        let theme = read(":root { --font-display: serif; --color-ink: #111 }");
        let mut config = Config::default();
        config.preflight = encre_css::Preflight::new_none();
        let used = ["md:font-display", "hover:text-ink"];
        theme.teach(&mut config, used);
        let css = encre_css::generate(used, &config);
        assert!(css.contains("font-family: var(--font-display)"), "{css}");
        assert!(css.contains(r".md\:font-display"), "{css}");
        assert!(css.contains("color: var(--color-ink)"), "{css}");
    }
}
