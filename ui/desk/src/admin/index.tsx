import { lazy, Suspense, type ComponentType } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { PageSkeleton } from '~/shared/skeletons';
import { NotFound } from '~/shared/NotFound';
import { Sections } from './Sections';
import css from './Admin.module.css';

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

const OrganizationPage = page(() => import('./organization/OrganizationPage'));
const People = page(() => import('./people/People'));
const PersonPage = page(() => import('./people/PersonPage'));
const Departments = page(() => import('./shelves/Departments'));
const Teams = page(() => import('./shelves/Teams'));
const Skills = page(() => import('./shelves/Skills'));
const Labels = page(() => import('./shelves/Labels'));
const Canned = page(() => import('./shelves/CannedReplies'));
const Dispositions = page(() => import('./shelves/Dispositions'));
const Brands = page(() => import('./shelves/Brands'));
const Bulletins = page(() => import('./shelves/Bulletins'));
const Webhooks = page(() => import('./shelves/Webhooks'));
const ApiKeys = page(() => import('./shelves/ApiKeys'));
const AuditLog = page(() => import('./shelves/AuditLog'));
const Queues = page(() => import('./queues/Queues'));
const QueuePage = page(() => import('./queues/QueuePage'));
const Channels = page(() => import('./channels/Channels'));
const ChannelPage = page(() => import('./channels/ChannelPage'));
const Suppressions = page(() => import('./channels/Suppressions'));
const Quarantine = page(() => import('./channels/Quarantine'));
const Calendars = page(() => import('./calendars/Calendars'));
const CalendarPage = page(() => import('./calendars/CalendarPage'));

/** Everything that is set up rather than worked on. */
export default function Admin() {
  return (
    <div className={css.admin}>
      <Sections />
      <main className={css.main}>
        <div className={css.sheet}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/admin"><Redirect to="/admin/people" replace /></Route>
              <Route path="/admin/organization"><OrganizationPage /></Route>
              <Route path="/admin/people"><People /></Route>
              <Route path="/admin/people/:id"><PersonPage /></Route>
              <Route path="/admin/departments"><Departments /></Route>
              <Route path="/admin/teams"><Teams /></Route>
              <Route path="/admin/skills"><Skills /></Route>
              <Route path="/admin/queues"><Queues /></Route>
              <Route path="/admin/queues/:id"><QueuePage /></Route>
              <Route path="/admin/calendars"><Calendars /></Route>
              <Route path="/admin/calendars/:id"><CalendarPage /></Route>
              <Route path="/admin/canned"><Canned /></Route>
              <Route path="/admin/labels"><Labels /></Route>
              <Route path="/admin/dispositions"><Dispositions /></Route>
              <Route path="/admin/channels"><Channels /></Route>
              <Route path="/admin/channels/:id"><ChannelPage /></Route>
              <Route path="/admin/suppressions"><Suppressions /></Route>
              <Route path="/admin/quarantine"><Quarantine /></Route>
              <Route path="/admin/brands"><Brands /></Route>
              <Route path="/admin/bulletins"><Bulletins /></Route>
              <Route path="/admin/webhooks"><Webhooks /></Route>
              <Route path="/admin/keys"><ApiKeys /></Route>
              <Route path="/admin/audit"><AuditLog /></Route>
              <Route><NotFound /></Route>
            </Switch>
          </Suspense>
        </div>
      </main>
    </div>
  );
}
