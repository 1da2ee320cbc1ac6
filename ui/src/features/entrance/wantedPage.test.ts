import { expect, test } from 'vitest';
import { wantedPage } from './wantedPage';

test('the wanted page keeps its filters', () => {
  expect(wantedPage('/releases?kind=train')).toBe('/releases?kind=train');
});

test('nobody is sent to another site, nor round in a circle', () => {
  expect(wantedPage('https://example.org/')).toBe('/');
  expect(wantedPage('//example.org/')).toBe('/');
  expect(wantedPage('/\\example.org/')).toBe('/');
  expect(wantedPage('/\t/example.org/')).toBe('/');
  expect(wantedPage('/sign-in?to=/sign-in')).toBe('/');
  expect(wantedPage(undefined)).toBe('/');
});
