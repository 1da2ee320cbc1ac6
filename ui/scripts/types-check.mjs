// Fails when src/api/schema.d.ts is not what openapi.json says.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-types-'));
const fresh = join(folder, 'schema.d.ts');
try {
  execFileSync('npx', ['--no-install', 'openapi-typescript', './openapi.json', '-o', fresh], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (readFileSync(fresh, 'utf8') !== readFileSync('src/api/schema.d.ts', 'utf8')) {
    console.error('src/api/schema.d.ts is older than openapi.json: run `npm run types` and commit it.');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
