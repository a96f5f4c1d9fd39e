import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import type { Link } from '../types';
import { Code } from '../kit/Copy';
import { TextField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import css from './channels.module.css';

const PAUSE_MS = 350;

/** The address that opens the chat with its first words, as a link and as a picture to print. */
export function ChatLink({ id }: { id: Id }) {
  const a = useTexts();
  const [text, setText] = useState('');
  const [campaign, setCampaign] = useState('');
  const [wanted] = useDebouncedValue({ text, campaign }, PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['configuration', 'channels', id, 'link', wanted],
    queryFn: ({ signal }) => api.get<Link>(`/channels/${id}/link?text=${encodeURIComponent(wanted.text)}&campaign=${encodeURIComponent(wanted.campaign)}`, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const picture = data && `data:image/svg+xml;charset=utf-8,${encodeURIComponent(data.qr_svg)}`;
  return (
    <Card title={a('chat.link')} hint={a('chat.linkHint')}>
      <div className={kit.two}>
        <TextField label={a('chat.linkText')} hint={a('chat.linkTextHint')} value={text} onChange={setText} />
        <TextField label={a('chat.campaign')} hint={a('chat.campaignHint')} value={campaign} onChange={setCampaign} />
      </div>
      {data && (
        <div className={css.link}>
          <div className={css.qr}>
            <img src={picture} alt={a('chat.qrAlt')} width={148} height={148} />
            <a href={picture} download="chat-qr.svg">{a('chat.qrSave')}</a>
          </div>
          <Code text={data.url} />
        </div>
      )}
    </Card>
  );
}
