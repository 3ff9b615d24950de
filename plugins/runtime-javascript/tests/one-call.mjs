// Does one call of the runtime natively, in a process of its own as the host gives every call a fresh instance.
//
// Reads the call as JSON from standard input, writes its outcome as JSON to standard output. The contract's console is a stub here, and
// Node's engine stands for the component's: places of errors are tested apart, in `stacks.test.mjs`, and through the host.

import { readFileSync, writeSync } from 'node:fs';
import { register } from 'node:module';

const stub = 'export const write = (to, bytes) => globalThis.__written(to, bytes);';
const hooks = `
export const resolve = (specifier, context, next) => specifier.startsWith('touchstone:')
  ? { url: 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(stub)}), shortCircuit: true } : next(specifier, context);
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const call = JSON.parse(readFileSync(0, 'utf8'));
const chunks = { stdout: [], stderr: [] };
const { from, concat } = Buffer;
const { stringify } = JSON;
const { exit } = process;
const immediately = setImmediate;
const Later = Promise;

const kept = { write: writeSync, concat: concat.bind(Buffer), from: from.bind(Buffer) };
globalThis.__written = (to, bytes) => { chunks[to][chunks[to].length] = kept.from(bytes); };

// The engine's own tasks come after all promise jobs, as these do.
globalThis.ReadableStreamDefaultReader = class { read() { return new Later((done) => { immediately(() => done({ done: true })); }); } };
const [Reader, Stream] = [ReadableStreamDefaultReader, class { getReader() { return new Reader(); } }];
globalThis.ReadableStream = Stream;
globalThis.Blob = class { stream() { return new Stream(); } };

const { languageRuntime } = await import('../src/runtime.js');
const program = { language: 'javascript', entry: call.entry, files: Object.entries(call.files).map(([path, text]) => ({ path, text })) };
const outcome = { __proto__: null, value: null, error: null };
try {
  if (call.method === 'run') outcome.value = await languageRuntime.run(program, new TextEncoder().encode(call.stdin), call.args);
  else if (call.method === 'call') outcome.value = await languageRuntime.call(program, call.function, call.args);
  else languageRuntime.compileCheck(program);
} catch (error) {
  outcome.error = typeof error === 'string' ? error : `the runtime itself failed: ${error?.stack}`;
}
outcome.writes = chunks.stdout.length;
outcome.stdout = kept.concat(chunks.stdout).utf8Slice();
outcome.stderr = kept.concat(chunks.stderr).utf8Slice();
kept.write(1, stringify(outcome));
exit.call(process, 0);
