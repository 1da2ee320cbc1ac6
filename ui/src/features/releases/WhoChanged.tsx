import { WhoChanged as WhoChangedRelease } from '../../components/WhoChanged';
import { useRelease } from './ReleaseContext';

/** Who was faster with this release, and with what. */
export function WhoChanged() {
  return <WhoChangedRelease release={useRelease().id} />;
}
