import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { releaseQuery } from '../../api/releases';
import { useTitle } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { useText } from '../../i18n/text';
import { ReleaseProvider } from './ReleaseContext';
import { ReleaseHeader } from './ReleaseHeader';
import styles from './ReleasePage.module.css';
import { ReleasePanels } from './ReleasePanels';
import { SectionLinks } from './SectionLinks';

export function ReleasePage() {
  const text = useText();
  const { key } = useParams({ from: '/shell/releases/$key' });
  const query = useQuery(releaseQuery(key));
  useTitle(query.data ? `${query.data.key} ${query.data.name}` : text('release.title'));
  return (
    <PageState query={query} notFound="release.notFound">
      {(release) => (
        <ReleaseProvider release={release}>
          <div className={styles.page}>
            <ReleaseHeader />
            <SectionLinks />
            <div className={styles.body}>
              <Outlet />
            </div>
          </div>
          <ReleasePanels />
        </ReleaseProvider>
      )}
    </PageState>
  );
}
