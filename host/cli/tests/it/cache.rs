//! A cache of compiled components that cannot be written: one warning that says why, and scores as ever.

use std::path::Path;

use serde_json::json;

use crate::common::{Example, Run, plugins, run, score, touchstone};

/// Scores an example with the cache on a file system of its own, which is there for this process only; `mount` makes it in `$cache`.
fn score_with_cache_on(mount: &str) -> (Run, Run) {
    let example = Example::fixture(&json!({}));
    let cache = tempfile::tempdir().unwrap();
    let expected = score(example.folder(), &["--json"]);
    let script = format!("cache='{}'; {mount} && exec env TOUCHSTONE_CACHE=\"$cache\" \"$@\"", path(cache.path()));
    // A user namespace where this user may not mount otherwise.
    let mut command = std::process::Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec", &script, "sh"]);
    let program = touchstone(&["score", example.path(), "--plugins", path(plugins()), "--json"]);
    command.arg(program.get_program()).args(program.get_args()).current_dir(program.get_current_dir().unwrap());
    (run(&mut command), expected)
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// Whether this machine lets a process have file systems of its own; some containers do not.
fn can_mount() -> bool {
    let mut command = std::process::Command::new("unshare");
    command.args(["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
    command.output().is_ok_and(|output| output.status.success())
}

#[track_caller]
fn goes_on(mount: &str, said: &[&str]) {
    if !can_mount() {
        println!("not tried: this machine lets no process mount anything");
        return;
    }
    let (ran, expected) = score_with_cache_on(mount);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout, expected.stdout);
    for part in said {
        assert!(ran.stderr.contains(part), "`{part}` is not in\n{}", ran.stderr);
    }
    assert!(ran.stderr.starts_with("warning: ") && ran.stderr.contains("\nhint: "), "{}", ran.stderr);
}

#[test]
fn on_a_full_disk_scoring_goes_on() {
    goes_on(
        "mount -t tmpfs -o size=128k tmpfs \"$cache\"",
        &["cannot be kept in `", "No space left on device", "hint: until this is mended"],
    );
}

#[test]
fn with_a_read_only_cache_scoring_goes_on() {
    goes_on(
        "mount -t tmpfs tmpfs \"$cache\" && mount -o remount,ro \"$cache\"",
        &["compiled plugins cannot be kept", "Read-only file system", "hint: mend it"],
    );
}

#[test]
fn with_a_cache_that_became_read_only_scoring_goes_on() {
    let key = "mkdir -m 700 \"$cache/artifacts\" && (umask 077; head -c 32 /dev/urandom > \"$cache/artifacts/key\")";
    goes_on(
        &format!("mount -t tmpfs tmpfs \"$cache\" && {key} && mount -o remount,ro \"$cache\""),
        &["cannot be kept in `", "Read-only file system", "hint: until this is mended"],
    );
}
