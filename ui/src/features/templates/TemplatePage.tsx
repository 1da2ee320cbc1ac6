import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { releaseTemplateQuery } from '../../api/templates';
import type { ReleaseTemplate } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { KindText } from '../../components/Badges';
import { Icon } from '../../components/Icon';
import { OffsetValue } from '../../components/offset';
import { Facts, Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { GatePanel } from './GatePanel';
import { PhasePanel } from './PhasePanel';
import { RolesPanel } from './RolesPanel';
import { SeriesPanel } from './SeriesPanel';
import { SystemsPanel } from './SystemsPanel';
import { Gates, People, Phases, Systems, Work } from './sections';
import { TemplatePanel } from './TemplatePanel';
import { WorkPanel } from './WorkPanel';

export function TemplatePage() {
  const text = useText();
  const panel = usePanel();
  const navigate = useNavigate();
  const { key } = useParams({ from: '/shell/templates/$key' });
  const query = useQuery(releaseTemplateQuery(key));
  return (
    <PageState query={query}>
      {(template) => (
        <Page
          title={template.name}
          trail={
            <Trail home={{ to: '/templates', name: text('nav.templates') }}>
              <RefLink kind="portfolio" reference={template.portfolio} />
            </Trail>
          }
          actions={
            <>
              <Button
                leftSection={<Icon name="add" size={14} />}
                onClick={() =>
                  void navigate({ to: '/releases', search: { panel: 'new', template: template.key } })
                }
              >
                {text('releases.new')}
              </Button>
              <ReasonedButton
                variant="default"
                blockedBy={template.archived_at === null ? null : text('archive.why')}
                leftSection={<Icon name="calendar" size={14} />}
                onClick={() => panel.open('series')}
              >
                {text('series.title')}
              </ReasonedButton>
              <ReasonedButton
                variant="default"
                blockedBy={template.archived_at === null ? null : text('archive.why')}
                onClick={() => panel.open('edit')}
              >
                {text('action.edit')}
              </ReasonedButton>
              <ArchiveButton noun="release-templates" thing={template} />
            </>
          }
        >
          <TemplateFacts template={template} />
          <Phases template={template} onOpen={(index) => panel.open('phase', index)} />
          <Gates template={template} onOpen={(index) => panel.open('gate', index)} />
          <Work template={template} onOpen={(index) => panel.open('work', index)} />
          <People template={template} onOpen={() => panel.open('roles')} />
          <Systems template={template} onOpen={() => panel.open('systems')} />
          <Panels template={template} />
        </Page>
      )}
    </PageState>
  );
}

function TemplateFacts({ template }: { template: ReleaseTemplate }) {
  const text = useText();
  return (
    <Facts>
      {template.description && <p>{template.description}</p>}
      <p className="faint">
        <span className="mono">{template.key}</span> · <KindText kind={template.kind} /> ·{' '}
        {template.type.name} · {template.zone}
        {template.time && ` · ${template.time.slice(0, 5)}`}
        {template.start && (
          <>
            {' '}
            · {text('templates.begins')} <OffsetValue offset={template.start} />
          </>
        )}
      </p>
      {template.open_words.length > 0 && (
        <p>
          {text('templates.openWords')}{' '}
          {template.open_words.map((word) => (
            <span key={word}>
              <code>{`{${word}}`}</code>{' '}
            </span>
          ))}
        </p>
      )}
    </Facts>
  );
}

/** The panel that the address names; the place of an item in its list is its subject. */
function Panels({ template }: { template: ReleaseTemplate }) {
  const panel = usePanel();
  const index = panel.subject === undefined ? null : Number(panel.subject);
  const props = { template, index, onClose: panel.close };
  const shown = `${panel.name}:${panel.subject}`;
  if (panel.name === 'edit') return <TemplatePanel template={template} onClose={panel.close} />;
  if (panel.name === 'series') return <SeriesPanel template={template} onClose={panel.close} />;
  if (panel.name === 'roles') return <RolesPanel template={template} onClose={panel.close} />;
  if (panel.name === 'systems') return <SystemsPanel template={template} onClose={panel.close} />;
  if (panel.name === 'phase') return <PhasePanel key={shown} {...props} />;
  if (panel.name === 'gate') return <GatePanel key={shown} {...props} />;
  if (panel.name === 'work') return <WorkPanel key={shown} {...props} />;
  return null;
}
