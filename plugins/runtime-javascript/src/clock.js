// A clock that nothing outside moves: it starts at a fixed time, advances ten microseconds when it is read and by what a timer waits for.
// `Date` and `performance` of the candidate's program read it.

import { construct, defineProperty, max } from './intrinsics.js';

/** 2026-01-01T00:00:00Z in milliseconds since 1970, where the host's virtual clock starts too. */
const START_MS = 1_767_225_600_000;
const STEP_MS = 0.01;

const RealDate = Date;
const dateString = Function.prototype.call.bind(RealDate.prototype.toString);
const state = { elapsedMs: 0 };

/** Milliseconds since the program started; reading them takes ten microseconds. */
export function readMs() {
  state.elapsedMs += STEP_MS;
  return state.elapsedMs;
}

/** Milliseconds since the program started. */
export const elapsedMs = () => state.elapsedMs;

/** Moves the clock forward to `ms` since the start. */
export function advanceTo(ms) {
  state.elapsedMs = max(state.elapsedMs, ms);
}

function wallMs() {
  return START_MS + Math.floor(readMs());
}

/** Puts the virtual clock behind `Date` and `performance`. */
export function install(global) {
  const VirtualDate = {
    Date: function (year, month, day, hours, minutes, seconds, ms) {
      if (new.target === undefined) return dateString(new RealDate(wallMs()));
      return construct(RealDate, arguments.length === 0 ? [wallMs()] : arguments, new.target);
    },
  }.Date;
  defineProperty(VirtualDate, 'prototype', { value: RealDate.prototype, writable: false });
  for (const name of ['UTC', 'parse']) {
    defineProperty(VirtualDate, name, { value: RealDate[name], writable: true, configurable: true });
  }
  defineProperty(VirtualDate, 'now', { value: function now() { return wallMs(); }, writable: true, configurable: true });
  defineProperty(RealDate.prototype, 'constructor', { value: VirtualDate, writable: true, configurable: true });
  defineProperty(global, 'Date', { value: VirtualDate, writable: true, configurable: true });
  const performance = { now: () => readMs(), timeOrigin: START_MS, mark() {}, measure() {} };
  defineProperty(global, 'performance', { value: performance, writable: true, configurable: true, enumerable: true });
}
