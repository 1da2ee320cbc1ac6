import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { breakGlass } from '../../api/session';
import { useForm } from '../../components/form/useForm';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { codeInAddress } from './codeInAddress';
import { Entrance } from './Entrance';

/** The way in with a code from the server's command line. No page leads here. */
export function BreakGlassPage() {
  const { hash } = useLocation();
  return <BreakGlass key={hash} code={codeInAddress(hash)} />;
}

function BreakGlass({ code }: { code: string }) {
  const text = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useChange({
    change: breakGlass,
    refresh: [],
    onDone: (session) => {
      // Nothing of whoever was here before is left.
      queries.clear();
      queries.setQueryData(keys.session, session);
      void navigate({ to: '/' });
    },
  });
  const form = useForm({ code }, change.problem);
  return (
    <Entrance
      title={text('breakGlass.title')}
      lead={text('breakGlass.lead')}
      onSubmit={() => change.submit(form.values)}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <TextInput autoFocus autoComplete="off" label={text('code.label')} {...form.field('code')} />
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('signIn.submit')}
      </Button>
    </Entrance>
  );
}
