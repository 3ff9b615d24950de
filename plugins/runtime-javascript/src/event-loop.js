// Timers, immediates, ticks and input on a virtual clock: nothing waits, and a program ends when nothing is left to do.
//
// A callback that throws, or whose promise is rejected with nobody looking, ends the program, as in Node.

import { advanceTo, elapsedMs } from './clock.js';
import { describe, describeRejection, isExit } from './failures.js';
import {
  apply, defineProperty, isFiniteNumber, kindBy, Promised, push, shift, splice, tagOf, then, trunc, uncurry,
} from './intrinsics.js';

const LONGEST_DELAY_MS = 2 ** 31 - 1;

const BlobType = Blob;
const streamOf = uncurry(Blob.prototype.stream);
const readerOf = uncurry(ReadableStream.prototype.getReader);
const read = uncurry(ReadableStreamDefaultReader.prototype.read);
const nativeQueueMicrotask = queueMicrotask;

const loop = {
  timers: [], immediates: [], ticks: [], inputs: [], rejections: [],
  nextId: 1, ended: false, failure: undefined, onFailure: undefined, whenIdle: undefined,
};

/** Ends once every promise job has run: reading a Blob is a task of the engine's own event loop, which runs jobs before tasks. */
function turn() {
  const promise = read(readerOf(streamOf(new BlobType(['.']))));
  defineProperty(promise, 'constructor', { value: Promised });
  return promise;
}

/** Runs `start` and everything that it leaves to be done. Returns the text of the failure that ended it, if one did. */
export async function runToEnd(start) {
  guard(start);
  for (;;) {
    runTicks();
    if (loop.ended) break;
    await turn();
    if (loop.ended) break;
    if (loop.ticks.length > 0) continue;
    if (loop.rejections.length > 0) {
      const reason = shift(loop.rejections);
      fail(reason, describeRejection, 'unhandledRejection');
      continue;
    }
    if (!runNext()) break;
  }
  return loop.failure;
}

/** Runs promise jobs, timers and the rest until `promise` is settled, then gives its value or throws its reason. */
export async function settle(promise) {
  const outcome = { done: false, failed: false, value: undefined };
  then(promise, (value) => {
    outcome.done = true;
    outcome.value = value;
  }, (reason) => {
    outcome.done = outcome.failed = true;
    outcome.value = reason;
  });
  while (!outcome.done && !loop.ended) {
    runTicks();
    await turn();
    if (outcome.done || loop.ended || loop.ticks.length > 0) continue;
    if (!runNext()) break;
  }
  return outcome;
}

/** Nothing that is still queued runs any more. */
export function end() {
  loop.ended = true;
}

export const failure = () => loop.failure;

/** Sets who is asked before an uncaught error ends the program; it returns whether it took care. */
export function onFailure(handler) {
  loop.onFailure = handler;
}

/** Sets what runs when nothing is left to do; it returns whether it did something. */
export function whenIdle(action) {
  loop.whenIdle = action;
}

/** Queues input to be taken by `callback`, after timers that are due and before immediates. */
export function queueInput(callback) {
  push(loop.inputs, callback);
}

/** Calls a function of the candidate; an error ends the program. */
export function guard(callback, self, args = []) {
  try {
    watch(apply(callback, self, args));
  } catch (error) {
    fail(error, describe, 'uncaughtException');
  }
}

/** Ends the program when the promise is rejected. For promises that nobody else will look at. */
export function watch(value) {
  if (typeof value !== 'object' || value === null || tagOf(value) !== '[object Promise]') return;
  kindBy((promise) => then(promise, undefined, (reason) => push(loop.rejections, reason)), value);
}

function fail(error, text, event) {
  if (loop.ended) return;
  if (isExit(error)) {
    loop.ended = true;
    return;
  }
  try {
    if (loop.onFailure?.(error, event)) return;
  } catch (another) {
    if (isExit(another)) {
      loop.ended = true;
      return;
    }
    error = another;
  }
  loop.failure = text(error);
  loop.ended = true;
}

function runTicks() {
  while (loop.ticks.length > 0 && !loop.ended) {
    const { callback, args } = shift(loop.ticks);
    guard(callback, undefined, args);
  }
}

/** Runs the next callback in Node's order: due timers, input, immediates; else the clock moves on to the next timer. */
function runNext() {
  const timer = loop.timers[0];
  if (timer !== undefined && timer.due <= elapsedMs() + 1) {
    runTimer(timer);
    return true;
  }
  if (loop.inputs.length > 0) {
    guard(shift(loop.inputs));
    return true;
  }
  if (loop.immediates.length > 0) {
    const { callback, args } = shift(loop.immediates);
    guard(callback, undefined, args);
    return true;
  }
  if (timer !== undefined && hasReferenced()) {
    runTimer(timer);
    return true;
  }
  let acted = false;
  guard(() => { acted = loop.whenIdle?.() === true; });
  return acted;
}

function hasReferenced() {
  for (let index = 0; index < loop.timers.length; index += 1) if (loop.timers[index].referenced) return true;
  return false;
}

function runTimer(timer) {
  shift(loop.timers);
  advanceTo(timer.due);
  if (timer.interval === undefined) {
    timer.active = false;
  } else {
    timer.due = elapsedMs() + timer.interval;
    insert(timer);
  }
  guard(timer.callback, timer.handle, timer.args);
}

function insert(timer) {
  let from = 0;
  let to = loop.timers.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (loop.timers[middle].due <= timer.due) from = middle + 1;
    else to = middle;
  }
  splice(loop.timers, from, 0, timer);
}

const timersById = { __proto__: null };
const TIMER = Symbol('timer');

class Timeout {
  constructor(timer) {
    defineProperty(this, TIMER, { value: timer });
  }

  ref() {
    this[TIMER].referenced = true;
    return this;
  }

  unref() {
    this[TIMER].referenced = false;
    return this;
  }

  hasRef() {
    return this[TIMER].referenced;
  }

  refresh() {
    const timer = this[TIMER];
    remove(timer);
    timer.due = elapsedMs() + timer.delay;
    timer.active = true;
    insert(timer);
    return this;
  }

  close() {
    remove(this[TIMER]);
    return this;
  }

  [Symbol.toPrimitive]() {
    return this[TIMER].id;
  }
}

function addTimer(callback, delay, args, repeats) {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
  let ms = +delay;
  ms = isFiniteNumber(ms) && ms >= 1 && ms <= LONGEST_DELAY_MS ? trunc(ms) : 1;
  const id = loop.nextId;
  loop.nextId += 1;
  const timer = { id, callback, args, delay: ms, due: elapsedMs() + ms, interval: repeats ? ms : undefined, active: true, referenced: true };
  timer.handle = new Timeout(timer);
  timersById[id] = timer;
  insert(timer);
  return timer.handle;
}

function remove(timer) {
  timer.active = false;
  timer.interval = undefined;
  for (let index = 0; index < loop.timers.length; index += 1) {
    if (loop.timers[index] === timer) {
      splice(loop.timers, index, 1);
      return;
    }
  }
}

function clearTimer(handle) {
  const timer = typeof handle === 'object' && handle !== null ? handle[TIMER] : timersById[handle];
  if (timer !== undefined) remove(timer);
}

/** The functions that programs call; `timers/promises` is `promised`. */
export const timers = {
  setTimeout: function setTimeout(callback, delay, ...args) { return addTimer(callback, delay, args, false); },
  setInterval: function setInterval(callback, delay, ...args) { return addTimer(callback, delay, args, true); },
  clearTimeout: function clearTimeout(handle) { clearTimer(handle); },
  clearInterval: function clearInterval(handle) { clearTimer(handle); },
  setImmediate: function setImmediate(callback, ...args) {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    const immediate = { callback, args };
    push(loop.immediates, immediate);
    return immediate;
  },
  clearImmediate: function clearImmediate(immediate) {
    for (let index = 0; index < loop.immediates.length; index += 1) {
      if (loop.immediates[index] === immediate) splice(loop.immediates, index, 1);
    }
  },
};

export const promised = {
  setTimeout: (delay, value) => new Promised((resolve) => { addTimer(() => resolve(value), delay, [], false); }),
  setImmediate: (value) => new Promised((resolve) => { timers.setImmediate(() => resolve(value)); }),
};

export function nextTick(callback, ...args) {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
  push(loop.ticks, { callback, args });
}

export function runMicrotask(callback) {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
  nativeQueueMicrotask(() => guard(callback));
}
