import { Button } from '@mantine/core';
import { IconBulb, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import type { Conversation, PageVisit, VisitContext } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import css from './CustomerPanel.module.css';

/** Where the visitor was and what they did, with the step that the server suggests. */
export function ContextCard({ conversation }: { conversation: Conversation }) {
  const { t } = useLanguage();
  const context = [...conversation.interactions].reverse().find((i) => Object.keys(i.context).length > 0)?.context;
  const { suggested_step: step } = conversation;
  const { change } = useActions(conversation.id);
  const mayWrite = useMay('conversations.write');
  return (
    <section className={css.part}>
      <h3><IconRoute size={16} aria-hidden /> {t('context.title')}</h3>
      {step && (
        <div className={css.step}>
          <strong><IconBulb size={16} aria-hidden /> {t('context.step')}</strong>
          <p dir="auto">{step.text}</p>
          {mayWrite && conversation.next_step !== step.text && (
            <Button size="compact-xs" variant="default" justify="center" onClick={() => void change({ next_step: step.text })}>{t('context.useStep')}</Button>
          )}
        </div>
      )}
      {context ? <><Trail pages={context.pages ?? []} /><Traits context={context} /></> : <p className={css.quiet}>{t('context.none')}</p>}
    </section>
  );
}

const SHOWN = 2;

function Trail({ pages }: { pages: PageVisit[] }) {
  const { t, format } = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const latest = [...pages].reverse();
  const shown = isWhole ? latest : latest.slice(0, SHOWN);
  const others = latest.length - shown.length;
  return (
    <>
      <ol className={css.here}>
        {shown.map((page, i) => (
          <li key={latest.length - i} className={css.visit}>
            <span>
              <strong className="cut"><bdi>{page.title || path(page.url)}</bdi></strong>
              <small className="cut"><bdi dir="ltr">{path(page.url)}</bdi>{page.at ? ` · ${format.time(page.at)}` : ''}{page.seconds ? ` · ${format.span(page.seconds)}` : ''}</small>
            </span>
          </li>
        ))}
      </ol>
      {others > 0 && <button type="button" className={css.more} onClick={() => setWhole(true)}>{t('context.trail', { n: others })}</button>}
    </>
  );
}

function Traits({ context }: { context: VisitContext }) {
  const { t, format } = useLanguage();
  const { device, referrer, entry, location, journey, attributes } = context;
  const traits: [string, string, boolean?][] = [];
  if (journey?.step || journey?.topic) traits.push([t('context.journey'), [journey.topic, journey.step].filter(Boolean).join(' · ')]);
  if (device) traits.push([t('context.device'), [device.os, device.browser, device.screen].filter(Boolean).join(' · '), true]);
  if (referrer) traits.push([t('context.referrer'), referrer, true]);
  if (entry?.campaign || entry?.link) traits.push([t('context.entry'), [entry.campaign, entry.link].filter(Boolean).join(' · ')]);
  if (location) {
    const near = location.accuracy_m ? ` · ${t('context.locationWithin', { n: Math.round(location.accuracy_m) })}` : '';
    traits.push([t('context.location'), format.digits(`${location.lat.toFixed(4)}، ${location.lon.toFixed(4)}`) + near]);
  }
  for (const [name, value] of Object.entries(attributes ?? {})) traits.push([name, typeof value === 'boolean' ? t(value ? 'value.yes' : 'value.no') : String(value)]);
  return (
    <dl className={css.traits}>
      {traits.map(([name, value, isLatin]) => (
        <div key={name}><dt>{name}</dt><dd><bdi dir={isLatin ? 'ltr' : undefined}>{value}</bdi></dd></div>
      ))}
    </dl>
  );
}

function path(url: string): string {
  try {
    return decodeURI(new URL(url, location.origin).pathname);
  } catch {
    return url;
  }
}
