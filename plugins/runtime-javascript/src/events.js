// Node's `events` in small: `EventEmitter` and `once`.

import { apply, Promised, push, sliceArray, splice } from './intrinsics.js';

export class EventEmitter {
  #listeners = { __proto__: null };

  on(event, listener) {
    return this.#add(event, listener, false, false);
  }

  addListener(event, listener) {
    return this.#add(event, listener, false, false);
  }

  once(event, listener) {
    return this.#add(event, listener, true, false);
  }

  prependListener(event, listener) {
    return this.#add(event, listener, false, true);
  }

  /** Lists are replaced, never changed: one that is being called stays as it is. */
  #add(event, listener, once, first) {
    if (typeof listener !== 'function') throw new TypeError('The "listener" argument must be of type function.');
    const list = sliceArray(this.#listeners[event] ?? []);
    splice(list, first ? 0 : list.length, 0, { listener, once });
    this.#listeners[event] = list;
    this.listenerAdded?.(event);
    return this;
  }

  off(event, listener) {
    const list = sliceArray(this.#listeners[event] ?? []);
    for (let index = list.length - 1; index >= 0; index -= 1) {
      if (list[index].listener === listener) {
        splice(list, index, 1);
        break;
      }
    }
    this.#listeners[event] = list;
    return this;
  }

  removeListener(event, listener) {
    return this.off(event, listener);
  }

  removeAllListeners(event) {
    if (event === undefined) this.#listeners = { __proto__: null };
    else delete this.#listeners[event];
    return this;
  }

  emit(event, ...args) {
    const list = this.#listeners[event];
    const count = list === undefined ? 0 : list.length;
    if (count === 0 && event === 'error') throw args[0] instanceof Error ? args[0] : new Error(`Unhandled error. (${args[0]})`);
    for (let index = 0; index < count; index += 1) {
      const { listener, once } = list[index];
      if (once) this.off(event, listener);
      this.call(listener, args);
    }
    return count > 0;
  }

  /** Calls one listener. */
  call(listener, args) {
    apply(listener, this, args);
  }

  listenerCount(event) {
    return this.#listeners[event]?.length ?? 0;
  }

  listeners(event) {
    const list = this.#listeners[event] ?? [];
    const result = [];
    for (let index = 0; index < list.length; index += 1) push(result, list[index].listener);
    return result;
  }

  eventNames() {
    const names = [];
    for (const event in this.#listeners) if (this.#listeners[event].length > 0) push(names, event);
    return names;
  }

  setMaxListeners() {
    return this;
  }
}

export function once(emitter, event) {
  return new Promised((resolve, reject) => {
    emitter.once(event, (...args) => resolve(args));
    if (event !== 'error') emitter.once('error', reject);
  });
}
