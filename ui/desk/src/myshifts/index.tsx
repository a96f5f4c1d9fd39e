import { ActionIcon, Button } from '@mantine/core';
import { IconArrowsExchange, IconBeach, IconChevronLeft, IconChevronRight, IconCoffee } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { LinesSkeleton, PageSkeleton } from '~/shared/skeletons';
import { useNow } from '~/shared/useNow';
import { api } from '~/api/client';
import { addDays } from '~/workforce/forecast/weeks';
import { DayStrip } from '~/workforce/shifts/DayStrip';
import { RequestCard } from '~/workforce/shifts/RequestCard';
import type { OwnShift, OwnShifts } from '~/workforce/shifts/types';
import { useAdherenceDay, useBreak, useDeed, useOwnRequests, useOwnShifts, useShiftEvents, useShiftWords } from '~/workforce/shifts/useShifts';
import { Feed } from './Feed';
import { LeaveForm } from './LeaveForm';
import { SwapForm } from './SwapForm';
import { Wishes } from './Wishes';
import { nextPause, pausesOf, shiftNow } from './today';
import css from './MyShifts.module.css';
import card from '~/shared/card.module.css';

/** One's own shifts: today, the days to come, breaks, requests, adherence and the calendar link. */
export default function MyShifts() {
  const s = useShiftWords();
  useShiftEvents();
  const { data, error, refetch } = useOwnShifts();
  const [isAsking, setAsking] = useState(false);
  const [swapped, swap] = useState<OwnShift | null>(null);
  return (
    <main className={css.page}>
      <header className={css.head}>
        <h1>{s('my.title')}</h1>
        <Button variant="light" leftSection={<IconBeach size={18} aria-hidden />} onClick={() => setAsking(true)}>{s('my.leave')}</Button>
      </header>
      {error && <Broken onRetry={() => void refetch()} />}
      {!error && !data && <PageSkeleton />}
      {data && (
        <div className={css.columns}>
          <div className={card.stack}>
            <Today shifts={data} />
            <Requests />
          </div>
          <div className={card.stack}>
            <Days shifts={data} onSwap={swap} />
            <Wishes />
            <Feed />
          </div>
        </div>
      )}
      {isAsking && <LeaveForm onClose={() => setAsking(false)} />}
      {swapped && <SwapForm shift={swapped} onClose={() => swap(null)} />}
    </main>
  );
}

function Today({ shifts }: { shifts: OwnShifts }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  const now = useNow(30_000);
  const shift = shiftNow(shifts, now);
  const next = shifts.items.find((one) => Date.parse(one.starts_at) > now);
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  return (
    <section className={`${card.card} ${css.today}`} aria-labelledby="today-title">
      <h2 id="today-title">{s('my.today')} <small>{day(shifts.today)}</small></h2>
      {shift ? (
        <>
          <p className={css.big}>{s('between', { start: format.digits(shift.start), end: format.digits(shift.end) })} <small><bdi>{shift.template}</bdi></small></p>
          <NextBreak shift={shift} now={now} />
          <ol className={css.parts}>
            {pausesOf(shift).map((one) => <li key={`${one.name}${one.start}`} data-kind={one.kind}><span>{s('between', { start: format.digits(one.start), end: format.digits(one.end) })}</span><bdi>{one.name}</bdi></li>)}
          </ol>
          <BreakNow />
        </>
      ) : <p>{s('my.off')} {next && s('my.offNext', { day: day(next.day), start: format.digits(next.start) })}</p>}
      <Own key={shifts.today} today={shifts.today} />
    </section>
  );
}

/** A name inside a sentence keeps its own direction. */
const isolated = (name: string): string => `\u2068${name}\u2069`;

function NextBreak({ shift, now }: { shift: OwnShift; now: number }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  const pause = nextPause(shift, now);
  if (!pause) return <p className={css.next}>{s('my.noBreak')}</p>;
  if (pause.from <= now) return <p className={css.next} data-now><IconCoffee size={18} aria-hidden />{s('my.onBreak', { name: isolated(pause.name), end: format.digits(pause.end) })}</p>;
  const minutes = Math.ceil((pause.from - now) / 60_000);
  return <p className={css.next}><IconCoffee size={18} aria-hidden />{s('my.nextBreak', { name: isolated(pause.name), start: format.digits(pause.start) })} {minutes <= 180 && <small>{s('my.nextBreakIn', { n: minutes })}</small>}</p>;
}

/** A break at once: asked for, with one's place in line while there is no room. */
function BreakNow() {
  const s = useShiftWords();
  const { format } = useLanguage();
  const { data } = useBreak();
  const asking = useDeed(() => api.post('/workforce/my/break-request'));
  const leaving = useDeed(() => api.delete('/workforce/my/break-request'));
  if (!data) return null;
  const { state } = data;
  return (
    <div className={css.breakNow} data-state={state}>
      <p role="status">
        {state === 'waiting' && s('my.breakPlace', { n: data.place ?? 1 })}
        {state === 'granted' && s('my.breakGranted', { time: data.until ? format.time(data.until) : '' })}
        {state === 'on_break' && s('my.breakOn')}
        {state === 'none' && s('my.breakFree', { n: data.on_break, limit: data.limit })}
      </p>
      {state === 'none' && <Button variant="default" leftSection={<IconCoffee size={17} aria-hidden />} loading={asking.isPending} onClick={() => asking.mutate(undefined)}>{s('my.break')}</Button>}
      {(state === 'waiting' || state === 'granted') && <Button variant="default" loading={leaving.isPending} onClick={() => leaving.mutate(undefined)}>{s('my.breakCancel')}</Button>}
    </div>
  );
}

/** One's own adherence, of any day: nobody reads of me what I cannot read. */
function Own({ today }: { today: string }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  const [day, choose] = useState(today);
  const now = useAdherenceDay('me', today).data;
  const { data, error, refetch } = useAdherenceDay('me', day);
  return (
    <details className={css.own}>
      <summary>{s('my.adherence')}{now && now.percent !== null && <strong>{s('my.adherenceToday', { n: Math.round(now.percent * 10) / 10 })}</strong>}</summary>
      <p>{s('my.adherenceHidden')}</p>
      <div className={css.steps}>
        <ActionIcon variant="default" size={34} aria-label={s('my.dayBefore')} onClick={() => choose(addDays(day, -1))}><IconChevronLeft size={18} aria-hidden className="mirrored" /></ActionIcon>
        <strong aria-live="polite">{format.day(`${day}T12:00:00Z`)}</strong>
        <ActionIcon variant="default" size={34} aria-label={s('my.dayAfter')} disabled={day >= today} onClick={() => choose(addDays(day, 1))}><IconChevronRight size={18} aria-hidden className="mirrored" /></ActionIcon>
      </div>
      {error ? <Broken onRetry={() => void refetch()} /> : data ? <DayStrip day={data} /> : <LinesSkeleton count={2} />}
    </details>
  );
}

function Days({ shifts, onSwap }: { shifts: OwnShifts; onSwap: (shift: OwnShift) => void }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  if (shifts.items.length === 0) return <Empty art="tea" title={s('my.empty')}>{s('my.emptyText')}</Empty>;
  return (
    <section className={card.card} aria-labelledby="days-title">
      <h2 id="days-title">{s('my.week')}</h2>
      <ul className={css.days}>
        {shifts.items.map((one) => (
          <li key={one.id} data-today={one.day === shifts.today || undefined}>
            <span><strong>{format.day(`${one.day}T12:00:00Z`)}</strong><small><bdi>{one.template}</bdi>{one.activities.map((each) => ` · ${each.name}`)}</small></span>
            <strong className={css.hours}>{s('between', { start: format.digits(one.start), end: format.digits(one.end) })}</strong>
            <Button size="compact-md" variant="subtle" leftSection={<IconArrowsExchange size={16} aria-hidden />} onClick={() => onSwap(one)} aria-label={s('my.swapOf', { day: format.day(`${one.day}T12:00:00Z`) })}>{s('my.swap')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Requests() {
  const s = useShiftWords();
  const { data, error, refetch } = useOwnRequests();
  if (error) return <Broken onRetry={() => void refetch()} />;
  return (
    <section aria-labelledby="requests-title">
      <h2 id="requests-title" className={css.title}>{s('my.requests')}</h2>
      {!data ? <LinesSkeleton count={2} /> : data.items.length === 0 ? <p className={css.faint}>{s('my.noRequests')}</p> : <ul className={card.stack}>{data.items.map((one) => <RequestCard key={one.id} request={one} />)}</ul>}
    </section>
  );
}
