/** The real server on a fresh data folder, as `make run` starts it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cookie, request } from '@playwright/test';

const UI = join(import.meta.dirname, '..');
export const BINARY = process.env.SIGNALBOX_BIN ?? join(UI, '../target/debug/signalbox');
const EXAMPLES = join(UI, '../examples');
const START_MS = 30_000;

export interface Server {
  url: string;
  /** The folder it keeps everything in. */
  data: string;
  /** Makes the first administrator. */
  setupCode: string;
  stop: () => Promise<void>;
}

export interface Account {
  name: string;
  email: string;
  password: string;
}

export const ADMINISTRATOR: Account = {
  name: 'First Administrator',
  email: 'administrator@example.org',
  password: 'signal at danger 7',
};

/** How much is made up, and the day that counts as today. */
interface Seed {
  releases: number;
  environments?: number;
  bookings?: number;
  today: string;
}

interface ServerOptions {
  /** Made-up releases in place of the examples. */
  seed?: Seed;
  /** Another executable than the one under test. */
  binary?: string;
  /** Nothing in place of the examples. */
  isEmpty?: boolean;
  /** Settings of the server. */
  environment?: Record<string, string>;
}

export async function startServer({
  seed,
  isEmpty = false,
  binary = BINARY,
  environment = {},
}: ServerOptions = {}): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'signalbox-e2e-'));
  if (seed) {
    const wanted = Object.entries(seed).flatMap(([name, value]) => [`--${name}`, String(value)]);
    execFileSync(binary, ['seed', '--data', data, ...wanted]);
  }
  const process = spawn(
    binary,
    [
      'serve',
      '--data',
      data,
      '--listen',
      '127.0.0.1:0',
      ...(seed || isEmpty ? [] : ['--examples', EXAMPLES]),
    ],
    { cwd: data, stdio: ['ignore', 'pipe', 'pipe'], env: { ...globalThis.process.env, ...environment } },
  );
  const stop = async () => {
    await ended(process);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    return { ...(await greeting(process)), data, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** What the server says when it is ready: where it is, and how the first administrator gets in. */
function greeting(process: ChildProcess): Promise<{ url: string; setupCode: string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    const fail = (why: string) => reject(new Error(`${BINARY} ${why}\n${said}${complained}`));
    const timer = setTimeout(() => fail(`said no address within ${START_MS} ms`), START_MS);
    process.on('error', (error) => fail(`did not start: ${error.message}`));
    process.on('exit', (code) => fail(`ended with ${code}`));
    process.stderr?.on('data', (chunk) => {
      complained += chunk;
    });
    process.stdout?.on('data', (chunk) => {
      said += chunk;
      const url = /^Signalbox is at (http:\S+)$/m.exec(said)?.[1];
      const setupCode = /^Create the first administrator: \S+\/setup#code=(\S+)$/m.exec(said)?.[1];
      if (url === undefined || setupCode === undefined) return;
      clearTimeout(timer);
      resolve({ url, setupCode });
    });
  });
}

function ended(process: ChildProcess): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    process.once('exit', () => resolve());
    process.kill('SIGKILL');
  });
}

/** The link that lets an administrator in, made at the command line beside the running server. */
export function breakGlass({ data, url }: Server, person: string): string {
  const said = execFileSync(BINARY, ['break-glass', '--data', data, '--person', person, '--url', url]);
  return /http\S+/.exec(String(said))?.[0] ?? '';
}

/** Lets this time pass for every session since its holder proved who they are; nothing else grows older. */
export function leaveAlone(server: Server, minutes: number): void {
  const microseconds = minutes * 60_000_000;
  execFileSync('sqlite3', [
    '-cmd',
    '.timeout 10000',
    join(server.data, 'signalbox.db'),
    `update session set authenticated_at = authenticated_at - ${microseconds}`,
  ]);
}

/** A session as the server gave it to a browser, and what an unsafe request needs beside its cookie. */
export interface SignedIn {
  cookies: Cookie[];
  csrfToken: string;
}

/** Sets the installation up over the API; the journey of the form has its own test. */
export async function setUp(server: Server): Promise<SignedIn> {
  const { name, email, password } = ADMINISTRATOR;
  return session(server, '/api/v1/setup', {
    code: server.setupCode,
    organisation: 'Example Organisation',
    name,
    email,
    password,
  });
}

/** A second browser of the same person. */
export async function signIn(server: Server, { email, password }: Account): Promise<SignedIn> {
  return session(server, '/api/v1/session', { email, password });
}

async function session(server: Server, path: string, data: object): Promise<SignedIn> {
  const context = await request.newContext({ baseURL: server.url });
  try {
    const answer = await context.post(path, { data });
    if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
    const { csrf_token: csrfToken } = await answer.json();
    return { cookies: (await context.storageState()).cookies, csrfToken };
  } finally {
    await context.dispose();
  }
}
