import { answerOf, api, idempotent } from './client';
import { keys } from './keys';
import type { BulkAnswer, BulkChange } from './types';

export const refreshAfterBulk = [keys.all('releases'), keys.all('calendar')];

/** What would become of each, without it being so. */
export const previewBulk = async (body: BulkChange): Promise<BulkAnswer> =>
  answerOf(api.POST('/releases/bulk', { body, params: { query: { dry_run: true } } }));

export const applyBulk = async (body: BulkChange, key: string): Promise<BulkAnswer> =>
  answerOf(api.POST('/releases/bulk', { body, ...idempotent(key) }));
