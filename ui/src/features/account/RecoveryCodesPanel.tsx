import { useState } from 'react';
import { makeRecoveryCodes } from '../../api/account';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { FormPanel } from '../../components/form/FormPanel';
import { useText } from '../../i18n/text';
import { RecoveryCodes } from './RecoveryCodes';

/** New codes make those before worthless, so it is asked first. */
export function RecoveryCodesPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [codes, setCodes] = useState<string[] | null>(null);
  const change = useChange({
    change: (_: null) => makeRecoveryCodes(),
    refresh: [keys.all('account')],
    onDone: setCodes,
  });
  if (codes !== null) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return (
    <FormPanel
      title={text('recovery.renew')}
      submitLabel={text('recovery.make')}
      onSubmit={() => change.submit(null)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
    >
      <p>{text('recovery.renew.what')}</p>
    </FormPanel>
  );
}
