import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconDots, IconPlus, IconSend, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useConfirm } from '~/admin/kit/Confirm';
import { Tag } from '~/admin/kit/Table';
import { Broken as Failed } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { PageSkeleton } from '~/shared/skeletons';
import { usePhone } from '~/shared/usePhone';
import { addDays } from '../forecast/weeks';
import { CalculationCard } from '../kit/CalculationCard';
import { useCalculation } from '../kit/useCalculation';
import { CoverageStrip } from './CoverageStrip';
import { Gantt } from './Gantt';
import { OpenShifts } from './OpenShifts';
import { Broken, Publish } from './Publish';
import { Refresh } from './Refresh';
import { ShiftForm, type Draft } from './ShiftForm';
import { DayList, ScheduleTables } from './Tables';
import { clockAt, DAY_M, openHours, type Axis } from './times';
import type { OpenShift, Schedule, Shift } from './types';
import { useNewestEdit, useSchedule, type Scheduling } from './useSchedules';
import { useTravel } from './useTravel';
import { useSpelling } from './words';
import css from './Room.module.css';
import card from '~/shared/card.module.css';

const WEEK = 7;

/** One schedule: lanes of shifts over the need, and everything that is done to them. */
export default function ScheduleRoom({ id }: { id: string }) {
  const scheduling = useSchedule(id);
  const { query } = scheduling;
  if (query.error) return <Failed onRetry={() => void query.refetch()} />;
  if (!query.data) return <PageSkeleton />;
  return <Room key={id} schedule={query.data} scheduling={scheduling} />;
}

function Room({ schedule, scheduling }: { schedule: Schedule; scheduling: Scheduling }) {
  const { s, day } = useSpelling(schedule.first_day);
  const isPhone = usePhone();
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [queue, setQueue] = useState<string | null>(null);
  const [isPublishing, setPublishing] = useState(false);
  const coverage = scheduling.coverage.data;
  const view = isPhone ? 'day' : (search.get('view') ?? (schedule.days > 1 ? 'week' : 'day'));
  const asked = Number(search.get('day') ?? 0);
  const isWhole = view !== 'day';
  const at = Math.min(Math.max(0, Number.isInteger(asked) ? asked : 0), schedule.days - 1);
  const [from, to] = openHours(schedule, coverage);
  const first = isWhole ? Math.floor(at / WEEK) * WEEK : at;
  const axis: Axis = { first, days: isWhole ? Math.min(WEEK, schedule.days - first) : 1, from, to };
  const choose = (changes: Record<string, string>) => setSearch((before) => ({ ...Object.fromEntries(before), ...changes }), { replace: true });
  const open = (shift: Shift) => setDraft({ shift, user: shift.user_id, day: shift.day, start: shift.start });
  const travelling = useTravel(schedule, axis, scheduling, open);
  const days = Array.from({ length: axis.days }, (_, i) => addDays(schedule.first_day, axis.first + i));
  const begin = (user: string, minute: number) => setDraft({ shift: null, user, day: addDays(schedule.first_day, Math.floor(minute / DAY_M)), start: clockAt(minute) });
  const give = (opened: OpenShift) => setDraft({ shift: null, user: schedule.people[0]?.user_id ?? '', day: opened.day, start: opened.start, opened });
  const remove = (shift: Shift) => scheduling.edit([{ do: 'remove', id: shift.id }], () => travelling.say(s('say.removed')));
  const lock = (shift: Shift) => scheduling.edit([{ do: shift.locked ? 'unlock' : 'lock', id: shift.id }], () => travelling.say(s(shift.locked ? 'say.unlocked' : 'say.locked')));
  const by = axis.days > 1 ? WEEK : 1;
  const shown = days.length > 1 ? s('span', { first: day(days[0] ?? ''), last: day(days.at(-1) ?? '') }) : day(days[0] ?? '');
  return (
    <div className={card.stack}>
      <RoomHead schedule={schedule} scheduling={scheduling} onPublish={() => setPublishing(true)} />
      {schedule.state === 'published' && <p className={css.note}>{s('published.note')}</p>}
      <Refresh schedule={schedule} scheduling={scheduling} />
      <Solving schedule={schedule} scheduling={scheduling} />
      <OpenShifts schedule={schedule} scheduling={scheduling} onGive={give} />
      <div className={css.tools}>
        <ActionIcon variant="default" size={34} aria-label={s('before')} disabled={axis.first === 0} onClick={() => choose({ day: String(Math.max(0, at - by)) })}><IconChevronLeft size={18} aria-hidden className="mirrored" /></ActionIcon>
        <h2 aria-live="polite">{shown}</h2>
        <ActionIcon variant="default" size={34} aria-label={s('after')} disabled={axis.first + axis.days >= schedule.days} onClick={() => choose({ day: String(Math.min(schedule.days - 1, at + by)) })}><IconChevronRight size={18} aria-hidden className="mirrored" /></ActionIcon>
        <span className={css.gap} />
        {schedule.people[0] && isPhone && <Button variant="light" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => begin(schedule.people[0]?.user_id ?? '', axis.first * DAY_M + 8 * 60)}>{s('shift.new')}</Button>}
        {!isPhone && <SegmentedControl size="sm" aria-label={s('view')} value={view} onChange={(next) => choose({ view: next })} data={(['day', 'week', 'table'] as const).map((value) => ({ value, label: s(`view.${value}`) }))} />}
      </div>
      {schedule.people.length > 0 && schedule.shifts.length === 0 && <p className={css.note}>{s('no.shifts')}</p>}
      {schedule.people.length === 0
        ? <Empty art="calm" title={s('no.people')}>{s('no.peopleText')}</Empty>
        : isPhone
          ? <DayList schedule={schedule} day={days[0] ?? schedule.first_day} onOpen={open} />
          : view === 'table'
            ? <ScheduleTables schedule={schedule} coverage={coverage} days={days} queue={queue} />
            : (
              <div>
                <Gantt schedule={schedule} axis={axis} travelling={travelling} onOpen={open} onNew={begin} onRemove={remove} onLock={lock} />
                {coverage && <CoverageStrip schedule={schedule} coverage={coverage} axis={axis} queue={queue} onQueue={setQueue} travelling={travelling} />}
              </div>
            )}
      <Missing schedule={schedule} />
      <p className="unseen" role="status" aria-live="assertive">{travelling.said}</p>
      {draft && <ShiftForm draft={draft} schedule={schedule} scheduling={scheduling} onClose={() => setDraft(null)} />}
      {isPublishing && <Publish schedule={schedule} scheduling={scheduling} onClose={() => setPublishing(false)} />}
      {scheduling.doubt && <Broken doubt={scheduling.doubt} onClose={scheduling.settle} />}
    </div>
  );
}

function RoomHead({ schedule, scheduling, onPublish }: { schedule: Schedule; scheduling: Scheduling; onPublish: () => void }) {
  const { s, day } = useSpelling(schedule.first_day);
  const [, go] = useLocation();
  const { ask, dialog } = useConfirm();
  const isDraft = schedule.state === 'draft';
  return (
    <header className={css.head}>
      <div className={css.title}>
        <Link href="/workforce/schedules" className={css.back}><IconChevronLeft size={16} aria-hidden className="mirrored" />{s('back')}</Link>
        <h1><bdi>{schedule.name}</bdi> <Tag tone={isDraft ? 'plain' : 'accent'}>{s(`state.${schedule.state}`)}</Tag></h1>
        <p>{schedule.days > 1 ? s('span', { first: day(schedule.first_day), last: day(addDays(schedule.first_day, schedule.days - 1)) }) : day(schedule.first_day)}</p>
      </div>
      <div className={css.actions}>
        <Button variant="default" leftSection={<IconArrowBackUp size={17} aria-hidden className="mirrored" />} disabled={!schedule.can_undo || scheduling.isEditing} onClick={() => scheduling.undo()}>{s('undo')}</Button>
        {isDraft && <Button variant="light" leftSection={<IconSparkles size={17} aria-hidden />} loading={scheduling.solving.isPending} onClick={() => scheduling.solving.mutate(null)}>{s('solve')}</Button>}
        {isDraft && <Button leftSection={<IconSend size={17} aria-hidden className="mirrored" />} disabled={schedule.shifts.length === 0} onClick={onPublish}>{s('publish')}</Button>}
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon variant="default" size={36} aria-label={s('head.schedule')}><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            {schedule.state === 'published' && <Menu.Item onClick={() => ask({ title: s('unpublish.title'), consequence: s('unpublish.text'), label: s('unpublish'), run: () => scheduling.unpublish() })}>{s('unpublish')}</Menu.Item>}
            {isDraft && <Menu.Item color="red" onClick={() => ask({ title: s('remove.title', { name: schedule.name }), consequence: s('remove.text'), label: s('remove'), run: () => scheduling.remove.mutate(undefined, { onSuccess: () => go('/workforce/schedules') }) })}>{s('remove')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      </div>
      {dialog}
    </header>
  );
}

/** The solver at work on the draft, and what it found. */
function Solving({ schedule, scheduling }: { schedule: Schedule; scheduling: Scheduling }) {
  const { s } = useSpelling(schedule.first_day);
  const [left, leave] = useState<string | null>(null);
  const { solving, adopting } = scheduling;
  const asked = solving.data?.calculation_id;
  const id = asked ?? schedule.calculation_id;
  const calculating = useCalculation<{ gap?: number }>(id === left ? null : id);
  const { calculation, isRunning } = calculating;
  const newest = useNewestEdit(schedule, calculation?.state === 'done');
  if (schedule.state !== 'draft' || !id || id === left) return null;
  // Of an earlier visit only what still runs counts, or what was found and nothing was done since.
  const isNews = calculation?.state === 'done' ? newest !== undefined && (newest === null || Date.parse(newest) <= Date.parse(calculation.asked_at)) : isRunning || id === asked;
  if (!isNews) return null;
  const gap = calculating.result?.gap;
  return (
    <CalculationCard calculating={calculating} doing={s('solve.doing')} onAgain={() => solving.mutate(null)}>
      <div className={css.found} role="status">
        <IconSparkles size={20} aria-hidden />
        <p><strong>{s('solve.found')}</strong> {typeof gap === 'number' && s('solve.gap', { n: Math.ceil(gap * 1000) / 10 })} {s('solve.locked')}</p>
        <Button variant="default" onClick={() => leave(id)}>{s('solve.leave')}</Button>
        <Button loading={adopting.isPending} onClick={() => adopting.mutate(id, { onSuccess: () => leave(id) })}>{s('solve.adopt')}</Button>
      </div>
    </CalculationCard>
  );
}

/** The largest come first, and are what one reads; the others are there for who looks for them. */
const FIRST_TOLD = 8;

function Missing({ schedule }: { schedule: Schedule }) {
  const { s } = useSpelling(schedule.first_day);
  const others = schedule.shortfalls.slice(FIRST_TOLD);
  return (
    <div className={css.below}>
      <section className={card.card}>
        <h2>{s('shortfalls')}</h2>
        {schedule.shortfalls.length === 0 ? <p>{s('shortfalls.none')}</p> : <Shortfalls all={schedule.shortfalls.slice(0, FIRST_TOLD)} />}
        {others.length > 0 && <details className={css.more}><summary>{s('shortfalls.more', { n: others.length })}</summary><Shortfalls all={others} /></details>}
      </section>
      {schedule.notes.length > 0 && <section className={card.card}><h2>{s('notes')}</h2><ul className={css.list}>{schedule.notes.map((one) => <li key={one.said}>{one.said}</li>)}</ul></section>}
    </div>
  );
}

function Shortfalls({ all }: { all: Schedule['shortfalls'] }) {
  return <ul className={css.list}>{all.map((one) => <li key={`${one.queue_id}${one.day}${one.start}`}>{one.said}</li>)}</ul>;
}
