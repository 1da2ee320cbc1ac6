import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { releaseTypeQuery } from '../../api/releases';
import type { CustomField, ReleaseType, TypeStatus } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { StatusBadge } from '../../components/Badges';
import { Page, Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './ReleaseTypePage.module.css';
import { ReleaseTypePanel } from './ReleaseTypePanel';

export function ReleaseTypePage() {
  const text = useText();
  const panel = usePanel();
  const { key } = useParams({ from: '/shell/admin/release-types/$key' });
  const query = useQuery(releaseTypeQuery(key));
  return (
    <PageState query={query}>
      {(type) => (
        <Page
          title={type.name}
          trail={<Trail home={{ to: '/admin/release-types', name: text('nav.types') }} />}
          actions={
            <>
              <ReasonedButton
                variant="default"
                blockedBy={type.archived_at === null ? null : text('archive.why')}
                onClick={() => panel.open('edit')}
              >
                {text('action.edit')}
              </ReasonedButton>
              <ArchiveButton noun="release-types" thing={type} />
            </>
          }
        >
          <div className={styles.facts}>
            {type.description && <p>{type.description}</p>}
            <p className="faint">
              {text('types.for', { kinds: type.kinds.map((kind) => text(`kind.${kind}`)).join(', ') })}
            </p>
          </div>
          <Statuses type={type} />
          <Fields fields={type.fields} />
          {panel.name === 'edit' && <ReleaseTypePanel type={type} onClose={panel.close} />}
        </Page>
      )}
    </PageState>
  );
}

function Statuses({ type }: { type: ReleaseType }) {
  const text = useText();
  const after = (status: TypeStatus): string =>
    type.statuses
      .filter(({ key }) => type.transitions.some(({ from, to }) => from === status.key && to === key))
      .map(({ name }) => name)
      .join(', ');
  return (
    <Section title={text('types.statuses')}>
      <PlainTable<TypeStatus>
        caption={text('types.statuses')}
        rows={type.statuses}
        rowKey={({ key }) => key}
        columns={[
          {
            id: 'name',
            header: text('column.status'),
            cell: (status) => <StatusBadge status={status} />,
          },
          {
            id: 'key',
            header: text('column.key'),
            leaves: 'notOnPhone',
            cell: ({ key }) => <span className="mono">{key}</span>,
          },
          {
            id: 'category',
            header: text('types.category'),
            leaves: 'notOnPhone',
            cell: ({ category }) => text(`category.${category}`),
          },
          {
            id: 'after',
            header: text('types.after'),
            size: 'wide',
            cell: (status) => after(status) || <span className="faint">{text('types.after.none')}</span>,
          },
        ]}
      />
    </Section>
  );
}

function Fields({ fields }: { fields: CustomField[] }) {
  const text = useText();
  return (
    <Section title={text('types.fields')} empty={fields.length === 0 && text('types.fields.none')}>
      <PlainTable<CustomField>
        caption={text('types.fields')}
        rows={fields}
        rowKey={({ key }) => key}
        columns={[
          { id: 'name', header: text('column.name'), cell: ({ name }) => name },
          {
            id: 'key',
            header: text('column.key'),
            leaves: 'notOnPhone',
            cell: ({ key }) => <span className="mono">{key}</span>,
          },
          {
            id: 'type',
            header: text('types.field.type'),
            size: 'wide',
            cell: ({ type, choices }) =>
              [text(`fieldType.${type}`), (choices ?? []).join(', ')].filter(Boolean).join(': '),
          },
          {
            id: 'required',
            header: text('types.field.required'),
            cell: ({ required }) => text(required ? 'value.yes' : 'value.no'),
          },
        ]}
      />
    </Section>
  );
}
