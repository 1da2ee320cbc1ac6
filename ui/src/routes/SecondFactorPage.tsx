import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useChange } from '../api/change';
import { keys } from '../api/keys';
import { canUsePasskeys, confirmWithPasskey, passkeyList } from '../api/passkeys';
import { sessionQuery, showSecondFactor } from '../api/session';
import type { Session } from '../api/types';
import { ConfirmDialog } from '../app/ConfirmDialog';
import { useSignOut } from '../app/PersonMenu';
import { CodeField } from '../components/form/CodeField';
import { useForm } from '../components/form/useForm';
import { Icon } from '../components/Icon';
import { PasskeyButton } from '../components/PasskeyButton';
import { ProblemAlert } from '../components/ProblemAlert';
import { PANEL_SLOT } from '../components/panelSlot';
import { EnrolPanel } from '../features/account/EnrolPanel';
import { PasskeyPanel } from '../features/account/Passkeys';
import { Entrance } from '../features/entrance/Entrance';
import { wantedPage } from '../features/entrance/wantedPage';
import { useText } from '../i18n/text';
import { OVERLAYS } from '../theme/theme';

/** What a session lacks before it is good for anything else: a second factor that is shown, or one that is set up. */
export function SecondFactorPage() {
  const router = useRouter();
  const session = useQuery(sessionQuery).data;
  const { to } = useSearch({ strict: false });
  const wanted = wantedPage(to);
  const isDone = session !== undefined && (session === null || session.missing === null);
  useEffect(() => {
    if (isDone) router.history.replace(wanted);
  }, [isDone, router, wanted]);
  if (!session || isDone) return null;
  return (
    <>
      {session.missing === 'enrolment' ? <SetUpFactor /> : <ShowFactor />}
      <div id={PANEL_SLOT} />
      <div id={OVERLAYS} />
      <ConfirmDialog />
    </>
  );
}

function SetUpFactor() {
  const text = useText();
  const queries = useQueryClient();
  const leave = useSignOut();
  const [open, setOpen] = useState<'authenticator' | 'passkey' | null>(null);
  const onClose = () => {
    setOpen(null);
    void queries.invalidateQueries({ queryKey: keys.session });
  };
  return (
    <>
      <Entrance
        title={text('secondFactor.setUp.title')}
        lead={text('secondFactor.setUp.lead')}
        onSubmit={() => setOpen('authenticator')}
      >
        <Button type="submit" size="sm">
          {text('authenticator.setUp')}
        </Button>
        {canUsePasskeys() && (
          <Button
            variant="default"
            size="sm"
            leftSection={<Icon name="key" size={14} />}
            onClick={() => setOpen('passkey')}
          >
            {text('passkey.add')}
          </Button>
        )}
        <Button variant="subtle" size="sm" onClick={() => void leave()}>
          {text('person.signOut')}
        </Button>
      </Entrance>
      {open === 'authenticator' && <EnrolPanel onClose={onClose} />}
      {open === 'passkey' && <PasskeyPanel onClose={onClose} />}
    </>
  );
}

function ShowFactor() {
  const text = useText();
  const queries = useQueryClient();
  const leave = useSignOut();
  const passkeys = useQuery(passkeyList()).data ?? [];
  const onDone = (session: Session) => void queries.setQueryData(keys.session, session);
  const change = useChange({ change: showSecondFactor, refresh: [], onDone });
  const byPasskey = useChange({ change: (_: null) => confirmWithPasskey(), refresh: [], onDone });
  const form = useForm({ code: '' }, change.problem);
  const problem = change.problem ?? byPasskey.problem;
  return (
    <Entrance
      title={text('secondFactor.show.title')}
      lead={text('secondFactor.show.lead')}
      onSubmit={() => {
        byPasskey.reset();
        change.submit(form.values);
      }}
    >
      {problem && <ProblemAlert problem={problem} faults={form.otherFaults} />}
      <CodeField autoFocus {...form.field('code')} />
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('secondFactor.show.submit')}
      </Button>
      {passkeys.length > 0 && canUsePasskeys() && (
        <PasskeyButton
          label={text('confirm.passkey')}
          size="sm"
          loading={byPasskey.isPending}
          onClick={() => {
            change.reset();
            byPasskey.submit(null);
          }}
        />
      )}
      <Button variant="subtle" size="sm" onClick={() => void leave()}>
        {text('person.signOut')}
      </Button>
    </Entrance>
  );
}
