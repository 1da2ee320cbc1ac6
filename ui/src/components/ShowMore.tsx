import { Button } from '@mantine/core';
import { useText } from '../i18n/text';

/** What a list read page by page can say and do about its next page. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Under a list that has not been read to its end. */
export function ShowMore({ pages }: { pages: Pages }) {
  const text = useText();
  if (!pages.hasNextPage) return null;
  return (
    <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {text('table.more')}
    </Button>
  );
}
