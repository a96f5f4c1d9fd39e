import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { useConfirm } from '../kit/Confirm';
import { SecretSheet } from '../kit/Copy';
import { Card } from '../kit/Page';
import { Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import type { Channel, ShownSecret } from '../types';

const SAMPLE = `# pip install pyjwt
import time, jwt

token = jwt.encode(
    {
        "sub": str(user.id),
        "iat": int(time.time()),
        "exp": int(time.time()) + 300,   # at most ten minutes
        "name": user.name,
        "email": user.email,
        "email_verified": True,
    },
    SECRET,
    algorithm="HS256",
)
# In the page: <script>(window.Hamseda ??= []).push(["setUser", "TOKEN"])</script>`;

/** The secret by which a shop proves who its visitor is; it is shown once and the old one ends with it. */
export function IdentitySecret({ channel }: { channel: Channel }) {
  const a = useTexts();
  const { t } = useLanguage();
  const client = useQueryClient();
  const { ask, dialog } = useConfirm();
  const [secret, setSecret] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post<ShownSecret>(`/channels/${channel.id}/secret`),
    onSuccess(made) {
      setSecret(made.secret);
      void client.invalidateQueries({ queryKey: ['configuration'] });
    },
    onError: (error) => sayFailure(t, error),
  });
  const begin = () => (channel.has_secret
    ? ask({ title: a('secret.rotateTitle'), consequence: a('secret.rotateText'), label: a('secret.rotate'), run: () => mutate() })
    : mutate());
  return (
    <Card title={a('secret.title')} hint={a('secret.hint')}>
      <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <Button variant="default" loading={isPending} onClick={begin}>{a(channel.has_secret ? 'secret.rotate' : 'secret.make')}</Button>
        <Tag tone={channel.has_secret ? 'good' : 'plain'}>{a(channel.has_secret ? 'secret.there' : 'secret.missing')}</Tag>
      </div>
      {dialog}
      {secret && <SecretSheet title={a('secret.title')} secret={secret} note={a('secret.note')} sample={{ name: a('secret.sample'), text: SAMPLE }} onClose={() => setSecret(null)} />}
    </Card>
  );
}
