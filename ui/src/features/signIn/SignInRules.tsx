import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeSignInRules, signInRulesQuery } from '../../api/signInProviders';
import styles from '../../components/form/mappings.module.css';
import { notify } from '../../components/notices';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';

/** What is asked of everybody who signs in. */
export function SignInRules() {
  const text = useText();
  const rules = useQuery(signInRulesQuery());
  const change = useChange({
    change: changeSignInRules,
    refresh: [keys.all('sign-in-rules'), keys.session],
    onDone: () => notify(text('signInRules.saved')),
  });
  return (
    <Section title={text('signInRules.title')}>
      <PageState query={rules}>
        {({ second_factor, rev }) => (
          <div className={styles.rules}>
            {change.problem && <ProblemAlert problem={change.problem} />}
            <Checkbox
              label={text('signInRules.secondFactor')}
              description={text('signInRules.secondFactor.what')}
              checked={second_factor}
              disabled={change.isPending}
              onChange={(event) => change.submit({ rev, second_factor: event.currentTarget.checked })}
            />
          </div>
        )}
      </PageState>
    </Section>
  );
}
