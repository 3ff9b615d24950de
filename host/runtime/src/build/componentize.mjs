// Makes a component of one JavaScript module. Arguments: entry file, WIT folder, world, output file. What is wrong with the source goes
// to standard error without the stack of the tool's own calls.
import { readFile, writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';

const [sourcePath, witPath, worldName, out] = process.argv.slice(1);

// componentize-js counts the syntax errors; its parser also knows where they are.
async function syntaxErrors() {
  const { parseSync } = await import('oxc-parser');
  const { errors } = parseSync(sourcePath, await readFile(sourcePath, 'utf8'), { sourceType: 'module' });
  return errors.map(({ message, codeframe }) => codeframe ?? message);
}

try {
  const { component } = await componentize({
    sourcePath,
    witPath,
    worldName,
    disableFeatures: ['random', 'stdio', 'clocks', 'http', 'fetch-event'],
  });
  await writeFile(out, component);
} catch (error) {
  const found = await syntaxErrors().catch(() => []);
  console.error(found.length > 0 ? found.join('\n') : error.message);
  process.exitCode = 1;
}
