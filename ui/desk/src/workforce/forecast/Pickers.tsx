import { SegmentedControl } from '@mantine/core';
import { useLanguage } from '~/i18n/context';
import { channelKey } from '~/shared/channels';
import { Choose } from '~/shared/Choose';
import { useWords } from '../words';
import { DAY, HORIZONS, MINUTES, type useChosen } from './useForecast';
import css from './Forecast.module.css';

interface Props {
  queues: { queue_id: string; name: string }[];
  chosen: ReturnType<typeof useChosen>;
  channels: string[];
  channel: string | undefined;
  hasHorizon?: boolean;
  hasDays?: boolean;
}

/** What is looked at: queue, channel, length of the intervals, how far ahead. */
export function Pickers({ queues, chosen, channels, channel, hasHorizon, hasDays }: Props) {
  const w = useWords();
  const { t, format } = useLanguage();
  const { queue, minutes, horizon, choose } = chosen;
  return (
    <div className={css.pickers} role="group" aria-label={w('pickers')}>
      <Choose label={w('pick.queue')} value={queue?.queue_id ?? ''} options={queues.map((q) => ({ value: q.queue_id, label: q.name }))} onChange={(next) => choose({ queue: next, channel: null, week: null })} />
      {channels.length > 0 && <Choose label={w('pick.channel')} value={channel ?? ''} options={channels.map((kind) => ({ value: kind, label: t(channelKey(kind)) }))} onChange={(next) => choose({ channel: next })} />}
      <div className={css.pick}>
        <span aria-hidden>{w('pick.minutes')}</span>
        <SegmentedControl aria-label={w('pick.minutes')} value={minutes} onChange={(next) => choose({ minutes: next, week: null })} data={[...MINUTES.map((value) => ({ value, label: format.digits(value) })), ...(hasDays ? [{ value: DAY, label: w('pick.day') }] : [])]} />
      </div>
      {hasHorizon && (
        <Choose label={w('pick.horizon')} value={horizon} options={HORIZONS.map((value) => ({ value, label: w('pick.weeks', { n: Number(value) / 7 }) }))} onChange={(next) => choose({ horizon: next, week: null })} />
      )}
    </div>
  );
}
