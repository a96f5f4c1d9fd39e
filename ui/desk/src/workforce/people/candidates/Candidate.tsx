import { Button } from '@mantine/core';
import { IconArrowsDiff, IconInfoCircle, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ApiProblem } from '~/api/client';
import { useConfirm } from '~/admin/kit/Confirm';
import { TextField } from '~/admin/kit/fields';
import { FormProblem, Head } from '~/admin/kit/Page';
import { useForm } from '~/admin/kit/useForm';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { NotFound } from '~/shared/NotFound';
import { PageSkeleton } from '~/shared/skeletons';
import { useMe } from '~/shell/me';
import { Choices } from '../../kit/Choices';
import { FileMenu } from '../FileMenu';
import type { CandidateView, Notice, TraitCard } from '../types';
import { usePeopleWords } from '../words';
import { useCandidate, useTraits } from './useHiring';
import card from '~/shared/card.module.css';
import css from './Candidates.module.css';

type Seen = CandidateView['traits'][number];
type Score = Seen['scores'][number];
type Ways = ReturnType<typeof useCandidate>;

const DECISIONS = ['hire', 'decline', 'later'] as const;

/** One candidate: the seven traits with what was seen of each, and the decision of a person. */
export function Candidate({ id }: { id: string }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const ways = useCandidate(id);
  const traits = useTraits();
  const [, go] = useLocation();
  const { ask, dialog } = useConfirm();
  const { data, error, refetch } = ways.query;
  if (error instanceof ApiProblem && error.status < 500) return <NotFound />;
  if (error || traits.error) return <Broken onRetry={() => void refetch()} />;
  if (!data || !traits.data) return <PageSkeleton />;
  const drop = () => ask({ title: p('candidate.removeTitle', { name: data.name }), consequence: p('candidate.removeText'), label: p('candidate.remove'), run: () => ways.remove.mutate(undefined, { onSuccess: () => go('/workforce/candidates') }) });
  return (
    <>
      <Head title={<bdi>{data.name}</bdi>} back={{ to: '/workforce/candidates', label: p('candidates.title') }}
        text={p('candidate.about', { post: data.post, day: format.date(`${data.deleted_on}T12:00:00Z`) })}
        action={<div className={css.actions}><FileMenu label={p('candidate.sheet')} path={`/workforce/candidates/${id}/sheet`} name="hamseda-candidate" variant="light" /><Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={drop}>{p('candidate.remove')}</Button></div>} />
      <div className={css.traits}>
        {traits.data.items.map((one) => <Trait key={one.trait} about={one} seen={data.traits.find((seen) => seen.trait === one.trait)} ways={ways} />)}
      </div>
      <Decision candidate={data} ways={ways} />
      {dialog}
    </>
  );
}

function Trait({ about, seen, ways }: { about: TraitCard; seen: Seen | undefined; ways: Ways }) {
  const p = usePeopleWords();
  const me = useMe();
  const [open, setOpen] = useState<Score | 'new' | null>(null);
  const scores = seen?.scores ?? [];
  const wordOf = (level: number | null) => about.levels.find((one) => one.level === level)?.text ?? p('level.none');
  return (
    <section className={card.card} aria-label={about.name}>
      <header className={card.head}>
        <h2>{about.name}</h2>
        {seen?.apart && <span className={css.apart}><IconArrowsDiff size={16} aria-hidden />{p('trait.apart')}</span>}
      </header>
      <p className={card.faint}>{about.meaning}</p>
      {scores.length > 0 && (
        <ul className={css.scores}>
          {scores.map((one) => (
            <li key={one.id}>
              <p className={css.who}><bdi>{one.interviewer}</bdi> <span>{p('score.in', { exercise: one.exercise })}</span></p>
              <Level level={one.level} most={about.levels.length} text={wordOf(one.level)} />
              <blockquote dir="auto">{one.evidence}</blockquote>
              <Notices notices={one.notices} />
              {one.interviewer_id === me.user.id && (
                <p className={css.own}>
                  <Button variant="subtle" size="compact-sm" leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setOpen(one)}>{p('score.change')}</Button>
                  <Button variant="subtle" size="compact-sm" color="gray" onClick={() => ways.unscore.mutate(one.id)}>{p('score.remove')}</Button>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <div><Button variant="light" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>{p('score.add')}</Button></div>
      {open && <ScoreSheet about={about} score={open === 'new' ? null : open} ways={ways} onClose={() => setOpen(null)} />}
    </section>
  );
}

/** A level told by its description; the steps beside it are no figure to be added up. */
function Level({ level, most, text }: { level: number | null; most: number; text: string }) {
  return (
    <p className={css.level}>
      <span className={css.steps} aria-hidden>{Array.from({ length: most }, (_, i) => <i key={i} data-full={level !== null && i < level || undefined} />)}</span>
      {text}
    </p>
  );
}

export function Notices({ notices }: { notices: Notice[] }) {
  const p = usePeopleWords();
  if (notices.length === 0) return null;
  const words = [...new Set(notices.map((one) => `«${one.word}»`))].join(p('comma'));
  const matters = [...new Set(notices.map((one) => p(`matter.${one.matter}`)))].join(p('comma'));
  return <p className={css.notice} role="note"><IconInfoCircle size={17} aria-hidden /><span>{p('notice.text', { words, matters })}</span></p>;
}

function ScoreSheet({ about, score, ways, onClose }: { about: TraitCard; score: Score | null; ways: Ways; onClose: () => void }) {
  const p = usePeopleWords();
  const { t } = useLanguage();
  const form = useForm({ exercise: score?.exercise ?? '', evidence: score?.evidence ?? '', level: score?.level ?? null });
  const options = [...about.levels.map((one) => ({ value: String(one.level), label: p('level.step', { n: one.level }), text: one.text })), { value: '', label: p('level.unknown'), text: p('level.none') }];
  return (
    <Sheet title={about.name} size={620} onClose={onClose}>
      <form className={card.stack} onSubmit={(e) => {
        e.preventDefault();
        const body = score ? form.changes() : { ...form.value, trait: about.trait };
        ways.score.mutate({ scoreId: score?.id ?? null, body }, { onSuccess: onClose, onError: form.refuse });
      }}>
        <p className={card.faint}>{p('score.try', { exercise: about.exercise })}</p>
        <TextField label={p('score.exercise')} required autoFocus value={form.value.exercise} error={form.error('exercise')} onChange={(exercise) => form.set({ exercise })} />
        <TextField label={p('score.evidence')} required lines={4} value={form.value.evidence} hint={p('score.evidenceHint')} error={form.error('evidence')} onChange={(evidence) => form.set({ evidence })} />
        <Choices label={p('score.level')} value={form.value.level === null ? '' : String(form.value.level)} options={options} onChange={(level) => form.set({ level: level === '' ? null : Number(level) })} />
        <FormProblem text={form.problem} />
        <div className={css.end}>
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" loading={ways.score.isPending}>{p('score.save')}</Button>
        </div>
      </form>
    </Sheet>
  );
}

function Decision({ candidate, ways }: { candidate: CandidateView; ways: Ways }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const form = useForm<{ decision: string; reason: string }>({ decision: candidate.decision ?? '', reason: candidate.reason });
  return (
    <section className={card.card} aria-labelledby="decision-title" style={{ marginBlockStart: 16 }}>
      <h2 id="decision-title">{p('decision.title')}</h2>
      <p>{p('decision.text')}</p>
      {candidate.decision && candidate.decided_at && <p className={css.decided}>{p('decision.made', { decision: p(`decision.${candidate.decision}`), name: candidate.decided_by ?? p('none'), day: format.date(candidate.decided_at) })}</p>}
      <form className={card.stack} onSubmit={(e) => {
        e.preventDefault();
        ways.decide.mutate(form.value, { onSuccess: () => form.reset(form.value), onError: form.refuse });
      }}>
        <Choices label={p('decision.title')} value={form.value.decision} options={DECISIONS.map((value) => ({ value, label: p(`decision.${value}`), text: p(`decision.${value}Text`) }))} onChange={(decision) => form.set({ decision })} />
        <TextField label={p('decision.reason')} required lines={2} value={form.value.reason} hint={p('decision.reasonHint')} error={form.error('reason')} onChange={(reason) => form.set({ reason })} />
        <Notices notices={candidate.reason_notices} />
        <FormProblem text={form.problem} />
        <div><Button type="submit" disabled={!form.value.decision || !form.isChanged} loading={ways.decide.isPending}>{p('decision.keep')}</Button></div>
      </form>
    </section>
  );
}
