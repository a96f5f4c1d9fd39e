import { SegmentedControl, Switch } from '@mantine/core';
import { useLanguage } from '~/i18n/context';
import { useAsk } from '../ask';
import { Choices } from '../kit/Choices';
import { spell } from '../kit/figures';
import { NumberSlider } from '../kit/NumberSlider';
import { useWords } from '../words';
import { BOUNDS } from './params';
import { Speeds } from './Speeds';
import css from './Staffing.module.css';
import card from '~/shared/card.module.css';

const USUAL_MINUTES = [15, 30, 60];
const FIRST_PATIENCE_S = 120;

/** What is asked, each with a slider and a number. */
export function Fields() {
  const w = useWords();
  const { ask, set } = useAsk();
  const said = (seconds: number) => spell(w, seconds);
  return (
    <form className={card.stack} aria-label={w('fields')} onSubmit={(e) => e.preventDefault()}>
      <section className={card.card} aria-label={w('fields.work')}>
        <h2>{w('fields.work')}</h2>
        <NumberSlider label={w('field.volume')} unit={w('unit.contacts')} value={ask.volume} bounds={BOUNDS.volume} slide={[0, 500, 5]} onChange={(volume) => set({ volume })} />
        <Minutes />
        <NumberSlider label={w('field.aht')} unit={w('unit.seconds')} value={ask.aht} said={said(ask.aht)} hint={w('field.ahtHint', { span: said(ask.aht) })} bounds={BOUNDS.aht} slide={[10, 900, 10]} onChange={(aht) => set({ aht })} />
        <NumberSlider label={w('field.concurrency')} unit={w('unit.chats')} isWhole value={ask.concurrency} bounds={BOUNDS.concurrency} slide={[1, 8, 1]} hint={w(ask.concurrency === 1 ? 'field.concurrencyOne' : ask.speeds ? 'field.concurrencyAlone' : 'field.concurrencyMany')} onChange={(concurrency) => set({ concurrency })} />
        <Speeds />
        {ask.concurrency > 1 && (
          <Choices label={w('field.model')} value={ask.model} onChange={(model) => set({ model })}
            options={(['slots', 'chain'] as const).map((value) => ({ value, label: w(`model.${value}`), text: w(`model.${value}Text`) }))} />
        )}
      </section>
      <Promised />
      <section className={card.card} aria-label={w('fields.people')}>
        <h2>{w('fields.people')}</h2>
        <Patience />
        <NumberSlider label={w('field.shrinkage')} unit={w('unit.percent')} value={ask.shrinkage} bounds={BOUNDS.shrinkage} slide={[0, 60, 1]} hint={w('field.shrinkageHint')} onChange={(shrinkage) => set({ shrinkage })} />
      </section>
    </form>
  );
}

/** What is promised, and what the promise is held to. */
export function Promised() {
  const w = useWords();
  const { ask, set } = useAsk();
  return (
    <section className={card.card} aria-label={w('fields.promise')}>
      <h2>{w('fields.promise')}</h2>
      <NumberSlider label={w('field.share')} unit={w('unit.percent')} value={ask.share} bounds={BOUNDS.share} slide={[50, 99, 1]} onChange={(share) => set({ share })} />
      <NumberSlider label={w('field.within')} unit={w('unit.seconds')} value={ask.within} said={spell(w, ask.within)} bounds={BOUNDS.within} slide={[0, 180, 5]} onChange={(within) => set({ within })} />
      <Choices label={w('field.definition')} value={ask.definition} onChange={(definition) => set({ definition })}
        options={(['offered', 'answered', 'with_abandons'] as const).map((value) => ({ value, label: w(`definition.${value}`), text: w(`definition.${value}Text`) }))} />
    </section>
  );
}

export function Patience() {
  const w = useWords();
  const { ask, set } = useAsk();
  return (
    <>
      <Switch label={w('field.endless')} description={w('field.endlessHint')} checked={ask.patience === null} onChange={(e) => set({ patience: e.currentTarget.checked ? null : FIRST_PATIENCE_S })} />
      {ask.patience !== null && <NumberSlider label={w('field.patience')} unit={w('unit.seconds')} value={ask.patience} said={spell(w, ask.patience)} hint={w('field.patienceHint')} bounds={BOUNDS.patience} slide={[10, 600, 10]} onChange={(patience) => set({ patience })} />}
    </>
  );
}

function Minutes() {
  const w = useWords();
  const { format } = useLanguage();
  const { ask, set } = useAsk();
  const choices = USUAL_MINUTES.includes(ask.minutes) ? USUAL_MINUTES : [...USUAL_MINUTES, ask.minutes];
  return (
    <div className={css.minutes}>
      <span aria-hidden>{w('field.interval')}</span>
      <SegmentedControl aria-label={w('field.interval')} value={String(ask.minutes)} onChange={(minutes) => set({ minutes: Number(minutes) })}
        data={choices.map((n) => ({ value: String(n), label: w('span.minutes', { m: format.number(n) }) }))} />
    </div>
  );
}
