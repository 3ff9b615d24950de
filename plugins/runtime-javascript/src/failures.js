// What a program sees of its failures, as Node writes them to standard error: place, source line and caret, then the error with the
// candidate's frames. Nothing here throws, whatever was thrown and whatever the program did to the language's own objects.

import { Problem, ProgramExit } from './signals.js';
import { inspect } from './inspect.js';
import { getPrototypeOf, is, join, push, slice, sliceArray, split } from './intrinsics.js';
import { excerpt, framesOfError } from './stacks.js';

/** What the engine throws where it cannot get memory. */
const OUT_OF_MEMORY = 'out of memory';
const MAX_LINES = 50;
const FIRST_LINES = 20;
const MAX_LINE_CHARACTERS = 1_000;

/** The text for something that the program threw and did not catch; ends in a newline. */
export function describe(thrown) {
  if (thrown instanceof Problem) return thrown.text;
  try {
    return shortened(described(thrown));
  } catch {
    return `${plainName(thrown)}\n`;
  }
}

function described(thrown) {
  if (thrown === OUT_OF_MEMORY) return 'RangeError: out of memory\n';
  if (!isError(thrown)) return `Uncaught ${inspect(thrown)}\n`;
  const frames = framesOfError(thrown);
  const head = frames.length === 0 ? '' : `${excerpt(frames[0])}\n`;
  return `${head}${inspect(thrown)}\n`;
}

/** The text for a rejected promise that nobody looked at. */
export function describeRejection(reason) {
  if (isError(reason)) return describe(reason);
  let shown = '…';
  try {
    shown = inspect(reason);
  } catch { /* its own methods fail */ }
  return `${shortened(`Unhandled promise rejection: ${shown}`)}`;
}

export function isExit(thrown) {
  return thrown instanceof ProgramExit;
}

function isError(value) {
  if (typeof value !== 'object' || value === null) return false;
  for (let object = value, steps = 0; object !== null && steps < 100; object = getPrototypeOf(object), steps += 1) {
    if (is(object, ERROR_PROTOTYPE)) return true;
  }
  return false;
}

const ERROR_PROTOTYPE = Error.prototype;

function plainName(thrown) {
  try {
    return isError(thrown) ? `${thrown.name}` : 'Uncaught value';
  } catch {
    return 'Error';
  }
}

/** At most MAX_LINES lines of at most MAX_LINE_CHARACTERS: the first, then the last. */
export function shortened(text) {
  let lines = split(text, '\n');
  if (lines[lines.length - 1] === '') lines = sliceArray(lines, 0, -1);
  if (lines.length > MAX_LINES) {
    const last = MAX_LINES - FIRST_LINES - 1;
    const kept = sliceArray(lines, 0, FIRST_LINES);
    push(kept, `  [... ${lines.length - FIRST_LINES - last} lines left out ...]`);
    const end = sliceArray(lines, -last);
    for (let index = 0; index < end.length; index += 1) push(kept, end[index]);
    lines = kept;
  }
  for (let index = 0; index < lines.length; index += 1) {
    if (lines[index].length > MAX_LINE_CHARACTERS) lines[index] = `${slice(lines[index], 0, MAX_LINE_CHARACTERS)} [...]`;
  }
  return `${join(lines, '\n')}\n`;
}
