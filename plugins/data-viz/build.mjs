// Bundles the guest and its libraries into one file, which `touchstone build` then makes a component of. Compiles no WebAssembly.

import { build } from 'esbuild';

await build({
  entryPoints: ['src/plugin.js'],
  outfile: 'dist/plugin.js',
  bundle: true,
  format: 'esm',
  // Neither a browser nor Node: nothing of either may creep in.
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  external: ['touchstone:*'],
  minify: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
});
