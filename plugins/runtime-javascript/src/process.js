// Node's `process` in small: arguments, streams, exit. There is no environment, no other process, and no way to the runtime.

import { elapsedMs, readMs } from './clock.js';
import { end, guard, nextTick, onFailure } from './event-loop.js';
import { EventEmitter } from './events.js';
import { apply, defineProperty, floor, isInteger } from './intrinsics.js';
import { ProgramExit } from './signals.js';
import { stdin } from './standard-input.js';
import { close, write, writeBytes } from './streams.js';

const state = { ending: false, code: undefined };

class Process extends EventEmitter {
  title = 'node';
  argv = [];
  argv0 = 'node';
  execArgv = [];
  execPath = '/node';
  env = {};
  platform = 'linux';
  arch = 'wasm32';
  pid = 1;
  ppid = 0;
  exitCode = undefined;
  versions = { touchstone: '0.1.0' };
  stdin = stdin;
  stdout = output('stdout', 1);
  stderr = output('stderr', 2);

  nextTick = nextTick;

  exit(code) {
    if (code !== undefined) this.exitCode = code;
    finish();
    throw new ProgramExit();
  }

  cwd() { return '/'; }
  uptime() { return elapsedMs() / 1000; }
  memoryUsage() { return { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }; }
  cpuUsage() { return { user: 0, system: 0 }; }
  emitWarning(warning) { write('stderr', `(node) Warning: ${warning?.message ?? warning}\n`); }
}

function output(to, fd) {
  const stream = new EventEmitter();
  stream.fd = fd;
  stream.writable = true;
  stream.write = function (data, encoding, callback) {
    if (typeof data === 'string') write(to, data);
    else if (data instanceof Uint8Array) writeBytes(to, data);
    else throw new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.');
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') nextTick(done);
    return true;
  };
  stream.end = function (data) {
    if (data !== undefined) stream.write(data);
    return stream;
  };
  return stream;
}

export const process = new Process();
defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });

const hrtime = function hrtime(before) {
  const ns = floor(readMs() * 1e6);
  const [seconds, rest] = [floor(ns / 1e9), ns % 1e9];
  if (before === undefined) return [seconds, rest];
  const difference = ns - (before[0] * 1e9 + before[1]);
  return [floor(difference / 1e9), difference % 1e9];
};
hrtime.bigint = () => BigInt(floor(readMs() * 1e6));
process.hrtime = hrtime;

const emit = process.emit;
const listenerCount = process.listenerCount;

onFailure((error, event) => {
  const count = apply(listenerCount, process, [event]);
  if (count === 0 && event === 'unhandledRejection' && apply(listenerCount, process, ['uncaughtException']) > 0) event = 'uncaughtException';
  else if (count === 0) return false;
  apply(emit, process, [event, error]);
  return true;
});

/** Runs what listens for the end, once, and closes the output. Nothing of the program is heard after that. */
export function finish() {
  if (state.ending) return;
  state.ending = true;
  guard(() => apply(emit, process, ['exit', exitCode()]));
  state.code = exitCode();
  end();
  close();
}

/** The exit code that the program asked for, 0 to 255. */
export function exitCode() {
  if (state.code !== undefined) return state.code;
  try {
    const code = process.exitCode;
    if (code === undefined || code === null) return 0;
    const number = +code;
    return isInteger(number) ? number & 0xff : 1;
  } catch {
    return 1;
  }
}

export const hasExited = () => state.ending;
