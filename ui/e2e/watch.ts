/** What no journey may leave behind: errors on the console, failed requests, violations of the security policy. */
import { type BrowserContext, expect, type Request } from '@playwright/test';

/** What every page may be told: nobody is signed in yet. */
const ALWAYS = ['401 GET /api/v1/session'];

/** Leaving a page or typing on takes back what was asked; a journey may go where there is no network. */
const NO_FAILURES = ['net::ERR_ABORTED', 'net::ERR_INTERNET_DISCONNECTED'];

const pathOf = (url: string) => new URL(url).pathname;

export class Watch {
  readonly #faults: string[] = [];
  readonly #refusals: string[] = [];
  readonly #expected: RegExp[] = [];

  /** A refusal this journey provokes, as `409 POST /api/v1/releases`. It must come at least once. */
  expects(refusal: RegExp): void {
    this.#expected.push(refusal);
  }

  async follow(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        // biome-ignore lint/suspicious/noConsole: the one way out of the page that the test listens to
        console.error(`content security policy: ${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    context.on('console', (message) => {
      // A refused request is told twice; the one with its status is judged.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
      this.#faults.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.#faults.push(`uncaught: ${error.error().message}`));
    context.on('requestfailed', (request) => this.#failed(request));
    context.on('response', (response) => {
      if (response.status() < 400) return;
      const refusal = `${response.status()} ${response.request().method()} ${pathOf(response.url())}`;
      if (!ALWAYS.includes(refusal)) this.#refusals.push(refusal);
    });
  }

  #failed(request: Request): void {
    const why = request.failure()?.errorText ?? 'no answer';
    if (NO_FAILURES.includes(why)) return;
    this.#faults.push(`request: ${request.method()} ${pathOf(request.url())}: ${why}`);
  }

  verify(): void {
    const unexpected = this.#refusals.filter((refusal) => !this.#expected.some((one) => one.test(refusal)));
    const missing = this.#expected.filter((one) => !this.#refusals.some((refusal) => one.test(refusal)));
    expect.soft(this.#faults, 'no errors in the browser').toEqual([]);
    expect.soft(unexpected, 'no refusal that the journey does not provoke').toEqual([]);
    expect.soft(missing.map(String), 'every refusal that the journey provokes').toEqual([]);
  }
}
