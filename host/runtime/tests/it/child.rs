//! A test in a process of its own: this binary again, with one ignored test that says something.

use std::process::Command;

const MARK: &str = "----- said by the child -----\n";

/// What the ignored test `name` says in another process.
pub(crate) fn output_of(name: &str) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this binary has a path"));
    let output =
        command.args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text.split(MARK).nth(1).unwrap_or_else(|| panic!("`{name}` said nothing: {text}")).to_owned()
}

/// Hands `text` to the parent.
pub(crate) fn say(text: &str) {
    print!("{MARK}{text}{MARK}");
}
