//! The OpenAPI document is locked: whoever changes the API sees here what that means for those who use it.

use std::fs;
use std::path::Path;

#[test]
fn the_document_is_the_one_in_the_repository() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let document = format!("{}\n", touchstone_server::document().to_pretty_json().unwrap());
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let locked = fs::read_to_string(&path).unwrap_or_default();
    let differs = locked.lines().zip(document.lines()).position(|(locked, now)| locked != now);
    let line = differs.unwrap_or(locked.lines().count().min(document.lines().count()));
    assert!(
        locked == document,
        "the API differs from `host/server/openapi.json` from line {} on:\n{}\nIf it should, run the test with UPDATE_OPENAPI=1 and review \
         the difference",
        line + 1,
        document.lines().nth(line).unwrap_or("(its end)"),
    );
}
