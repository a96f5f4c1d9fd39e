import { IconArrowGuide, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useDeferredValue, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { customerQuery, searchQuery } from '~/api/queries';
import type { Id, SearchResult } from '~/api/types';
import { ConversationPane } from '~/conversation/ConversationPane';
import { masked } from '~/conversation/Masked';
import { CustomerPanel } from '~/customer/CustomerPanel';
import { useLanguage } from '~/i18n/context';
import { Avatar } from '~/shared/Avatar';
import { ChannelIcon } from '~/shared/channels';
import { Empty } from '~/shared/Empty';
import { ListSkeleton } from '~/shared/skeletons';
import { useNow } from '~/shared/useNow';
import { usePhone } from '~/shared/usePhone';
import { stepOf } from './Inbox';
import panes from './Inbox.module.css';
import listCss from './ConversationList.module.css';
import css from './SearchPage.module.css';

let lastQuery = '';

/** Search beside what it found: opening a hit keeps the list. */
export default function SearchPage() {
  const { t, locale } = useLanguage();
  const { id, part } = useParams<{ id?: string; part?: string }>();
  const [, go] = useLocation();
  const toTalk = useCallback((talk: Id) => go(`/search/${talk}`), [go]);
  const Frame = usePhone() && !id ? 'main' : 'section';
  const [query, setQuery] = useState(lastQuery);
  lastQuery = query;
  const wanted = useDeferredValue(query.trim());
  const { data, isFetching } = useQuery(searchQuery(wanted));
  const ids = [...new Set(data?.messages.map((m) => m.conversation_id) ?? [])];
  const next = id ? ids[ids.indexOf(id) + 1] : undefined;

  return (
    <div className={panes.panes} data-step={stepOf(id, part === 'customer')}>
      <Frame data-pane="list" className={listCss.list} aria-label={t('view.search')}>
        <header className={css.head}>
          <h1 className="unseen">{t('view.search')}</h1>
          <IconSearch size={18} aria-hidden />
          <input autoFocus={!id} type="search" value={query} dir={query ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr'} aria-label={t('search.placeholder')}
            placeholder={t('search.placeholder')} onChange={(e) => setQuery(e.target.value)} />
        </header>
        <div className={listCss.scroller}>
          {wanted.length < 2 && <Empty art="search" title={t('empty.search.title')}>{t('empty.search.text')}</Empty>}
          {wanted.length > 1 && !data && isFetching && <ListSkeleton />}
          {wanted.length > 1 && data && <Found result={data} openId={id} onQuery={setQuery} />}
        </div>
      </Frame>
      {id ? (
        <>
          <ConversationPane id={id} onNext={() => go(next ? `/search/${next}` : '/search')} onBack={() => go('/search')} onCustomer={() => go(`/search/${id}/customer`)} />
          <CustomerPanel conversationId={id} onClose={toTalk} />
        </>
      ) : <main className={panes.nothing}><Empty art="talk" title={t('empty.conversation.title')} /></main>}
    </div>
  );
}

function Found({ result, openId, onQuery }: { result: SearchResult; openId: Id | undefined; onQuery: (query: string) => void }) {
  const { t, format } = useLanguage();
  const now = useNow();
  const isNothing = result.messages.length + result.customers.length === 0;
  return (
    <>
      {result.did_you_mean.length > 0 && (
        <p className={css.mean}>
          <IconArrowGuide size={16} aria-hidden /> {t('search.didYouMean')}
          {result.did_you_mean.map((d) => (
            <button key={d.query} type="button" onClick={() => onQuery(d.query)}><bdi>{d.query}</bdi> <small>{t(`search.${d.reason}`)}</small></button>
          ))}
        </p>
      )}
      {isNothing && <Empty art="search" title={t('empty.searchNothing.title')}>{t('empty.searchNothing.text')}</Empty>}
      {result.customers.length > 0 && <h2 className={css.part}>{t('search.customers')}</h2>}
      <ul>{result.customers.map((c) => <CustomerHit key={c.id} id={c.id} name={c.name} />)}</ul>
      {result.messages.length > 0 && <h2 className={css.part}>{t('search.messages')}</h2>}
      <ul>
        {result.messages.map((m) => (
          <li key={m.message_id}>
            <Link href={`/search/${m.conversation_id}`} className={css.hit} aria-current={m.conversation_id === openId ? 'true' : undefined}>
              <Avatar name={m.customer_name} channel={m.channel_kind} size={34} />
              <span className={css.words}>
                <span className={css.top}><bdi className="cut">{m.customer_name || t('customer.nameless')}</bdi><time dateTime={m.created_at}>{format.ago(m.created_at, now)}</time></span>
                <span className={css.text} dir="auto">{m.highlight.map((h, i) => (h.hit ? <mark key={i}>{h.text}</mark> : <span key={i}>{masked(h.text)}</span>))}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A customer opens into their latest conversations. */
function CustomerHit({ id, name }: { id: Id; name: string | null }) {
  const { t, format } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({ ...customerQuery(id), enabled: isOpen });
  return (
    <li>
      <button type="button" className={css.hit} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Avatar name={name} size={34} /><bdi>{name || t('customer.nameless')}</bdi>
      </button>
      {isOpen && data && (
        <ul className={css.under}>
          {data.conversations.map((c) => (
            <li key={c.id}>
              <Link href={`/search/${c.id}`}><ChannelIcon kind={c.last_message_channel} isNamed /> <bdi>{c.subject ?? c.last_message_preview}</bdi> <small>{format.date(c.opened_at)}</small></Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
