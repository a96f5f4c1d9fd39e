import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { meQuery } from '~/api/queries';
import type { Me } from '~/api/types';
import { CommandProvider } from '~/commands/context';
import { DialogProvider } from '~/dialogs/context';
import { Inbox } from '~/inbox/Inbox';
import { LiveProvider } from '~/live/context';
import { Boundary } from '~/shared/Boundary';
import { NotFound } from '~/shared/NotFound';
import { PageSkeleton } from '~/shared/skeletons';
import { WorkDock } from '~/handling/WorkDock';
import { DeskCommands } from './DeskCommands';
import { MeContext } from './me';
import { OfflineBanner } from './OfflineBanner';
import { Rail } from './Rail';
import { rooms } from './rooms';
import css from './Desk.module.css';

const SettingsPage = lazy(() => import('~/account/SettingsPage'));
const SearchPage = lazy(() => import('~/inbox/SearchPage'));
const Callers = lazy(() => import('./Callers'));
const Mentions = lazy(() => import('./Mentions'));

/** Everything a person of the house sees: the rail, one room, and the work that is offered to them. */
export function Desk({ me }: { me: Me }) {
  const client = useQueryClient();

  /** The session has ended: who is here is asked again, and the answer leads to the door. */
  function leave(): void {
    void client.resetQueries({ queryKey: meQuery.queryKey });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  }

  return (
    <MeContext value={me}>
      <LiveProvider me={me.user.id} onEnded={leave}>
        <CommandProvider shortcuts={me.user.preferences.shortcuts ?? NONE}>
          <DialogProvider>
            <DeskCommands />
            <Boundary isQuiet><Suspense><Callers /><Mentions /></Suspense></Boundary>
            <div className={css.desk}>
              <OfflineBanner />
              <Rail />
              <div className={css.room}>
                <Boundary>
                  <Suspense fallback={<PageSkeleton />}>
                    <Switch>
                      <Route path="/"><Redirect to="/inbox/mine" replace /></Route>
                      <Route path="/inbox/:view/:id?/:part?"><Inbox /></Route>
                      <Route path="/search/:id?/:part?"><SearchPage /></Route>
                      <Route path="/settings"><SettingsPage /></Route>
                      {rooms.board && <Route path="/board/*?"><rooms.board.Page /></Route>}
                      {rooms.workforce && <Route path="/workforce/*?"><rooms.workforce.Page /></Route>}
                      {rooms.shifts && <Route path="/shifts"><rooms.shifts.Page /></Route>}
                      {rooms.admin && <Route path="/admin/*?"><rooms.admin.Page /></Route>}
                      <Route><NotFound /></Route>
                    </Switch>
                  </Suspense>
                </Boundary>
              </div>
              <Boundary isQuiet><WorkDock /></Boundary>
            </div>
          </DialogProvider>
        </CommandProvider>
      </LiveProvider>
    </MeContext>
  );
}

const NONE = {};
