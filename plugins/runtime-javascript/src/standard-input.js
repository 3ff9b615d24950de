// `process.stdin` and `readline`: standard input as events, as lines and as async iterators.

import { Buffer } from './buffer.js';
import { guard, queueInput, watch, whenIdle } from './event-loop.js';
import { EventEmitter } from './events.js';
import { apply, endsWith, Promised, push, shift, slice, split } from './intrinsics.js';
import { stdinBytes, stdinText, write } from './streams.js';

const CHUNK = 64 * 1024;

/** `process.stdin`. Data flows once somebody listens. */
class StandardInput extends EventEmitter {
  fd = 0;
  isTTY = undefined;
  readable = true;
  #encoding;
  #at = 0;
  #flowing = false;
  #scheduled = false;
  #ended = false;

  setEncoding(encoding) {
    this.#encoding = encoding ?? 'utf8';
    return this;
  }

  listenerAdded(event) {
    if (event === 'data' || (event === 'readable' && !this.#flowing)) this.resume();
    else if (event === 'end') this.#schedule();
  }

  call(listener, args) {
    const result = apply(listener, this, args);
    if (result !== undefined) watch(result);
  }

  resume() {
    this.#flowing = true;
    this.#schedule();
    return this;
  }

  pause() {
    this.#flowing = false;
    return this;
  }

  ref() { return this; }
  unref() { return this; }
  destroy() { this.#ended = true; return this; }

  /** What is left, or null. */
  read() {
    return this.#take(Infinity);
  }

  pipe(target) {
    this.on('data', (chunk) => target.write(chunk));
    return target;
  }

  async *[Symbol.asyncIterator]() {
    for (let chunk = this.#take(CHUNK); chunk !== null; chunk = this.#take(CHUNK)) yield chunk;
  }

  #take(length) {
    const all = this.#encoding === undefined ? stdinBytes() : stdinText();
    if (this.#at >= all.length) return null;
    const from = this.#at;
    this.#at = from + length < all.length ? from + length : all.length;
    return typeof all === 'string' ? slice(all, from, this.#at) : Buffer.from(all.slice(from, this.#at));
  }

  #schedule() {
    if (this.#scheduled || this.#ended) return;
    this.#scheduled = true;
    queueInput(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver() {
    if (!this.#flowing || this.#ended) return;
    if (this.listenerCount('readable') > 0) {
      this.emit('readable');
    } else {
      const chunk = this.#take(CHUNK);
      if (chunk !== null) {
        this.emit('data', chunk);
        this.#schedule();
        return;
      }
    }
    this.#ended = true;
    this.readable = false;
    this.emit('end');
    this.emit('close');
  }
}

export const stdin = new StandardInput();

const promiseOf = Promise.resolve.bind(Promise);
const lines = { all: undefined, at: 0 };

function nextLine() {
  lines.all ??= linesOf(stdinText());
  if (lines.at >= lines.all.length) return undefined;
  lines.at += 1;
  return lines.all[lines.at - 1];
}

/** The lines of a text, without their ends; the last need not have one. */
function linesOf(text) {
  const parts = split(text, '\n');
  if (parts[parts.length - 1] === '') parts.length -= 1;
  for (let index = 0; index < parts.length; index += 1) {
    if (endsWith(parts[index], '\r')) parts[index] = slice(parts[index], 0, -1);
  }
  return parts;
}

const open = [];

/** `readline`'s interface over standard input. A line goes to whoever asked a question, else to the listeners of `line`. */
class Interface extends EventEmitter {
  #questions = [];
  #prompt = '> ';
  #closed = false;
  #paused = false;
  #scheduled = false;

  constructor() {
    super();
    push(open, this);
    this.#schedule();
  }

  listenerAdded(event) {
    if (event === 'line') this.#schedule();
  }

  call(listener, args) {
    const result = apply(listener, this, args);
    if (result !== undefined) watch(result);
  }

  question(query, options, callback) {
    write('stdout', `${query}`);
    push(this.#questions, callback ?? options);
    this.#schedule();
  }

  setPrompt(prompt) { this.#prompt = `${prompt}`; }
  getPrompt() { return this.#prompt; }
  prompt() { write('stdout', this.#prompt); }
  write() {}

  pause() {
    this.#paused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    this.#paused = false;
    this.#schedule();
    this.emit('resume');
    return this;
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }

  [Symbol.dispose]() { this.close(); }

  /** An iterator by hand: an async generator would take three promises a line. */
  [Symbol.asyncIterator]() {
    const ended = () => {
      this.close();
      return promiseOf({ value: undefined, done: true });
    };
    return {
      next: () => {
        const value = this.#closed ? undefined : nextLine();
        return value === undefined ? ended() : promiseOf({ value, done: false });
      },
      return: ended,
      [Symbol.asyncIterator]() { return this; },
    };
  }

  /** Ends at the end of input although nobody takes the lines that are left. */
  closeIfIdle() {
    const wasOpen = !this.#closed;
    this.close();
    return wasOpen;
  }

  #schedule() {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    queueInput(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver() {
    while (!this.#closed && !this.#paused && (this.#questions.length > 0 || this.listenerCount('line') > 0)) {
      const line = nextLine();
      if (line === undefined) {
        this.close();
        return;
      }
      if (this.#questions.length === 0) {
        this.emit('line', line);
      } else {
        guard(shift(this.#questions), undefined, [line]);
        this.#schedule();
        return;
      }
    }
  }
}

whenIdle(() => {
  let acted = false;
  for (let index = 0; index < open.length; index += 1) acted = open[index].closeIfIdle() || acted;
  return acted;
});

const createInterface = () => new Interface();

export const readline = {
  createInterface,
  Interface,
  clearLine() {},
  cursorTo() {},
  promises: {
    createInterface() {
      const face = new Interface();
      const ask = face.question;
      face.question = (query) => new Promised((resolve) => { apply(ask, face, [query, resolve]); });
      return face;
    },
  },
};
