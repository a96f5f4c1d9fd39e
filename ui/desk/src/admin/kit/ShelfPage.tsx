import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconArchive, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { isLike } from '~/composer/trigger';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import type { ArtName } from '~/shared/art';
import { sayDone, sayFailure } from '~/shared/toast';
import { useConfirm } from './Confirm';
import { FormProblem, Head, Loaded } from './Page';
import { Table, type Column } from './Table';
import { useTexts } from './texts';
import { useForm, type Form } from './useForm';
import { useShelf } from './useShelf';
import css from './kit.module.css';

interface Row {
  id: string;
  archived_at?: string | null;
}

export interface Removal<T> {
  label: string;
  title: (row: T) => string;
  consequence: (row: T) => string;
  /** Whether the row can be brought back: then it is put away at once, with a way back. */
  isArchive?: boolean;
}

interface Props<T extends Row, F extends object> {
  name: string;
  title: string;
  text: string;
  art: ArtName;
  empty: { title: string; text: string };
  add: string;
  columns: Column<T>[];
  words: (row: T) => string;
  /** What a search looks at, where it is more than the words. */
  search?: (row: T) => string;
  blank: F;
  read: (row: T) => F;
  body?: (value: Partial<F>) => Record<string, unknown>;
  fields: (form: Form<F>, row: T | null) => ReactNode;
  removal: Removal<T>;
  may: boolean;
  onAdded?: (row: T) => void;
  actions?: (row: T) => ReactNode;
  isHidden?: (row: T) => boolean;
  children?: ReactNode;
  size?: number;
}

/** A list of small things with a sheet to write one: departments, labels, keys and their like. */
export function ShelfPage<T extends Row, F extends object>(props: Props<T, F>) {
  const { name, title, text, art, empty, add, columns, words, removal, may } = props;
  const { t } = useLanguage();
  const a = useTexts();
  const shelf = useShelf<T>(name);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<T | 'new' | null>(null);
  const { ask, dialog } = useConfirm();
  const all = shelf.items.filter((row) => !row.archived_at && !props.isHidden?.(row));
  const rows = all.filter((row) => isLike((props.search ?? words)(row), query.trim()));
  const begin = may && <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('new')}>{add}</Button>;

  function putAway(row: T): void {
    shelf.remove.mutate(row.id, {
      onSuccess: () => sayDone(a('done.archived', { name: words(row) }), {
        label: t('action.undo'),
        run: () => shelf.save.mutate({ id: row.id, body: { archived_at: null } }, { onError: (e) => sayFailure(t, e) }),
      }),
    });
  }

  function drop(row: T): void {
    if (removal.isArchive) putAway(row);
    else ask({ title: removal.title(row), consequence: removal.consequence(row), label: removal.label, run: () => shelf.remove.mutate(row.id, { onSuccess: () => sayDone(a('done.removed')) }) });
  }

  return (
    <>
      <Head title={title} text={text} action={all.length > 0 && begin} />
      {props.children}
      <Loaded isPending={shelf.isPending} error={shelf.error} onRetry={() => void shelf.refetch()}>
        {all.length === 0 ? (
          <Empty art={art} title={empty.title} action={begin}>{empty.text}</Empty>
        ) : (
          <>
            {all.length > 6 && <Search label={a('list.searchIn', { name: title })} value={query} onChange={setQuery} />}
            {rows.length === 0 && <p className={css.nothing}>{a('list.nothing')}</p>}
            {rows.length > 0 && <Table label={title} rows={rows} columns={columns} onOpen={may ? setOpen : undefined}
              actions={may ? (row) => (
                <>
                  {props.actions?.(row)}
                  <Tooltip label={removal.label}>
                    <ActionIcon variant="subtle" color="gray" size={34} aria-label={`${removal.label}: ${words(row)}`} onClick={() => drop(row)}>
                      {removal.isArchive ? <IconArchive size={18} aria-hidden /> : <IconTrash size={18} aria-hidden />}
                    </ActionIcon>
                  </Tooltip>
                </>
              ) : undefined} />}
          </>
        )}
      </Loaded>
      {open && <EditSheet {...props} row={open === 'new' ? null : open} onClose={() => setOpen(null)} save={shelf.save} />}
      {dialog}
    </>
  );
}

type Save<T extends Row> = ReturnType<typeof useShelf<T>>['save'];

function EditSheet<T extends Row, F extends object>({ row, onClose, save, ...props }: Props<T, F> & { row: T | null; onClose: () => void; save: Save<T> }) {
  const { t } = useLanguage();
  const a = useTexts();
  const form = useForm<F>(row ? props.read(row) : props.blank);

  function keep(): void {
    const changed = row ? form.changes() : form.value;
    const body = props.body ? props.body(changed) : (changed as Record<string, unknown>);
    save.mutate({ id: row?.id ?? null, body }, {
      onSuccess(made) {
        onClose();
        sayDone(t('done.saved'));
        if (!row && made) props.onAdded?.(made);
      },
      onError: form.refuse,
    });
  }

  return (
    <Sheet title={row ? a('edit', { name: props.words(row) }) : props.add} onClose={onClose} size={props.size ?? 480}>
      <form className={css.sheetForm} onSubmit={(e) => { e.preventDefault(); keep(); }}>
        {props.fields(form, row)}
        <FormProblem text={form.problem} />
        <div className={css.end}>
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" loading={save.isPending} disabled={row !== null && !form.isChanged}>{row ? t('action.save') : a('action.add')}</Button>
        </div>
      </form>
    </Sheet>
  );
}

export function Search({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const { locale } = useLanguage();
  const a = useTexts();
  return (
    <TextInput type="search" className={css.search} aria-label={label} placeholder={a('list.search')} value={value} onChange={(e) => onChange(e.currentTarget.value)}
      leftSection={<IconSearch size={17} aria-hidden />} attributes={{ input: { dir: value ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
  );
}
