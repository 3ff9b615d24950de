// Paths with `/` between their parts: Node's `path.posix` in small, and what resolves a program's own files.

import { endsWith, join as joined, lastIndexOf, push, slice, split, startsWith } from './intrinsics.js';

export function normalize(path) {
  const parts = split(`${path}`, '/');
  const absolute = startsWith(path, '/');
  const kept = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === '' || part === '.') continue;
    if (part !== '..') push(kept, part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.length -= 1;
    else if (!absolute) push(kept, '..');
  }
  const text = joined(kept, '/');
  if (absolute) return `/${text}`;
  return text === '' ? '.' : text;
}

export function join(...parts) {
  const given = [];
  for (let index = 0; index < parts.length; index += 1) if (parts[index] !== '') push(given, parts[index]);
  return normalize(joined(given, '/'));
}

export function resolve(...parts) {
  let path = '';
  for (let index = parts.length - 1; index >= 0 && !startsWith(path, '/'); index -= 1) {
    if (parts[index] !== '') path = path === '' ? parts[index] : `${parts[index]}/${path}`;
  }
  const full = normalize(startsWith(path, '/') ? path : `/${path}`);
  return full.length > 1 && endsWith(full, '/') ? slice(full, 0, -1) : full;
}

export function dirname(path) {
  const at = lastIndexOf(path, '/');
  if (at < 0) return '.';
  return at === 0 ? '/' : slice(path, 0, at);
}

export function basename(path, suffix) {
  const name = slice(path, lastIndexOf(path, '/') + 1);
  return suffix !== undefined && name !== suffix && endsWith(name, suffix) ? slice(name, 0, -suffix.length) : name;
}

export function extname(path) {
  const name = basename(path);
  const at = lastIndexOf(name, '.');
  return at <= 0 ? '' : slice(name, at);
}

const isAbsolute = (path) => startsWith(path, '/');

function relative(from, to) {
  const start = split(slice(resolve(from), 1), '/');
  const target = split(slice(resolve(to), 1), '/');
  let same = 0;
  while (same < start.length && same < target.length && start[same] === target[same]) same += 1;
  const parts = [];
  for (let index = same; index < start.length; index += 1) if (start[index] !== '') push(parts, '..');
  for (let index = same; index < target.length; index += 1) if (target[index] !== '') push(parts, target[index]);
  return joined(parts, '/');
}

function parse(path) {
  const base = basename(path);
  const ext = extname(path);
  return { root: isAbsolute(path) ? '/' : '', dir: base === path ? '' : dirname(path), base, ext, name: basename(path, ext) };
}

export const path = { sep: '/', delimiter: ':', normalize, join, resolve, dirname, basename, extname, isAbsolute, relative, parse };
path.posix = path;
