import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../api/change';
import type { SavedView, ViewState } from '../api/types';
import { changeView, refreshViews, removeView, saveView } from '../api/views';
import { useText } from '../i18n/text';
import { FormPanel } from './form/FormPanel';
import { chosen, PortfolioPicker } from './form/pickers';
import { useForm } from './form/useForm';
import { notify } from './notices';
import { RemoveButton } from './RemoveButton';

interface ViewPanelProps {
  screen: string;
  state: ViewState;
  /** The one that is changed; `null` for a new one. */
  view: SavedView | null;
  onClose: () => void;
}

export default function ViewPanel({ screen, state, view, onClose }: ViewPanelProps) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(chosen(view?.portfolio));
  const [preferred, setPreferred] = useState(view?.preferred ?? false);
  const save = useChange({
    change: (name: string, key) => {
      const body = { name, portfolio: portfolio?.id ?? null, preferred };
      return view ? changeView(view, body) : saveView({ ...body, screen, state }, key);
    },
    refresh: refreshViews,
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const remove = useChange({
    change: (gone: SavedView) => removeView(gone),
    refresh: refreshViews,
    onDone: onClose,
  });
  const form = useForm({ name: view?.name ?? '' }, save.problem, ['/portfolio']);
  return (
    <FormPanel
      title={view ? text('action.editOf', { name: view.name }) : text('views.save')}
      submitLabel={text('action.save')}
      onSubmit={() => save.submit(form.values.name)}
      onClose={onClose}
      isPending={save.isPending}
      problem={save.problem ?? remove.problem}
      faults={form.otherFaults}
      extra={
        view && (
          <RemoveButton name={view.name} isPending={remove.isPending} onRemove={() => remove.submit(view)} />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <PortfolioPicker
        label={text('views.share')}
        description={text('views.share.what')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
      />
      <Checkbox
        label={text('views.preferred')}
        checked={preferred}
        onChange={(event) => setPreferred(event.currentTarget.checked)}
      />
    </FormPanel>
  );
}
