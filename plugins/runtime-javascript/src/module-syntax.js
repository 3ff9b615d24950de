// ES modules as functions. The engine cannot load modules from memory inside a component, so `import` and `export` are blanked out of the
// text and everything else stays where it is: lines and columns are those of the file.
//
// The text becomes the body of a strict generator, run in two steps: the first tells how to read the exports (functions are hoisted, so
// that modules may import each other), the second runs the module. Imported names are properties of an object around the body (`with`),
// whose getters read the exporting module: bindings are live, and cannot be assigned.

import { parse } from 'es-module-lexer/minimal/js';
import { endsWith, includes, indexOf, jsonStringify, lastIndexOf, match, max, push, slice, split, startsWith, trim } from './intrinsics.js';

/** What stands for `import(…)`, `import.meta` and a default export without a name: as long as what it replaces, or shorter. */
export const DYNAMIC_IMPORT = 'imp$rt';
export const IMPORT_META = 'import$meta';
export const DEFAULT_EXPORT = '$default';

const MODULE_LINE = /(?:^|;)[ \t]*(?:import\b(?![ \t]*\()|export\b)/m;
/** The lexer has nothing to say of it: it exports nothing. */
const EMPTY_EXPORT = /^[ \t]*export\s*\{\s*\}(?!\s*from\b)/m;
const DYNAMIC = /\bimport[ \t\r\n]*\(/;

/** Whether a text may be an ES module; if not, it need not be looked at more closely. */
export const mayBeModule = (text) => includes(text, 'import') || includes(text, 'export') ? match(MODULE_LINE, text) !== null || includes(text, 'import.meta') : false;

export const hasDynamicImport = (text) => includes(text, 'import') && match(DYNAMIC, text) !== null;

/**
 * The parts of a module: `isModule`, its `body` with the blanks, `imports` (`{ specifier, at, names: [{ local, imported }] }`), `exports`
 * (`{ name, local }`) and `reexports` (`{ specifier, at, name, imported }`); `*` stands for all, `at` is where the specifier stands.
 */
export function analyse(text) {
  const [found, exported] = lex(text);
  const module = { isModule: false, body: '', imports: [], exports: [], reexports: [] };
  const edits = [];
  const fromElsewhere = [];
  for (let index = 0; index < found.length; index += 1) {
    const item = found[index];
    if (item.d === -1) {
      module.isModule = true;
      if (startsWith(slice(text, item.ss), 'export')) {
        push(fromElsewhere, item);
        addReexports(module, item, slice(text, item.ss + 6, item.s - 1));
      } else {
        push(module.imports, { specifier: item.n, at: item.s - 1, names: importedNames(slice(text, item.ss + 6, item.s - 1)) });
      }
      push(edits, { from: item.ss, to: item.se, text: '' });
    } else if (item.d === -2) {
      module.isModule = true;
      push(edits, { from: item.s, to: item.e, text: IMPORT_META });
    } else {
      push(edits, { from: item.ss, to: item.ss + 6, text: DYNAMIC_IMPORT });
    }
  }
  for (let index = 0; index < exported.length; index += 1) {
    module.isModule = true;
    const item = exported[index];
    if (!isWithin(item, fromElsewhere)) addExport(module, edits, text, item);
  }
  const empty = match(EMPTY_EXPORT, text);
  if (empty !== null) {
    module.isModule = true;
    push(edits, { from: empty.index, to: empty.index + empty[0].length, text: '' });
  }
  module.body = edited(text, edits);
  return module;
}

/** The lexer's findings. What comes after the last `import` or `export` need not be read, where that can be told. */
function lex(text) {
  const last = lastKeywordLineEnd(text);
  if (last < text.length) {
    try {
      return parse(slice(text, 0, last));
    } catch { /* something is still open there: read all of it */ }
  }
  return parse(text);
}

function lastKeywordLineEnd(text) {
  const at = max(lastIndexOf(text, 'import'), lastIndexOf(text, 'export'));
  const end = at < 0 ? -1 : indexOf(text, '\n', at);
  return end < 0 ? text.length : end;
}

function isWithin(item, statements) {
  for (let index = 0; index < statements.length; index += 1) {
    if (item.s >= statements[index].ss && item.s < statements[index].se) return true;
  }
  return false;
}

/** `a, { b, c as d }, * as e` without the `from`. */
function importedNames(clause) {
  const names = [];
  let text = trim(withoutComments(clause));
  if (endsWith(text, 'from')) text = trim(slice(text, 0, -4));
  const open = indexOf(text, '{');
  if (open >= 0) {
    const inner = slice(text, open + 1, lastIndexOf(text, '}'));
    const items = split(inner, ',');
    for (let index = 0; index < items.length; index += 1) addName(names, trim(items[index]));
    text = trim(slice(text, 0, open));
  }
  const parts = split(text, ',');
  for (let index = 0; index < parts.length; index += 1) {
    const part = trim(parts[index]);
    const all = match(/^\*\s*as\s+(\S+)$/, part);
    if (all !== null) push(names, { local: all[1], imported: '*' });
    else if (part !== '') push(names, { local: part, imported: 'default' });
  }
  return names;
}

/** `b`, `c as d` or `"x y" as z`. */
function addName(names, item) {
  if (item === '') return;
  const renamed = match(/^(\S+|"[^"]*"|'[^']*')\s+as\s+(\S+|"[^"]*"|'[^']*')$/, item);
  if (renamed === null) push(names, { local: item, imported: item });
  else push(names, { local: plain(renamed[2]), imported: plain(renamed[1]) });
}

const plain = (name) => (startsWith(name, '"') || startsWith(name, "'") ? slice(name, 1, -1) : name);

function addReexports(module, item, clause) {
  const text = trim(withoutComments(clause));
  const all = match(/^\*\s*(?:as\s+(\S+|"[^"]*"|'[^']*')\s*)?from$/, text);
  if (all !== null) {
    push(module.reexports, { specifier: item.n, at: item.s - 1, name: all[1] === undefined ? '*' : plain(all[1]), imported: '*' });
    return;
  }
  const names = [];
  const items = split(slice(text, indexOf(text, '{') + 1, lastIndexOf(text, '}')), ',');
  for (let index = 0; index < items.length; index += 1) addName(names, trim(items[index]));
  for (let index = 0; index < names.length; index += 1) {
    push(module.reexports, { specifier: item.n, at: item.s - 1, name: names[index].local, imported: names[index].imported });
  }
}

function withoutComments(text) {
  let result = '';
  let from = 0;
  for (let at = indexOf(text, '/'); at >= 0; at = indexOf(text, '/', at + 1)) {
    if (at < from) continue;
    const end = text[at + 1] === '*' ? indexOf(text, '*/', at) + 2 : text[at + 1] === '/' ? indexOf(`${text}\n`, '\n', at) : -1;
    if (end < at) continue;
    result += `${slice(text, from, at)} `;
    from = end;
  }
  return result + slice(text, from);
}

function addExport(module, edits, text, item) {
  const start = lastIndexOf(text, 'export', item.s);
  const between = trim(withoutComments(slice(text, start + 6, item.s)));
  if (startsWith(between, '{')) {
    push(module.exports, { name: item.n, local: item.ln });
    push(edits, { from: start, to: indexOf(text, '}', item.e) + 1, text: '' });
  } else if (between === '' && item.n === 'default') {
    addDefault(module, edits, text, start, item);
  } else {
    push(module.exports, { name: item.n, local: item.ln ?? item.n });
    push(edits, { from: start, to: start + 6, text: '' });
  }
}

const DECLARED = /^\s*(?:async\s+)?(?:function\s*\*\s*|function\s+|class\s+)(?!extends\b)([^\s({*]+)/;
const UNNAMED = /^(\s*(?:async\s+)?(?:function\s*\*?|class))(?=\s*(?:\(|\{|extends\b))/;

function addDefault(module, edits, text, start, item) {
  const rest = slice(text, item.e, item.e + 400);
  const named = match(DECLARED, rest);
  const unnamed = match(UNNAMED, rest);
  if (named !== null) {
    push(module.exports, { name: 'default', local: named[1] });
    push(edits, { from: start, to: item.e, text: '' });
    return;
  }
  push(module.exports, { name: 'default', local: DEFAULT_EXPORT });
  if (unnamed === null) {
    push(edits, { from: start, to: item.e, text: `${DEFAULT_EXPORT} =` });
    module.declaresDefault = true;
  } else {
    push(edits, { from: start, to: item.e + unnamed[1].length, text: `${trim(unnamed[1])} ${DEFAULT_EXPORT}` });
  }
}

/** The text with the edits made, each padded to its old length, line breaks kept. */
function edited(text, edits) {
  const ordered = edits.sort((left, right) => left.from - right.from);
  let result = '';
  let from = 0;
  for (let index = 0; index < ordered.length; index += 1) {
    const edit = ordered[index];
    if (edit.from < from) continue;
    result += slice(text, from, edit.from) + padded(edit.text, slice(text, edit.from, edit.to));
    from = edit.to;
  }
  return result + slice(text, from);
}

function padded(replacement, old) {
  let rest = '';
  for (let index = replacement.length; index < old.length; index += 1) rest += old[index] === '\n' || old[index] === '\r' ? old[index] : ' ';
  let lost = '';
  for (let index = 0; index < replacement.length && index < old.length; index += 1) if (old[index] === '\n') lost += '\n';
  return replacement + rest + lost;
}

/** What comes before the body, on a line of its own: the scope of imports, the exports, and the end of the first step. */
export function prologue(module, isAsync) {
  let getters = '';
  const names = { __proto__: null };
  for (let index = 0; index < module.exports.length; index += 1) {
    const { name, local } = module.exports[index];
    if (names[name]) continue;
    names[name] = true;
    getters += `${jsonStringify(name)}:()=>${local},`;
  }
  const variable = module.declaresDefault ? `let ${DEFAULT_EXPORT};` : '';
  return `with(arguments[0]){return ${isAsync ? 'async ' : ''}function*(){"use strict";${variable}arguments[0]({__proto__:null,${getters}});yield;`;
}
