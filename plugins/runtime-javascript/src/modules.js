// The modules of Node that programs find, and what they are told of the others.

import { assert } from './assert.js';
import { Buffer, decoded } from './buffer.js';
import { isDeepEqual } from './equality.js';
import { nextTick, promised, timers } from './event-loop.js';
import { EventEmitter, once } from './events.js';
import { fs } from './files.js';
import { format } from './format.js';
import { apply, defineProperty, hasOwn, indexOf, Promised, setPrototypeOf, slice, startsWith, tagOf } from './intrinsics.js';
import { inspect } from './inspect.js';
import { path } from './path.js';
import { process } from './process.js';
import { readline } from './standard-input.js';

inspect.custom = Symbol.for('nodejs.util.inspect.custom');

const promisify = (method) => function (...args) {
  return new Promised((resolve, reject) => {
    apply(method, this, [...args, (error, value) => (error ? reject(error) : resolve(value))]);
  });
};

const util = {
  inspect: (value, options) => inspect(value, typeof options === 'object' && options !== null && 'depth' in options ? options.depth : undefined),
  format: (...args) => format(args),
  isDeepStrictEqual: (left, right) => isDeepEqual(left, right),
  promisify,
  callbackify: (method) => (...args) => {
    const callback = args[args.length - 1];
    args.length -= 1;
    method(...args).then((value) => nextTick(callback, null, value), (error) => nextTick(callback, error));
  },
  inherits(child, parent) {
    defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    setPrototypeOf(child.prototype, parent.prototype);
  },
  deprecate: (method) => method,
  types: {
    isPromise: (value) => tagOf(value) === '[object Promise]',
    isRegExp: (value) => tagOf(value) === '[object RegExp]',
    isDate: (value) => tagOf(value) === '[object Date]',
    isMap: (value) => tagOf(value) === '[object Map]',
    isSet: (value) => tagOf(value) === '[object Set]',
  },
  TextEncoder,
  TextDecoder,
};
util.inspect.custom = inspect.custom;

EventEmitter.EventEmitter = EventEmitter;
EventEmitter.once = once;

const os = {
  EOL: '\n', platform: () => 'linux', type: () => 'Linux', arch: () => 'wasm32', cpus: () => [], hostname: () => 'sandbox', homedir: () => '/',
  tmpdir: () => '/tmp', totalmem: () => 0, freemem: () => 0,
};

class StringDecoder {
  constructor(encoding = 'utf8') { this.encoding = encoding; }
  write(bytes) { return decoded(bytes, this.encoding); }
  end(bytes) { return bytes === undefined ? '' : decoded(bytes, this.encoding); }
}

const MODULES = {
  __proto__: null,
  assert,
  'assert/strict': assert,
  buffer: { Buffer, atob, btoa },
  events: EventEmitter,
  fs,
  'fs/promises': fs.promises,
  os,
  path,
  'path/posix': path,
  perf_hooks: { get performance() { return globalThis.performance; } },
  process,
  readline,
  'readline/promises': readline.promises,
  string_decoder: { StringDecoder },
  timers: { ...timers, promises: promised },
  'timers/promises': promised,
  url: { URL, URLSearchParams },
  util,
};

/** Modules that Node has and this sandbox has not. */
const ABSENT = ' child_process cluster crypto dgram dns dns/promises domain http http2 https inspector module net repl sqlite stream stream/promises test tls tty v8 vm wasi worker_threads zlib async_hooks diagnostics_channel ';

/** The module of that name, with or without `node:`; undefined if there is none. */
export function builtIn(specifier) {
  const name = startsWith(specifier, 'node:') ? slice(specifier, 5) : specifier;
  return hasOwn(MODULES, name) ? MODULES[name] : undefined;
}

/** Why there is no such module, for the message. */
export function absence(specifier) {
  const name = startsWith(specifier, 'node:') ? slice(specifier, 5) : specifier;
  if (indexOf(ABSENT, ` ${name} `) >= 0) return ' (a program here has standard input and output; no network, files, processes or threads)';
  return startsWith(specifier, '.') || startsWith(specifier, '/') ? '' : ' (packages from npm are not there)';
}
