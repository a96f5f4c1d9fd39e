import { SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { Avatar } from '~/shared/Avatar';
import { Empty } from '~/shared/Empty';
import { Meter } from './charts';
import type { AgentState } from './types';
import { ToAdmin } from './ToAdmin';
import { useBoardTexts } from './useBoard';
import css from './Agents.module.css';

const STATES = ['available', 'break', 'offline'];
const BREAKS = new Set(['rest', 'meal', 'prayer', 'meeting', 'training', 'other_work']);

/** Who is there. Ordered by name or by state, never by how much anybody did. */
export function Agents({ agents, now }: { agents: AgentState[]; now: number }) {
  const b = useBoardTexts();
  const { locale } = useLanguage();
  const [order, setOrder] = useState('name');
  const byName = (one: AgentState, other: AgentState) => one.name.localeCompare(other.name, locale);
  const sorted = [...agents].sort((one, other) =>
    (order === 'state' ? STATES.indexOf(one.state) - STATES.indexOf(other.state) : 0) || byName(one, other));
  const { rows, hold, release } = useHeld(sorted, order);
  return (
    <section aria-label={b('agents')}>
      <div className={css.head}>
        <h2>{b('agents')}</h2>
        {agents.length > 0 && <SegmentedControl size="xs" aria-label={b('sort')} value={order} onChange={setOrder} data={[{ value: 'name', label: b('byName') }, { value: 'state', label: b('byState') }]} />}
      </div>
      {agents.length === 0 && <Empty art="tea" title={b('noAgents')} action={<ToAdmin section="people" />}>{b('noAgentsText')}</Empty>}
      <ul className={css.agents} onPointerEnter={hold} onPointerLeave={release}>
        {rows.map((agent) => <Agent key={agent.user_id} agent={agent} now={now} />)}
      </ul>
    </section>
  );
}

function Agent({ agent, now }: { agent: AgentState; now: number }) {
  const b = useBoardTexts();
  const { t, format } = useLanguage();
  const why = agent.state === 'break' && agent.reason ? (BREAKS.has(agent.reason) ? t(`break.${agent.reason}` as Key) : agent.reason) : t(`presence.${agent.state}`);
  const load = b('loadOf', { load: agent.load, capacity: agent.capacity });
  return (
    <li className={css.agent} data-state={agent.state}>
      <Avatar name={agent.name} size={36} />
      <div className={css.who}>
        <strong className="cut"><bdi>{agent.name}</bdi></strong>
        <span className={css.state}><i aria-hidden />{why}{agent.since && agent.state !== 'offline' && <> · {b('sinceSpan', { span: format.span((now - Date.parse(agent.since)) / 1000) })}</>}</span>
      </div>
      {agent.state !== 'offline' && (
        <div className={css.load}>
          <span>{agent.active ? b('talks', { n: agent.active }) : b('noTalk')}</span>
          <Meter value={agent.load} most={agent.capacity} label={load} />
        </div>
      )}
    </li>
  );
}

/** While the pointer is over the list its order stays; the figures in it go on. */
function useHeld(sorted: AgentState[], order: string) {
  const [held, setHeld] = useState<string[] | null>(null);
  const last = useRef(order);
  if (last.current !== order) {
    last.current = order;
    if (held) setHeld(sorted.map((agent) => agent.user_id));
  }
  const place = (agent: AgentState) => {
    const at = held?.indexOf(agent.user_id) ?? -1;
    return at < 0 ? sorted.length : at;
  };
  return {
    rows: held ? [...sorted].sort((one, other) => place(one) - place(other)) : sorted,
    hold: () => setHeld(sorted.map((agent) => agent.user_id)),
    release: () => setHeld(null),
  };
}
