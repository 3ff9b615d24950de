// The global object that programs find: what Node has of the same names, on the virtual clock; nothing that leads outside.

import { Buffer } from './buffer.js';
import { install as installClock } from './clock.js';
import { makeConsole } from './console.js';
import { runMicrotask, timers } from './event-loop.js';
import { defineProperty, Promised } from './intrinsics.js';
import { process } from './process.js';
import { install as installStacks } from './stacks.js';

/** Names of the engine's web platform that need a network, a clock or files. */
const REMOVED = [
  'Request', 'Response', 'Headers', 'FormData', 'MultipartFormData', 'File', 'location', 'WorkerLocation', 'self', 'addEventListener',
  'removeEventListener', 'dispatchEvent', 'Performance', 'CompressionStream', 'DecompressionStream',
];

const define = (name, value) => defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

/** Changes the global object for good; before that nothing of the candidate may run. */
export function install() {
  for (const name of REMOVED) delete globalThis[name];
  installStacks();
  installClock(globalThis);
  for (const name of Object.keys(timers)) define(name, timers[name]);
  define('queueMicrotask', function queueMicrotask(callback) { runMicrotask(callback); });
  define('console', makeConsole());
  define('process', process);
  define('Buffer', Buffer);
  define('global', globalThis);
  define('fetch', function fetch() { return Promised.reject(new TypeError('fetch failed: a program here has no network')); });
  if (typeof AbortSignal === 'function') {
    defineProperty(AbortSignal, 'timeout', { value: timeoutSignal, writable: true, configurable: true });
  }
  if (Number.prototype.toLocaleString.call(1000) === '1000') {
    defineProperty(Number.prototype, 'toLocaleString', { value: toLocaleString, writable: true, configurable: true });
  }
}

function timeoutSignal(ms) {
  const controller = new AbortController();
  timers.setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
  return controller.signal;
}

/** As Node for `en-US` without options, the only locale there is: `1,234,567.891`. */
function toLocaleString(locales, options) {
  const most = options?.maximumFractionDigits ?? Math.max(3, options?.minimumFractionDigits ?? 0);
  const number = Number(this);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number < 0 ? '-∞' : '∞';
  let [whole, fraction = ''] = Math.abs(number).toFixed(most).split('.');
  while (fraction.length > (options?.minimumFractionDigits ?? 0) && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  let grouped = '';
  for (let end = whole.length; end > 0; end -= 3) grouped = whole.slice(Math.max(0, end - 3), end) + (grouped === '' ? '' : `,${grouped}`);
  const sign = number < 0 ? '-' : '';
  return fraction === '' ? sign + grouped : `${sign}${grouped}.${fraction}`;
}
