import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching, problemWords, unsafeHeaders } from './client';
import { keys } from './keys';
import { pagesOfPart } from './lists';
import { problemOfText } from './problem';
import type { Attachment, NewRaidItem, RaidItemChange } from './types';

interface Known {
  id: string;
  rev: number;
}

export interface RaidFilters {
  kind?: string;
  status?: string;
  q?: string;
  probability?: string;
  impact?: string;
  archived?: string;
}

export const raidQuery = (release: string, filters: RaidFilters) =>
  pagesOfPart(keys.part('releases', release, 'raid', JSON.stringify(filters)), (page, signal) =>
    api.GET('/releases/{release}/raid', {
      params: { path: { release }, query: { ...filters, ...page, sort: '-exposure' } },
      signal,
    }),
  );

export const raidItemQuery = (release: string, item: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'raid', 'item', item),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/releases/{release}/raid/{item}', { params: { path: { release, item } }, signal })),
  });

export const raidCountsQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'raid', 'counts'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/raid/counts', { params: { path: { release } }, signal })))
        .items,
  });

export function addRaidItem(release: string, body: NewRaidItem, key: string) {
  return answerOf(
    api.POST('/releases/{release}/raid', { params: { path: { release } }, body, ...idempotent(key) }),
  );
}

export function changeRaidItem(release: string, { id, rev }: Known, body: RaidItemChange) {
  return answerOf(
    api.PATCH('/releases/{release}/raid/{item}', {
      params: { path: { release, item: id }, header: matching(rev) },
      body,
    }),
  );
}

export function closeRaidItem(release: string, { id, rev }: Known, resolution: string, key: string) {
  return answerOf(
    api.POST('/releases/{release}/raid/{item}/close', {
      params: { path: { release, item: id }, header: matching(rev) },
      body: { resolution },
      ...idempotent(key),
    }),
  );
}

export type RaidTurn = 'reopen' | 'archive' | 'restore';

export function turnRaidItem(release: string, { id, rev }: Known, turn: RaidTurn, key: string) {
  const request = { params: { path: { release, item: id }, header: matching(rev) }, ...idempotent(key) };
  if (turn === 'reopen') return answerOf(api.POST('/releases/{release}/raid/{item}/reopen', request));
  if (turn === 'archive') return answerOf(api.POST('/releases/{release}/raid/{item}/archive', request));
  return answerOf(api.POST('/releases/{release}/raid/{item}/restore', request));
}

export const commentsQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'comments'), (query, signal) =>
    api.GET('/releases/{release}/comments', { params: { path: { release }, query }, signal }),
  );

export const mentionableQuery = (release: string, typed: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'mentionable', typed),
    queryFn: async ({ signal }) =>
      (
        await answerOf(
          api.GET('/releases/{release}/mentionable', {
            params: { path: { release }, query: { q: typed } },
            signal,
          }),
        )
      ).items,
  });

export function addComment(release: string, body: string, key: string) {
  return answerOf(
    api.POST('/releases/{release}/comments', {
      params: { path: { release } },
      body: { body },
      ...idempotent(key),
    }),
  );
}

export function changeComment(release: string, { id, rev }: Known, body: string) {
  return answerOf(
    api.PATCH('/releases/{release}/comments/{comment}', {
      params: { path: { release, comment: id }, header: matching(rev) },
      body: { body },
    }),
  );
}

export function deleteComment(release: string, { id, rev }: Known) {
  return answerOf(
    api.DELETE('/releases/{release}/comments/{comment}', {
      params: { path: { release, comment: id }, header: matching(rev) },
    }),
  );
}

export const attachmentsQuery = (release: string) =>
  pagesOfPart(keys.part('releases', release, 'attachments'), (query, signal) =>
    api.GET('/releases/{release}/attachments', { params: { path: { release }, query }, signal }),
  );

export function removeAttachment(release: string, { id, rev }: Known) {
  return answerOf(
    api.DELETE('/releases/{release}/attachments/{attachment}', {
      params: { path: { release, attachment: id }, header: matching(rev) },
    }),
  );
}

export const contentAddress = (release: string, attachment: string) =>
  `/api/v1/releases/${release}/attachments/${attachment}/content`;

/** Sends a file and says how much of it has left. `fetch` cannot say that. */
export function upload(
  release: string,
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const name = encodeURIComponent(file.name);
    request.open('POST', `/api/v1/releases/${release}/attachments?name=${name}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [header, value] of Object.entries(unsafeHeaders())) request.setRequestHeader(header, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    const refused = () => reject(problemOfText(request.status, request.responseText, problemWords));
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Attachment);
      else refused();
    };
    request.onerror = refused;
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
