// Calls the runtime as the host would, each time in a fresh process.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ONE_CALL = fileURLToPath(new URL('one-call.mjs', import.meta.url));

function call(method, files, rest) {
  const program = typeof files === 'string' ? { 'main.js': files } : files;
  const input = JSON.stringify({ method, files: program, entry: Object.keys(program)[0], stdin: '', args: [], ...rest });
  const done = spawnSync(process.execPath, ['--no-warnings', ONE_CALL], { input, encoding: 'utf8', timeout: 60_000 });
  assert.notEqual(done.stdout, '', `the runtime itself failed:\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

export const run = (files, stdin = '', args = []) => call('run', files, { stdin, args });
export const callFunction = (files, name, ...args) => call('call', files, { function: name, args: args.map((arg) => JSON.stringify(arg)) });
export const check = (files) => call('compile-check', files, {}).error;

/** The program writes exactly this and ends well, or with `code`. */
export function prints(files, stdout, { stdin = '', args = [], stderr = '', code = 0 } = {}) {
  const outcome = run(files, stdin, args);
  assert.deepEqual([outcome.stdout, outcome.stderr, outcome.value, outcome.error], [stdout, stderr, code, null]);
}

/** The function returns this. */
export function returns(files, name, args, expected) {
  const outcome = callFunction(files, name, ...args);
  assert.equal(outcome.error, null);
  assert.deepEqual(JSON.parse(outcome.value), expected);
}

/** The call ends in an error that begins so. */
export function fails(files, name, message) {
  const { error } = callFunction(files, name);
  assert.ok(error?.includes(message), `${error} has no ${message}`);
}
