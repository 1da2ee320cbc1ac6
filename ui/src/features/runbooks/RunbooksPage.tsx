import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import styles from '../../components/Switch.module.css';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PlanList, PlanListFilters } from './PlanList';
import { RunList, RunListFilters } from './RunList';

const LIST = ['list'] as const;

/** What is done when, by whom: the plans, and what became of them. */
export function RunbooksPage() {
  const text = useText();
  const panel = usePanel();
  const [{ list }] = useFilters(LIST);
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
          <nav className={styles.switch} aria-label={text('runbooks.lists')}>
            <ListLink list={undefined}>{text('runbooks.plans')}</ListLink>
            <ListLink list="runs">{text('runbooks.runs')}</ListLink>
          </nav>
          {isRuns ? <RunListFilters /> : <PlanListFilters />}
        </>
      }
    >
      {isRuns ? <RunList /> : <PlanList newButton={newButton} />}
    </Page>
  );
}

function ListLink({ list, children }: { list: 'runs' | undefined; children: string }) {
  return (
    <Link
      to="/runbooks"
      search={({ q, portfolio }: { q?: string; portfolio?: string }) => ({ q, portfolio, list })}
      activeOptions={{ exact: true, includeSearch: true }}
    >
      {children}
    </Link>
  );
}
