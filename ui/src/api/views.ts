import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import { type List, wholeList } from './lists';
import type { NewView, SavedView, SentView, ViewChange } from './types';

const VIEWS: List<SavedView> = {
  noun: 'views',
  read: (query, signal) => api.GET('/views', { params: { query }, signal }),
};

/** The views of a screen: one's own and those that were shared. */
export const viewList = (screen: string) => wholeList(VIEWS, { screen });

export const refreshViews = [keys.lists('views')];

export const saveView = async (body: NewView, key: string): Promise<SavedView> =>
  answerOf(api.POST('/views', { body: body as unknown as SentView, ...idempotent(key) }));

export const changeView = async (view: SavedView, body: ViewChange): Promise<SavedView> =>
  answerOf(
    api.PATCH('/views/{view}', { body, params: { path: { view: view.id }, header: matching(view.rev) } }),
  );

export const removeView = async (view: SavedView): Promise<unknown> =>
  answerOf(api.DELETE('/views/{view}', { params: { path: { view: view.id }, header: matching(view.rev) } }));
