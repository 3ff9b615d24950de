// From a file's text to a function that the engine has compiled, and the engine's syntax errors with file, line, source and caret.

import {
  construct, endsWith, getPrototypeOf, hasOwn, includes, lastIndexOf, match, slice, split, startsWith, trim, trimEnd,
} from './intrinsics.js';
import { analyse, DYNAMIC_IMPORT, hasDynamicImport, mayBeModule, prologue } from './module-syntax.js';
import { Problem } from './signals.js';
import { excerpt, excerptAt, placeComment, placeInText, remember } from './stacks.js';

const MakeFunction = Function;
const MakeGenerator = getPrototypeOf(function* () {}).constructor;
const MakeAsyncGenerator = getPrototypeOf(async function* () {}).constructor;
const PARAMETERS = 'exports,require,module,__filename,__dirname';

/** Lines that `Function` puts before a body, and the further one of our own before a module's. */
const LINES_OF_FUNCTION = 2;
const LINES_OF_MODULE = 3;

const ASYNCHRONOUS = /\b(?:async|Promise|then)\b/;
const IDENTIFIER = /^(?![0-9])[\w$\u0080-\uffff]+$/;
const TOP_LEVEL_AWAIT = /\bawait\b/;

/**
 * Compiles a file as a CommonJS or an ES module: by its name, else by its text. `exposed` names something of its top level that is wanted,
 * `watched` whether its last statement's promise is. Throws a Problem for a syntax error.
 */
export function compile(path, text, { packageType, ...wanted } = {}) {
  if (startsWith(text, '\ufeff')) text = slice(text, 1);
  if (startsWith(text, '#!')) text = `//${slice(text, 2)}`;
  const isModuleFile = endsWith(path, '.mjs') || (packageType === 'module' && endsWith(path, '.js'));
  let broken;
  if (!endsWith(path, '.cjs') && (isModuleFile || mayBeModule(text))) {
    const module = analysed(text);
    broken = module.broken;
    if (isModuleFile || module.isModule) return compileModule(path, text, module, wanted);
  }
  return compileCommon(path, text, wanted, !endsWith(path, '.cjs'), broken);
}

function analysed(text) {
  try {
    return analyse(text);
  } catch (error) {
    // Brackets or strings that do not close.
    return { isModule: false, body: text, imports: [], exports: [], reexports: [], broken: error.idx };
  }
}

function compileCommon(path, text, wanted, mayAwait, broken) {
  const isDynamic = hasDynamicImport(text);
  const body = isDynamic ? analysed(text).body : text;
  const parameters = isDynamic ? `${PARAMETERS},${DYNAMIC_IMPORT}` : PARAMETERS;
  const make = (inner) => construct(MakeFunction, [parameters, `${inner}\n${placeComment(path)}`]);
  remember(path, text, LINES_OF_FUNCTION);
  try {
    return { kind: 'common', run: shaped(path, text, body, make, wanted, 6, LINES_OF_FUNCTION) };
  } catch (error) {
    if (mayAwait && match(TOP_LEVEL_AWAIT, text) !== null) {
      const module = { isModule: true, body, imports: [], exports: [], reexports: [] };
      return compileModule(path, text, module, wanted, error);
    }
    throw syntaxProblem(path, text, error, LINES_OF_FUNCTION, broken);
  }
}

function compileModule(path, text, module, wanted, earlier) {
  remember(path, text, LINES_OF_MODULE);
  const isAsync = checkedModule(path, text, module.body, earlier);
  const start = prologue(module, isAsync);
  const make = (inner) => construct(MakeFunction, [`${start}\n${inner}\n}}\n${placeComment(path)}`]);
  const run = shaped(path, text, module.body, make, wanted, 1, LINES_OF_MODULE);
  return { kind: 'module', isAsync, module, run };
}

/** Whether the body awaits at its top level. Throws a Problem if it is no body of a module either way. */
function checkedModule(path, text, body, earlier) {
  const strict = `"use strict";\n${body}\n${placeComment(path)}`;
  try {
    construct(MakeGenerator, [strict]);
    return false;
  } catch (error) {
    if (match(TOP_LEVEL_AWAIT, text) === null) throw syntaxProblem(path, text, error, LINES_OF_MODULE);
  }
  try {
    construct(MakeAsyncGenerator, [strict]);
    return true;
  } catch (error) {
    throw syntaxProblem(path, text, earlier ?? error, earlier === undefined ? LINES_OF_MODULE : LINES_OF_FUNCTION);
  }
}

/**
 * The compiled body. `exposed` is a name of its top level that is wanted: a way to read it is given to the function's argument number
 * `channel`. With `watched` the value of its last statement is given to the argument after that, so that a promise nobody looks at is not
 * lost.
 */
function shaped(path, text, body, make, { exposed, watched }, channel, linesBefore) {
  if (exposed !== undefined && match(IDENTIFIER, exposed) !== null) {
    const exposing = attempt(() => make(`${body}\n;arguments[${channel}](()=>${exposed});`));
    if (exposing !== undefined) return exposing;
  }
  const plain = make(body);
  const last = watched && match(ASYNCHRONOUS, text) !== null ? lastStatement(body) : undefined;
  if (last === undefined) return plain;
  const before = slice(body, 0, last.from);
  const opening = `arguments[${channel + 1}](`;
  const watching = attempt(() => make(`${before}${opening}${slice(body, last.from, last.to)})${slice(body, last.to)}`));
  if (watching === undefined) return plain;
  remember(path, text, linesBefore, { line: split(before, '\n').length, column: 1, length: opening.length });
  return watching;
}

/**
 * The last statement, functions and classes after it aside, if it is an expression that begins a line. The engine itself is asked: what
 * comes before must end in a whole statement (another may follow on the same line), and what follows must be one expression.
 */
function lastStatement(body) {
  let to = body.length;
  for (let end = body.length; end > 0;) {
    const start = lastIndexOf(body, '\n', end - 1) + 1;
    const line = slice(body, start, end);
    if (match(/^(?:(?:async\s+)?function|class)\b/, line) !== null) to = start;
    else if (match(/^[\w$(]/, line) !== null) return expressionStatement(body, start, to);
    end = start - 1;
  }
  return undefined;
}

function expressionStatement(body, from, end) {
  const before = trim(slice(body, 0, from));
  if (includes(slice(before, lastIndexOf(before, '\n') + 1), '//')) return undefined;
  let expression = trimEnd(slice(body, from, end));
  if (endsWith(expression, ';')) expression = slice(expression, 0, -1);
  const isWhole = isBody(`${before} let $after;`) && isBody(`return (${expression}\n);`) && !endsInComment(expression);
  return isWhole ? { from, to: from + expression.length } : undefined;
}

/** A bracket put after a line comment would be part of it. */
const endsInComment = (expression) => includes(slice(expression, lastIndexOf(expression, '\n') + 1), '//');

const isBody = (text) => attempt(() => construct(MakeAsyncGenerator, [text])) !== undefined;

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** A syntax error of the engine as Node would print it. `broken` is where a text that looks like an ES module cannot be read further. */
function syntaxProblem(path, text, error, linesBefore, broken) {
  remember(path, text, linesBefore);
  if (broken !== undefined && match(/^(?:im|ex)port declarations may only/, error.message) !== null) {
    return new Problem(`${excerptAt(path, broken)}\nSyntaxError: brackets, strings or comments do not match here\n`);
  }
  const hasPlace = hasOwn(error, 'lineNumber') && hasOwn(error, 'columnNumber');
  const place = hasPlace ? excerpt(placeInText(path, error.lineNumber, error.columnNumber)) : `${path}\n`;
  return new Problem(`${place}\n${error.name}: ${plainMessage(error.message)}\n`);
}

/** The engine's message without the function that a file is compiled as. */
function plainMessage(message) {
  if (startsWith(message, GARBAGE)) return `unexpected token: ${slice(message, GARBAGE.length)}`;
  return message === 'missing } after function body' ? "missing '}' before the end of the file" : message;
}

const GARBAGE = 'unexpected garbage after function body, starting with ';
