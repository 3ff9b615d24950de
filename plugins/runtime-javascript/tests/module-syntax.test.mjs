// What is found in a module's text, and that blanking it out moves nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { analyse, hasDynamicImport, mayBeModule } from '../src/module-syntax.js';

const plain = (items) => items.map(({ at, ...rest }) => rest);

function check(text, { imports = [], exports = [], reexports = [], body }) {
  const module = analyse(text);
  assert.deepEqual(plain(module.imports), imports, text);
  assert.deepEqual(module.exports, exports, text);
  assert.deepEqual(plain(module.reexports), reexports, text);
  assert.deepEqual(module.body.split('\n').length, text.split('\n').length, text);
  if (body !== undefined) assert.equal(module.body.replace(/ +/g, ' ').trim(), body, text);
}

test('imports', () => {
  const from = (specifier, ...names) => ({ imports: [{ specifier, names: names.map(([imported, local = imported]) => ({ local, imported })) }] });
  check("import 'a';", { ...from('a'), body: ';' });
  check("import a from 'a'", from('a', ['default', 'a']));
  check("import { b, c as d, default as e } from \"a\"", from('a', ['b'], ['c', 'd'], ['default', 'e']));
  check("import a, { b } from 'a'", from('a', ['b'], ['default', 'a']));
  check("import * as all from 'a'", from('a', ['*', 'all']));
  check("import a, * as all from 'a'", from('a', ['default', 'a'], ['*', 'all']));
  check("import {\n  b, // first\n  c /* x */,\n} from 'a';\nrest()", { ...from('a', ['b'], ['c']), body: '\n\n\n;\nrest()'.trim() });
  check("import json from './a.json' with { type: 'json' };", from('./a.json', ['default', 'json']));
});

test('exports', () => {
  const names = (...pairs) => ({ exports: pairs.map(([name, local = name]) => ({ name, local })) });
  check('export const a = 1;', { ...names(['a']), body: 'const a = 1;' });
  check('export let a = 1, b = 2;', names(['a'], ['b']));
  check('export const { a, b: c, ...d } = x;', names(['a'], ['c'], ['d']));
  check('export function f() {}', { ...names(['f']), body: 'function f() {}' });
  check('export async function* f() {}', names(['f']));
  check('export class A extends B {}', names(['A']));
  check('const a = 1; export { a, a as b };', { ...names(['a'], ['b', 'a']), body: 'const a = 1; ;' });
  check('export default function f() {}', { ...names(['default', 'f']), body: 'function f() {}' });
  check('export default function () {}', { ...names(['default', '$default']), body: 'function $default () {}' });
  check('export default async function* () {}', { ...names(['default', '$default']), body: 'async function* $default () {}' });
  check('export default class {}', { ...names(['default', '$default']), body: 'class $default {}' });
  check('export default class extends B {}', { ...names(['default', '$default']), body: 'class $default extends B {}' });
  check('export default class A {}', { ...names(['default', 'A']), body: 'class A {}' });
  check('export default { a: 1 }', { ...names(['default', '$default']), body: '$default = { a: 1 }' });
  check('export default functions()', { ...names(['default', '$default']), body: '$default = functions()' });
  check('const a = 1;\nexport { a as default }', names(['default', 'a']));
});

test('exports of other modules', () => {
  check("export * from 'a';", { reexports: [{ specifier: 'a', name: '*', imported: '*' }] });
  check("export * as all from 'a';", { reexports: [{ specifier: 'a', name: 'all', imported: '*' }] });
  check("export { b, c as d, default } from 'a';", {
    reexports: [
      { specifier: 'a', name: 'b', imported: 'b' },
      { specifier: 'a', name: 'd', imported: 'c' },
      { specifier: 'a', name: 'default', imported: 'default' },
    ],
  });
});

test('columns stay where they are', () => {
  const text = "import a from 'a'; throw a;\nexport const b = 1; throw b;\nexport default  a; throw c;\nimport('x'); import.meta.url; throw d;";
  const { body } = analyse(text);
  for (const name of ['throw a', 'throw b', 'throw c', 'throw d']) assert.equal(body.indexOf(name), text.indexOf(name));
  assert.ok(body.includes("imp$rt('x'); import$meta.url"));
});

test('words in strings, comments, templates and expressions are no modules', () => {
  for (const text of [
    "const s = 'import a from b';", '// export default 1', '/*\nexport const a = 1\n*/', 'const s = `\nexport const a = 1;\n`;', "const r = /export {/; x.export = 1;",
    'const o = {\n  import: 1,\n  export() {},\n};',
  ]) assert.equal(analyse(text).isModule, false, text);
});

test('what need not be looked at more closely', () => {
  for (const text of ['', "const important = require('a')", '// to import this, export it', "import('x')"]) assert.equal(mayBeModule(text), false, text);
  for (const text of ["import 'a'", "  import a from 'a'", 'x; export { x }', 'import.meta.url']) assert.equal(mayBeModule(text), true, text);
  assert.equal(hasDynamicImport("await import ('x')"), true);
  assert.equal(hasDynamicImport('imports(x)'), false);
});
