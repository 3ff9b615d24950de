import type { Json, Program } from '../index.js';

/** For one input: WebAssembly operations, bytes of memory, bytes of stdout and stderr together. The host lowers each to what is allowed. */
export interface Limits { fuel: number; memoryBytes: number; outputBytes: number }

/** The whole program on a standard input, or a call of one of its functions. */
export type Input = { stdin: string | Uint8Array; args?: string[] } | { function: string; args: Json[] };

export interface Report {
  verdict: 'finished' | 'runtime-error' | 'compile-error' | 'time-limit' | 'memory-limit' | 'output-limit';
  exitCode: number;
  /** What the called function returned. */
  value: Json | undefined;
  stdout: Uint8Array;
  stderr: Uint8Array;
  fuel: number;
  peakMemoryBytes: number;
}

/** The languages that the interview's runtimes offer. */
export function languages(): string[];
/** One report per input, in order; fewer when `stopAtFirstFailure` stopped early. Throws an error whose `payload` says why nothing was run. */
export function run(program: Program, inputs: Input[], limits: Limits, options?: { stopAtFirstFailure?: boolean }): Report[];
