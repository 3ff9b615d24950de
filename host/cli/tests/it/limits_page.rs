//! `host/LIMITS.md` says what the code enforces: it is written from the code's own tables, with `UPDATE_EXPECTED=1`.

use std::fmt::Write;

use touchstone_runtime::limits::{Fixed, TABLE};
use touchstone_runtime::{COMPILE_LIMITS, INSTANCE_LIMITS, RESULT_LIMITS, STRUCTURE_LIMITS};

use crate::common::workspace;

const SIZES: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

const HEAD: &str = "# Limits

Written from the code by a test (`UPDATE_EXPECTED=1 cargo test --workspace --test it -- limits_page`); change it there.

## What one call may spend

A plugin has the defaults, or what `[limits]` in its `plugin.toml` asks for, up to the ceiling. An administrator lowers them for a plugin (`PUT /api/v1/plugins/{publisher}/{name}/grants`, `limits`), a job for
its interview (`\"limits\": {\"publisher/name\": {\"fuel\": 500000000}}`). The lowest counts; more than there is, is refused with both numbers. A program that `code.run` runs has its own fuel, memory and output, from
the config of its item, up to the same ceilings. Log lines have no rate by the clock: a call has no real time, and its result must not depend on any.

| limit | unit | default | ceiling | of what |
| --- | --- | --- | --- | --- |
";

#[test]
fn the_page_of_limits_is_what_the_code_says() {
    let mut page = HEAD.to_owned();
    for limit in TABLE {
        let (default, ceiling) = (amount(limit.default, limit.unit), amount(limit.ceiling, limit.unit));
        let _ = writeln!(page, "| `{}` | {} | {default} | {ceiling} | {} |", limit.name, limit.unit, limit.of);
    }
    let compile = COMPILE_LIMITS;
    let compiling = [
        Fixed { name: "memory_bytes", unit: "bytes that the compiler allocates", most: compile.memory_bytes },
        Fixed { name: "cpu_seconds", unit: "seconds of processor time", most: compile.cpu_seconds },
        Fixed { name: "artifact_bytes", unit: "bytes of compiled code", most: compile.artifact_bytes },
        Fixed {
            name: "wall",
            unit: "seconds by the clock; a machine too slow, not the plugin's fault",
            most: compile.wall.as_secs(),
        },
    ];
    for (title, limits) in [
        ("What an instance may have", INSTANCE_LIMITS),
        ("What a result may hold", RESULT_LIMITS),
        ("How large a component's parts may be", STRUCTURE_LIMITS),
        ("What compiling a component may take", &compiling),
        ("What the server takes at once", touchstone_server::LIMITS),
    ] {
        let _ = write!(page, "\n## {title}\n\n| limit | most | unit |\n| --- | --- | --- |\n");
        for Fixed { name, unit, most } in limits {
            let _ = writeln!(page, "| {name} | {} | {unit} |", amount(*most, unit));
        }
    }
    let path = workspace().join("host/LIMITS.md");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page, "`host/LIMITS.md` is out of date; write it anew with UPDATE_EXPECTED=1");
}

/// Bytes in KiB, MiB and GiB where they are whole, everything else in groups of three digits.
fn amount(number: u64, unit: &str) -> String {
    let sizes = if unit.starts_with("bytes") { &SIZES[..] } else { &[] };
    for (unit, size) in sizes {
        if number >= *size && number.is_multiple_of(*size) {
            return format!("{} {unit}", number / size);
        }
    }
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}
