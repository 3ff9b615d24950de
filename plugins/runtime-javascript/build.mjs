// Bundles the guest into one file, which `touchstone build` then makes a component of.

import { build } from 'esbuild';

await build({
  entryPoints: ['src/runtime.js'],
  outfile: 'dist/runtime.js',
  bundle: true,
  format: 'esm',
  // Neither a browser nor Node: nothing of either may creep in.
  platform: 'neutral',
  target: 'es2022',
  external: ['touchstone:*'],
  logLevel: 'warning',
});
