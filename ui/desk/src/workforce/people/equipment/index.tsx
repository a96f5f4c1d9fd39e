import { Button } from '@mantine/core';
import { IconDownload, IconListCheck } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import { ChoiceField, NumberField, TextField } from '~/admin/kit/fields';
import { ShelfPage } from '~/admin/kit/ShelfPage';
import { Tag } from '~/admin/kit/Table';
import { shelfQuery } from '~/admin/kit/useShelf';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { download, toCsv } from '../../kit/csv';
import { rounded } from '../../kit/figures';
import type { EquipmentItem, EquipmentTotal } from '../types';
import { MoneyField, MoneyProvider, MoneyUnit, useMoney } from '../money';
import { usePeopleWords } from '../words';
import people from '../People.module.css';
import card from '~/shared/card.module.css';

const SHELF = 'workforce/equipment';
const KINDS = ['system', 'headset', 'computer', 'monitor', 'keyboard', 'software', 'furniture', 'other'] as const;
const BASES = ['seat', 'person', 'shared'] as const;
/* What a seat usually has; prices are the house's own. */
const USUAL = [
  { name: 'usual.system', kind: 'system', basis: 'shared', count: 50, life_years: 8 },
  { name: 'usual.headset', kind: 'headset', basis: 'person', spare: 0.1, life_years: 2 },
  { name: 'usual.computer', kind: 'computer', basis: 'seat', spare: 0.05, life_years: 5 },
  { name: 'usual.monitor', kind: 'monitor', basis: 'seat', count: 2, spare: 0.05, life_years: 6 },
  { name: 'usual.keyboard', kind: 'keyboard', basis: 'seat', spare: 0.1, life_years: 3 },
  { name: 'usual.helpdesk', kind: 'software', basis: 'person' },
  { name: 'usual.desk', kind: 'furniture', basis: 'seat', life_years: 10 },
] as const;

type Fields = Omit<EquipmentItem, 'id'>;

/** What seats need, and what so many of them cost. */
export default function EquipmentPage() {
  return <MoneyProvider><Equipment /></MoneyProvider>;
}

function Equipment() {
  const p = usePeopleWords();
  const { say } = useMoney();
  return (
    <ShelfPage<EquipmentItem, Fields>
      name={SHELF} title={p('equipment.title')} text={p('equipment.text')} art="calm" size={560}
      empty={{ title: p('equipment.empty'), text: p('equipment.emptyText') }} add={p('equipment.add')}
      columns={[
        { head: p('equipment.name'), cell: (one) => <bdi>{one.name}</bdi> },
        { head: p('equipment.kind'), isNarrow: true, cell: (one) => <Tag>{p(`kind.${one.kind}`)}</Tag> },
        { head: p('equipment.basis'), isNarrow: true, cell: (one) => p(`basis.${one.basis}`, { n: rounded(one.count, 2) }) },
        { head: p('equipment.cost'), cell: (one) => (one.cost !== null ? say(one.cost) : one.month_cost ? p('none') : <Tag tone="warn">{p('equipment.unknown')}</Tag>) },
        { head: p('equipment.month'), cell: (one) => (one.month_cost ? say(one.month_cost) : p('none')) },
        { head: p('equipment.spare'), isNarrow: true, cell: (one) => (one.spare ? p('percent', { n: rounded(one.spare * 100) }) : p('none')) },
        { head: p('equipment.life'), isNarrow: true, cell: (one) => (one.life_years === null ? p('none') : p('equipment.years', { n: one.life_years })) },
      ]}
      words={(one) => one.name} may
      blank={{ name: '', kind: 'headset', basis: 'seat', count: 1, cost: null, month_cost: 0, spare: 0, life_years: null }}
      read={({ id: _, ...rest }) => rest}
      fields={(form) => (
        <>
          <TextField label={p('equipment.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ChoiceField label={p('equipment.kind')} value={form.value.kind} error={form.error('kind')} options={KINDS.map((value) => ({ value, label: p(`kind.${value}`) }))} onChange={(kind) => kind && form.set({ kind: kind as Fields['kind'] })} />
          <div className={people.pair}>
            <ChoiceField label={p('equipment.basis')} value={form.value.basis} error={form.error('basis')} options={BASES.map((value) => ({ value, label: p(`basisOf.${value}`) }))} onChange={(basis) => basis && form.set({ basis: basis as Fields['basis'] })} />
            <NumberField label={p(form.value.basis === 'shared' ? 'equipment.sharers' : 'equipment.count')} min={0.01} max={10_000} value={form.value.count} error={form.error('count')} onChange={(count) => form.set({ count })} />
          </div>
          <MoneyField label={p('equipment.cost')} value={form.value.cost} hint={p('equipment.costHint')} error={form.error('cost')} onChange={(cost) => form.set({ cost })} />
          <MoneyField label={p('equipment.month')} value={form.value.month_cost || null} hint={p('equipment.monthHint')} error={form.error('month_cost')} onChange={(cost) => form.set({ month_cost: cost ?? 0 })} />
          <div className={people.pair}>
            <NumberField label={p('equipment.spare')} unit={p('unit.percent')} min={0} max={100} value={rounded(form.value.spare * 100)} error={form.error('spare')} onChange={(spare) => form.set({ spare: spare / 100 })} />
            <NumberField label={p('equipment.life')} unit={p('unit.years')} min={0} max={50} value={form.value.life_years ?? 0} hint={p('equipment.lifeHint')} error={form.error('life_years')} onChange={(years) => form.set({ life_years: years || null })} />
          </div>
        </>
      )}
      removal={{ label: p('equipment.remove'), title: (one) => p('equipment.removeTitle', { name: one.name }), consequence: () => p('equipment.removeText') }}>
      <Sums />
    </ShelfPage>
  );
}

function Sums() {
  const p = usePeopleWords();
  const client = useQueryClient();
  const { t } = useLanguage();
  const { say } = useMoney();
  const [seats, setSeats] = useState(20);
  const [heads, setHeads] = useState(28);
  const { data: shelf } = useQuery(shelfQuery<EquipmentItem>(SHELF));
  const { data: total, refetch } = useQuery({
    queryKey: ['workforce', 'equipment', 'total', seats, heads],
    queryFn: ({ signal }) => api.get<EquipmentTotal>(`/workforce/equipment/total?seats=${seats}&people=${heads}`, signal),
    placeholderData: keepPreviousData,
  });
  const known = useRef(shelf);
  useEffect(() => {
    if (known.current && known.current !== shelf) void refetch();
    known.current = shelf;
  }, [shelf, refetch]);
  const begin = useMutation({
    mutationFn: async () => {
      for (const { name, ...rest } of USUAL) await api.post(`/${SHELF}`, { ...rest, name: p(name) });
    },
    onError: (error) => sayFailure(t, error),
    onSettled: () => client.invalidateQueries(shelfQuery<EquipmentItem>(SHELF)),
  });

  function save(): void {
    download('hamseda-equipment.csv', toCsv(['name', 'kind', 'units', 'spares', 'first_rial', 'month_rial', 'year_rial'], (total?.lines ?? []).map((one) => [one.name, one.kind, one.units, one.spares, one.first, one.month, one.year])));
  }

  if (shelf?.length === 0) {
    return <Button variant="light" mb="md" loading={begin.isPending} leftSection={<IconListCheck size={17} aria-hidden />} onClick={() => begin.mutate()}>{p('equipment.usual')}</Button>;
  }
  return (
    <section className={card.card} aria-labelledby="sum-title" style={{ marginBlockEnd: 18 }}>
      <header className={people.bar}>
        <h2 id="sum-title" className={people.grow}>{p('equipment.sum')}</h2>
        <MoneyUnit />
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} disabled={!total} onClick={save}>{p('csv')}</Button>
      </header>
      <div className={people.bar}>
        <NumberField label={p('equipment.seats')} max={100_000} value={seats} onChange={(n) => setSeats(Math.round(n))} />
        <NumberField label={p('equipment.people')} max={100_000} value={heads} hint={p('equipment.peopleHint')} onChange={(n) => setHeads(Math.round(n))} />
      </div>
      {total && (
        <dl className={card.figures}>
          <div><dt>{p('equipment.first')}</dt><dd>{say(total.first)}{total.seat !== null && <small>{p('equipment.seat', { cost: say(total.seat) })}</small>}</dd></div>
          <div><dt>{p('equipment.monthly')}</dt><dd>{say(total.month)}</dd></div>
          <div><dt>{p('equipment.yearly')}</dt><dd>{say(total.year)} <small>{p('equipment.yearlyHint')}</small></dd></div>
        </dl>
      )}
      {total && total.unpriced > 0 && <p className={card.faint}>{p('equipment.unpriced', { n: total.unpriced })}</p>}
    </section>
  );
}
