import { useLanguage } from '~/i18n/context';
import css from './WorkDock.module.css';

/** Time left as a ring and a number. */
export function Ring({ left, whole, label }: { left: number; whole: number; label: string }) {
  const { format } = useLanguage();
  const part = whole > 0 ? Math.max(0, Math.min(1, left / whole)) : 0;
  return (
    <svg viewBox="0 0 56 56" className={css.ring} role="img" aria-label={label}>
      <circle cx="28" cy="28" r="24" fill="none" stroke="var(--sunken)" strokeWidth="5" />
      <circle cx="28" cy="28" r="24" fill="none" stroke={part < 0.3 ? 'var(--danger)' : 'var(--accent)'} strokeWidth="5" strokeLinecap="round"
        pathLength="100" strokeDasharray={`${part * 100} 100`} transform="rotate(-90 28 28)" />
      <text x="28" y="28" dy=".36em" textAnchor="middle" fill="currentColor" fontSize="18" fontWeight="700">{format.number(Math.max(0, Math.ceil(left)))}</text>
    </svg>
  );
}
