import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { conversationQuery } from '~/api/queries';
import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

export default function NextStepDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const { id } = dialog.conversation;
  const { data: conversation } = useQuery(conversationQuery(id));
  const { change } = useActions(id);
  const [step, setStep] = useState(conversation?.next_step ?? '');
  return (
    <Sheet title={t('next.title')} onClose={onClose}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); onClose(); void change({ next_step: step.trim() || null }); }}>
        <Textarea data-autofocus autosize minRows={2} aria-label={t('next.title')} placeholder={t('next.placeholder')} value={step}
          onChange={(e) => setStep(e.currentTarget.value)} attributes={{ input: { dir: step ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
        <div className={css.end}><Button type="submit">{t('action.save')}</Button></div>
      </form>
    </Sheet>
  );
}
