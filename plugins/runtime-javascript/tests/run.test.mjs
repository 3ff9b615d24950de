// Whole programs: streams, modules, timers, exit codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check, prints, run } from './harness.mjs';

test('a program prints and ends well', () => {
  prints('console.log("hi"); console.error("e"); process.stdout.write("no line break")', 'hi\nno line break', { stderr: 'e\n' });
});

test('standard input is read as Node has it', () => {
  const lines = 'a\r\nb\n你好';
  prints("console.log(JSON.stringify(require('fs').readFileSync(0, 'utf8')))", '"a\\r\\nb\\n你好"\n', { stdin: lines });
  prints("console.log(require('node:fs').readFileSync('/dev/stdin').toString().length)", '7\n', { stdin: lines });
  prints("let all = ''; process.stdin.on('data', (chunk) => { all += chunk; }).on('end', () => console.log(all.length))", '7\n', { stdin: lines });
  prints("process.stdin.setEncoding('utf8'); process.stdin.on('data', (text) => console.log(typeof text, text))", 'string x\n', { stdin: 'x' });
  prints('(async () => { let n = 0; for await (const chunk of process.stdin) n += chunk.length; console.log(n); })()', '3\n', { stdin: 'abc' });
});

test('readline gives lines by event, by question and by iteration', () => {
  const open = "const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout });\n";
  prints(`${open}rl.on('line', (line) => console.log('>' + line)); rl.on('close', () => console.log('end'))`, '>a\n>\n>b\nend\n', { stdin: 'a\r\n\nb' });
  prints(`${open}rl.question('name? ', (name) => { console.log(name); rl.close(); })`, 'name? Bob\n', { stdin: 'Bob\nmore\n' });
  prints(`${open}(async () => { for await (const line of rl) console.log(line); console.log('end'); })()`, 'a\nb\nend\n', { stdin: 'a\nb\n' });
  prints(
    "import { createInterface } from 'readline/promises';\nconst rl = createInterface({ input: process.stdin });\nconsole.log(await rl.question(''), await rl.question(''));",
    'a b\n',
    { stdin: 'a\nb\n' },
  );
});

test('arguments, exit codes and what listens for the end', () => {
  prints('console.log(process.argv.slice(1))', "[ 'main.js', 'a', 'b' ]\n", { args: ['a', 'b'] });
  prints("console.log(1); process.exit(3); console.log(2)", '1\n', { code: 3 });
  prints("try { process.exit(3) } catch {} console.log('not heard')", '', { code: 3 });
  prints("process.exitCode = 259; process.on('exit', (code) => console.log('bye', code))", 'bye 3\n', { code: 3 });
  prints("setTimeout(() => process.exit(4), 5); setTimeout(() => console.log('never'), 6)", '', { code: 4 });
});

test('timers, ticks and promises run in order, and nothing waits', () => {
  prints(
    `setTimeout(() => console.log('an hour'), 3600000);
     setTimeout(() => console.log('soon'), 0);
     setImmediate(() => console.log('immediate'));
     process.nextTick(() => console.log('tick'));
     Promise.resolve().then(() => console.log('job'));
     (async () => { for (let i = 0; i < 1000; i += 1) await null; console.log('jobs'); })();
     console.log('now');`,
    'now\ntick\njob\njobs\nsoon\nimmediate\nan hour\n',
  );
  prints('let n = 0; const id = setInterval(() => { console.log(n += 1); if (n === 3) clearInterval(id); }, 1000)', '1\n2\n3\n');
  prints('const id = setTimeout(() => console.log(1)); clearTimeout(id); clearTimeout(+setTimeout(() => console.log(2)))', '');
  prints('setInterval(() => {}, 10).unref(); console.log(1)', '1\n');
  prints("const start = Date.now(); setTimeout(() => console.log(Date.now() - start), 60000)", '60000\n');
  prints("Promise.race([new Promise((done) => setTimeout(done, 5, 'late')), (async () => { for (let i = 0; i < 500; i += 1) await null; return 'work'; })()]).then(console.log)", 'work\n');
});

test('the clock is virtual', () => {
  prints('console.log(new Date().toISOString(), typeof performance.now(), new Date(2020, 1).getFullYear(), Date.UTC(1970, 0))', '2026-01-01T00:00:00.000Z number 2020 0\n');
  prints('const start = Date.now(); while (Date.now() - start < 20); console.log(Date.now() - start)', '20\n');
});

test('modules of the program, of both kinds', () => {
  prints({ 'main.js': "console.log(require('./lib').f(2), require('./data.json').k, require.main === module)", 'lib/index.js': "exports.f = (n) => n * require('../k').k", 'k.js': 'module.exports = { k: 21 }', 'data.json': '{"k": [1]}' }, '42 [ 1 ] true\n');
  prints({
    'main.js': "import d, { count, inc } from './lib.mjs';\nimport * as all from './lib.mjs';\nimport { readFileSync } from 'node:fs';\ninc();\nconsole.log(count, d.name, Object.keys(all), readFileSync(0, 'utf8'));",
    'lib.mjs': 'export let count = 0;\nexport function inc() { count += 1; }\nexport default function () {}\nexport const { a: b } = { a: 1 }, c = 2;',
  }, "1 default [ 'count', 'inc', 'default', 'b', 'c' ] x\n", { stdin: 'x' });
  prints({ 'a.js': "import { b } from './b.js';\nexport function a() { return 'a'; }\nconsole.log(b());", 'b.js': "import { a } from './a.js';\nexport const b = () => a() + 'b';" }, 'ab\n');
  prints({ 'main.mjs': "import cjs, { x } from './c.cjs';\nexport * from './e.mjs';\nconsole.log(cjs, x, (await import('./e.mjs')).y)", 'c.cjs': "exports.x = require('./e.mjs').y", 'e.mjs': 'export const y = 5' }, '{ x: 5 } 5 5\n');
  prints({ 'main.js': 'const x = await Promise.resolve(5);\nconsole.log(x, this)' }, '5 undefined\n');
  prints({ 'main.js': "import { x } from './x.js';\ntry { x = 2; } catch (error) { console.log(error.name); }", 'x.js': 'export const x = 1' }, 'TypeError\n');
  const missing = run({ 'main.js': "\nimport { nope } from './x.js'", 'x.js': 'export const x = 1' });
  assert.match(missing.stderr, /^main.js:2\nimport \{ nope \} from '\.\/x\.js'\n +\^\n\nSyntaxError: .* does not provide an export named 'nope'\n$/);
});

test('what leads outside is not there', () => {
  for (const name of ['net', 'node:child_process', 'http', 'worker_threads', 'vm', './nope', 'lodash']) {
    prints(`try { require('${name}') } catch (error) { console.log(error.code) }`, 'MODULE_NOT_FOUND\n');
  }
  prints("try { require('fs').readFileSync('main.js') } catch (error) { console.log(error.code) }", 'ENOENT\n');
  prints("try { require('fs').writeFileSync('x', '') } catch (error) { console.log(error.code) }", 'EACCES\n');
  prints("require('fs').readdir('.', (error) => console.log(error.code))", 'ENOENT\n');
  prints("fetch('http://localhost').catch((error) => console.log(error.message))", 'fetch failed: a program here has no network\n');
});

test('a failure ends the program with its text', () => {
  for (const [text, message] of [
    ["throw new TypeError('bad')", 'TypeError: bad'], ["throw 'text'", "Uncaught 'text'"], ['throw { a: 1 }', 'Uncaught { a: 1 }'],
    ["setTimeout(() => { throw new Error('late'); })", 'Error: late'], ["queueMicrotask(() => { throw new Error('job'); })", 'Error: job'],
    ["async function main() {\n  await null;\n  throw new Error('lost');\n}\n\nmain();\n", 'Error: lost'],
    ["main();\nasync function main() { throw new Error('lost'); }", 'Error: lost'],
    ["(async () => {\n  throw new Error('lost');\n})();", 'Error: lost'], ["setTimeout(async () => { throw new Error('lost'); })", 'Error: lost'],
    ["await Promise.reject(new Error('lost'))", 'Error: lost'], ["Promise.reject(5)", 'Unhandled promise rejection: 5'],
  ]) {
    const outcome = run(`${text}`);
    assert.equal(outcome.value, 1, text);
    assert.ok(outcome.stderr.includes(message), `${text}: ${outcome.stderr}`);
  }
  prints("async function main() { throw new Error('x'); }\nmain().catch(() => console.log('caught'));", 'caught\n');
  prints("process.on('uncaughtException', (error) => console.log(error.message)); throw new Error('x')", 'x\n');
});

test('watching the last statement changes no program', () => {
  prints('const later = async (value) => value\n(5, async () => {})', '');
  prints('const text = `\nmain();\n`;\nasync function main() { console.log(1); }\n', '');
  prints('async function main() { await null; console.log(typeof Later); }\nmain();\nclass Later {}\n', 'function\n');
  prints("async function main() { console.log('x'); }\nmain() // at the end\n", 'x\n');
  prints("async function main() { console.log('x'); }\nif (true) main();\nelse\nmain();\n", 'x\n');
});

test('syntax errors of every file are found without running any', () => {
  assert.equal(check('console.log(1)'), null);
  assert.equal(check({ 'main.js': "import a from './b.js'; export default await a;", 'b.js': 'return 1;', 'c.mjs': 'export {}', 'notes.txt': 'let let' }), null);
  assert.match(check({ 'main.js': 'let x = ;', 'b.js': 'const y = 1;', 'c.js': '(' }), /^main\.js[^]*SyntaxError[^]*c\.js[^]*SyntaxError/);
  assert.match(check('}; globalThis.out = 1; {'), /SyntaxError/);
  assert.match(check('export const a = 1; }'), /SyntaxError/);
});

test('lines reach the console at once in the beginning, in blocks later', () => {
  assert.equal(run('for (let i = 0; i < 10; i += 1) console.log(i)').writes, 10);
  assert.ok(run("for (let i = 0; i < 20000; i += 1) console.log('line')").writes < 1700);
});
