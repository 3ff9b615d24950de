// Node's `fs` where there are no files: standard input can be read, standard output and error can be written, all else fails as it would
// in an empty folder that cannot be written to.

import { Buffer } from './buffer.js';
import { queueInput } from './event-loop.js';
import { defineProperty, min, Promised } from './intrinsics.js';
import { stdin } from './standard-input.js';
import { stdinBytes, stdinText, write, writeBytes } from './streams.js';

const state = { read: 0 };

function denied(code, reason, call, path) {
  const error = new Error(`${code}: ${reason}, ${call} '${path}'`);
  error.errno = code === 'ENOENT' ? -2 : -13;
  error.code = code;
  error.syscall = call;
  error.path = `${path}`;
  return error;
}

const missing = (call) => (path) => { throw denied('ENOENT', 'no such file or directory', call, path); };
const readOnly = (call) => (path) => { throw denied('EACCES', 'permission denied', call, path); };
const isInput = (path) => path === 0 || path === '/dev/stdin' || path === '/proc/self/fd/0' || path === '/dev/fd/0';

function readFileSync(path, options) {
  if (!isInput(path)) throw denied('ENOENT', 'no such file or directory', 'open', path);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  if (encoding === undefined || encoding === null) return Buffer.from(stdinBytes());
  return encoding === 'utf8' || encoding === 'utf-8' ? stdinText() : Buffer.from(stdinBytes()).toString(encoding);
}

function readSync(descriptor, buffer, offset = 0, length = buffer.length) {
  if (descriptor !== 0) throw denied('EBADF', 'bad file descriptor', 'read', descriptor);
  if (typeof offset === 'object' && offset !== null) ({ offset = 0, length = buffer.length } = offset);
  const all = stdinBytes();
  const count = min(length, buffer.length - offset, all.length - state.read);
  for (let index = 0; index < count; index += 1) buffer[offset + index] = all[state.read + index];
  state.read += count;
  return count;
}

function writeFileSync(path, data) {
  const to = path === 1 || path === '/dev/stdout' ? 'stdout' : path === 2 || path === '/dev/stderr' ? 'stderr' : undefined;
  if (to === undefined) throw denied('EACCES', 'permission denied', 'open', path);
  if (data instanceof Uint8Array) writeBytes(to, data);
  else write(to, `${data}`);
}

function writeSync(descriptor, data) {
  writeFileSync(descriptor, data);
  return data.length;
}

function openSync(path) {
  if (isInput(path)) return 0;
  if (path === '/dev/stdout') return 1;
  if (path === '/dev/stderr') return 2;
  throw denied('ENOENT', 'no such file or directory', 'open', path);
}

function createReadStream(path, options) {
  if (!isInput(path) && options?.fd !== 0) throw denied('ENOENT', 'no such file or directory', 'open', path);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding === undefined ? stdin : stdin.setEncoding(encoding);
}

/** A function that gives what `method` gives to the callback that is its last argument. */
const calledBack = (method) => (...args) => {
  const callback = args[args.length - 1];
  args.length -= 1;
  queueInput(() => {
    let result;
    try {
      result = method(...args);
    } catch (error) {
      return callback(error);
    }
    return callback(null, result);
  });
};

const promised = (method) => (...args) => new Promised((resolve) => { resolve(method(...args)); });

export const fs = {
  readFileSync,
  writeFileSync,
  readSync,
  writeSync,
  openSync,
  createReadStream,
  closeSync() {},
  fsyncSync() {},
  existsSync: (path) => isInput(path),
  readFile: calledBack(readFileSync),
  writeFile: calledBack(writeFileSync),
  constants: {},
  promises: { readFile: promised(readFileSync), writeFile: promised(writeFileSync) },
};

for (const [name, call] of [
  ['stat', 'stat'], ['lstat', 'lstat'], ['access', 'access'], ['readdir', 'scandir'], ['realpath', 'realpath'], ['readlink', 'readlink'],
  ['opendir', 'opendir'],
]) add(name, missing(call));
for (const [name, call] of [
  ['appendFile', 'open'], ['unlink', 'unlink'], ['mkdir', 'mkdir'], ['rmdir', 'rmdir'], ['rm', 'rm'], ['rename', 'rename'],
  ['copyFile', 'copyfile'], ['symlink', 'symlink'], ['link', 'link'], ['chmod', 'chmod'], ['truncate', 'open'], ['mkdtemp', 'mkdtemp'],
]) add(name, readOnly(call));
fs.createWriteStream = readOnly('open');

function add(name, method) {
  fs[`${name}Sync`] = method;
  fs[name] = calledBack(method);
  fs.promises[name] = promised(method);
  defineProperty(fs[`${name}Sync`], 'name', { value: `${name}Sync` });
}
