import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changePortfolio, createPortfolio } from '../../api/organisation';
import type { Portfolio, PortfolioChange } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';

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
    { name: portfolio?.name ?? '', key: portfolio?.key ?? '', description: portfolio?.description ?? '' },
    change.problem,
    ['/parent'],
  );
  const body: PortfolioChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('key') ? { key: form.values.key.trim() } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
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
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
