import { useQuery } from '@tanstack/react-query';
import { policyWaiversQuery } from '../../../api/gates';
import { WaiverForm } from '../../../components/gates/WaiverDetail';
import { Section } from '../../../components/Page';
import { SidePanel } from '../../../components/SidePanel';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { WaiverCards } from './WaiversSection';

/** The policies that decisions about the release need not meet; nothing where all are to be met. */
export function PolicyWaivers() {
  const text = useText();
  const { id } = useRelease();
  const waivers = useQuery(policyWaiversQuery(id)).data ?? [];
  const { name, subject, close } = usePanel();
  const open = name === 'waiver' ? waivers.find((waiver) => waiver.id === subject) : undefined;
  if (waivers.length === 0) return null;
  return (
    <>
      <Section title={text('waivers.policies')}>
        <WaiverCards waivers={waivers} />
      </Section>
      {open && (
        <SidePanel key={subject} title={open.title} onClose={close}>
          <WaiverForm waiver={open} onDone={close} />
        </SidePanel>
      )}
    </>
  );
}
