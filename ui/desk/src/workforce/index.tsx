import { Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { NotFound } from '~/shared/NotFound';
import { PageSkeleton } from '~/shared/skeletons';
import { AskProvider } from './ask';
import { GROUPS, type PlaceName } from './places';
import { useWords } from './words';
import css from './Workforce.module.css';

const PLACES = GROUPS.flatMap((group) => [...group.places]);

/** How many people, when: for those who plan. */
export default function Workforce() {
  const w = useWords();
  const here = useLocation()[0].split('/')[2] ?? '';
  const group = GROUPS.find((one) => one.places.some((place) => place.name === here)) ?? GROUPS[0];
  return (
    <AskProvider>
      <div className={css.room}>
        <nav className={css.bar} aria-label={w('title')}>
          {GROUPS.length > 1 && (
            <div className={css.tabs}>
              {GROUPS.map(({ name, icon: Picture, places }) => (
                <Link key={name} href={`/workforce/${places[0].name}`} className={css.tab} aria-current={name === group.name ? 'true' : undefined}>
                  <Picture size={18} stroke={1.7} aria-hidden />{w(`group.${name}`)}
                </Link>
              ))}
            </div>
          )}
          <div className={css.places}>{group.places.map(({ name }) => <Tab key={name} name={name} isHere={name === here} />)}</div>
        </nav>
        <main className={css.main}><div>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/workforce"><Redirect to={`/workforce/staffing${location.search}`} replace /></Route>
              {PLACES.map(({ name, page: Page }) => <Route key={name} path={`/workforce/${name}/*?`}><Page /></Route>)}
              <Route><NotFound /></Route>
            </Switch>
          </Suspense>
        </div></main>
      </div>
    </AskProvider>
  );
}

function Tab({ name, isHere }: { name: PlaceName; isHere: boolean }) {
  const w = useWords();
  const place = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isHere) place.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isHere]);
  return <Link ref={place} href={`/workforce/${name}`} className={css.place} aria-current={isHere ? 'page' : undefined}>{w(`tab.${name}`)}</Link>;
}
