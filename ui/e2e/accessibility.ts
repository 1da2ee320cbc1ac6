import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = {
  /** WCAG 2.2 AA, as far as a machine can tell. */
  all: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
  /** Of these, what another theme can break. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const satisfies Record<string, RunOptions['runOnly'] | readonly string[]>;

/** axe comes by the debugger, because the policy of the page keeps foreign scripts out. */
export async function expectAccessible(page: Page, what: string, rules: keyof typeof RULES): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults, RunOptions>(
    (options) => (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, options),
    { runOnly: RULES[rules] as RunOptions['runOnly'], resultTypes: ['violations'] },
  );
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`),
  }));
  expect.soft(told, `${what}: no violation of WCAG 2.2 AA`).toEqual([]);
}
