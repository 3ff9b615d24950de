// The JavaScript language runtime: what `touchstone:plugin/language-runtime` asks for, and nothing besides.
//
// Everything that does not depend on the candidate is made while this module is evaluated, before the component's snapshot is taken.
// Limits are the host's: a program that meets one is stopped from outside, and nothing here gets to see it.

import { end, failure, runToEnd, settle, watch } from './event-loop.js';
import { describe, isExit, shortened } from './failures.js';
import { install as installGlobals } from './globals.js';
import { apply, defineProperty, join, nativeThen, Promised, push, tagOf } from './intrinsics.js';
import { decode, encode } from './json-values.js';
import { exitCode, finish, hasExited, process } from './process.js';
import * as programModules from './program.js';
import { Problem } from './signals.js';
import { close, connect, writeError } from './streams.js';

installGlobals();

/** One instance serves one call: the host makes a fresh one for the next. */
export const languageRuntime = {
  compileCheck(program) {
    programModules.install(program.files);
    const errors = programModules.check();
    if (errors.length > 0) throw shortened(join(errors, '\n'));
  },

  run: (program, stdin, args) => protect(run(program, stdin, args)),

  call: (program, name, args) => protect(call(program, name, args)),
};

async function run(program, stdin, args) {
  prepare(program, stdin, args);
  const failed = await runToEnd(() => {
    const module = programModules.execute(program.entry, { isMain: true });
    watch(module.done);
  });
  if (failed !== undefined) return report(failed);
  finish();
  return failure() === undefined ? exitCode() : report(failure());
}

async function call(program, name, args) {
  const values = [];
  for (let index = 0; index < args.length; index += 1) push(values, argument(args[index]));
  prepare(program, new Uint8Array(0), []);
  let outcome;
  try {
    const { value } = await called(program.entry, name, values);
    outcome = encode(value);
  } catch (error) {
    end();
    close();
    throw isExit(error) || hasExited() ? 'the program ended itself with process.exit before the function returned\n' : describe(error);
  }
  end();
  close();
  return outcome;
}

/** Whoever waits for this promise gets the language's own `then`, whatever the program put in its place. */
function protect(promise) {
  defineProperty(promise, 'then', { value: nativeThen });
  defineProperty(promise, 'constructor', { value: Promised });
  return promise;
}

function prepare(program, stdin, args) {
  connect(stdin);
  process.argv = ['node', program.entry, ...args];
  programModules.install(program.files);
}

function argument(text) {
  try {
    return decode(text);
  } catch (error) {
    throw `an argument is not JSON: ${error.message}\n`;
  }
}

/** What the function returns, or its promise is resolved to. */
async function called(entry, name, values) {
  const module = programModules.execute(entry, { isMain: false, exposed: name });
  if (module.done !== undefined) await settled(module.done);
  const value = apply(programModules.findFunction(module, name), undefined, values);
  return { value: isPromise(value) ? await settled(value) : value };
}

async function settled(promise) {
  const outcome = await settle(promise);
  if (outcome.failed) throw outcome.value;
  if (!outcome.done) throw new Problem('the promise that the function returned is never settled: nothing is left that could do it\n');
  return outcome.value;
}

const isPromise = (value) => typeof value === 'object' && value !== null && tagOf(value) === '[object Promise]';

/** Ends the program with an uncaught error. */
function report(text) {
  end();
  close();
  writeError(text);
  return 1;
}
