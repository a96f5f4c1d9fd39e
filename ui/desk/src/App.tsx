import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter';
import { ApiProblem, keepCsrf } from './api/client';
import { meQuery } from './api/queries';
import type { Me } from './api/types';
import { Desk } from './shell/Desk';
import { LanguageProvider, type Locale } from './i18n/context';
import type { Catalogue } from './i18n/translate';
import type { Key } from './messages/fa';
import { DeskSkeleton } from './shell/DeskSkeleton';
import { Broken } from './shared/Broken';

const LoginPage = lazy(() => import('./account/LoginPage'));
const Toaster = lazy(() => import('./shared/Toaster'));
const ResetPage = lazy(() => import('./account/ResetPage'));

interface Props {
  locale: Locale;
  messages: Catalogue<Key>;
}

/** Who is here decides what is shown: the desk in the reader's language, or the way in. */
export function App({ locale, messages }: Props) {
  const { data: me, error, isPending, refetch } = useQuery(meQuery);
  if (me) keepCsrf(me.csrf);
  useRemembered(me);
  // Whoever is led to the door reads it in the language they had inside.
  const last = useRef(locale);
  if (me) last.current = me.user.locale;

  const isStranger = error instanceof ApiProblem && error.status === 401;
  return (
    <LanguageProvider reading={readingOf(me, last.current)} first={messages}>
      <Suspense><Toaster /></Suspense>
      <Suspense fallback={<DeskSkeleton />}>
        <Switch>
          <Route path="/reset/:token?">{({ token }) => <ResetPage token={token} />}</Route>
          <Route path="/login">{me ? <ToWhereTheyWere /> : <LoginPage />}</Route>
          <Route>
            {isPending && <DeskSkeleton />}
            {me && <Desk me={me} />}
            {!me && isStranger && <ToLogin />}
            {!me && error && !isStranger && <Broken onRetry={() => void refetch()} />}
          </Route>
        </Switch>
      </Suspense>
    </LanguageProvider>
  );
}

/** The way in remembers where the person wanted to go. */
function ToLogin() {
  const [location] = useLocation();
  return <Redirect to={location === '/' ? '/login' : `/login?next=${encodeURIComponent(location)}`} replace />;
}

function ToWhereTheyWere() {
  const [search] = useSearchParams();
  return <Redirect to={search.get('next') ?? '/'} replace />;
}

function useRemembered(me: Me | undefined): void {
  const { setColorScheme } = useMantineColorScheme();
  const theme = me?.user.preferences.theme;
  const locale = me?.user.locale;
  useEffect(() => {
    if (theme) setColorScheme(theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (locale) localStorage.setItem('hamseda.locale', locale);
  }, [locale]);
}

function readingOf(me: Me | undefined, locale: Locale) {
  if (!me) {
    const isPersian = locale === 'fa';
    return {
      locale,
      calendar: isPersian ? 'jalali' as const : 'gregorian' as const,
      digits: isPersian ? 'fa' as const : 'latn' as const,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  }
  const { user, organization } = me;
  return { locale: user.locale, calendar: user.calendar, digits: user.digits, timeZone: user.time_zone ?? organization.time_zone };
}
