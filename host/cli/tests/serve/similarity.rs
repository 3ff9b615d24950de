//! Near-copies of a job's submitted answers, over HTTP: as `touchstone score --similar` tells them, and of nobody who is still answering.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{JOB, Server, answer_path, interview, workspace};

const PROGRAM: &str = "def count(lines, limit):
    seen = {}
    for line in lines:
        name, size = line.split()
        if int(size) > limit:
            continue
        seen[name] = seen.get(name, 0) + 1
    best = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, times in best if times > 1]
";
const OTHER: &str = "
class Queue:
    def __init__(self, path):
        self.path = path
        self.rows = []

    def push(self, row, *more):
        with open(self.path, 'a') as out:
            out.write(str(row) + repr(more))
        while self.rows and not self.rows[-1]:
            del self.rows[-1]
        self.rows += [row] or list(more)
";

fn program(text: &str) -> Value {
    let files = json!([{"path": "main.py", "text": text}]);
    json!({"kind": "program", "language": "python", "entry": "main.py", "files": files})
}

#[test]
fn a_renamed_program_is_told_as_on_the_command_line() {
    let renamed = PROGRAM.replace("seen", "table").replace("name", "who").replace("line", "row");
    let answers = [
        ("ada", program(&format!("import sys\n{PROGRAM}print(count(sys.stdin, 100))\n"))),
        ("bob", program(OTHER)),
        ("cy", program(&format!("{renamed}\nif __name__ == '__main__':\n    assert count([], 1) == []\n"))),
    ];
    let server = Server::with_job();
    for (candidate, answer) in &answers {
        server.sit(candidate, &[("program", answer.clone())]);
    }
    server.add("eve");
    server.put(&answer_path("eve", "program"), &answers[0].1).is(200);
    let before = server.ranking(JOB);
    let told = server.get(&format!("/jobs/{JOB}/similarity")).is(200);
    assert_eq!((&told["compared"], &told["share"]), (&json!(3), &json!(50)));
    let pair = &told["pairs"][0];
    assert_eq!([&pair["one"]["candidate"], &pair["other"]["candidate"]], ["ada", "cy"], "{told:#}");
    assert_eq!(pair["passage"]["one"]["place"], "main.py");
    assert_eq!(told["pairs"].as_array().unwrap().len(), 1);
    assert_eq!(server.ranking(JOB), before, "no score knows of it");

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("interview.json"), interview().to_string()).unwrap();
    let lines = answers.map(|(candidate, answer)| {
        let named = json!({"id": candidate, "name": candidate});
        json!({"candidate": named, "locale": "en", "answers": {"program": answer}}).to_string()
    });
    fs::write(folder.path().join("answers.jsonl"), lines.join("\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.arg("score").arg(folder.path()).args(["--plugins", "target/plugins", "--json", "--similar"]);
    let output = command.current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["similarity"], told);
}
