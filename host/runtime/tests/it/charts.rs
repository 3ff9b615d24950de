//! data-viz in its sandbox draws what Vega draws in Node, for every spec in `plugins/data-viz/tests/specs`. The golden tables are Vega's own;
//! the plugin's tests under Node hold Vega against them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use touchstone_runtime::Action;

use crate::common::{component, load, question_type_of, workspace};

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// Numbers to ten digits, since engines differ in the last ones of `exp` and `log`; rows in one order.
fn comparable(tables: &[Value]) -> Vec<Value> {
    let rounded = |value: &Value| match value.as_f64() {
        Some(number) => json!(format!("{number:.9e}")),
        None => value.clone(),
    };
    let table = |table: &Value| {
        let row = |row: &Value| row.as_array().unwrap().iter().map(rounded).collect::<Value>();
        let mut rows: Vec<Value> = table["rows"].as_array().unwrap().iter().map(row).collect();
        rows.sort_by_key(Value::to_string);
        json!({"columns": table["columns"], "rows": rows})
    };
    tables.iter().map(table).collect()
}

/// What the plugin draws of a spec, view by view, as the candidate's page gets it.
fn drawn(view: &Value) -> Vec<Value> {
    let views = view["views"].as_array().unwrap().iter().filter(|view| view["items"] != 0);
    let names = |view: &Value| {
        view["columns"].as_array().unwrap().iter().map(|column| column["name"].clone()).collect::<Value>()
    };
    views.map(|view| json!({"columns": names(view), "rows": view["rows"]})).collect()
}

#[test]
fn it_draws_what_vega_draws_in_node() {
    let tests = workspace().join("plugins/data-viz/tests");
    let question_type = question_type_of(&load(&component("plugins/touchstone.data-viz.wasm")));
    let config = json!({"statement": {"en": "Any chart"}, "dataset": read(&tests.join("dataset.json"))}).to_string();
    let mut specs: Vec<PathBuf> =
        fs::read_dir(tests.join("specs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    specs.sort();
    assert!(specs.len() >= 50, "only {} specs were found", specs.len());
    for path in specs {
        let action = json!({"check": read(&path)["spec"], "rows": true});
        let call = question_type.interact(&Action {
            config: &config,
            seed: 0,
            state: &Value::Null,
            action: &action,
            now_ms: 0,
        });
        let name = path.file_name().unwrap().to_str().unwrap();
        let view = call.result.unwrap_or_else(|failure| panic!("{name}: {failure}")).unwrap().view;
        assert_eq!(view["errors"], json!([]), "{name}");
        let golden = read(&tests.join("golden").join(name));
        assert_eq!(comparable(&drawn(&view)), comparable(golden.as_array().unwrap()), "{name}");
    }
}
