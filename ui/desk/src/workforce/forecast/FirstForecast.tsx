import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api, ApiProblem } from '~/api/client';
import { ClockInput } from '~/admin/kit/fields';
import { minutesOf } from '~/admin/kit/days';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { useAsk } from '../ask';
import { rounded } from '../kit/figures';
import { Refused } from '../kit/Working';
import type { WorkforceKey } from '../messages';
import { readNumber } from '../staffing/params';
import type { FirstForecast as Guess } from '../types';
import { useWords } from '../words';
import { addDays } from './weeks';
import css from './Forecast.module.css';
import card from '~/shared/card.module.css';

const AMOUNTS = [
  ['customers', 'first.customers'], ['contact_rate', 'first.rate'], ['email_month', 'first.mails'], ['contacts_per_email', 'first.perMail'],
  ['similar_month', 'first.similar'], ['size_ratio', 'first.ratio'],
] as const satisfies readonly (readonly [string, WorkforceKey])[];
const WEEK = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'];
const A_SATURDAY = '2026-11-28';
const MINUTES = 30;

/** A guess from what can be known before the first contact. */
export function FirstForecast() {
  const w = useWords();
  const { locale } = useLanguage();
  const [, go] = useLocation();
  const { set } = useAsk();
  const [amounts, setAmounts] = useState<Record<string, string>>({});
  const [opens, setOpens] = useState('08:00:00');
  const [closes, setCloses] = useState('20:00:00');
  const [weekdays, setWeekdays] = useState(WEEK.slice(0, 5));
  const isWrong = (text: string) => text.trim() !== '' && !readNumber(text);
  const guess = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(AMOUNTS.map(([name]) => [name, readNumber(amounts[name] ?? '')]).filter(([, value]) => value !== null));
      // Midnight at the end of a day is its 1440th minute, not its first.
      return api.ask<Guess>('/workforce/first-forecast', { ...given, opens_min: minutesOf(opens), closes_min: minutesOf(closes) || 1440, weekdays, minutes: MINUTES, horizon_days: 7 });
    },
  });
  const found = guess.data;
  const busiest = found?.points.reduce((best, one) => (one.mean > best.mean ? one : best));
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return (
    <section className={card.card} aria-labelledby="first-title">
      <h2 id="first-title">{w('first.title')}</h2>
      <p>{w('first.text')}</p>
      <form className={card.stack} onSubmit={(e) => { e.preventDefault(); guess.mutate(); }}>
        <div className={css.form}>
          {AMOUNTS.map(([name, label]) => (
            <TextInput key={name} label={w(label)} value={amounts[name] ?? ''} autoComplete="off" attributes={{ input: { inputMode: 'decimal', dir: amounts[name] ? 'ltr' : undefined } }}
              error={isWrong(amounts[name] ?? '') ? w('field.above') : undefined} onChange={(e) => setAmounts({ ...amounts, [name]: e.currentTarget.value })} />
          ))}
        </div>
        <fieldset className={css.days}>
          <legend>{w('first.weekdays')}</legend>
          {WEEK.map((day, i) => (
            <Checkbox key={day} label={dayName.format(new Date(`${addDays(A_SATURDAY, i)}T12:00:00Z`))} checked={weekdays.includes(day)}
              onChange={() => setWeekdays(weekdays.includes(day) ? weekdays.filter((one) => one !== day) : [...weekdays, day])} />
          ))}
        </fieldset>
        <div className={css.end}>
          <span className={css.clock}>{w('first.opens')} <ClockInput label={w('first.opens')} value={opens} onChange={setOpens} /></span>
          <span className={css.clock}>{w('first.closes')} <ClockInput label={w('first.closes')} value={closes} onChange={setCloses} /></span>
          <Button type="submit" loading={guess.isPending} disabled={weekdays.length === 0 || AMOUNTS.some(([name]) => isWrong(amounts[name] ?? ''))}>{w('first.run')}</Button>
        </div>
      </form>
      {guess.error && (guess.error instanceof ApiProblem ? <Refused problem={guess.error} /> : <Broken onRetry={() => guess.mutate()} />)}
      {found && busiest && (
        <div className={css.found} role="status">
          <p><strong>{w('first.said', { n: rounded(found.month, 0), low: rounded(found.month_p10, 0), high: rounded(found.month_p90, 0) })}</strong></p>
          <p>{w('first.busy', { n: rounded(busiest.mean), high: rounded(busiest.p90) })}</p>
          <Button variant="light" leftSection={<IconCalculator size={17} aria-hidden />} onClick={() => { set({ volume: rounded(busiest.mean), minutes: MINUTES, month: rounded(found.month, 0), agents: null }); go('/workforce/staffing'); }}>{w('first.toCalculator')}</Button>
        </div>
      )}
    </section>
  );
}
