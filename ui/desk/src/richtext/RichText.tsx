import { useEffect, useRef } from 'react';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { documentOf, htmlOf } from './content';
import css from './richtext.module.css';

/** A rich text to read: only what the schema knows of it is drawn, whoever wrote it. */
export default function RichText({ html, urlOf }: { html: string; urlOf?: (id: Id) => string | undefined }) {
  const { locale } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const page = new DOMParser().parseFromString(htmlOf(documentOf(html), locale === 'fa' ? 'rtl' : 'ltr'), 'text/html');
    for (const picture of page.body.querySelectorAll('img')) {
      picture.src = urlOf?.(picture.getAttribute('src')?.slice('attachment:'.length) ?? '') ?? '';
    }
    for (const link of page.body.querySelectorAll('a')) Object.assign(link, { target: '_blank', rel: 'noreferrer noopener' });
    place.current?.replaceChildren(...page.body.childNodes);
  }, [html, locale, urlOf]);
  return <div ref={place} className={css.text} data-reading />;
}
