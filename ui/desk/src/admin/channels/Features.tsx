import { ToggleField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';

const FEATURES = ['attachments', 'location', 'callback'] as const;

interface Props {
  value: Record<string, boolean>;
  error?: string;
  isOff: boolean;
  onChange: (value: Record<string, boolean>) => void;
}

/** What a visitor may do in the chat beside writing; all of it unless it is switched off. */
export function Features({ value, error, isOff, onChange }: Props) {
  const a = useTexts();
  return (
    <Card title={a('chat.features')} hint={a('chat.featuresHint')}>
      {FEATURES.map((name) => (
        <ToggleField key={name} label={a(`chat.feature.${name}`)} hint={a(`chat.feature.${name}Hint`)} isOff={isOff} value={value[name] ?? true} onChange={(isOn) => onChange({ ...value, [name]: isOn })} />
      ))}
      {error && <p role="alert" className={kit.error}>{error}</p>}
    </Card>
  );
}
