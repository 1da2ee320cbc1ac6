import './theme/mantine.css';
import './theme/tokens.css';
import './theme/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries';
import { sessionQuery } from './api/session';
import { speak, WordsProvider } from './i18n/text';
import { router } from './routes/tree';
import { applyStoredScheme, schemeManager, theme } from './theme/theme';

applyStoredScheme();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// Who is there is asked while the words are still on their way.
void queryClient.prefetchQuery(sessionQuery);

// Without words there is nothing to show, not even that something failed.
await speak();

// Without its own style elements Mantine needs no `unsafe-inline` in the content security policy.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <WordsProvider>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </WordsProvider>
    </MantineProvider>
  </StrictMode>,
);
