//! `cargo xtask demo`: from a fresh machine to scored examples.

use crate::command::{Stopped, heading, program, run};
use crate::places::Places;
use crate::{plugins, setup};

const EXAMPLES: &[&str] = &["backend-engineer", "clinical-application-engineer"];

pub(crate) fn run_demo(places: &Places) -> Result<(), Stopped> {
    setup::install(places)?;
    plugins::build_bundled(places, plugins::PROGRAM)?;
    for example in EXAMPLES {
        heading(&format!("touchstone score examples/{example}"));
        let mut command = program(places, places.touchstone(), &["score", &format!("examples/{example}")]);
        run(command.arg("--plugins").arg(places.plugins()))?;
    }
    Ok(())
}
