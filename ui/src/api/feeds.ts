import { answerOf, api, idempotent } from './client';
import { keys } from './keys';
import { type List, wholeList } from './lists';
import type { CreatedFeed, Feed, NewFeed } from './types';

const FEEDS: List<Feed> = {
  noun: 'feeds',
  read: (query, signal) => api.GET('/feeds', { params: { query }, signal }),
};

export const feedList = () => wholeList(FEEDS);

export const refreshFeeds = [keys.all('feeds')];

/** Its address is in this answer and nowhere else. */
export function createFeed(body: NewFeed, key: string): Promise<CreatedFeed> {
  return answerOf(api.POST('/feeds', { body, ...idempotent(key) }));
}

export async function revokeFeed(feed: string): Promise<void> {
  await answerOf(api.DELETE('/feeds/{feed}', { params: { path: { feed } } }));
}
