import { useEffect, useState } from 'react';
import { TextField, ToggleField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';

interface Props {
  text: string;
  error?: string;
  isOff: boolean;
  isChanged: boolean;
  onChange: (text: string) => void;
}

/** The text that answers a person's mail by itself; an empty one answers nobody. */
export function Acknowledgement({ text, error, isOff, isChanged, onChange }: Props) {
  const a = useTexts();
  const [isOn, setOn] = useState(Boolean(text));
  // While it is written anew the field stays, though it is empty; saved or discarded, the text decides.
  useEffect(() => {
    if (!isChanged) setOn(Boolean(text));
  }, [isChanged, text]);

  function turn(on: boolean): void {
    setOn(on);
    onChange(on ? a('acknowledgement.sample') : '');
  }

  return (
    <Card title={a('acknowledgement.title')} hint={a('acknowledgement.hint')}>
      <ToggleField label={a('acknowledgement.on')} hint={a('acknowledgement.onHint')} isOff={isOff} value={isOn} onChange={turn} />
      {isOn && <TextField label={a('acknowledgement.text')} hint={a('acknowledgement.textHint')} lines={3} isOff={isOff} value={text} error={error ?? (text.trim() ? undefined : a('field.empty'))} onChange={onChange} />}
    </Card>
  );
}
