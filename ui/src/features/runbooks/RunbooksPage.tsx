import { Button } from '@mantine/core';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { Switch } from '../../components/Switch';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PlanList, PlanListFilters } from './PlanList';
import { RunList, RunListFilters } from './RunList';

const LIST = ['list', 'status', 'kind'] as const;

/** What is done when, by whom: the plans, and what became of them. */
export function RunbooksPage() {
  const text = useText();
  const panel = usePanel();
  const [{ list }, setFilters] = useFilters(LIST);
  const isRuns = list === 'runs';
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('runbooks.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.runbooks')}
      screen={isRuns ? 'runs' : 'runbooks'}
      actions={!isRuns && newButton}
      filters={
        <>
          <Switch
            label={text('runbooks.lists')}
            options={(['plans', 'runs'] as const).map((one) => ({
              value: one,
              name: text(`runbooks.${one}`),
            }))}
            value={isRuns ? 'runs' : 'plans'}
            onChange={(one) =>
              setFilters({ list: one === 'runs' ? 'runs' : undefined, status: undefined, kind: undefined })
            }
          />
          {isRuns ? <RunListFilters /> : <PlanListFilters />}
        </>
      }
    >
      {isRuns ? <RunList /> : <PlanList newButton={newButton} />}
    </Page>
  );
}
