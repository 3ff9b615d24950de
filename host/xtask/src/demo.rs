//! `cargo xtask demo`: from a fresh machine to six interviews that went through the server, and rankings that moved with a weight.

use std::fs;
use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, Table, TableComponent, presets};
use serde_json::{Value, json};

use crate::command::{Stopped, heading};
use crate::places::Places;
use crate::server::{FREE_PORT, Server};
use crate::{plugins, setup};

/// The examples, each a job.
pub(crate) const EXAMPLES: &[&str] = &[
    "backend-engineer",
    "clinical-application-engineer",
    "customer-support",
    "data-analyst",
    "product-manager",
    "sales-manager",
];

/// What the demo changes: a dimension of a job, and its new share.
const RAISED: &[(&str, &str, &str)] =
    &[("data-analyst", "professional-skill", "65/100"), ("product-manager", "innovation", "7/20")];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Leave the server running
    #[arg(long)]
    keep: bool,
    /// Where the server listens [default: a free port, or 127.0.0.1:7410 with --keep]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

pub(crate) fn run_demo(places: &Places, arguments: &Arguments) -> Result<(), Stopped> {
    setup::install(places)?;
    plugins::build_bundled(places, plugins::PROGRAM)?;
    heading("touchstone serve");
    let usual = if arguments.keep { "127.0.0.1:7410" } else { FREE_PORT };
    let server = Server::start(places, arguments.listen.as_deref().unwrap_or(usual))?;
    println!("{} on a fresh data directory", server.address());

    heading("installing the plugins");
    for line in install_plugins(places, &server)? {
        println!("{line}");
    }
    for example in EXAMPLES {
        let job = take_example(places, &server, example)?;
        heading(&format!("{} ({example})", title(&job["title"])));
        println!("{}", table(&job, &ranking(&server, example)?, None));
    }

    for (example, dimension, share) in RAISED {
        let before = ranking(&server, example)?;
        let path = format!("/jobs/{example}/weights");
        let job = server.put(&path, &json!({"dimension": dimension, "share": share}))?;
        heading(&format!("PUT {path} {{\"dimension\": \"{dimension}\", \"share\": \"{share}\"}}"));
        println!("No plugin ran: the scorecards were recomputed from the stored evaluations.");
        println!("{}", table(&job, &ranking(&server, example)?, Some(&before)));
    }

    if arguments.keep {
        let address = server.address().to_owned();
        let (process, folder) = server.keep();
        println!("\nThe server goes on at {address}; its API is shown at {address}/api/docs.");
        println!("Data and log are in {}. Stop it with `kill {process}`.", folder.display());
    }
    Ok(())
}

/// Installs every bundled plugin and those of the examples, and grants what they ask for; a line about each.
pub(crate) fn install_plugins(places: &Places, server: &Server) -> Result<Vec<String>, Stopped> {
    let mut paths = files(&places.plugins(), "wasm")?;
    for example in plugins::folders(&places.example_plugins())? {
        for version in plugins::folders(&example)? {
            paths.extend(files(&version, "wasm")?);
        }
    }
    let mut lines = Vec::new();
    for path in paths {
        let component = fs::read(&path).map_err(|error| Stopped(format!("`{}`: {error}", path.display())))?;
        let plugin = server.send("POST", "/plugins", Some(("application/wasm", component)))?;
        let (id, version) = (text(&plugin["id"]), text(&plugin["version"]));
        let wanted: Vec<&str> =
            list(&plugin["capabilities"]).iter().map(|wanted| text(&wanted["capability"])).collect();
        let granted = if wanted.is_empty() { String::new() } else { format!(", granted {}", wanted.join(", ")) };
        if !wanted.is_empty() {
            server.put(&format!("/plugins/{id}/grants"), &json!({"capabilities": wanted}))?;
        }
        lines.push(format!("{id} {version} {}{granted}", text(&plugin["digest"])));
    }
    Ok(lines)
}

/// Publishes an example's interview as a job, has its candidates answer, and waits until all are scored. The job.
pub(crate) fn take_example(places: &Places, server: &Server, example: &str) -> Result<Value, Stopped> {
    let folder = places.root.join("examples").join(example);
    server.post("/jobs", &read(&folder.join("interview.json"))?)?;
    let job = server.send("POST", &format!("/jobs/{example}/publication"), None)?;
    for path in files(&folder.join("answers"), "json")? {
        let sheet = read(&path)?;
        let candidate = &sheet["candidate"];
        let new = json!({"id": candidate["id"], "name": candidate["name"], "locale": sheet["locale"]});
        server.post(&format!("/jobs/{example}/candidates"), &new)?;
        let candidate = format!("/jobs/{example}/candidates/{}", text(&candidate["id"]));
        for (item, answer) in sheet["answers"].as_object().into_iter().flatten() {
            let item = format!("{candidate}/items/{item}");
            server.put(&format!("{item}/answer"), &with_uploads(server, &item, &folder.join("answers"), answer)?)?;
        }
        server.send("POST", &format!("{candidate}/submission"), None)?;
    }
    ranking(server, example)?;
    Ok(job)
}

/// The answer as the server takes it: its files, whose paths are relative to `folder`, are uploaded and then named as the server says.
fn with_uploads(server: &Server, item: &str, folder: &Path, answer: &Value) -> Result<Value, Stopped> {
    let mut answer = answer.clone();
    if answer["kind"] != "files" {
        return Ok(answer);
    }
    for file in answer["files"].as_array_mut().into_iter().flatten() {
        let path = folder.join(text(&file["path"]));
        let content = fs::read(&path).map_err(|error| Stopped(format!("`{}`: {error}", path.display())))?;
        let place = format!("{item}/files/{}", percent_encoded(text(&file["name"])));
        let uploaded = server.send("PUT", &place, Some((text(&file["media_type"]), content)))?;
        file["path"] = uploaded["path"].clone();
    }
    Ok(answer)
}

/// A text as a part of a URL's path (RFC 3986, section 2.3).
fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

/// The candidates in their order, once all of them have a scorecard.
fn ranking(server: &Server, job: &str) -> Result<Vec<Value>, Stopped> {
    let complete = |ranking: &Value| list(&ranking["unranked"]).is_empty().then(|| list(&ranking["ranked"]).to_vec());
    server.wait_for(&format!("/jobs/{job}/ranking"), complete)
}

/// A row for each candidate; with `before`, where each stood then.
fn table(job: &Value, ranking: &[Value], before: Option<&[Value]>) -> Table {
    let dimensions = list(&job["dimensions"]);
    let header = |dimension: &Value| format!("{}\n{}", title(&dimension["title"]), text(&dimension["weight"]));
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    for line in [TableComponent::HorizontalLines, TableComponent::MiddleIntersections, TableComponent::VerticalLines] {
        table.remove_style(line);
    }
    let rank = |one: &Value| one["rank"].as_u64().map_or_else(|| "–".to_owned(), |rank| rank.to_string());
    let was = |index: usize| before.map(|_| ["Rank before", "Total before"][index].to_owned());
    let columns = ["Rank", "Candidate", "Total", "Level"].map(ToOwned::to_owned);
    let [place, candidate, total, level] = columns;
    let columns = [Some(place), was(0), Some(candidate), Some(total), was(1), Some(level)];
    table.set_header(columns.into_iter().flatten().chain(dimensions.iter().map(header)));
    for one in ranking {
        let card = &one["scorecard"];
        let then = before.into_iter().flatten().find(|then| then["scorecard"]["candidate"] == card["candidate"]);
        let cells = [
            Some(rank(one)),
            then.map(rank),
            Some(format!("{} ({})", text(&one["name"]), text(&card["candidate"]))),
            Some(text(&card["total"]["shown"]).to_owned()),
            then.map(|then| text(&then["scorecard"]["total"]["shown"]).to_owned()),
            Some(text(&card["level"]["id"]).to_owned()),
        ];
        let scores = list(&card["dimensions"]).iter();
        let scores = scores.map(|dimension| text(&dimension["score"]["points"]["shown"]).to_owned());
        table.add_row(cells.into_iter().flatten().chain(scores));
    }
    let names = if before.is_some() { [2, 5] } else { [1, 3] };
    for (index, column) in table.column_iter_mut().enumerate() {
        if !names.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Stopped> {
    let entries = fs::read_dir(folder).map_err(|error| Stopped(format!("`{}`: {error}", folder.display())))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Value, Stopped> {
    let failed = |why: String| Stopped(format!("`{}`: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| failed(error.to_string()))
}

fn title(localized: &Value) -> &str {
    text(&localized["en"])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("–")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn names_of_files_are_parts_of_a_path() {
        assert_eq!(percent_encoded("2025 报告(终).xlsx"), "2025%20%E6%8A%A5%E5%91%8A%28%E7%BB%88%29.xlsx");
        assert_eq!(percent_encoded("a/b?c#d%e~f"), "a%2Fb%3Fc%23d%25e~f");
    }
}
