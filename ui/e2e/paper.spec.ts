/** The calendar as a picture and on paper. */
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures';

const GAZPACHO = '/?from=2025-09-15&days=220';

test('what is seen is saved as a picture that is not blank', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await expect(page.getByRole('treegrid', { name: 'Calendar' }).getByRole('row').first()).toBeVisible();
  await page.getByRole('button', { name: 'Layers' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save calendar as PNG' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('calendar-2025-09-15.png');
  const png = readFileSync(await file.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // The header of a PNG: its width and height come after eight bytes of signature and eight of the chunk.
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(width).toBeGreaterThan(2 * 1_200);
  expect(height).toBeGreaterThan(2 * 600);
  const colours = await page.evaluate(async (encoded) => {
    const image = new Image();
    image.src = `data:image/png;base64,${encoded}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 400;
    canvas.height = 300;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      found.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return found.size;
  }, png.toString('base64'));
  expect(colours).toBeGreaterThan(50);
});

test('paper gets sheets of all rows, white even in the dark, and no tools', async ({ adminPage: page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(GAZPACHO);
  await expect(page.getByRole('treegrid', { name: 'Calendar' }).getByRole('row').first()).toBeVisible();
  const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)];
  expect(boxes.length).toBeGreaterThan(0);
  for (const [, width, height] of boxes) expect(Number(width)).toBeGreaterThan(Number(height));
  expect(pagesOf(pdf), '217 rows').toBeGreaterThanOrEqual(7);
  expect(pagesOf(pdf)).toBeLessThanOrEqual(14);

  await page.getByRole('searchbox', { name: 'Key or name' }).fill('nova-2026.1');
  await expect(page.getByRole('row', { name: /^nova 2026\.1 Gazpacho, / })).toBeVisible();
  expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBe(1);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('the palette of the calendar prints and saves it', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await expect(page.getByRole('treegrid', { name: 'Calendar' }).getByRole('row').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('calendar');
  await expect(page.getByRole('option', { name: 'Print calendar' })).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('option', { name: 'Save calendar as PNG' }).click();
  expect((await saved).suggestedFilename()).toMatch(/png$/);
});
