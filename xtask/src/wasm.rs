//! Builds the WebAssembly: compile, split off what is lazy, write the bindings, optimise.

use crate::{
    Request, cargo,
    progress::{long_step, size, step},
};
use anyhow::{Context as _, Result, anyhow, bail};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the splitter's loader is called until its hash is known; the length is the hash's.
pub const LOADER: &str = "__wasm_split.______________________.js";
/// Which chunks a lazy function needs, for preloading by the server.
pub const MANIFEST: &str = "__wasm_split_manifest.json";

/// Wasm features that rustc's output uses and that optimisation may use too.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds everything and returns it by path below the package folder, names not hashed yet.
pub fn build(request: &Request) -> Result<BTreeMap<String, Vec<u8>>> {
    let compiled = long_step(
        "compile the browser's half",
        "seconds, or some minutes when dependencies are new",
        || compile(request),
    )?;
    let stage = compiled.with_file_name("site-stage");
    if stage.exists() {
        fs::remove_dir_all(&stage)?;
    }
    fs::create_dir_all(&stage)?;
    let main = step("split lazy islands off", || split(&compiled, &stage))?;
    step("write the bindings", || {
        bind(&main, &stage, request.release)
    })?;
    fs::remove_file(&main)?;
    if request.release {
        optimise(&request.root, &stage)?;
    }
    let mut files = BTreeMap::new();
    collect(&stage, "", &mut files)?;
    Ok(files)
}

/// Runs Cargo; returns where the WebAssembly is.
fn compile(request: &Request) -> Result<(PathBuf, String)> {
    let mut command = Command::new(cargo());
    command
        .current_dir(&request.root)
        .args(["rustc", "--package", "atelier", "--lib"])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", "hydrate"])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    if request.release {
        command.args(["--profile", "wasm-release"]);
        // Set, it takes the place of the development flags in `.cargo/config.toml`.
        command
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", release_flags());
    }
    // The splitter needs to know what each function and each datum refers to.
    command.args(["--", "-Clink-args=--emit-relocs"]);
    let output = command
        .spawn()
        .context("cannot run cargo")?
        .wait_with_output()?;
    if !output.status.success() {
        bail!("the browser's half does not compile (see above)");
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let path = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "atelier")
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .find(|name| {
            name.extension()
                .is_some_and(|extension| extension == "wasm")
        })
        .context("cargo named no .wasm file: is `cdylib` among the library's crate types?")?;
    let bytes = fs::metadata(&path)?.len();
    Ok((path, size(usize::try_from(bytes)?)))
}

/// The caller's RUSTFLAGS, and names for the dependencies' sources that do not tell where they lie on this machine:
/// each place that can panic carries its file's name into the WebAssembly. Flags are separated as
/// CARGO_ENCODED_RUSTFLAGS wants them.
fn release_flags() -> String {
    let given = std::env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<String> = given.split_whitespace().map(str::to_owned).collect();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let registries = cargo_home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    for registry in registries.into_iter().flatten().flatten() {
        let folder = registry.path();
        flags.push(format!("--remap-path-prefix={}/=", folder.display()));
    }
    flags.join("\u{1f}")
}

/// Moves lazy functions into files of their own; returns the main module.
fn split(compiled: &Path, stage: &Path) -> Result<(PathBuf, String)> {
    let main = stage.join("main.wasm");
    let input = fs::read(compiled)?;
    let link_name = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = stage;
    options.main_out_path = &main;
    options.main_module = "./atelier.js";
    options.link_name = &link_name;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("cannot split the WebAssembly: {error:?}"))?;
    if split.prefetch_map.is_empty() {
        fs::remove_file(stage.join(LOADER))?;
        return Ok((main, "nothing is lazy".to_owned()));
    }
    let prefetch: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(stage.join(MANIFEST), serde_json::to_vec_pretty(&prefetch)?)?;
    let bytes: u64 = split
        .split_modules
        .iter()
        .filter_map(|path| fs::metadata(path).ok())
        .map(|meta| meta.len())
        .sum();
    let outcome = format!(
        "{} lazy files of {} together",
        split.split_modules.len(),
        size(usize::try_from(bytes)?)
    );
    Ok((main, outcome))
}

/// Writes `atelier.js` and `atelier.wasm` beside the lazy files.
fn bind(main: &Path, stage: &Path, release: bool) -> Result<((), String)> {
    let mut output = wasm_bindgen_cli_support::Bindgen::new()
        .input_path(main)
        .out_name("atelier")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The lazy files import what the linker exported.
        .keep_lld_exports(true)
        .demangle(false)
        .keep_debug(false)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate_output()
        .context("wasm-bindgen")?;
    if release {
        drop_streams(&mut output);
    }
    output.emit(stage).context("wasm-bindgen")?;
    let wasm = stage.join("atelier.wasm");
    fs::rename(stage.join("atelier_bg.wasm"), &wasm)?;
    let outcome = format!(
        "{} of WebAssembly, {} of JavaScript",
        size(usize::try_from(fs::metadata(&wasm)?.len())?),
        size(usize::try_from(
            fs::metadata(stage.join("atelier.js"))?.len()
        )?)
    );
    Ok(((), outcome))
}

/// Leptos brings classes that make JavaScript's streams out of Rust's. Where nothing makes one, nothing can call
/// them, but as exports they would stay.
fn drop_streams(output: &mut wasm_bindgen_cli_support::Output) {
    const CLASS: &str = "intounderlying";
    let module = output.wasm_mut();
    if module.imports.iter().any(|i| i.name.contains(CLASS)) {
        return;
    }
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.trim_start_matches("__wbg_").starts_with(CLASS))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
}

/// `wasm-opt -Oz` on every module, where the program is found.
fn optimise(root: &Path, stage: &Path) -> Result<()> {
    let Some(program) = wasm_opt(root) else {
        println!(
            "xtask: WARNING: wasm-opt was not found, so the WebAssembly stays about a third larger. \
             `npm ci` in end2end/ brings it, or put it on PATH."
        );
        return Ok(());
    };
    for entry in fs::read_dir(stage)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        long_step(&format!("wasm-opt -Oz {name}"), "up to two minutes", || {
            let before = usize::try_from(fs::metadata(&path)?.len())?;
            let status = Command::new(&program)
                .args(["-Oz", "--converge"])
                // Rust's linker puts the stack first, so nothing that is in use lies in the first kilobyte.
                .arg("--low-memory-unused")
                .args(FEATURES)
                .arg(&path)
                .arg("-o")
                .arg(&path)
                .status()
                .with_context(|| format!("cannot run {}", program.display()))?;
            if !status.success() {
                bail!("{} failed on {}", program.display(), path.display());
            }
            let after = usize::try_from(fs::metadata(&path)?.len())?;
            Ok(((), format!("{} → {}", size(before), size(after))))
        })?;
    }
    Ok(())
}

/// `WASM_OPT`, else the npm package that the browser tests pin, else the one on PATH.
fn wasm_opt(root: &Path) -> Option<PathBuf> {
    let named = std::env::var_os("WASM_OPT").map(PathBuf::from);
    let pinned = root.join("end2end/node_modules/.bin/wasm-opt");
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    named
        .into_iter()
        .chain([pinned])
        .chain(std::env::split_paths(&on_path).map(|dir| dir.join("wasm-opt")))
        .find(|path| path.is_file())
}

/// Reads every file below `dir` into `files`, by path with `/`.
fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}
