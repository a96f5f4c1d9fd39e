import { useLocation } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { channelKey } from '~/shared/channels';
import { sayDone } from '~/shared/toast';
import { ChoiceField, NumberField, PickMany, TextField } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { Card, Head, SaveBar } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import { useRows, useShelf } from '../kit/useShelf';
import kit from '../kit/kit.module.css';
import type { Brand, Department, Person, Queue, QueueSettings } from '../types';
import { Fairness } from './Fairness';
import { QueueSkills } from './QueueSkills';
import { Rings } from './Rings';
import { Signature } from './Signature';

export type QueueFields = Pick<Queue, 'name' | 'department_id' | 'brand_id' | 'calendar_id' | 'priority' | 'settings' | 'skills' | 'member_ids' | 'signature_html' | 'signature_text'>;

/* What one engagement takes of the usual capacity of 100 where the queue does not say otherwise. */
const WEIGHTS = { webchat: 30, email: 20, phone: 100 };

interface Props {
  queue: Queue | null;
  start: QueueFields;
  queues: Queue[];
  may: boolean;
}

export function QueueForm({ queue, start, queues, may }: Props) {
  const a = useTexts();
  const { t } = useLanguage();
  const [, go] = useLocation();
  const form = useForm(start);
  const { save } = useShelf<Queue>('queues');
  const departments = useRows<Department>('departments');
  const brands = useRows<Brand>('brands');
  const calendars = useRows<{ id: string; name: string }>('calendars');
  const skills = useRows<{ id: string; name: string }>('skills');
  const people = useRows<Person>('users').filter((p) => p.role !== 'auditor');
  const { value, set, error } = form;
  const { settings } = value;
  const tune = (changes: Partial<QueueSettings>) => set({ settings: { ...settings, ...changes } });
  const others = queues.filter((q) => q.id !== queue?.id);
  const isOff = !may;

  /* The plain twin is the server's to make; without a signature there is none. */
  const sign = (signature_html: string | null) => set({ signature_html, ...(signature_html === null ? { signature_text: null } : {}) });

  function keep(): void {
    save.mutate({ id: queue?.id ?? null, body: queue ? form.changes() : { ...value } }, {
      onSuccess(kept) {
        sayDone(t('done.saved'));
        form.reset(value);
        if (!queue) go(`/admin/queues/${kept.id}`, { replace: true });
      },
      onError: form.refuse,
    });
  }

  return (
    <>
      <Head back={{ to: '/admin/queues', label: a('back', { name: a('section.queues') }) }} title={queue ? <bdi>{queue.name}</bdi> : a('queues.add')} text={isOff ? a('readOnly') : undefined} />
      <Card title={a('queue.what')} hint={a('queue.whatHint')}>
        <div className={kit.two}>
          <TextField label={a('field.name')} required isOff={isOff} value={value.name} error={error('name')} onChange={(name) => set({ name })} />
          <ChoiceField label={a('field.department')} none={a('queue.chooseDepartment')} required isOff={isOff} value={value.department_id} error={error('department_id')} options={optionsOf(departments)} onChange={(id) => set({ department_id: id ?? '' })} />
          <ChoiceField label={a('queue.calendar')} hint={a('queue.calendarHint')} none={a('queues.alwaysOpen')} isOff={isOff} value={value.calendar_id} error={error('calendar_id')} options={optionsOf(calendars)} onChange={(calendar_id) => set({ calendar_id })} />
          <ChoiceField label={a('field.brand')} hint={a('queue.brandHint')} none={a('none')} isOff={isOff} value={value.brand_id} error={error('brand_id')} options={optionsOf(brands)} onChange={(brand_id) => set({ brand_id })} />
        </div>
      </Card>
      <Card title={a('queue.who')} hint={a('queue.whoHint')}>
        <PickMany label={a('queues.members')} isOff={isOff} value={value.member_ids} error={error('member_ids')} none={a('people.none')} options={people.map((p) => ({ value: p.id, label: p.name, detail: t(`role.${p.role}`) }))} onChange={(member_ids) => set({ member_ids })} />
        <QueueSkills all={skills} value={value.skills} error={error('skills')} isOff={isOff} onChange={(next) => set({ skills: next })} />
      </Card>
      <Card title={a('queue.signatureTitle')} hint={a('queue.signatureHint')}>
        <Signature queue={value.name} html={value.signature_html} text={value.signature_text} error={error('signature_html')} isOff={isOff} onChange={sign} />
      </Card>
      <Card title={a('queue.rings')} hint={a('queue.ringsHint')}>
        <Rings value={settings.rings} queues={others} error={error('settings.rings')} isOff={isOff} onChange={(rings) => tune({ rings })} />
        <ChoiceField label={a('queue.overflow')} hint={a('queue.overflowHint')} none={a('queue.noOverflow')} isOff={isOff} value={settings.overflow_queue_id} error={error('settings.overflow_queue_id')} options={optionsOf(others)} onChange={(overflow_queue_id) => tune({ overflow_queue_id })} />
      </Card>
      <Card title={a('queue.offer')} hint={a('queue.offerHint')}>
        <div className={kit.two}>
          <NumberField label={a('queue.timeout')} hint={a('queue.timeoutHint')} unit={a('unit.second')} min={5} max={600} isOff={isOff} value={settings.offer_timeout_s} error={error('settings.offer_timeout_s')} onChange={(offer_timeout_s) => tune({ offer_timeout_s })} />
          <NumberField label={a('queue.wrapUp')} hint={a('queue.wrapUpHint')} unit={a('unit.second')} max={3600} isOff={isOff} value={settings.wrap_up_s} error={error('settings.wrap_up_s')} onChange={(wrap_up_s) => tune({ wrap_up_s })} />
          <NumberField label={a('queue.sticky')} hint={a('queue.stickyHint')} unit={a('unit.second')} isOff={isOff} value={settings.sticky_limit_s} error={error('settings.sticky_limit_s')} onChange={(sticky_limit_s) => tune({ sticky_limit_s })} />
          <NumberField label={a('queue.target')} hint={a('queue.targetHint')} unit={a('unit.second')} min={1} isOff={isOff} value={settings.target_s} error={error('settings.target_s')} onChange={(target_s) => tune({ target_s })} />
        </div>
      </Card>
      <Card title={a('queue.fairness')} hint={a('queue.fairnessHint')}>
        <Fairness value={settings.fairness} isOff={isOff} onChange={(fairness) => tune({ fairness })} />
      </Card>
      <Card title={a('queue.order')} hint={a('queue.orderHint')}>
        <div className={kit.two}>
          <NumberField label={a('queues.priority')} hint={a('queue.priorityHint')} unit={a('unit.minute')} min={-60} max={60} isOff={isOff} value={value.priority} error={error('priority')} onChange={(priority) => set({ priority })} />
          <NumberField label={a('queue.boost')} hint={a('queue.boostHint', { n: settings.boost_max_min })} unit={a('unit.minute')} max={60} isOff={isOff} value={settings.boost_max_min} error={error('settings.boost_max_min')} onChange={(boost_max_min) => tune({ boost_max_min })} />
        </div>
        <p className={kit.hint}>{a('queue.boostCost', { n: settings.boost_max_min })}</p>
      </Card>
      <Card title={a('queue.weights')} hint={a('queue.weightsHint')}>
        <div className={kit.three}>
          {Object.entries(WEIGHTS).map(([kind, usual]) => (
            <NumberField key={kind} label={t(channelKey(kind))} hint={a('queue.weightMeans', { n: Math.max(1, Math.floor(100 / (settings.weights[kind] ?? usual))) })} min={1} max={1000} isOff={isOff}
              value={settings.weights[kind] ?? usual} error={error(`settings.weights.${kind}`)} onChange={(weight) => tune({ weights: { ...settings.weights, [kind]: weight } })} />
          ))}
        </div>
      </Card>
      <SaveBar form={form} isNew={!queue} isSaving={save.isPending} onSave={keep} mayKeep={may} />
    </>
  );
}
