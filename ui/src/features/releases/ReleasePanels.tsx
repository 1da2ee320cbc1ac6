import FeedPanel from '../../components/FeedPanel';
import { usePanel } from '../../components/useSearchState';
import { EditReleasePanel } from './EditReleasePanel';
import { MoveTargetPanel } from './MoveTargetPanel';
import { useRelease } from './ReleaseContext';
import { SaveAsTemplatePanel } from './SaveAsTemplatePanel';
import { TransitionPanel } from './TransitionPanel';

/** Panels of the release itself; each section has its own. */
export function ReleasePanels() {
  const panel = usePanel();
  const release = useRelease();
  const transition = release.transitions?.find(({ to }) => to === panel.subject);
  if (panel.name === 'target') return <MoveTargetPanel onClose={panel.close} />;
  if (panel.name === 'template') return <SaveAsTemplatePanel onClose={panel.close} />;
  if (panel.name === 'feed') {
    return (
      <FeedPanel subject={{ kind: 'release', id: release.id, name: release.name }} onClose={panel.close} />
    );
  }
  if (panel.name === 'edit') return <EditReleasePanel onClose={panel.close} />;
  if (panel.name === 'transition' && transition) {
    return <TransitionPanel key={transition.to} transition={transition} onClose={panel.close} />;
  }
  return null;
}
