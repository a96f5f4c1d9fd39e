import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { ClockInput, DayField } from '~/admin/kit/fields';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { Avatar } from '~/shared/Avatar';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { LinesSkeleton, PageSkeleton } from '~/shared/skeletons';
import { useMe } from '~/shell/me';
import { useToday } from '../forecast/useForecast';
import { Head } from '../kit/Head';
import { DayStrip } from './DayStrip';
import type { AdherenceDay, AdherenceRow } from './types';
import { useAdherence, useAdherenceDay, useDeed, useShiftEvents, useShiftWords } from './useShifts';
import css from './Shifts.module.css';
import card from '~/shared/card.module.css';

/** Who is where the schedule has them: oneself first, then everybody by name. */
export default function AdherencePage() {
  const s = useShiftWords();
  const me = useMe();
  const { locale } = useLanguage();
  useShiftEvents();
  const { data, error, refetch } = useAdherence();
  const [chosen, choose] = useState<string | null>(null);
  if (error) return <Broken onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const own = data.items.find((one) => one.user_id === me.user.id);
  const others = data.items.filter((one) => one !== own).sort((a, b) => a.name.localeCompare(b.name, locale));
  const shown = chosen ?? own?.user_id ?? null;
  return (
    <>
      <Head title={s('adherence.title')} text={s('adherence.text')} />
      {data.items.length === 0 ? <Empty art="calm" title={s('adherence.empty')}>{s('adherence.emptyText')}</Empty> : (
        <div className={css.sides}>
          <nav className={css.list} aria-label={s('adherence.people')}>
            {own && <><h2 className={css.small}>{s('adherence.own')}</h2><Row row={own} isHere={shown === own.user_id} onChoose={choose} /></>}
            <h2 className={css.small}>{s('adherence.people')}</h2>
            {others.map((one) => <Row key={one.user_id} row={one} isHere={shown === one.user_id} onChoose={choose} />)}
          </nav>
          {shown ? <Day key={shown} user={shown} /> : <p className={css.nothing}>{s('adherence.choose')}</p>}
        </div>
      )}
    </>
  );
}

function Row({ row, isHere, onChoose }: { row: AdherenceRow; isHere: boolean; onChoose: (user: string) => void }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  return (
    <button type="button" className={css.person} aria-pressed={isHere} data-state={row.state} onClick={() => onChoose(row.user_id)}>
      <Avatar name={row.name} size={34} />
      <span><bdi>{row.name}</bdi><small>{s(`planned.${row.planned}`)} · {s(`actual.${row.actual}`)}</small></span>
      <em className={css.state} data-state={row.state}>{s(`keeping.${row.state}`)}{row.since && row.state !== 'in' && row.state !== 'off' && <small> {s('line.since', { time: format.time(row.since) })}</small>}</em>
    </button>
  );
}

function Day({ user }: { user: string }) {
  const s = useShiftWords();
  const today = useToday();
  const [day, setDay] = useState(today);
  const { data, error, refetch } = useAdherenceDay(user, day);
  if (error) return <Broken onRetry={() => void refetch()} />;
  return (
    <section className={card.card} aria-labelledby="day-title">
      <div className={css.dayHead}>
        <h2 id="day-title"><bdi>{data?.name}</bdi></h2>
        <DayField label={s('adherence.day')} value={day} onChange={(next) => next && setDay(next)} />
      </div>
      {data ? <><DayStrip day={data} /><Exceptions day={data} /></> : <LinesSkeleton />}
    </section>
  );
}

/** Time that is not held against somebody, with who said so. */
function Exceptions({ day }: { day: AdherenceDay }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  const [from, setFrom] = useState('10:00:00');
  const [to, setTo] = useState('10:30:00');
  const [reason, setReason] = useState('');
  const adding = useDeed(() => api.post('/workforce/adherence-exceptions', { user_id: day.user_id, starts_at: instantOf(day.day, from, day.time_zone), ends_at: instantOf(day.day, to, day.time_zone), reason: reason.trim() }));
  const removing = useDeed((id: string) => api.delete(`/workforce/adherence-exceptions/${id}`));
  return (
    <details className={css.steps}>
      <summary>{s('exception.title')}</summary>
      <p>{s('exception.text')}</p>
      <ul className={css.names}>
        {day.exceptions.map((one) => (
          <li key={one.id}>
            <span>{s('exception.said', { from: format.time(one.starts_at), to: format.time(one.ends_at), reason: one.reason })} <small>{one.by_name}</small></span>
            <ActionIcon variant="subtle" color="gray" aria-label={s('exception.remove', { reason: one.reason })} onClick={() => removing.mutate(one.id)}><IconX size={16} aria-hidden /></ActionIcon>
          </li>
        ))}
      </ul>
      <form className={css.deeds} onSubmit={(e) => { e.preventDefault(); adding.mutate(undefined, { onSuccess: () => setReason('') }); }}>
        <span className={css.time}><small>{s('exception.from')}</small><ClockInput label={s('exception.from')} value={from} onChange={setFrom} /></span>
        <span className={css.time}><small>{s('exception.to')}</small><ClockInput label={s('exception.to')} value={to} onChange={setTo} /></span>
        <TextInput className={css.reason} label={s('exception.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
        <Button type="submit" variant="light" loading={adding.isPending} disabled={!reason.trim()}>{s('exception.add')}</Button>
      </form>
    </details>
  );
}

/** The instant of a wall time in a zone, found by what the zone shows of a first guess. */
export function instantOf(day: string, clock: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T${clock.slice(0, 5)}:00Z`);
  const shows = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const seen = (at: number) => {
    const part = Object.fromEntries(shows.formatToParts(at).map((one) => [one.type, one.value]));
    return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:00Z`);
  };
  const guess = wanted - (seen(wanted) - wanted);
  return new Date(guess - (seen(guess) - wanted)).toISOString();
}
