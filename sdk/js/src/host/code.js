// Runs a candidate's program in sandboxes of its own. Needs the capability `run-code`.

import * as code from 'touchstone:plugin/code@0.1.0';

/** The languages that the interview's runtimes offer. */
export const languages = () => code.languages();

/** One report per input, in order; see `Report` in code.d.ts. Throws an error whose `payload` says why nothing was run. */
export function run(program, inputs, limits, { stopAtFirstFailure = false } = {}) {
  const wireLimits = { fuel: BigInt(limits.fuel), memoryBytes: BigInt(limits.memoryBytes), outputBytes: limits.outputBytes };
  return code.run(program, inputs.map(inputToWire), wireLimits, stopAtFirstFailure).map(reportFromWire);
}

function inputToWire(input) {
  if ('function' in input) {
    const args = input.args.map((arg) => JSON.stringify(arg));
    return { tag: 'call', val: { function: input.function, args } };
  }
  const stdin = typeof input.stdin === 'string' ? new TextEncoder().encode(input.stdin) : input.stdin;
  return { tag: 'run', val: { stdin, args: input.args ?? [] } };
}

function reportFromWire(report) {
  return {
    ...report,
    value: report.value === undefined ? undefined : JSON.parse(report.value),
    fuel: Number(report.fuel),
    peakMemoryBytes: Number(report.peakMemoryBytes),
  };
}
