import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changePortfolio, createPortfolio } from '../../api/organisation';
import type { Portfolio, PortfolioChange } from '../../api/types';
import { workingCalendars } from '../../api/workingCalendars';
import { FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { calendarAbove } from './calendarAbove';

export function PortfolioPanel({ portfolio, onClose }: { portfolio?: Portfolio; onClose: () => void }) {
  const text = useText();
  const [parent, setParent] = useState(() => chosen(portfolio?.parent));
  const [firstParent] = useState(parent?.id);
  const change = useChange({
    change: (body: PortfolioChange, key) =>
      portfolio
        ? changePortfolio(portfolio.id, portfolio.rev, body)
        : createPortfolio({ name: '', key: '', parent: '', ...body }, key),
    refresh: [keys.all('portfolios')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: portfolio?.name ?? '',
      key: portfolio?.key ?? '',
      description: portfolio?.description ?? '',
      working_calendar: portfolio?.working_calendar?.id ?? '',
    },
    change.problem,
    ['/parent'],
  );
  const calendars = useQuery(workingCalendars()).data ?? [];
  const above = portfolio ? calendarAbove(portfolio, text) : text('portfolios.calendar.parent');
  const body: PortfolioChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('key') ? { key: form.values.key.trim() } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(form.isChanged('working_calendar') ? { working_calendar: orNull(form.values.working_calendar) } : {}),
    ...(parent && parent.id !== firstParent ? { parent: parent.id } : {}),
  };

  return (
    <FormPanel
      title={portfolio ? text('action.editOf', { name: portfolio.name }) : text('portfolios.new')}
      submitLabel={text(portfolio ? 'action.save' : 'portfolios.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={portfolio && Object.keys(body).length === 0 ? text('form.same') : null}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <TextInput label={text('column.key')} required {...form.field('key')} />
      <PortfolioPicker
        label={text('portfolios.parent')}
        value={parent}
        onChange={setParent}
        error={form.fault('/parent')}
        required={!portfolio || portfolio.parent !== null}
      />
      <NativeSelect
        label={text('portfolios.calendar')}
        description={text('portfolios.calendar.how')}
        data={[{ value: '', label: above }, ...calendars.map(({ id, name }) => ({ value: id, label: name }))]}
        {...form.field('working_calendar')}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
