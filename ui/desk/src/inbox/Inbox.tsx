import { useCallback, useDeferredValue, useEffect, useMemo } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { conversationsQuery } from '~/api/queries';
import type { Id, View } from '~/api/types';
import { ConversationPane } from '~/conversation/ConversationPane';
import { CustomerPanel } from '~/customer/CustomerPanel';
import { Empty } from '~/shared/Empty';
import { Kbd } from '~/shared/Kbd';
import { NotFound } from '~/shared/NotFound';
import { useLanguage } from '~/i18n/context';
import { useCommands } from '~/commands/context';
import { VIEWS } from '~/shell/Rail';
import { sorted } from './arrange';
import { ConversationList } from './ConversationList';
import { prefetchConversation } from './prefetch';
import css from './Inbox.module.css';

/** Three panes: the list of a view, the open conversation, and the customer behind it. */
export function Inbox() {
  const { view, id, part } = useParams<{ view: string; id?: string; part?: string }>();
  if (!VIEWS.some((v) => v.view === view)) return <NotFound />;
  return <Panes view={view as View} id={id} isCustomer={part === 'customer'} />;
}

function Panes({ view, id, isCustomer }: { view: View; id: Id | undefined; isCustomer: boolean }) {
  const [, go] = useLocation();
  const behind = useDeferredValue(id);
  const list = useInfiniteQuery(conversationsQuery(view));
  const rows = useMemo(() => sorted(list.data?.pages.flatMap((page) => page.items) ?? []), [list.data]);
  const show = useCallback((next: Id | null) => go(`/inbox/${view}${next ? `/${next}` : ''}`), [go, view]);
  const step = useStep(rows.map((row) => row.id), id, show);

  useCommands([
    { id: 'next', label: 'command.next', group: 'go', keys: 'KeyJ', run: () => step(1) },
    { id: 'previous', label: 'command.previous', group: 'go', keys: 'KeyK', run: () => step(-1) },
  ]);

  return (
    <div className={css.panes} data-step={stepOf(id, isCustomer)}>
      <ConversationList view={view} list={list} rows={rows} openId={id} onOpen={show} />
      {id ? (
        <>
          <ConversationPane id={id} onNext={() => step(1, true)} onBack={() => show(null)} onCustomer={() => go(`/inbox/${view}/${id}/customer`)} />
          <CustomerPanel conversationId={behind ?? id} onClose={show} />
        </>
      ) : (
        <main className={css.nothing}><NothingOpen /></main>
      )}
    </div>
  );
}

export type Step = 'list' | 'talk' | 'customer';

/** Where one is when the window has no room for all three; on a wide one all are in sight. */
export const stepOf = (id: Id | undefined, isCustomer: boolean): Step => (!id ? 'list' : isCustomer ? 'customer' : 'talk');

/** Goes to the neighbour in the list; `isLeaving` closes the pane when there is none. */
function useStep(ids: Id[], id: Id | undefined, show: (id: Id | null) => void) {
  const client = useQueryClient();
  const at = id ? ids.indexOf(id) : -1;
  const neighbours = [ids[at + 1], at > 0 ? ids[at - 1] : undefined].filter((n) => n !== undefined).join();

  useEffect(() => {
    for (const neighbour of neighbours.split(',')) if (neighbour) prefetchConversation(client, neighbour);
  }, [client, neighbours]);

  return (by: 1 | -1, isLeaving = false) => {
    const next = at < 0 ? ids[0] : (ids[at + by] ?? (isLeaving ? ids[at - 1] : undefined));
    if (next) show(next);
    else if (isLeaving) show(null);
  };
}

function NothingOpen() {
  const { t } = useLanguage();
  const [before, between, after, end] = t('empty.conversation.text', { next: '\u0000', previous: '\u0000', help: '\u0000' }).split('\u0000');
  return (
    <Empty art="talk" title={t('empty.conversation.title')}>
      {before}<Kbd keys="KeyJ" />{between}<Kbd keys="KeyK" />{after}<Kbd keys="Shift+Slash" />{end}
    </Empty>
  );
}
