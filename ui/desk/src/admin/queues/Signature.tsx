import { useMe } from '~/shell/me';
import { dressed } from '~/richtext/plain';
import { DressedField, DressedPreview, type Fillable } from '../kit/DressedField';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';

interface Props {
  queue: string;
  html: string | null;
  text: string | null;
  error?: string;
  isOff: boolean;
  onChange: (html: string | null) => void;
}

/** What stands below the mails of a queue. */
export function Signature({ queue, html, text, error, isOff, onChange }: Props) {
  const a = useTexts();
  const me = useMe();
  const fillables: Fillable[] = [
    { sign: '{{agent.name}}', label: a('variable.agent'), example: me.user.name },
    { sign: '{{queue.name}}', label: a('variable.queue'), example: queue },
    { sign: '{{organization.name}}', label: a('variable.organization'), example: me.organization.name },
  ];
  const begun = html ?? dressed(text ?? '');
  return (
    <>
      {!isOff && <DressedField label={a('queue.signature')} placeholder={a('queue.signaturePlaceholder')} html={begun} fillables={fillables} error={error} onContent={(content) => onChange(content.html || null)} />}
      {begun ? <DressedPreview title={a('queue.signaturePreview')} html={begun} fillables={fillables} /> : isOff && <p className={kit.hint}>{a('none')}</p>}
    </>
  );
}
