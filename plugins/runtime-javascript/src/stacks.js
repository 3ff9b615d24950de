// Stack traces as Node writes them, with the candidate's frames only. The engine's own form is `name@place:line:column`; the scripts of
// a program have places of their own, so that no frame of this runtime can be taken for one.

import {
  apply, defineProperty, endsWith, getOwnPropertyDescriptor, lastIndexOf, match, min, push, slice, split, startsWith, trim, uncurry,
} from './intrinsics.js';

const PLACE = 'program:///';
const FRAME = /^(.*)@program:\/\/\/([^ :]+)(?: line ([0-9]+) > .*)?:([0-9]+):([0-9]+)$/;
const DEFAULT_LIMIT = 10;
const encode = encodeURIComponent;
const decode = decodeURIComponent;

const RealError = Error;
const nativeStack = getOwnPropertyDescriptor(RealError.prototype, 'stack');
const readNativeStack = nativeStack?.get === undefined ? (error) => error.stack : uncurry(nativeStack.get);
const scripts = { __proto__: null };

/** Remembers the text of a file, how many lines its script has before it, and what was inserted: `{ line, column, length }`. */
export function remember(path, text, linesBefore, inserted) {
  scripts[path] = { text, linesBefore, inserted };
}

/** The comment that gives a script its place. */
export const placeComment = (path) => `//# sourceURL=${PLACE}${encode(path)}`;

/** The place in the text of a file that a line and a column of its script stand for. */
export function placeInText(path, scriptLine, scriptColumn) {
  const script = scripts[path];
  if (script === undefined) return { path, line: scriptLine, column: scriptColumn };
  const lines = split(script.text, '\n');
  let line = scriptLine - script.linesBefore;
  let column = scriptColumn;
  if (line >= lines.length && (line > lines.length || lines[line - 1] === '')) {
    // Past the end of the text: where the last line with something on it ends.
    line = lines.length;
    while (line > 1 && trim(lines[line - 1]) === '') line -= 1;
    column = lines[line - 1].length + 1;
  }
  const { inserted } = script;
  if (inserted !== undefined && inserted.line === line && column > inserted.column) column -= inserted.length;
  return { path, line, column };
}

/** A line of a file, and a caret under its column. */
export function excerpt({ path, line, column }) {
  const text = scripts[path] === undefined ? '' : split(scripts[path].text, '\n')[line - 1] ?? '';
  const shown = endsWith(text, '\r') ? slice(text, 0, -1) : text;
  if (shown.length > 500) return `${path}:${line}\n`;
  let indent = '';
  for (let index = 0; index < column - 1 && index < shown.length; index += 1) indent += shown[index] === '\t' ? '\t' : ' ';
  return `${path}:${line}\n${shown}\n${indent}^\n`;
}

/** The same for the character number `at` of a file. */
export function excerptAt(path, at) {
  const before = split(slice(scripts[path]?.text ?? '', 0, at), '\n');
  return excerpt({ path, line: before.length, column: before[before.length - 1].length + 1 });
}

/** The candidate's frames of an engine's stack, innermost first. */
export function framesOf(stack) {
  const frames = [];
  const lines = split(stack, '\n');
  for (let index = 0; index < lines.length; index += 1) {
    const found = match(FRAME, lines[index]);
    if (found === null) continue;
    const path = decode(found[2]);
    const place = found[3] === undefined
      ? placeInText(path, +found[4], +found[5])
      : placeInText(path, +found[3], 1);
    if (place.line >= 1) push(frames, { ...place, name: frameName(found[1]) });
  }
  return frames;
}

/** What the engine calls a function, as Node would: nothing for anonymous ones. */
function frameName(name) {
  const isAsync = startsWith(name, 'async*');
  const plain = slice(name, lastIndexOf(name, '*') + 1);
  if (plain === '' || plain === 'anonymous' || endsWith(plain, '<')) return '';
  const own = slice(plain, lastIndexOf(plain, '/') + 1);
  return isAsync ? `async ${own}` : own;
}

function frameText({ name, path, line, column }) {
  const place = `${path}:${line}:${column}`;
  return name === '' ? `\n    at ${place}` : `\n    at ${name} (${place})`;
}

/** The candidate's frames of an error; none if it is not one. */
export function framesOfError(error) {
  try {
    const stack = readNativeStack(error);
    return typeof stack === 'string' ? framesOf(stack) : [];
  } catch {
    return [];
  }
}

/** What an error has as its `stack`: its own text if the program set one. Never throws. */
export function stackOf(error) {
  try {
    const { stack } = error;
    if (typeof stack === 'string' && stack !== '') return stack;
    return headline(error);
  } catch {
    return 'Error';
  }
}

function headline(error) {
  const { name = 'Error', message = '' } = error;
  if (`${name}` === '') return `${message}`;
  return `${message}` === '' ? `${name}` : `${name}: ${message}`;
}

function stackText(error, frames) {
  const { stackTraceLimit } = RealError;
  const limit = typeof stackTraceLimit === 'number' ? stackTraceLimit : DEFAULT_LIMIT;
  let text = headline(error);
  for (let index = 0; index < min(frames.length, limit); index += 1) text += frameText(frames[index]);
  return text;
}

/** Lets `error.stack` and `Error.captureStackTrace` answer in Node's form. */
export function install() {
  if (nativeStack?.get === undefined) return;
  defineProperty(RealError, 'stackTraceLimit', { value: DEFAULT_LIMIT, writable: true, configurable: true, enumerable: true });
  defineProperty(RealError.prototype, 'stack', {
    get() {
      const stack = readNativeStack(this);
      return typeof stack === 'string' ? stackText(this, framesOf(stack)) : undefined;
    },
    set(value) {
      apply(nativeStack.set, this, [value]);
    },
    configurable: true,
  });
  const captureStackTrace = function captureStackTrace(object) {
    const text = stackText(object, framesOf(readNativeStack(new RealError())));
    defineProperty(object, 'stack', { value: text, writable: true, configurable: true });
  };
  defineProperty(RealError, 'captureStackTrace', { value: captureStackTrace, writable: true, configurable: true });
}
