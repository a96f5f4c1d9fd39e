import { IconCalculator, IconCalendarEvent, IconChartAreaLine, IconGridDots, type Icon } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useRoute } from 'wouter';
import { NotFound } from '~/shared/NotFound';
import { PageSkeleton } from '~/shared/skeletons';
import { AskProvider } from './ask';
import { useWords } from './words';
import css from './Workforce.module.css';

const Staffing = lazy(() => import('./staffing'));
const Forecast = lazy(() => import('./forecast'));
const Required = lazy(() => import('./required'));
const Calendar = lazy(() => import('./calendar'));

const PLACES = [
  { name: 'staffing', icon: IconCalculator },
  { name: 'forecast', icon: IconChartAreaLine },
  { name: 'required', icon: IconGridDots },
  { name: 'calendar', icon: IconCalendarEvent },
] as const;

/** How many people, when: for those who plan. */
export default function Workforce() {
  const w = useWords();
  return (
    <AskProvider>
      <div className={css.room}>
        <nav className={css.bar} aria-label={w('title')}>
          <p className={css.area} aria-hidden>{w('title')}</p>
          <div className={css.tabs}>{PLACES.map((place) => <Tab key={place.name} {...place} />)}</div>
        </nav>
        <main className={css.main}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/workforce"><Redirect to={`/workforce/staffing${location.search}`} replace /></Route>
              <Route path="/workforce/staffing"><Staffing /></Route>
              <Route path="/workforce/forecast"><Forecast /></Route>
              <Route path="/workforce/required"><Required /></Route>
              <Route path="/workforce/calendar"><Calendar /></Route>
              <Route><NotFound /></Route>
            </Switch>
          </Suspense>
        </main>
      </div>
    </AskProvider>
  );
}

function Tab({ name, icon: Picture }: { name: (typeof PLACES)[number]['name']; icon: Icon }) {
  const w = useWords();
  const [isHere] = useRoute(`/workforce/${name}`);
  const place = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isHere) place.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isHere]);
  return (
    <Link ref={place} href={`/workforce/${name}`} className={css.tab} aria-current={isHere ? 'page' : undefined}>
      <Picture size={18} stroke={1.7} aria-hidden />{w(`tab.${name}`)}
    </Link>
  );
}
