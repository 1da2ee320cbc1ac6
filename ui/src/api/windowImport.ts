import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';
import type { WindowImport, WindowKind } from './types';

/** A calendar, and what its events are to be. */
export interface CalendarFile {
  file: File;
  portfolio: string;
  kind: WindowKind;
  zone: string;
}

function send({ file, portfolio, kind, zone }: CalendarFile, dryRun: boolean, key?: string) {
  const query = { portfolio, kind, dry_run: dryRun, ...(zone ? { zone } : {}) };
  return api.POST('/windows/import', {
    params: { query },
    // The file goes as it is: whether its bytes are text is for the server to say.
    body: file as unknown as string,
    bodySerializer: (body) => body,
    headers: { 'Content-Type': 'text/calendar', ...(key ? { 'Idempotency-Key': key } : {}) },
  });
}

/** What would become of a calendar. */
export const importPreview = (calendar: CalendarFile) =>
  queryOptions({
    queryKey: keys.part(
      'windows',
      'import',
      ...[calendar.file.name, String(calendar.file.size), String(calendar.file.lastModified)],
      ...[calendar.portfolio, calendar.kind, calendar.zone],
    ),
    queryFn: () => answerOf(send(calendar, true)),
    retry: false,
    gcTime: 0,
  });

export const importWindows = (calendar: CalendarFile, key: string): Promise<WindowImport> =>
  answerOf(send(calendar, false, key));
