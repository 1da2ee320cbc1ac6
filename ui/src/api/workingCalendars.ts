import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, wholeList } from './lists';
import type { NewWorkingCalendar, WorkingCalendar, WorkingCalendarChange } from './types';

const WORKING_CALENDARS: List<WorkingCalendar> = {
  noun: 'working-calendars',
  read: (query, signal) => api.GET('/working-calendars', { params: { query }, signal }),
};

export const workingCalendars = (filters: Filters = {}) => wholeList(WORKING_CALENDARS, filters);

export const workingCalendarQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('working-calendars', reference),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/working-calendars/{working_calendar}', {
          params: { path: { working_calendar: reference } },
          signal,
        }),
      ),
  });

export function createWorkingCalendar(body: NewWorkingCalendar, key: string): Promise<WorkingCalendar> {
  return answerOf(api.POST('/working-calendars', { body, ...idempotent(key) }));
}

export function changeWorkingCalendar(
  calendar: string,
  rev: number,
  body: WorkingCalendarChange,
): Promise<WorkingCalendar> {
  return answerOf(
    api.PATCH('/working-calendars/{working_calendar}', {
      params: { path: { working_calendar: calendar }, header: matching(rev) },
      body,
    }),
  );
}
