import { useEffect, useRef } from 'react';
import { Link, useRoute } from 'wouter';
import { useMay } from '~/shell/me';
import { useTexts, type AdminKey } from './kit/texts';
import { GROUPS, type Section } from './places';
import css from './Admin.module.css';

export function Sections() {
  const a = useTexts();
  return (
    <nav className={css.sections} aria-label={a('admin.sections')}>
      <p className={css.title}>{a('admin.title')}</p>
      {GROUPS.map((group) => (
        <div key={group.title} className={css.group} role="group" aria-label={a(group.title)}>
          <p className={css.groupTitle} aria-hidden>{a(group.title)}</p>
          {group.sections.map((section) => <Item key={section.name} {...section} />)}
        </div>
      ))}
    </nav>
  );
}

function Item({ name, icon: Picture, permission }: Section) {
  const a = useTexts();
  const may = useMay(permission ?? '');
  const [isHere] = useRoute(`/admin/${name}/*?`);
  const place = useRef<HTMLAnchorElement>(null);
  // On a narrow window the sections are one long line: the page that is open stays in sight there.
  useEffect(() => {
    if (isHere) place.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isHere]);
  if (permission && !may) return null;
  return (
    <Link ref={place} href={`/admin/${name}`} className={css.section} aria-current={isHere ? 'page' : undefined}>
      <Picture size={18} stroke={1.7} aria-hidden />{a(`section.${name}` as AdminKey)}
    </Link>
  );
}
