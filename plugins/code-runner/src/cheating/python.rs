//! What an honest Python program has no use for: reaching into the interpreter or the runtime around it, and looking for the tests.
//! The tables below are all there is to it; a hidden way around them meets the sandbox, which is what protects the score.

mod tokens;

use std::path::Path;

use touchstone_sdk::{Finding, Program};

pub(crate) use tokens::tokens;

use super::seen::{self, Seen};
use super::tokens::{Kind, Token};

/// Modules that lead out of the language, or are the runtime's own.
const RUNTIME_MODULES: [&str; 14] = [
    "_ctypes",
    "_testcapi",
    "_testinternalcapi",
    "ctypes",
    "event_loop",
    "failures",
    "json_values",
    "poll_loop",
    "program_modules",
    "runtime",
    "standard_library",
    "streams",
    "touchstone",
    "wit_world",
];
const RUNTIME_PREFIX: &str = "componentize_py";
/// What a module has that only tampering wants.
const RUNTIME_PARTS: [(&str, &str); 20] = [
    ("builtins", "__dict__"),
    ("gc", "get_objects"),
    ("gc", "get_referents"),
    ("gc", "get_referrers"),
    ("inspect", "currentframe"),
    ("inspect", "getouterframes"),
    ("inspect", "stack"),
    ("os", "_exit"),
    ("os", "abort"),
    ("os", "kill"),
    ("sys", "_current_frames"),
    ("sys", "_getframe"),
    ("sys", "addaudithook"),
    ("sys", "meta_path"),
    ("sys", "modules"),
    ("sys", "path_hooks"),
    ("sys", "path_importer_cache"),
    ("sys", "setprofile"),
    ("sys", "settrace"),
    ("threading", "settrace"),
];
/// What a module has that looks around for files.
const SEARCHING_PARTS: [(&str, &str); 6] =
    [("glob", "glob"), ("glob", "iglob"), ("os", "fwalk"), ("os", "listdir"), ("os", "scandir"), ("os", "walk")];
/// Attributes that lead from any object into the interpreter.
const INNER_ATTRIBUTES: [&str; 10] = [
    "__builtins__",
    "__code__",
    "__globals__",
    "__subclasses__",
    "cr_frame",
    "f_back",
    "f_builtins",
    "f_globals",
    "gi_frame",
    "tb_frame",
];
/// Attributes of `sys` that honest programs replace.
const REPLACEABLE: [&str; 3] = ["stdin", "stdout", "stderr"];

/// Findings about the whole program, file by file, line by line.
pub(crate) fn findings(program: &Program) -> Vec<Finding> {
    let own: Vec<&str> = program.files.iter().filter_map(|file| module_of(&file.path)).collect();
    let mut seen = Vec::new();
    for file in program.files.iter().filter(|file| Path::new(&file.path).extension().is_some_and(|end| end == "py")) {
        let mut scan = Scan { tokens: tokens(&file.text), own: &own, aliases: Vec::new(), seen: Vec::new() };
        scan.imports();
        scan.uses();
        scan.seen.sort();
        scan.seen.dedup();
        seen.extend(scan.seen.into_iter().map(|(line, what)| (file.path.clone(), line, what)));
    }
    seen::findings(seen)
}

struct Scan<'a> {
    tokens: Vec<Token>,
    /// The program's own modules.
    own: &'a [&'a str],
    /// Names bound to modules that are not the program's own: name, module.
    aliases: Vec<(String, String)>,
    seen: Vec<(u32, Seen)>,
}

impl Scan<'_> {
    /// Every import, wherever it stands.
    fn imports(&mut self) {
        let tokens = std::mem::take(&mut self.tokens);
        for (at, token) in tokens.iter().enumerate() {
            match token.name() {
                Some("import") => match from_of(&tokens, at) {
                    Some(module) => self.import_from(&tokens, at, &module),
                    None => self.plain_import(&tokens, at),
                },
                Some("__import__" | "import_module") => {
                    if let [open, argument, ..] = &tokens[at + 1..]
                        && open.is("(")
                        && let Some(module) = argument.text()
                    {
                        self.imported(module, token.line);
                    }
                }
                _ => {}
            }
        }
        self.tokens = tokens;
    }

    /// `import a.b as c, d`
    fn plain_import(&mut self, tokens: &[Token], at: usize) {
        let mut at = at + 1;
        loop {
            let (module, next) = dotted(tokens, at);
            if module.is_empty() {
                return;
            }
            self.imported(&module, tokens[at].line);
            let first = module.split('.').next().unwrap_or_default().to_owned();
            at = next;
            if tokens.get(at).and_then(Token::name) == Some("as") {
                if let Some(alias) = tokens.get(at + 1).and_then(Token::name) {
                    self.bind(alias, &module);
                }
                at += 2;
            } else {
                self.bind(&first, &first);
            }
            if !tokens.get(at).is_some_and(|token| token.is(",")) {
                return;
            }
            at += 1;
        }
    }

    /// `from module import a, b as c`
    fn import_from(&mut self, tokens: &[Token], at: usize, module: &str) {
        self.imported(module, tokens[at].line);
        let names = tokens[at + 1..]
            .iter()
            .take_while(|token| token.kind != Kind::Newline && !token.is(";"))
            .filter_map(|token| token.name().map(|name| (name, token.line)));
        for (name, line) in names {
            if !self.own.contains(&module) {
                self.part(module, name, line);
            }
        }
    }

    fn bind(&mut self, name: &str, module: &str) {
        if !self.own.contains(&module) {
            self.aliases.push((name.to_owned(), module.to_owned()));
        }
    }

    fn imported(&mut self, module: &str, line: u32) {
        let first = module.split('.').next().unwrap_or_default();
        if self.own.contains(&first) {
            return;
        }
        if RUNTIME_MODULES.contains(&first) || first.starts_with(RUNTIME_PREFIX) {
            self.seen.push((line, Seen::RuntimeModule(module.to_owned())));
        } else if seen::TEST_MODULES.contains(&first) {
            self.seen.push((line, Seen::TestModule(module.to_owned())));
        }
    }

    fn part(&mut self, module: &str, name: &str, line: u32) {
        let pair = (module, name);
        if RUNTIME_PARTS.contains(&pair) {
            self.seen.push((line, Seen::RuntimePart(format!("{module}.{name}"))));
        } else if SEARCHING_PARTS.contains(&pair) {
            self.seen.push((line, Seen::Search(format!("{module}.{name}"))));
        }
    }

    /// Every name, attribute and string.
    fn uses(&mut self) {
        let tokens = std::mem::take(&mut self.tokens);
        for (at, token) in tokens.iter().enumerate() {
            let after_dot = at > 0 && tokens[at - 1].is(".");
            match &token.kind {
                Kind::Name(name)
                    if INNER_ATTRIBUTES.contains(&name.as_str()) && (after_dot || name == "__builtins__") =>
                {
                    self.seen.push((token.line, Seen::RuntimePart(name.clone())));
                }
                Kind::Name(_) if after_dot => {}
                Kind::Name(name) if matches!(name.as_str(), "setattr" | "delattr" | "getattr" | "vars") => {
                    self.by_function(name, &tokens[at + 1..], token.line);
                }
                Kind::Name(name) => {
                    if let Some(module) = self.module(name) {
                        self.of_module(&module, &tokens[at + 1..], token.line);
                    }
                }
                Kind::Text(text) if text == "__builtins__" => {
                    self.seen.push((token.line, Seen::RuntimePart(text.clone())));
                }
                Kind::Text(text) if text.starts_with("/proc/") || text.starts_with("/etc/") => {
                    self.seen.push((token.line, Seen::Search(text.chars().take(60).collect())));
                }
                _ => {}
            }
        }
        self.tokens = tokens;
    }

    /// `module.part`, `module.part = …`
    fn of_module(&mut self, module: &str, after: &[Token], line: u32) {
        let [dot, part, ..] = after else { return };
        let (true, Some(part)) = (dot.is("."), part.name()) else { return };
        self.part(module, part, line);
        let mut rest = &after[2..];
        while let [dot, inner, more @ ..] = rest
            && dot.is(".")
            && inner.name().is_some()
        {
            rest = more;
        }
        let replaced = rest.first().is_some_and(|token| token.is("="));
        if replaced && !(module == "sys" && REPLACEABLE.contains(&part)) && is_module_value(module) {
            self.seen.push((line, Seen::Replaced(format!("{module}.{part}"))));
        }
    }

    /// `setattr(module, …)`, `getattr(module, "part")`, `vars(builtins)`
    fn by_function(&mut self, function: &str, after: &[Token], line: u32) {
        let [open, object, comma, rest @ ..] = after else { return };
        let Some(module) = object.name().and_then(|name| self.module(name)).filter(|_| open.is("(")) else { return };
        let text = rest.first().and_then(Token::text);
        match (function, text) {
            ("setattr" | "delattr", _) if comma.is(",") => {
                self.seen.push((line, Seen::Replaced(format!("{module}.{}", text.unwrap_or("…")))));
            }
            ("getattr", Some(name)) if comma.is(",") => self.part(&module, name, line),
            ("vars", _) if module == "builtins" => self.part("builtins", "__dict__", line),
            _ => {}
        }
    }

    fn module(&self, name: &str) -> Option<String> {
        self.aliases.iter().find(|(alias, _)| alias == name).map(|(_, module)| module.clone())
    }
}

/// Settings are values of a module that honest programs change by assignment; these modules have none.
fn is_module_value(module: &str) -> bool {
    !matches!(module, "decimal" | "random" | "locale" | "csv")
}

/// The module of the `from` that the `import` at `at` belongs to.
fn from_of(tokens: &[Token], at: usize) -> Option<String> {
    let start = tokens[..at].iter().rposition(|token| token.kind == Kind::Newline || token.is(";") || token.is(":"));
    let first = start.map_or(0, |start| start + 1);
    (tokens.get(first)?.name()? == "from").then(|| dotted(tokens, first + 1).0)
}

/// The dotted name that begins at `at`, and where it ends.
fn dotted(tokens: &[Token], at: usize) -> (String, usize) {
    let mut at = at;
    let mut name = String::new();
    while let Some(part) = tokens.get(at).and_then(Token::name) {
        name.push_str(part);
        at += 1;
        if !tokens.get(at).is_some_and(|token| token.is(".")) {
            break;
        }
        name.push('.');
        at += 1;
    }
    (name, at)
}

/// The name under which a file is imported: its own, or its folder's.
fn module_of(path: &str) -> Option<&str> {
    match path.split_once('/') {
        Some((folder, _)) => Some(folder),
        None => path.strip_suffix(".py"),
    }
}

#[cfg(test)]
mod tests {
    use super::findings;
    use crate::cheating::seen::check_findings;

    fn check(source: &str, expected: &[(&str, u32)]) {
        check_findings(findings, "python", &[("main.py", source), ("judge.py", "")], expected);
    }

    #[test]
    fn tampering_is_found_with_its_line() {
        let tampers = "tampers-with-runtime";
        for (source, line) in [
            ("import builtins\nbuiltins.print = lambda *a: None\n", 2),
            ("import builtins as b\nb.sum = max", 2),
            ("import json\njson.dumps = lambda value: '[]'", 2),
            ("import operator\n\nsetattr(operator, 'eq', f)", 3),
            ("__builtins__['len'] = f", 1),
            ("import sys\nfor m in sys.modules: pass", 2),
            ("from sys import settrace", 1),
            ("import sys\ngetattr(sys, '_getframe')(1)", 2),
            ("import gc\nprint(gc.get_objects())", 2),
            ("import os\nos._exit(0)", 2),
            ("import inspect\ninspect.stack()", 2),
            ("try:\n    import ctypes\nexcept ImportError:\n    pass", 2),
            ("import math, wit_world", 1),
            ("import componentize_py_runtime", 1),
            ("import wit_world.exports as e", 1),
            ("from wit_world.imports import console", 1),
            ("__import__('runtime')", 1),
            ("import importlib\nimportlib.import_module(\"wit_world\")", 2),
            ("f.__globals__", 1),
            ("().__class__.__base__.__subclasses__()", 1),
        ] {
            check(source, &[(tampers, line)]);
        }
    }

    #[test]
    fn looking_for_the_tests_is_found_with_its_line() {
        for (source, line) in [
            ("import grader", 1),
            ("from expected import answers", 1),
            ("try:\n  import checker\nexcept: pass", 2),
            ("import os\nprint(os.listdir('.'))", 2),
            ("open('/proc/self/environ')", 1),
        ] {
            check(source, &[("looks-for-tests", line)]);
        }
    }

    #[test]
    fn honest_programs_have_no_findings() {
        for source in [
            "import sys\nfor line in sys.stdin.read().split('\\n'):\n    print(line)",
            "import sys\nsys.setrecursionlimit(10**6)\ninput = sys.stdin.readline",
            "import sys, io\nsys.stdin = io.StringIO('x')\nsys.stdout.write('x')",
            "import gc\ngc.disable()",
            "# import grader\n'''import ctypes\nsys.modules'''\nx = \"builtins.print = 1\"",
            "import judge\njudge.limit = 3",
            "from judge import _exit",
            "import random\nrandom.seed(1)\nfrom decimal import getcontext\ngetcontext().prec = 50",
            "class Checker:\n    pass\nexpected = 1\ngrader = 2\nmodules = []\nself.modules = 3",
            "import heapq\nif heapq.merge == x: pass\nf(heapq=heapq.merge)",
            "def f():\n    try:\n        g()\n    except KeyError as e:\n        raise ValueError from e\n    yield from h()",
            "import os\ndebug = os.environ.get('DEBUG')\nos.path.join('a', 'b')",
            "import collections.abc\nx = collections.Counter()",
        ] {
            check(source, &[]);
        }
    }
}
