import { SegmentedControl } from '@mantine/core';
import { useRef } from 'react';
import { useLanguage } from '~/i18n/context';
import { dressed } from '~/richtext/plain';
import { useMe, useMay } from '~/shell/me';
import { DressedField, DressedPreview } from '../kit/DressedField';
import { ChoiceField, TextField } from '../kit/fields';
import { nameOf, optionsOf } from '../kit/options';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import type { Form } from '../kit/useForm';
import { useRows } from '../kit/useShelf';
import type { Canned, Department } from '../types';
import { fillExample, VARIABLES, wayOf } from './variables';
import css from './shelves.module.css';

type Fields = Pick<Canned, 'shortcut' | 'title' | 'text' | 'html' | 'department_id'>;

export default function CannedReplies() {
  const a = useTexts();
  const may = useMay('board.read');
  const departments = useRows<Department>('departments');
  return (
    <ShelfPage<Canned, Fields>
      name="canned-replies" title={a('section.canned')} text={a('canned.text')} art="talk" size={640}
      empty={{ title: a('canned.empty'), text: a('canned.emptyText') }} add={a('canned.add')}
      columns={[
        { head: a('canned.title'), cell: (c) => <bdi>{c.title}</bdi> },
        { head: a('canned.shortcut'), isNarrow: true, cell: (c) => <bdi className={css.shortcut}>/{c.shortcut}</bdi> },
        { head: a('canned.body'), cell: (c) => <span className={css.excerpt} dir={wayOf(c.text)}>{c.text}</span> },
        { head: a('field.department'), isNarrow: true, cell: (c) => (c.department_id ? nameOf(departments, c.department_id) : a('all')) },
      ]}
      words={(c) => c.title} search={(c) => `${c.title} ${c.shortcut} ${c.text}`} may={may} blank={{ shortcut: '', title: '', text: '', html: null, department_id: null }}
      read={({ shortcut, title, text, html, department_id }) => ({ shortcut, title, text, html: html ?? null, department_id })}
      fields={(form) => <Editor form={form} departments={departments} />}
      removal={{ label: a('canned.remove'), title: (c) => a('canned.removeTitle', { name: c.title }), consequence: () => a('canned.removeText') }} />
  );
}

function Editor({ form, departments }: { form: Form<Fields>; departments: Department[] }) {
  const a = useTexts();
  const { t, format } = useLanguage();
  const me = useMe();
  const place = useRef<HTMLDivElement>(null);
  const { text, html } = form.value;
  const isDressed = html !== null;
  const example = { agent: me.user.name, number: format.digits('20418'), customer: a('canned.exampleName') };
  const fillables = VARIABLES.map((v) => ({ sign: `{${v}}`, label: a(`variable.${v}`), example: example[v] }));

  function insert(variable: string): void {
    const area = place.current?.querySelector('textarea');
    const [from, to] = area ? [area.selectionStart, area.selectionEnd] : [text.length, text.length];
    form.set({ text: `${text.slice(0, from)}{${variable}}${text.slice(to)}` });
    area?.focus();
  }

  return (
    <>
      <div className={css.two}>
        <TextField label={a('canned.title')} required autoFocus value={form.value.title} error={form.error('title')} onChange={(title) => form.set({ title })} />
        <TextField label={a('canned.shortcut')} hint={a('canned.shortcutHint')} required value={form.value.shortcut} error={form.error('shortcut')} onChange={(shortcut) => form.set({ shortcut: shortcut.replace(/^\//, '') })} />
      </div>
      <SegmentedControl aria-label={a('canned.kind')} value={isDressed ? 'dressed' : 'plain'} onChange={(kind) => form.set({ html: kind === 'dressed' ? dressed(text) : null })}
        data={[{ value: 'plain', label: a('canned.plain') }, { value: 'dressed', label: a('canned.dressed') }]} />
      {isDressed ? (
        <>
          <DressedField label={a('canned.body')} html={html} error={form.error('html') ?? form.error('text')} fillables={fillables}
            onContent={(content) => form.set({ html: content.html, text: content.text })} />
          <p className={css.hint}>{a('canned.twin')}</p>
        </>
      ) : (
        <div ref={place}>
          <TextField label={a('canned.body')} required lines={4} dir={text ? wayOf(text) : undefined} value={text} error={form.error('text')} onChange={(next) => form.set({ text: next })} />
          <div className={css.chips} role="group" aria-label={a('canned.variables')}>
            <span>{a('canned.variables')}</span>
            {VARIABLES.map((v) => <button key={v} type="button" className={css.chip} onClick={() => insert(v)}>{a(`variable.${v}`)}</button>)}
          </div>
        </div>
      )}
      <ChoiceField label={a('field.department')} none={a('all')} value={form.value.department_id} error={form.error('department_id')} options={optionsOf(departments)} onChange={(department_id) => form.set({ department_id })} />
      {isDressed ? <DressedPreview title={a('canned.preview')} html={html} fillables={fillables} /> : (
        <section className={css.preview} aria-label={a('canned.preview')}>
          <h3>{a('canned.preview')}</h3>
          <p dir={wayOf(text)}>{fillExample(text, example) || t('header.none')}</p>
        </section>
      )}
    </>
  );
}
