import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { NewWorkingCalendar, Weekday, WorkingCalendar, WorkingCalendarChange } from '../../api/types';
import { changeWorkingCalendar, createWorkingCalendar } from '../../api/workingCalendars';
import { ArchiveButton } from '../../components/ArchiveButton';
import { CheckList } from '../../components/form/CheckList';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import formStyles from '../../components/form/form.module.css';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { WEEKDAYS } from '../../time/weekdays';
import { holidayRows, typedRows } from './days';
import { HolidayRows } from './HolidayRows';

const USUAL = WEEKDAYS.slice(0, 5);

/** The weekdays that are worked, and the days that are not all the same. */
export function WorkingCalendarPanel({
  calendar,
  onClose,
}: {
  calendar?: WorkingCalendar;
  onClose: () => void;
}) {
  const text = useText();
  const [days, setDays] = useState<Weekday[]>(calendar?.days ?? USUAL);
  const [rows, setRows] = useState(() => holidayRows(calendar?.holidays ?? []));
  const change = useChange({
    change: (body: WorkingCalendarChange, key) =>
      calendar
        ? changeWorkingCalendar(calendar.id, calendar.rev, body)
        : createWorkingCalendar(body as NewWorkingCalendar, key),
    refresh: [keys.all('working-calendars'), keys.all('portfolios')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const typed = typedRows(rows);
  const form = useForm({ name: calendar?.name ?? '', key: calendar?.key ?? '' }, change.problem, [
    '/days',
    '/holidays',
    ...typed.flatMap((_, index) => [`/holidays/${index}/date`, `/holidays/${index}/name`]),
  ]);
  const { values, isChanged } = form;
  const holidays = typed.map(({ date, name }) => ({ date, name: name.trim() }));
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const body: WorkingCalendarChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isSame(days, calendar?.days) ? {} : { days }),
    ...(isSame(holidays, calendar?.holidays ?? []) ? {} : { holidays }),
  };
  const fault = (row: number, part: 'date' | 'name') =>
    form.fault(`/holidays/${typed.findIndex((one) => one.row === row)}/${part}`);

  return (
    <FormPanel
      title={calendar ? text('action.editOf', { name: calendar.name }) : text('workingCalendars.new')}
      submitLabel={text(calendar ? 'action.save' : 'workingCalendars.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={calendar && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={calendar && <ArchiveButton noun="working-calendars" thing={calendar} onDone={onClose} />}
    >
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      <fieldset className={formStyles.rows}>
        <legend>{text('workingCalendars.days')}</legend>
        <CheckList
          label={text('workingCalendars.days')}
          items={WEEKDAYS.map((day) => ({ value: day, label: text(`weekday.${day}`) }))}
          chosen={days}
          onChange={setDays}
        />
        {form.fault('/days') && (
          <p role="alert" className={formStyles.fault}>
            {form.fault('/days')}
          </p>
        )}
      </fieldset>
      <HolidayRows rows={rows} onChange={setRows} fault={fault} error={form.fault('/holidays')} />
    </FormPanel>
  );
}
