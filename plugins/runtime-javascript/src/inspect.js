// Values as text, by the rules of Node's `util.inspect` with its default options. Differences: a promise always reads as pending and
// an iterator as empty, for the language does not let anybody look into them.

import {
  apply, bigintText, dateIso, dateTime, endsWith, functionText, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, includes,
  indexOf, is, isArray, isEnumerable, join, keys, kindBy, mapForEach, mapSize, match, max, min, numberText, ownSymbols,
  push, regexpText, repeat, setForEach, setSize, slice, sliceArray, split, startsWith, symbolText, tagOf, uncurry,
} from './intrinsics.js';
import { BREAK_LENGTH, MAX_ENTRIES, layOut } from './inspect-layout.js';
import { stackOf } from './stacks.js';

const MAX_STRING_CHARACTERS = 10_000;
const DEFAULT_DEPTH = 2;
const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
const TAG = Symbol.toStringTag;
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const TypedArray = getPrototypeOf(Uint8Array);
const typedArrayTag = uncurry(getOwnPropertyDescriptor(TypedArray.prototype, TAG).get);
const bufferLength = uncurry(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get);
const numberOf = uncurry(Number.prototype.valueOf);
const stringOf = uncurry(String.prototype.valueOf);
const booleanOf = uncurry(Boolean.prototype.valueOf);
const symbolOf = uncurry(Symbol.prototype.valueOf);
const bigintOf = uncurry(BigInt.prototype.valueOf);
const weakMapHas = uncurry(WeakMap.prototype.has);
const weakSetHas = uncurry(WeakSet.prototype.has);
const promiseThen = uncurry(Promise.prototype.then);
const isErrorValue = Error.isError ?? ((value) => tagOf(value) === '[object Error]' || value instanceof Error);
const Bytes = Uint8Array;

/** Node's `util.inspect(value, { depth })`. */
export function inspect(value, depth = DEFAULT_DEPTH) {
  const context = { seen: [], circular: [], indentation: 0, deepest: 0, depth: depth ?? Infinity };
  return formatValue(context, value, 0);
}

function formatValue(context, value, level) {
  if (value === null) return 'null';
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(context, value);
  const custom = value[CUSTOM];
  if (typeof custom === 'function' && custom !== inspect) {
    const result = apply(custom, value, [context.depth - level, {}, inspect]);
    if (typeof result !== 'object') return `${result}`;
    if (result !== value) return formatValue(context, result, level);
  }
  if (contains(context.seen, value)) {
    let index = position(context.circular, value);
    if (index === 0) index = push(context.circular, value);
    return `[Circular *${index}]`;
  }
  return formatObject(context, value, level);
}

function formatPrimitive(context, value) {
  switch (typeof value) {
    case 'string': return formatString(context, value);
    case 'number': return is(value, -0) ? '-0' : numberText(value);
    case 'bigint': return `${bigintText(value)}n`;
    case 'symbol': return symbolText(value);
    default: return `${value}`;
  }
}

function formatString(context, value) {
  let rest = '';
  if (value.length > MAX_STRING_CHARACTERS) {
    const left = value.length - MAX_STRING_CHARACTERS;
    value = slice(value, 0, MAX_STRING_CHARACTERS);
    rest = `... ${left} more character${left > 1 ? 's' : ''}`;
  }
  if (value.length > 16 && value.length > BREAK_LENGTH - context.indentation - 4 && includes(value, '\n')) {
    const lines = split(value, '\n');
    const parts = [];
    for (let index = 0; index < lines.length; index += 1) {
      const isLast = index === lines.length - 1;
      if (!isLast) push(parts, quoted(`${lines[index]}\n`));
      else if (lines[index] !== '') push(parts, quoted(lines[index]));
    }
    return join(parts, ` +\n${repeat(' ', context.indentation + 2)}`) + rest;
  }
  return quoted(value) + rest;
}

const ESCAPES = { __proto__: null, '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
const TO_ESCAPE = /[\x00-\x1f'\\\x7f-\x9f\ud800-\udfff]/;

/** A string in the quotes that need the fewest escapes. */
export function quoted(text) {
  let quote = "'";
  if (includes(text, "'")) {
    if (!includes(text, '"')) quote = '"';
    else if (!includes(text, '`') && !includes(text, '${')) quote = '`';
  }
  if (match(TO_ESCAPE, text) === null) return `${quote}${text}${quote}`;
  let result = quote;
  for (let index = 0; index < text.length; index += 1) result += escaped(text, index, quote);
  return result + quote;
}

function escaped(text, index, quote) {
  const character = text[index];
  if (character === quote) return `\\${quote}`;
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (character < ' ' || (character >= '\x7f' && character <= '\x9f')) return `\\x${hex(character, 2)}`;
  if (character < '\ud800' || character > '\udfff') return character;
  const high = character <= '\udbff';
  const partner = high ? text[index + 1] : text[index - 1];
  const paired = partner !== undefined
    && (high ? partner >= '\udc00' && partner <= '\udfff' : partner >= '\ud800' && partner <= '\udbff');
  return paired ? character : `\\u${numberText(characterCode(character, 0), 16)}`;
}

const characterCode = uncurry(String.prototype.charCodeAt);
const upper = uncurry(String.prototype.toUpperCase);
const hex = (character, digits) => slice(`000${upper(numberText(characterCode(character, 0), 16))}`, -digits);

function formatObject(context, value, level) {
  const name = constructorName(value);
  const tag = ownTag(value, name);
  const shape = shapeOf(value, name, tag);
  const properties = propertiesOf(value, shape);
  if (shape.entries === 0 && properties.length === 0 && shape.empty !== undefined) return shape.empty(context);
  if (level > context.depth) return `[${shape.kind ?? (name === null ? '[Object: null prototype]' : name)}]`;
  push(context.seen, value);
  context.deepest = level;
  const entries = [];
  shape.write?.(context, entries, level + 1);
  for (let index = 0; index < properties.length; index += 1) {
    push(entries, formatProperty(context, value, properties[index], level + 1));
  }
  context.seen.length -= 1;
  let base = shape.base?.(context) ?? '';
  let { open } = shape;
  const index = position(context.circular, value);
  if (index > 0) {
    if (base === '') open = `<ref *${index}> ${open}`;
    else base = `<ref *${index}> ${base}`;
  }
  if (entries.length === 0 && base !== '') return base;
  return layOut(context, entries, base, [open, shape.close], shape.grouped, level);
}

/** How an object of this kind is written: braces, base text, entries apart from its properties. */
function shapeOf(value, name, tag) {
  if (isArray(value)) {
    const prefix = name !== 'Array' || tag !== '' ? prefixOf(name, tag, 'Array', `(${value.length})`) : '';
    return {
      open: `${prefix}[`, close: ']', entries: value.length, empty: () => `${prefix}[]`, isList: true, kind: name ?? 'Array',
      write: (context, entries, level) => writeArray(context, value, entries, level), grouped: value,
    };
  }
  if (typeof value === 'function') return functionShape(value, name, tag);
  if (value[TAG] === undefined && tagOf(value) === '[object Object]') return ordinaryShape(name, tag);
  if (kindBy(setSize, value)) {
    const prefix = prefixOf(name, tag, 'Set', `(${setSize(value)})`);
    return {
      open: `${prefix}{`, close: '}', entries: setSize(value), empty: () => `${prefix}{}`,
      write: (context, entries, level) => writeSet(context, value, entries, level),
    };
  }
  if (kindBy(mapSize, value)) {
    const prefix = prefixOf(name, tag, 'Map', `(${mapSize(value)})`);
    return {
      open: `${prefix}{`, close: '}', entries: mapSize(value), empty: () => `${prefix}{}`,
      write: (context, entries, level) => writeMap(context, value, entries, level),
    };
  }
  const typed = kindBy(bufferLength, value) ? undefined : typedArrayTag(value);
  if (typed !== undefined) {
    const prefix = prefixOf(name, tag === typed ? '' : tag, typed, `(${value.length})`);
    return {
      open: `${prefix}[`, close: ']', entries: value.length, empty: () => `${prefix}[]`, isList: true,
      write: (context, entries, level) => writeTyped(context, value, entries, level), grouped: value,
    };
  }
  return plainShape(value, name, tag);
}

function plainShape(value, name, tag) {
  const object = (extra) => ({ open: `${prefixOf(name, tag, 'Object')}{`, close: '}', ...extra });
  const based = (base) => object({ open: '{', base, entries: 0, empty: base });
  if (isErrorValue(value)) return { ...based((context) => errorText(context, value, name, tag)), isError: true };
  const kind = tagOf(value);
  if (kindBy(regexpText, value) && kind === '[object RegExp]') return based(() => regexpText(value));
  if (kindBy(dateTime, value)) return based(() => (dateTime(value) === dateTime(value) ? dateIso(value) : 'Invalid Date'));
  if (kind === '[object Arguments]') return { open: '[Arguments] {', close: '}', entries: 0, empty: () => '[Arguments] {}' };
  const boxed = boxedText(value);
  if (boxed !== undefined) return { ...based(() => boxed.text), isString: boxed.isString };
  if (kindBy(bufferLength, value)) return object({ entries: 1, write: (context, entries) => writeBuffer(value, entries) });
  if (kind === '[object Promise]' && kindBy((promise) => promiseThen(promise, undefined, () => {}), value)) {
    return object({ open: `${prefixOf(name, tag, 'Promise')}{`, entries: 1, write: (context, entries) => push(entries, '<pending>') });
  }
  if (kindBy((map) => weakMapHas(map, {}), value) || kindBy((set) => weakSetHas(set, {}), value)) {
    return object({ entries: 1, write: (context, entries) => push(entries, '<items unknown>') });
  }
  if (kind === '[object Module]') return { open: '[Module: null prototype] {', close: '}', entries: 0 };
  return ordinaryShape(name, tag);
}

function ordinaryShape(name, tag) {
  const prefix = name === 'Object' && tag === '' ? '' : prefixOf(name, tag, 'Object');
  const kindName = name === null ? slice(prefixOf(name, tag, 'Object'), 0, -1) : undefined;
  return { open: `${prefix}{`, close: '}', entries: 0, empty: () => `${prefix}{}`, kind: kindName };
}

function functionShape(value, name, tag) {
  return { open: '{', close: '}', entries: 0, base: () => functionBase(value, name, tag), empty: () => functionBase(value, name, tag) };
}

function functionBase(value, name, tag) {
  const source = functionText(value);
  if (startsWith(source, 'class') && endsWith(source, '}')) return classBase(value, name, tag);
  const own = typeof value.name === 'string' ? value.name : '';
  const kind = slice(tagOf(value), 8, -1);
  const type = endsWith(kind, 'Function') ? kind : 'Function';
  let base = `[${type}${name === null ? ' (null prototype)' : ''}${own === '' ? ' (anonymous)' : `: ${own}`}]`;
  if (name !== type && name !== null) base += ` ${name}`;
  return tag !== '' && name !== tag ? `${base} [${tag}]` : base;
}

function classBase(value, name, tag) {
  const own = hasOwn(value, 'name') && value.name ? value.name : '(anonymous)';
  let base = `class ${own}`;
  if (name !== 'Function' && name !== null) base += ` [${name}]`;
  if (tag !== '' && name !== tag) base += ` [${tag}]`;
  const parent = getPrototypeOf(value)?.name;
  return `[${base}${parent ? ` extends ${parent}` : ''}]`;
}

function boxedText(value) {
  if (kindBy(numberOf, value)) return { text: `[Number: ${is(numberOf(value), -0) ? '-0' : numberText(numberOf(value))}]` };
  if (kindBy(stringOf, value)) return { text: `[String: ${quoted(stringOf(value))}]`, isString: true };
  if (kindBy(booleanOf, value)) return { text: `[Boolean: ${booleanOf(value)}]` };
  if (kindBy(bigintOf, value)) return { text: `[BigInt: ${bigintText(value)}n]` };
  if (kindBy(symbolOf, value)) return { text: `[Symbol: ${symbolText(value)}]` };
  return undefined;
}

function errorText(context, value, name, tag) {
  let text = stackOf(value);
  const shown = typeof value.name === 'string' ? value.name : 'Error';
  const regular = startsWith(text, shown) && (text.length === shown.length || text[shown.length] === ':' || text[shown.length] === '\n');
  const own = slice(prefixOf(name, tag, 'Error'), 0, -1);
  if ((name === null || (endsWith(shown, 'Error') && regular)) && shown !== own) {
    text = `${includes(own, shown) ? own : `${own} [${shown}]`}${slice(text, shown.length)}`;
  }
  const message = typeof value.message === 'string' ? value.message : '';
  const from = message === '' ? 0 : max(0, indexOf(text, message)) + message.length;
  if (indexOf(text, '\n    at', from) === -1) text = `[${text}]`;
  return context.indentation === 0 ? text : join(split(text, '\n'), `\n${repeat(' ', context.indentation)}`);
}

/** The properties to show: the enumerable ones; of an error also what it carries. */
function propertiesOf(value, shape) {
  const names = ownKeysShown(value, shape);
  if (!shape.isError) return names;
  const text = stackOf(value);
  const shown = [];
  for (let index = 0; index < names.length; index += 1) {
    const key = names[index];
    const repeats = (key === 'name' || key === 'message' || key === 'stack') && includes(text, `${value[key]}`);
    if (!repeats && !(key === 'fileName' || key === 'lineNumber' || key === 'columnNumber')) push(shown, key);
  }
  if ('cause' in value && !contains(shown, 'cause')) push(shown, 'cause');
  if (isArray(value.errors) && !contains(shown, 'errors')) push(shown, 'errors');
  return shown;
}

function ownKeysShown(value, shape) {
  const names = keys(value);
  let result = names;
  if (shape.isList || shape.isString) {
    // Indexes come first, and there may be many.
    let from = names.length;
    while (from > 0 && match(/^(?:0|[1-9][0-9]*)$/, names[from - 1]) === null) from -= 1;
    result = sliceArray(names, from);
  }
  const symbols = ownSymbols(value);
  for (let index = 0; index < symbols.length; index += 1) {
    if (isEnumerable(value, symbols[index])) push(result, symbols[index]);
  }
  return result;
}

function formatProperty(context, value, key, level) {
  const descriptor = getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
  let text;
  if (hasOwn(descriptor, 'value')) {
    context.indentation += 2;
    text = formatValue(context, descriptor.value, level);
    context.indentation -= 2;
  } else if (descriptor.get !== undefined) {
    text = descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]';
    if (tagOf(value) === '[object Module]') text = formatValue(context, value[key], level);
  } else {
    text = descriptor.set === undefined ? 'undefined' : '[Setter]';
  }
  let name;
  if (typeof key === 'symbol') name = `[${symbolText(key)}]`;
  else if (key === '__proto__') name = "['__proto__']";
  else if (!descriptor.enumerable) name = `[${key}]`;
  else name = match(IDENTIFIER, key) === null ? quoted(key) : key;
  return `${name}: ${text}`;
}

function writeArray(context, value, entries, level) {
  const count = value.length;
  for (let index = 0; index < count;) {
    if (entries.length >= MAX_ENTRIES) {
      push(entries, rest(count - index));
      return;
    }
    if (hasOwn(value, index)) {
      context.indentation += 2;
      push(entries, formatValue(context, value[index], level));
      context.indentation -= 2;
      index += 1;
    } else {
      const from = index;
      while (index < count && !hasOwn(value, index)) index += 1;
      push(entries, `<${index - from} empty item${index - from > 1 ? 's' : ''}>`);
    }
  }
}

function writeTyped(context, value, entries, level) {
  const shown = min(MAX_ENTRIES, value.length);
  for (let index = 0; index < shown; index += 1) push(entries, formatPrimitive(context, value[index]));
  if (value.length > shown) push(entries, rest(value.length - shown));
}

function writeSet(context, value, entries, level) {
  context.indentation += 2;
  let count = 0;
  setForEach(value, (item) => {
    if (count < MAX_ENTRIES) push(entries, formatValue(context, item, level));
    count += 1;
  });
  if (count > MAX_ENTRIES) push(entries, rest(count - MAX_ENTRIES));
  context.indentation -= 2;
}

function writeMap(context, value, entries, level) {
  context.indentation += 2;
  let count = 0;
  mapForEach(value, (item, key) => {
    if (count < MAX_ENTRIES) push(entries, `${formatValue(context, key, level)} => ${formatValue(context, item, level)}`);
    count += 1;
  });
  if (count > MAX_ENTRIES) push(entries, rest(count - MAX_ENTRIES));
  context.indentation -= 2;
}

function writeBuffer(value, entries) {
  const bytes = new Bytes(value);
  let text = '';
  for (let index = 0; index < min(50, bytes.length); index += 1) text += `${index === 0 ? '' : ' '}${slice(`0${numberText(bytes[index], 16)}`, -2)}`;
  if (bytes.length > 50) text += ` ... ${bytes.length - 50} more byte${bytes.length > 51 ? 's' : ''}`;
  push(entries, `[Uint8Contents]: <${text}>`);
  push(entries, `byteLength: ${bytes.length}`);
}

const rest = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;

/** The name of the constructor, looked for up the chain of prototypes; null where there is none. */
function constructorName(value) {
  for (let object = value, steps = 0; object !== null && steps < 100; object = getPrototypeOf(object), steps += 1) {
    const descriptor = getOwnPropertyDescriptor(object, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '' && isMadeBy(value, descriptor.value)) {
      return `${descriptor.value.name}`;
    }
  }
  return null;
}

function isMadeBy(value, type) {
  for (let object = getPrototypeOf(value), steps = 0; object !== null && steps < 100; object = getPrototypeOf(object), steps += 1) {
    if (object === type.prototype) return true;
  }
  return false;
}

function ownTag(value, name) {
  const tag = value[TAG];
  return typeof tag !== 'string' || tag === '' || tag === name || isEnumerable(value, TAG) ? '' : tag;
}

function prefixOf(name, tag, fallback, size = '') {
  const shownTag = tag !== '' && (name ?? fallback) !== tag ? `[${tag}] ` : '';
  return name === null ? `[${fallback}${size}: null prototype] ${shownTag}` : `${name}${size} ${shownTag}`;
}

function contains(list, value) {
  return position(list, value) > 0;
}

function position(list, value) {
  for (let index = 0; index < list.length; index += 1) if (list[index] === value) return index + 1;
  return 0;
}
