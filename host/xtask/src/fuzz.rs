//! `cargo xtask fuzz`: libFuzzer tries one target of `host/fuzz` after the other. What it tries is kept in the cache from run to run, and
//! comes into the repository when asked for. Without sanitizers, which stable Rust has none of: every unsafe line is behind a seal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Stopped, heading, program, run};
use crate::places::Places;
use crate::setup;

const FOLDER: &str = "host/fuzz";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Try this one only [default: all, one after the other]
    target: Option<String>,
    /// For how long each
    #[arg(long, value_name = "N", default_value_t = 600)]
    seconds: u32,
    /// Put into the repository's corpus what reaches more than it does
    #[arg(long)]
    keep: bool,
}

pub(crate) fn fuzz(places: &Places, arguments: &Arguments) -> Result<(), Stopped> {
    let all = targets(&places.root.join(FOLDER))?;
    let chosen = match &arguments.target {
        None => all,
        Some(target) if all.contains(target) => vec![target.clone()],
        Some(target) => return Err(Stopped(format!("no target `{target}`; there are `{}`", all.join("`, `")))),
    };
    let cargo_fuzz = setup::cargo_fuzz(places)?;
    for target in chosen {
        heading(&format!("fuzzing `{target}` for {} s", arguments.seconds));
        let committed = places.root.join(FOLDER).join("corpus").join(&target);
        let found = places.cache.join("fuzz").join(&target);
        setup::make(&found)?;
        let time = format!("-max_total_time={}", arguments.seconds);
        let options = [&time, "-print_final_stats=1", "-timeout=10", "-rss_limit_mb=2048"];
        run(&mut libfuzzer(places, &cargo_fuzz, &target, [&found, &committed], &options)).map_err(|Stopped(why)| {
            Stopped(format!(
                "{why}; mend what it found, and put the input that it names into `{}`",
                committed.display()
            ))
        })?;
        if arguments.keep {
            // By what is reached, not by how often: a tenth of the files.
            let options = ["-set_cover_merge=1", "-use_counters=0"];
            run(&mut libfuzzer(places, &cargo_fuzz, &target, [&committed, &found], &options))?;
        }
    }
    Ok(())
}

/// In a build folder of its own: everything in it counts where it was.
fn libfuzzer(places: &Places, cargo_fuzz: &Path, target: &str, corpora: [&Path; 2], options: &[&str]) -> Command {
    let mut command = program(places, cargo_fuzz, &["run", "--fuzz-dir", FOLDER, "--dev", "--sanitizer", "none"]);
    command.args(["--features", "libfuzzer", "--target-dir"]).arg(places.target.join("fuzz"));
    command.arg(target).args(corpora).arg("--").args(options);
    command
}

/// By the names of their binaries.
fn targets(folder: &Path) -> Result<Vec<String>, Stopped> {
    let folder = folder.join("fuzz_targets");
    let entries =
        fs::read_dir(&folder).map_err(|error| Stopped(format!("cannot read `{}`: {error}", folder.display())))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut names: Vec<String> =
        paths.filter_map(|path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}
