#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

if (existsSync(program)) {
  await import(program.href).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes("'@raptor-comply/")) throw error;
    fail('Install all archives of a release together: raptor-comply needs the others.');
  });
} else fail('raptor-comply is not built yet: run "npm start" once, or "npm run build".');
