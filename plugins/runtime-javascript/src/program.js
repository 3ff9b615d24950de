// The candidate's files as modules: CommonJS and ES modules that find each other in memory, and Node's own few.

import {
  apply, create, defineProperty, endsWith, has, hasOwn, join, jsonParse, keys, Promised, push, slice, startsWith, then,
} from './intrinsics.js';
import { watch } from './event-loop.js';
import { DEFAULT_EXPORT, DYNAMIC_IMPORT, IMPORT_META } from './module-syntax.js';
import { absence, builtIn } from './modules.js';
import { dirname, join as joinPath, normalize } from './path.js';
import { compile } from './scripts.js';
import { Problem } from './signals.js';
import { excerptAt } from './stacks.js';

const ENDINGS = ['', '.js', '.mjs', '.cjs', '.json', '/index.js', '/index.mjs'];
const isScript = (path) => endsWith(path, '.js') || endsWith(path, '.mjs') || endsWith(path, '.cjs');

const state = { files: { __proto__: null }, modules: { __proto__: null }, packageType: undefined, main: undefined };

/** Takes the files of the program. */
export function install(files) {
  for (let index = 0; index < files.length; index += 1) state.files[files[index].path] = files[index].text;
  state.packageType = packageType(state.files['package.json']);
}

function packageType(text) {
  try {
    return text === undefined ? undefined : jsonParse(text).type;
  } catch {
    return undefined;
  }
}

/** Compiles every script of the program without running it; gives the texts of the errors. */
export function check() {
  const errors = [];
  for (const path in state.files) {
    if (!isScript(path)) continue;
    try {
      compile(path, state.files[path], { packageType: state.packageType });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      push(errors, error.text);
    }
  }
  return errors;
}

/**
 * Runs the entry file. `isMain` is whether it is the program itself or a module of which a function is wanted, named `exposed`. Gives the
 * module; `done` is a promise where it awaits.
 */
export function execute(entry, { isMain, exposed }) {
  if (!hasOwn(state.files, entry)) {
    throw new Problem(`the entry file \`${entry}\` is not one of the program's files: ${join(keys(state.files), ', ')}\n`);
  }
  const module = prepare(entry, { exposed, watched: isMain });
  if (isMain) state.main = module.common;
  link(module);
  evaluate(module);
  return module;
}

/** The function of that name that the module exports or has at its top level. */
export function findFunction(module, name) {
  const exported = module.script.kind === 'module' ? namespaceOf(module) : module.common.exports;
  const fallback = module.script.kind === 'module' ? exported.default : exported;
  const found = [
    () => (Object(exported) === exported ? exported[name] : undefined),
    () => module.read?.(),
    () => (Object(fallback) === fallback ? fallback[name] : undefined),
    () => (typeof fallback === 'function' && fallback.name === name ? fallback : undefined),
    () => globalThis[name],
  ];
  for (let index = 0; index < found.length; index += 1) {
    try {
      const value = found[index]();
      if (typeof value === 'function') return value;
    } catch { /* not declared */ }
  }
  const known = keys(Object(exported));
  const hint = known.length > 0 ? `; it exports ${join(known, ', ')}` : '';
  throw new Problem(`\`${module.path}\` has no function \`${name}\`, neither exported nor at its top level${hint}\n`);
}

/** The module of a file, compiled but not run. */
function prepare(path, options) {
  if (state.modules[path] !== undefined) return state.modules[path];
  const common = { id: path, filename: path, path: dirname(path), exports: {}, loaded: false, children: [] };
  const module = { path, common, status: 'new', script: undefined, dependencies: [], stars: [], getters: create(null) };
  module.script = endsWith(path, '.json')
    ? { kind: 'json' }
    : compile(path, state.files[path], { packageType: state.packageType, ...options });
  state.modules[path] = module;
  return module;
}

/** A module of Node's as one of ours. */
function standard(exports) {
  return { path: '', common: { exports }, status: 'done', script: { kind: 'common' }, dependencies: [], stars: [], getters: create(null) };
}

/** The module that `specifier` means in the file `from`. Throws Node's error if there is none. */
function resolved(specifier, from, code) {
  const found = builtIn(specifier);
  if (found !== undefined) return standard(found);
  if (startsWith(specifier, './') || startsWith(specifier, '../') || startsWith(specifier, '/') || specifier === '.' || specifier === '..') {
    const base = startsWith(specifier, '/') ? normalize(slice(specifier, 1)) : joinPath(dirname(from), specifier);
    for (let index = 0; index < ENDINGS.length; index += 1) {
      const path = base + ENDINGS[index];
      if (hasOwn(state.files, path)) return prepare(path);
    }
  }
  const error = new Error(`Cannot find module '${specifier}'${absence(specifier)}`);
  error.code = code;
  throw error;
}

/** Finds what an ES module imports, and makes its exports readable, before anything runs. */
function link(module) {
  if (module.status !== 'new' || module.script.kind !== 'module') return;
  module.status = 'linked';
  const { imports, reexports } = module.script.module;
  const scope = create(null);
  defineProperty(scope, DYNAMIC_IMPORT, { value: importerOf(module.path) });
  defineProperty(scope, IMPORT_META, { value: { url: `file:///${module.path}`, filename: module.path, dirname: dirname(module.path) } });
  const body = apply(module.script.run, undefined, [scope]);
  const receive = (given) => { module.getters = given; };
  module.steps = apply(body, undefined, [receive, (read) => { module.read = read; }, watch]);
  module.steps.next();
  nameDefault(module);
  for (let index = 0; index < imports.length; index += 1) {
    const { names } = imports[index];
    const dependency = depend(module, imports[index]);
    for (let at = 0; at < names.length; at += 1) {
      const { local, imported } = names[at];
      defineProperty(scope, local, { get: readerOf(dependency, imported) });
    }
  }
  for (let index = 0; index < reexports.length; index += 1) {
    const { name, imported } = reexports[index];
    const dependency = depend(module, reexports[index]);
    if (name === '*') push(module.stars, dependency);
    else module.getters[name] = readerOf(dependency, imported);
  }
}

/** A default export without a name of its own is called `default`. */
function nameDefault(module) {
  try {
    const value = module.getters.default?.();
    if (typeof value === 'function' && value.name === DEFAULT_EXPORT) defineProperty(value, 'name', { value: 'default', configurable: true });
  } catch { /* not there yet */ }
}

function depend(module, { specifier, at }) {
  let dependency;
  try {
    dependency = resolved(specifier, module.path, 'ERR_MODULE_NOT_FOUND');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${excerptAt(module.path, at)}\nError: ${error.message}\n`);
  }
  push(module.dependencies, dependency);
  link(dependency);
  return dependency;
}

/** Reads what `module` exports as `name` at the time of the call; `*` is all of it. */
function readerOf(module, name) {
  if (name === '*') return () => namespaceOf(module);
  if (module.script.kind === 'module') return () => getterOf(module, name)();
  if (name === 'default') return () => module.common.exports;
  return () => module.common.exports[name];
}

function getterOf(module, name, seen = []) {
  if (module.script.kind !== 'module') return hasExport(module, name) ? readerOf(module, name) : undefined;
  if (hasOwn(module.getters, name)) return module.getters[name];
  if (name === 'default') return undefined;
  push(seen, module);
  for (let index = 0; index < module.stars.length; index += 1) {
    const star = module.stars[index];
    const getter = isIn(seen, star) ? undefined : getterOf(star, name, seen);
    if (getter !== undefined) return getter;
  }
  return undefined;
}

function isIn(list, value) {
  for (let index = 0; index < list.length; index += 1) if (list[index] === value) return true;
  return false;
}

function hasExport(module, name) {
  if (name === '*') return true;
  if (module.script.kind === 'module') return getterOf(module, name) !== undefined;
  const { exports } = module.common;
  return name === 'default' || (exports !== null && exports !== undefined && has(Object(exports), name));
}

/** All that a module exports, as `import * as` has it. */
function namespaceOf(module) {
  if (module.namespace !== undefined) return module.namespace;
  const namespace = create(null);
  module.namespace = namespace;
  if (module.script.kind === 'module') {
    addGetters(namespace, module, []);
  } else {
    const { exports } = module.common;
    const names = exports === null || (typeof exports !== 'object' && typeof exports !== 'function') ? [] : keys(exports);
    for (let index = 0; index < names.length; index += 1) {
      defineProperty(namespace, names[index], { get: readerOf(module, names[index]), enumerable: true });
    }
    if (!hasOwn(namespace, 'default')) defineProperty(namespace, 'default', { get: readerOf(module, 'default'), enumerable: true });
  }
  defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  return namespace;
}

function addGetters(namespace, module, seen) {
  push(seen, module);
  const names = keys(module.script.kind === 'module' ? module.getters : module.common.exports);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    if (hasOwn(namespace, name) || (name === 'default' && seen.length > 1)) continue;
    defineProperty(namespace, name, { get: readerOf(module, name), enumerable: true });
  }
  for (let index = 0; index < module.stars.length; index += 1) {
    if (!isIn(seen, module.stars[index])) addGetters(namespace, module.stars[index], seen);
  }
}

/** Runs a module after what it imports. Gives a promise where something awaits. */
function evaluate(module) {
  if (module.status === 'failed') throw module.error;
  if (module.status === 'running' || module.status === 'done') return module.done;
  module.status = 'running';
  try {
    if (module.script.kind === 'module') module.done = afterDependencies(module, 0);
    else runCommon(module);
  } catch (error) {
    module.status = 'failed';
    module.error = error;
    throw error;
  }
  if (module.done === undefined) module.status = 'done';
  return module.done;
}

function afterDependencies(module, from) {
  for (let index = from; index < module.dependencies.length; index += 1) {
    const pending = evaluate(module.dependencies[index]);
    if (pending !== undefined) return then(pending, () => afterDependencies(module, index + 1));
  }
  checkImports(module);
  const step = module.steps.next();
  nameDefault(module);
  return module.script.isAsync ? step : undefined;
}

function checkImports(module) {
  const { imports, reexports } = module.script.module;
  let at = 0;
  const check = (dependency, { specifier, at: place }, name) => {
    if (hasExport(dependency, name)) return;
    const message = `SyntaxError: The requested module '${specifier}' does not provide an export named '${name}'`;
    throw new Problem(`${excerptAt(module.path, place)}\n${message}\n`);
  };
  for (let index = 0; index < imports.length; index += 1, at += 1) {
    const { names } = imports[index];
    for (let each = 0; each < names.length; each += 1) check(module.dependencies[at], imports[index], names[each].imported);
  }
  for (let index = 0; index < reexports.length; index += 1, at += 1) {
    check(module.dependencies[at], reexports[index], reexports[index].imported);
  }
}

function runCommon(module) {
  const { path, common, script } = module;
  if (script.kind === 'json') {
    common.exports = jsonParse(state.files[path]);
    return;
  }
  const expose = (read) => { module.read = read; };
  const { exports } = common;
  const args = [exports, requirerOf(path), common, path, dirname(path), importerOf(path), expose, watch];
  apply(script.run, exports, args);
  common.loaded = true;
}

function requirerOf(from) {
  const require = function require(specifier) {
    if (typeof specifier !== 'string') throw new TypeError('The "id" argument must be of type string.');
    const module = resolved(specifier, from, 'MODULE_NOT_FOUND');
    if (module.status === 'new') link(module);
    if (evaluate(module) !== undefined) {
      const error = new Error(`require() cannot be used on the ES module '${specifier}', which awaits at its top level; use import()`);
      error.code = 'ERR_REQUIRE_ASYNC_MODULE';
      throw error;
    }
    return module.script.kind === 'module' ? namespaceOf(module) : module.common.exports;
  };
  require.main = state.main;
  require.cache = create(null);
  require.resolve = (specifier) => resolved(specifier, from, 'MODULE_NOT_FOUND').path || specifier;
  return require;
}

const importerOf = (from) => (specifier) => new Promised((resolve) => {
  const module = resolved(`${specifier}`, from, 'ERR_MODULE_NOT_FOUND');
  link(module);
  const pending = evaluate(module);
  resolve(pending === undefined ? namespaceOf(module) : then(pending, () => namespaceOf(module)));
});
