import { Empty } from '~/shared/Empty';
import { ToAdmin } from '~/board/ToAdmin';
import { useWords } from '../words';
import { FirstForecast } from './FirstForecast';
import card from '~/shared/card.module.css';

export function NoQueues() {
  const w = useWords();
  return <Empty art="calm" title={w('forecast.noQueues')} action={<ToAdmin section="queues" />}>{w('forecast.noQueuesText')}</Empty>;
}

/** Nothing came yet: said as it is, with the way to a first guess. */
export function NoHistory({ queue }: { queue: string }) {
  const w = useWords();
  return (
    <div className={card.stack}>
      <Empty art="search" title={w('forecast.noHistory', { queue })}>{w('forecast.noHistoryText')}</Empty>
      <FirstForecast />
    </div>
  );
}
