//! What an honest JavaScript program has no use for: replacing what the language and the runtime print and compute with, looking for a way
//! out of it, and looking for the tests. The tables below are all there is to it; a hidden way around them meets the sandbox.

mod tokens;

use touchstone_sdk::{Finding, Program};

pub(crate) use tokens::tokens;

use super::seen::{self, Seen};
use super::tokens::{Kind, Token};

/// Modules that lead out of the language.
const RUNTIME_MODULES: [&str; 9] =
    ["child_process", "cluster", "inspector", "module", "repl", "v8", "vm", "wasi", "worker_threads"];
/// What an object has that only tampering wants.
const RUNTIME_PARTS: [(&str, &str); 9] = [
    ("Error", "prepareStackTrace"),
    ("module", "_load"),
    ("module", "constructor"),
    ("module", "parent"),
    ("process", "_linkedBinding"),
    ("process", "binding"),
    ("process", "dlopen"),
    ("process", "mainModule"),
    ("require", "cache"),
];
/// Names that lead from a function to its caller or into the bindings around the program.
const INNER_NAMES: [&str; 4] = ["$bindings", "__defineGetter__", "callee", "caller"];
/// Functions that look around for files.
const SEARCHING: [&str; 5] = ["opendir", "opendirSync", "readdir", "readdirSync", "readlinkSync"];
/// Objects of the language and the runtime, with what they have that programs use and no honest one replaces.
const BUILT_IN: [(&str, &[&str]); 12] = [
    ("Array", &["from", "isArray", "of"]),
    ("Date", &["UTC", "now", "parse"]),
    ("Function", &[]),
    ("JSON", &["parse", "stringify"]),
    ("Math", &["abs", "ceil", "floor", "max", "min", "pow", "random", "round", "sqrt", "trunc"]),
    ("Number", &["isFinite", "isInteger", "isNaN", "parseFloat", "parseInt"]),
    ("Object", &["assign", "defineProperty", "entries", "freeze", "is", "keys", "prototype", "values"]),
    ("Promise", &["all", "race", "reject", "resolve"]),
    ("Reflect", &["apply", "construct", "get", "has", "ownKeys", "set"]),
    ("String", &["fromCharCode", "raw"]),
    ("console", &["debug", "error", "info", "log", "table", "warn"]),
    ("process", &["binding", "emit", "exit", "nextTick", "stderr", "stdout"]),
];
/// Methods of prototypes that the language itself calls or programs rely on; adding others is a habit of honest programs.
const METHODS: [&str; 36] = [
    "add",
    "apply",
    "at",
    "bind",
    "call",
    "catch",
    "concat",
    "every",
    "exec",
    "filter",
    "finally",
    "find",
    "forEach",
    "get",
    "has",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "join",
    "map",
    "next",
    "pop",
    "push",
    "reduce",
    "replace",
    "set",
    "shift",
    "slice",
    "sort",
    "splice",
    "split",
    "test",
    "then",
    "toString",
    "trim",
    "valueOf",
];
const GLOBAL_OBJECTS: [&str; 3] = ["global", "globalThis", "window"];

/// Findings about the whole program, file by file, line by line.
pub(crate) fn findings(program: &Program) -> Vec<Finding> {
    let own: Vec<&str> = program.files.iter().map(|file| stem(&file.path)).collect();
    let mut found = Vec::new();
    for file in program.files.iter().filter(|file| is_script(&file.path)) {
        let tokens: Vec<Token> = tokens(&file.text).into_iter().filter(|token| token.kind != Kind::Newline).collect();
        let mut scan = Scan { own: &own, seen: Vec::new() };
        for at in 0..tokens.len() {
            scan.look(&tokens, at);
        }
        scan.seen.sort();
        scan.seen.dedup();
        found.extend(scan.seen.into_iter().map(|(line, what)| (file.path.clone(), line, what)));
    }
    seen::findings(found)
}

struct Scan<'a> {
    /// The program's own modules.
    own: &'a [&'a str],
    seen: Vec<(u32, Seen)>,
}

impl Scan<'_> {
    fn look(&mut self, tokens: &[Token], at: usize) {
        let token = &tokens[at];
        let after = &tokens[at + 1..];
        let after_dot = at > 0 && (tokens[at - 1].is(".") || tokens[at - 1].is("?."));
        match &token.kind {
            Kind::Text(text) => self.text(text, token.line),
            Kind::Name(name) => match name.as_str() {
                "require" | "import" | "from" if !after_dot && part_of(after).is_none() => {
                    self.imported(after, token.line);
                }
                name if INNER_NAMES.contains(&name) && (after_dot || name == "$bindings") => {
                    self.see(token.line, Seen::RuntimePart(name.to_owned()));
                }
                name if SEARCHING.contains(&name) => self.see(token.line, Seen::Search(name.to_owned())),
                "delete" if !after_dot => self.deleted(after, token.line),
                "constructor" if after_dot && follows(after, ".", "constructor") => {
                    self.see(token.line, Seen::RuntimePart("constructor.constructor".to_owned()));
                }
                name if !after_dot => self.used(name, after, token.line),
                _ => {}
            },
            _ => {}
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        if (text.starts_with("/proc/") || text.starts_with("/etc/")) && !text.starts_with("/proc/self/fd/") {
            self.see(line, Seen::Search(text.chars().take(60).collect()));
        }
    }

    /// `require('m')`, `import('m')`, `import 'm'`, `… from 'm'`
    fn imported(&mut self, after: &[Token], line: u32) {
        let argument = if after.first().is_some_and(|token| token.is("(")) { after.get(1) } else { after.first() };
        let Some(specifier) = argument.and_then(Token::text) else { return };
        let name = specifier.strip_prefix("node:").unwrap_or(specifier);
        let last = stem(name);
        if RUNTIME_MODULES.contains(&name) {
            self.see(line, Seen::RuntimeModule(specifier.to_owned()));
        } else if seen::TEST_MODULES.contains(&last.replace('-', "_").as_str()) && !self.own.contains(&last) {
            self.see(line, Seen::TestModule(specifier.to_owned()));
        }
    }

    /// `object.part`, `object.part = …`, `object.prototype.method = …`, `Object.defineProperty(object, …)`
    fn used(&mut self, name: &str, after: &[Token], line: u32) {
        if GLOBAL_OBJECTS.contains(&name) {
            if let Some((part, rest)) = part_of(after)
                && is_built_in(&part)
            {
                if assigned(rest) {
                    self.see(line, Seen::Replaced(part));
                } else {
                    self.used(&part, rest, line);
                }
            }
            return;
        }
        let Some((part, rest)) = part_of(after) else { return };
        if RUNTIME_PARTS.contains(&(name, part.as_str())) {
            self.see(line, Seen::RuntimePart(format!("{name}.{part}")));
        }
        if matches!(name, "Object" | "Reflect") && matches!(part.as_str(), "assign" | "defineProperty" | "set") {
            self.defined(rest, line);
        }
        if let Some(target) = replaced(name, &part, rest) {
            self.see(line, Seen::Replaced(target));
        }
    }

    /// `Object.defineProperty(JSON, 'stringify', …)`, `Object.assign(console, …)`
    fn defined(&mut self, arguments: &[Token], line: u32) {
        let [open, object, rest @ ..] = arguments else { return };
        let Some(name) = object.name().filter(|name| open.is("(") && is_built_in(name)) else { return };
        let is_prototype = follows(rest, ".", "prototype");
        let rest = if is_prototype { &rest[2..] } else { rest };
        let part = rest.get(1).and_then(Token::text).unwrap_or("…");
        let replaces = part == "…" || if is_prototype { is_method(name, part) } else { has_part(name, part) };
        if rest.first().is_some_and(|token| token.is(",")) && replaces {
            let between = if is_prototype { ".prototype" } else { "" };
            self.see(line, Seen::Replaced(format!("{name}{between}.{part}")));
        }
    }

    /// `delete globalThis.JSON`, `delete Array.prototype.map`
    fn deleted(&mut self, after: &[Token], line: u32) {
        let [object, rest @ ..] = after else { return };
        let (Some(name), Some((part, rest))) = (object.name(), part_of(rest)) else { return };
        let of_global = GLOBAL_OBJECTS.contains(&name) && is_built_in(&part);
        let of_prototype = part == "prototype" && part_of(rest).is_some_and(|(method, _)| is_method(name, &method));
        if of_global || (is_built_in(name) && (has_part(name, &part) || of_prototype)) {
            self.see(line, Seen::Replaced(format!("{name}.{part}")));
        }
    }

    fn see(&mut self, line: u32, what: Seen) {
        self.seen.push((line, what));
    }
}

/// What an assignment to `name.part…` replaces.
fn replaced(name: &str, part: &str, rest: &[Token]) -> Option<String> {
    if part == "prototype"
        && let Some((method, rest)) = part_of(rest)
    {
        return (assigned(rest) && is_built_in(name) && is_method(name, &method))
            .then(|| format!("{name}.prototype.{method}"));
    }
    if name == "process" && matches!(part, "stdout" | "stderr") {
        let (method, rest) = part_of(rest)?;
        return (assigned(rest) && method == "write").then(|| format!("process.{part}.write"));
    }
    (assigned(rest) && has_part(name, part)).then(|| format!("{name}.{part}"))
}

/// `.part` or `['part']`, and what follows.
fn part_of(after: &[Token]) -> Option<(String, &[Token])> {
    match after {
        [dot, part, rest @ ..] if dot.is(".") || dot.is("?.") => Some((part.name()?.to_owned(), rest)),
        [open, part, close, rest @ ..] if open.is("[") && close.is("]") => Some((part.text()?.to_owned(), rest)),
        _ => None,
    }
}

fn assigned(rest: &[Token]) -> bool {
    rest.first().is_some_and(|token| token.is("="))
}

fn follows(after: &[Token], operator: &str, name: &str) -> bool {
    matches!(after, [first, second, ..] if first.is(operator) && second.name() == Some(name))
}

fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(object, _)| *object == name) || name == "Error"
}

fn has_part(name: &str, part: &str) -> bool {
    BUILT_IN.iter().any(|(object, parts)| *object == name && parts.contains(&part))
}

/// Whether `name.prototype` has `method`. What stands on Object's prototype is on every object.
fn is_method(name: &str, method: &str) -> bool {
    name == "Object" || METHODS.contains(&method)
}

/// A path's file name without its ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

fn is_script(path: &str) -> bool {
    [".js", ".mjs", ".cjs"].iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::findings;
    use crate::cheating::seen::check_findings;

    fn check(source: &str, expected: &[(&str, u32)]) {
        check_findings(findings, "javascript", &[("main.js", source), ("lib/judge.js", "")], expected);
    }

    #[test]
    fn tampering_is_found_with_its_line() {
        let tampers = "tampers-with-runtime";
        for (source, line) in [
            ("JSON.stringify = () => '[]'", 1),
            ("let a\nconsole.log = function () {}", 2),
            ("console['log'] = f", 1),
            ("Array.prototype.map = f", 1),
            ("Object.prototype.toJSON = f", 1),
            ("Promise.prototype.then = f", 1),
            ("globalThis.JSON = {}", 1),
            ("global.console = { log() {} }", 1),
            ("globalThis.JSON.parse = f", 1),
            ("delete globalThis.process", 1),
            ("delete Array.prototype.push", 1),
            ("Object.defineProperty(JSON, 'stringify', { value: f })", 1),
            ("Object.defineProperty(Array.prototype, 'push', { value: f })", 1),
            ("Object.assign(console, { log() {} })", 1),
            ("process.stdout.write = f", 1),
            ("process.exit = f", 1),
            ("process.binding('fs')", 1),
            ("Error.prepareStackTrace = (e, frames) => frames", 1),
            ("const { execSync } = require('child_process')", 1),
            ("import vm from 'node:vm'", 1),
            ("import('node:worker_threads').then(f)", 1),
            ("for (const key in require.cache) f(key)", 1),
            ("f.caller", 1),
            ("[].constructor.constructor('return this')()", 1),
            ("\n\nglobalThis.$bindings", 3),
        ] {
            check(source, &[(tampers, line)]);
        }
    }

    #[test]
    fn looking_for_the_tests_is_found_with_its_line() {
        for (source, line) in [
            ("require('./grader')", 1),
            ("import { answers } from '../expected.js'", 1),
            ("try {\n  require('./hidden-tests.json')\n} catch {}", 2),
            ("const { readdirSync } = require('fs')", 1),
            ("fs.readFileSync('/proc/self/environ')", 1),
        ] {
            check(source, &[("looks-for-tests", line)]);
        }
    }

    #[test]
    fn honest_programs_have_no_findings() {
        for source in [
            "const lines = require('fs').readFileSync(0, 'utf8').split('\\n')",
            "const rl = require('readline').createInterface({ input: process.stdin })\nrl.on('line', f)",
            "require('fs').readFileSync('/dev/stdin'); require('fs').readFileSync('/proc/self/fd/0')",
            "Array.prototype.last = function () { return this[this.length - 1] }",
            "BigInt.prototype.toJSON = function () { return this.toString() }",
            "class Stack { constructor() { this.push = 1 } }\nStack.prototype.pop = f",
            "process.exitCode = 1; process.stdout.write('x'); process.exit(0)",
            "globalThis.memo = new Map(); const { log } = console; const s = JSON.stringify",
            "// require('child_process')\n/* JSON.stringify = 1 */ const t = `console.log = ${x}`",
            "import { judge } from './lib/judge.js'; require('./judge')",
            "const { max } = Math; if (Math.max == f) g(); const o = { log: console.log, keys: Object.keys }",
            "x.constructor.name; this.constructor = A; error.stack; Error.captureStackTrace(this)",
            "Object.assign({}, a); Object.defineProperty(this, 'x', { value: 1 }); Object.freeze(Object.prototype)",
            "const from = 'grader'; const expected = [1]; checker(expected)",
        ] {
            check(source, &[]);
        }
    }
}
