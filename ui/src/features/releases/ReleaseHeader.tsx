import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { complianceQuery } from '../../api/gates';
import { ArchiveButton } from '../../components/ArchiveButton';
import { KindText, RiskBadge, StatusBadge } from '../../components/Badges';
import { Disclosure, disclosureItem } from '../../components/Disclosure';
import { ComplianceBadge } from '../../components/gates/GateBadges';
import { Icon } from '../../components/Icon';
import { ReasonedButton } from '../../components/ReasonedButton';
import { reasonLine } from '../../components/ReasonList';
import { RefLink } from '../../components/RefLink';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { EvidenceItem } from './EvidenceItem';
import { ReleaseAnswers } from './ReleaseAnswers';
import { useReadOnlyReason, useRelease } from './ReleaseContext';
import styles from './ReleasePage.module.css';

export function ReleaseHeader() {
  const text = useText();
  const release = useRelease();
  return (
    <header className={styles.header}>
      <Trail home={{ to: '/releases', name: text('nav.releases') }}>
        <RefLink kind="portfolio" reference={release.portfolio} />
        {release.parent && <RefLink kind="release" reference={release.parent} />}
      </Trail>
      <div className={styles.top}>
        <div className={styles.name}>
          <span className="mono faint">{release.key}</span>
          <h1>{release.name}</h1>
          <StatusBadge status={release.status} />
          <span className="faint">
            <KindText kind={release.kind} /> · {release.type.name}
          </span>
          {release.archived_at !== null && <span className="faint">{text('filter.archived')}</span>}
          {release.risk && <RiskBadge risk={release.risk} />}
          <OwnCompliance />
        </div>
        <Actions />
      </div>
      <ReleaseAnswers />
    </header>
  );
}

/** How it stands to its gates, and where it is a train, how many of its members do not keep theirs. */
function OwnCompliance() {
  const text = useText();
  const { id, key, kind } = useRelease();
  const [own, ...members] = useQuery(complianceQuery(id, kind === 'train')).data ?? [];
  if (!own) return null;
  const lacking = members.filter(({ compliance }) => compliance === 'not_compliant').length;
  return (
    <>
      {(own.gates.length > 0 || own.exceptions > 0) && <ComplianceBadge compliance={own.compliance} />}
      {lacking > 0 && (
        <Link to="/releases/$key/members" params={{ key }}>
          {text('compliance.members', { count: lacking })}
        </Link>
      )}
    </>
  );
}

function Actions() {
  const text = useText();
  const release = useRelease();
  const panel = usePanel();
  const blockedBy = useReadOnlyReason(text('archive.why'));
  return (
    <div className={styles.actions}>
      {(release.transitions ?? []).map((transition) => (
        <ReasonedButton
          key={transition.to}
          variant="light"
          blockedBy={blockedBy ?? reasonLine(transition.reasons)}
          onClick={() => panel.open('transition', transition.to)}
        >
          {text('release.transition', { status: transition.name })}
        </ReasonedButton>
      ))}
      <ReasonedButton
        variant="default"
        blockedBy={blockedBy}
        leftSection={<Icon name="move" size={14} />}
        onClick={() => panel.open('target')}
      >
        {text('release.target.move')}
      </ReasonedButton>
      <ReasonedButton variant="default" blockedBy={blockedBy} onClick={() => panel.open('edit')}>
        {text('action.edit')}
      </ReasonedButton>
      <Disclosure
        button={(props) => (
          <ActionIcon variant="default" aria-label={text('release.more')} {...props}>
            <Icon name="more" />
          </ActionIcon>
        )}
      >
        {(close) => (
          <>
            <a href={`/api/v1/releases/${release.id}/calendar.ics`} className={disclosureItem}>
              <Icon name="calendar" size={14} />
              {text('release.ics')}
            </a>
            <button
              type="button"
              className={disclosureItem}
              onClick={() => {
                close();
                panel.open('feed');
              }}
            >
              <Icon name="link" size={14} />
              {text('feeds.subscribe')}
            </button>
            <button
              type="button"
              className={disclosureItem}
              onClick={() => {
                close();
                panel.open('template');
              }}
            >
              <Icon name="copy" size={14} />
              {text('release.asTemplate')}
            </button>
            <EvidenceItem />
            <ArchiveButton noun="releases" thing={release} onDone={close} />
          </>
        )}
      </Disclosure>
    </div>
  );
}
