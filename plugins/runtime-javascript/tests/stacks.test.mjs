// The engine's stacks as Node's: the candidate's frames, their names and places.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { excerpt, framesOf, placeInText, remember } from '../src/stacks.js';

const texts = (stack) => framesOf(stack).map(({ name, path, line, column }) => `${name}|${path}:${line}:${column}`);

test('frames of the program, and no others', () => {
  remember('main.js', 'a\nb\nc\n', 2);
  const stack = [
    'inner@program:///main.js:4:9',
    'outer/<@program:///main.js:5:3',
    'anonymous@program:///main.js:3:1',
    'async*main@program:///main.js:3:1',
    'promise callback*later@program:///main.js:4:2',
    'forEach@[native code]',
    'run@runtime.js:7:26',
    'export_languageRuntime_0_1_0$run@/tmp/x/sources/initializer.js:348:15',
    '@program:///main.js line 4 > eval:1:5',
    'f@program:///main.js line 5 > Function:3:7',
    '',
  ].join('\n');
  assert.deepEqual(texts(stack), [
    'inner|main.js:2:9', '|main.js:3:3', '|main.js:1:1', 'async main|main.js:1:1', 'later|main.js:2:2', '|main.js:2:1', 'f|main.js:3:1',
  ]);
});

test('a path may hold anything', () => {
  remember('lib/my file@1.js', 'x', 2);
  assert.deepEqual(texts('f@program:///lib%2Fmy%20file%401.js:3:2'), ['f|lib/my file@1.js:1:2']);
});

test('what was inserted into a line does not count', () => {
  remember('main.js', 'f();\ng();', 2, { line: 2, column: 1, length: 7 });
  assert.deepEqual(placeInText('main.js', 4, 8), { path: 'main.js', line: 2, column: 1 });
  assert.deepEqual(placeInText('main.js', 3, 8), { path: 'main.js', line: 1, column: 8 });
});

test('past the end is the end of the last line with something on it', () => {
  remember('main.js', 'f(\n  1\n\n', 2);
  assert.deepEqual(placeInText('main.js', 6, 1), { path: 'main.js', line: 2, column: 4 });
});

test('an excerpt has the line and a caret', () => {
  remember('main.js', 'let a;\n\tlet b = ;\r\n', 2);
  assert.equal(excerpt({ path: 'main.js', line: 2, column: 10 }), 'main.js:2\n\tlet b = ;\n\t        ^\n');
});
