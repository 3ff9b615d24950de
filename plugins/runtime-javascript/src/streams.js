// The candidate's standard output and error over the contract's console, and the bytes of standard input.
//
// Output goes out line by line, so that what was printed before the host stops the program is kept. A line costs a call of the host:
// after its first 8 KiB a stream sends blocks of 8 KiB instead.

import { write as consoleWrite } from 'touchstone:plugin/console@0.1.0';
import { endsWith, textOf, uncurry, utf8 } from './intrinsics.js';

const LINEWISE_CHARACTERS = 8 * 1024;
const BLOCK_CHARACTERS = 8 * 1024;
const LARGEST_WRITE_BYTES = 64 * 1024;
const Bytes = Uint8Array;
const subarray = uncurry(Bytes.prototype.subarray);

const input = { bytes: new Bytes(0), text: undefined };
const outputs = {
  __proto__: null,
  stdout: { name: 'stdout', waiting: '', written: 0, isLinewise: true },
  stderr: { name: 'stderr', waiting: '', written: 0, isLinewise: true },
};
let isClosed = false;

/** Gives the instance its standard input. The bytes come from another realm, that of the bindings: ours are a copy. */
export function connect(stdin) {
  input.bytes = new Bytes(stdin);
}

export const stdinBytes = () => input.bytes;

export function stdinText() {
  input.text ??= textOf(input.bytes);
  return input.text;
}

/** Writes text and a line break to `stdout` or `stderr`. */
export function writeLine(to, text) {
  const output = outputs[to];
  const waiting = `${output.waiting}${text}\n`;
  output.waiting = waiting;
  if (output.isLinewise || waiting.length >= BLOCK_CHARACTERS) send(output);
}

/** Writes text to `stdout` or `stderr`. */
export function write(to, text) {
  const output = outputs[to];
  output.waiting += text;
  if (output.waiting.length >= BLOCK_CHARACTERS || (output.isLinewise && endsWith(text, '\n'))) send(output);
}

/** Writes bytes that need not be UTF-8. */
export function writeBytes(to, bytes) {
  if (isClosed) return;
  send(outputs[to]);
  sendBytes(to, bytes);
}

/** Writes to standard error although the program has ended. */
export function writeError(text) {
  sendBytes('stderr', utf8(text));
}

/** Sends what is waiting; nothing that the program writes from now on goes out. */
export function close() {
  send(outputs.stdout);
  send(outputs.stderr);
  isClosed = true;
}

function send(output) {
  const text = output.waiting;
  output.waiting = '';
  if (text === '' || isClosed) return;
  output.written += text.length;
  output.isLinewise = output.written < LINEWISE_CHARACTERS;
  sendBytes(output.name, utf8(text));
}

function sendBytes(to, bytes) {
  if (bytes.length <= LARGEST_WRITE_BYTES) {
    consoleWrite(to, bytes);
    return;
  }
  for (let from = 0; from < bytes.length; from += LARGEST_WRITE_BYTES) {
    consoleWrite(to, subarray(bytes, from, from + LARGEST_WRITE_BYTES));
  }
}
