import type { ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import css from './Gate.module.css';

/** The quiet page before the desk: log-in and password reset. */
export function Gate({ title, text, children, aside }: { title: string; text?: string; children: ReactNode; aside?: ReactNode }) {
  const { t, locale } = useLanguage();
  const other = locale === 'fa' ? 'en' : 'fa';
  return (
    <div className={css.gate}>
      <div className={css.brand} aria-hidden>
        <svg viewBox="0 0 360 360" className={css.waves}>
          {[150, 120, 90, 60].map((r, i) => (
            <path key={r} d={`M${180 - r} 235a${r} ${r} 0 0 1 ${2 * r} 0`} fill="none" strokeWidth="15" strokeLinecap="round"
              stroke={i === 1 ? 'var(--rail-badge)' : '#fff'} opacity={i === 1 ? 1 : 0.16 + i * 0.22} />
          ))}
          <circle cx="180" cy="245" r="17" fill="#fff" />
        </svg>
        <strong>{t('product')}</strong>
        <span>{t('tagline')}</span>
      </div>
      <main className={css.main}>
        <button type="button" className={css.language} lang={other} onClick={() => change(other)}>{NAMES[other]}</button>
        <div className={css.card}>
          <h1>{title}</h1>
          {text && <p className={css.text}>{text}</p>}
          {children}
          {aside}
        </div>
      </main>
    </div>
  );
}

const NAMES = { fa: 'فارسی', en: 'English' } as const;

/** Before anybody is known, the browser remembers the language. */
function change(locale: keyof typeof NAMES): void {
  localStorage.setItem('hamseda.locale', locale);
  location.reload();
}
