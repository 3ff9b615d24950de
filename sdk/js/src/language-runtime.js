// Makes the export `languageRuntime` of a plain object. Metering and stopping a program is the host's business.

import { call, toJson } from './wire.js';

/**
 * `export const languageRuntime = defineLanguageRuntime({ compileCheck, run, call })`. `compileCheck` and `call` throw a
 * `ProgramError` for what is the candidate's mistake; any other error fails the call.
 */
export function defineLanguageRuntime(module) {
  for (const name of ['compileCheck', 'run', 'call']) {
    if (typeof module[name] !== 'function') throw new TypeError(`defineLanguageRuntime needs a function \`${name}\``);
  }
  return {
    compileCheck: (program) => call('languageRuntime.compileCheck', () => mistakes(() => void module.compileCheck(program))),
    run: (program, stdin, args) => call('languageRuntime.run', () => module.run(program, stdin, args)),
    call: (program, name, args) =>
      call('languageRuntime.call', () =>
        mistakes(() => toJson(module.call(program, name, args.map((arg) => JSON.parse(arg))), 'what `call` returns')),
      ),
  };
}

/** The candidate's program is wrong or failed; `message` is what the language itself would print. */
export class ProgramError extends Error {}

function mistakes(run) {
  try {
    return run();
  } catch (error) {
    if (error instanceof ProgramError) throw Object.assign(new Error('the error of a result'), { payload: error.message });
    throw error;
  }
}
