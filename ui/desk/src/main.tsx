import '@fontsource-variable/vazirmatn';
import './theme/mantine.css';
import './theme/tokens.css';
import './theme/base.css';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ApiProblem } from './api/client';
import { App } from './App';
import { loadCatalogue, type Locale } from './i18n/context';
import { resolver, theme } from './theme/theme';


const client = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiProblem && error.status < 500) && count < 3,
    },
    mutations: { retry: false },
  },
});

async function start(): Promise<void> {
  const remembered = localStorage.getItem('hamseda.locale');
  const locale: Locale = remembered === 'en' ? 'en' : 'fa';
  const messages = await loadCatalogue(locale);
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <DirectionProvider initialDirection={locale === 'fa' ? 'rtl' : 'ltr'} detectDirection={false}>
        <MantineProvider theme={theme} cssVariablesResolver={resolver} defaultColorScheme="auto">
          <QueryClientProvider client={client}>
            <Router base="/desk">
              <App locale={locale} messages={messages} />
            </Router>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  );
}

void start();
