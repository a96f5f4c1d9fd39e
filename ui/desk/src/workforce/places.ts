import { IconArrowsSplit2, IconCalculator, IconCalendarUser, IconUsersGroup, type Icon } from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';

export interface Place<Name extends string = string> {
  /** Its path below /workforce, and its word: `tab.<name>`. */
  name: Name;
  page: ComponentType;
}

export interface Group<Name extends string = string, Places extends string = string> {
  /** Its word: `group.<name>`. */
  name: Name;
  icon: Icon;
  places: readonly Place<Places>[];
}

const place = <Name extends string>(name: Name, load: () => Promise<{ default: ComponentType }>): Place<Name> => ({ name, page: lazy(load) });

/** The pages of workforce planning, by what people come for; a page is one line here, and its words. */
export const GROUPS = [
  {
    name: 'need',
    icon: IconCalculator,
    places: [
      place('staffing', () => import('./staffing')),
      place('forecast', () => import('./forecast')),
      place('required', () => import('./required')),
      place('calendar', () => import('./calendar')),
    ],
  },
  {
    name: 'schedule',
    icon: IconCalendarUser,
    places: [
      place('schedules', () => import('./schedules')),
      place('requests', () => import('./shifts/RequestsPage')),
      place('adherence', () => import('./shifts/AdherencePage')),
      place('materials', () => import('./materials')),
    ],
  },
  {
    name: 'whatif',
    icon: IconArrowsSplit2,
    places: [
      place('growth', () => import('./whatif').then((m) => ({ default: m.Growth }))),
      place('crisis', () => import('./whatif').then((m) => ({ default: m.Crisis }))),
      place('pooling', () => import('./whatif').then((m) => ({ default: m.Pooling }))),
      place('cross-training', () => import('./whatif').then((m) => ({ default: m.CrossTraining }))),
      place('closing', () => import('./whatif').then((m) => ({ default: m.Closing }))),
      place('opening', () => import('./whatif').then((m) => ({ default: m.Opening }))),
      place('containment', () => import('./whatif').then((m) => ({ default: m.Containment }))),
    ],
  },
  {
    name: 'people',
    icon: IconUsersGroup,
    places: [
      place('strategy', () => import('./people/strategy')),
      place('headcount', () => import('./people/headcount')),
      place('equipment', () => import('./people/equipment')),
      place('sites', () => import('./people/sites')),
      place('candidates', () => import('./people/candidates')),
    ],
  },
] as const satisfies readonly Group[];

export type GroupName = (typeof GROUPS)[number]['name'];
export type PlaceName = (typeof GROUPS)[number]['places'][number]['name'];
