import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import css from './kit.module.css';

export interface Question {
  title: string;
  /** What will be different afterwards, in words. */
  consequence: ReactNode;
  label: string;
  run: () => void;
}

/** Asks before something that cannot simply be taken back. */
export function Confirm({ question, onClose }: { question: Question; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Sheet title={question.title} onClose={onClose}>
      <p className={css.consequence}>{question.consequence}</p>
      <div className={css.end}>
        <Button variant="default" data-autofocus onClick={onClose}>{t('action.cancel')}</Button>
        <Button color="red" className={css.danger} onClick={() => { onClose(); question.run(); }}>{question.label}</Button>
      </div>
    </Sheet>
  );
}

export function useConfirm() {
  const [question, ask] = useState<Question | null>(null);
  return { ask, dialog: question && <Confirm question={question} onClose={() => ask(null)} /> };
}
