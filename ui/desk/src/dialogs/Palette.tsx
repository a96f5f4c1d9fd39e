import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useDeferredValue, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { searchQuery } from '~/api/queries';
import type { ConversationSummary, Page } from '~/api/types';
import { useRegistry } from '~/commands/context';
import { chordOf } from '~/commands/keys';
import { common } from '~/admin/messages/common';
import { GROUPS } from '~/admin/places';
import { isLike } from '~/composer/trigger';
import { useLanguage, useMessages } from '~/i18n/context';
import { Kbd } from '~/shared/Kbd';
import { useMe } from '~/shell/me';
import { rooms } from '~/shell/rooms';
import css from './Palette.module.css';

interface Entry {
  id: string;
  group: string;
  text: string;
  keys?: string;
  run: () => void;
}

const MOST = 8;

/** Everything by its name: commands, conversations at hand, and what the search finds. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t, locale } = useLanguage();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const entries = useEntries(query, onClose);
  const picked = entries[Math.min(active, entries.length - 1)];

  function press(event: KeyboardEvent): void {
    const chord = chordOf(event.nativeEvent);
    const step = chord === 'ArrowDown' ? 1 : chord === 'ArrowUp' ? -1 : 0;
    if (step) setActive((i) => (i + step + entries.length) % Math.max(1, entries.length));
    if (chord === 'Enter') picked?.run();
    if (step || chord === 'Enter') event.preventDefault();
  }

  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={600} yOffset="12vh" padding={0} radius={14}
      attributes={{ content: { 'aria-label': t('palette.label') } }} transitionProps={{ transition: 'fade', duration: 90 }}>
      <div className={css.search}>
        <IconSearch size={19} aria-hidden />
        <input data-autofocus value={query} placeholder={t('palette.placeholder')} aria-label={t('palette.placeholder')} dir={query ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr'}
          role="combobox" aria-expanded aria-controls="palette" aria-activedescendant={picked ? `entry-${picked.id}` : undefined}
          onChange={(e) => { setQuery(e.target.value); setActive(0); }} onKeyDown={press} />
        <Kbd keys="Escape" />
      </div>
      <div id="palette" role="listbox" aria-label={t('palette.label')} className={css.list}>
        {entries.map((entry, i) => (
          <div key={entry.id} id={`entry-${entry.id}`} role="option" aria-selected={entry === picked} className={css.entry}
            ref={(node) => { if (entry === picked) node?.scrollIntoView({ block: 'nearest' }); }} onClick={entry.run}>
            <bdi className="cut">{entry.text}</bdi>
            {entry.group !== entries[i - 1]?.group && <small>{entry.group}</small>}
            {entry.keys && <Kbd keys={entry.keys} />}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className={css.none}>{t('palette.none')}</p>}
    </Modal>
  );
}

function useEntries(query: string, onClose: () => void): Entry[] {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const client = useQueryClient();
  const registry = useRegistry();
  const { data: found } = useQuery(searchQuery(useDeferredValue(query.trim())));
  const close = (run: () => void) => () => {
    onClose();
    run();
  };

  const commands: Entry[] = registry.all().filter((c) => c.id !== 'palette' && isLike(t(c.label, c.values), query))
    .map((c) => ({ id: c.id, group: t('palette.label'), text: t(c.label, c.values), ...(c.keys ? { keys: c.keys } : {}), run: close(c.run) }));

  const sections = useSections().filter((s) => isLike(s.text, query)).map((s) => ({ ...s, group: t('rail.admin'), run: close(() => go(s.id)) }));

  const lists = client.getQueriesData<InfiniteData<Page<ConversationSummary>>>({ queryKey: ['conversations'] });
  const rows = new Map(lists.flatMap(([, data]) => data?.pages.flatMap((p) => p.items) ?? []).map((row) => [row.id, row]));
  const known: Entry[] = query === '' ? [] : [...rows.values()]
    .filter((row) => isLike(`${row.customer.name ?? ''} ${row.subject ?? ''} ${row.number}`, query)).slice(0, MOST)
    .map((row) => ({ id: row.id, group: t('palette.conversations'), text: [row.customer.name, row.subject].filter(Boolean).join(' · '), run: close(() => go(`/inbox/queues/${row.id}`)) }));

  const messages: Entry[] = (found?.messages ?? []).filter((m) => !rows.has(m.conversation_id) || !known.some((k) => k.id === m.conversation_id)).slice(0, MOST)
    .map((m) => ({ id: m.message_id, group: t('search.messages'), text: `${m.customer_name ?? ''} · ${m.highlight.map((h) => h.text).join('')}`, run: close(() => go(`/search/${m.conversation_id}`)) }));

  return [...known, ...commands, ...sections, ...messages];
}

/** The pages of administration that one may see. */
function useSections(): { id: string; text: string }[] {
  const a = useMessages(common);
  const { role, permissions } = useMe();
  if (!rooms.admin?.roles.includes(role)) return [];
  return GROUPS.flatMap((group) => group.sections)
    .filter((section) => !section.permission || permissions.includes(section.permission))
    .map(({ name }) => ({ id: `/admin/${name}`, text: a(`section.${name}` as keyof typeof common.fa) }));
}
