import { expect, type Locator } from '@playwright/test';

/** Where it is once it stays there: the first picture is drawn before the plot is measured. */
export async function boxOf(element: Locator) {
  await expect(element).toBeVisible();
  let box = { x: 0, y: 0, width: 0, height: 0 };
  await expect
    .poll(async () => {
      const before = box;
      box = (await element.boundingBox()) ?? box;
      return box.x === before.x && box.y === before.y && box.width === before.width;
    })
    .toBe(true);
  return { ...box, middle: box.y + box.height / 2, right: box.x + box.width };
}
