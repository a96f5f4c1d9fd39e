import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { api, newId } from '~/api/client';
import type { Message } from '~/api/types';
import { useSend } from '~/composer/useSend';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { putMessage } from '~/live/apply';
import { sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';
import { withPictures } from './pictures';
import type { Forward, ForwardDraft, ForwardPreview } from './types';

const QUIET_MS = 500;
const DEFAULT_UNDO_S = 5;

const asked = ({ attachments, ...draft }: ForwardDraft): Omit<Forward, 'id'> => ({ ...draft, attachments: attachments.map((one) => one.id) });

/** What would go out, as the server would write it; asked a moment after the last change. */
export function usePreview(conversation: string, draft: ForwardDraft) {
  const [body] = useDebouncedValue(JSON.stringify(asked(draft)), QUIET_MS);
  return useQuery({
    queryKey: ['forward-preview', conversation, body],
    queryFn: async () => {
      const shown = await api.post<ForwardPreview>(`/conversations/${conversation}/forwards/preview`, JSON.parse(body) as Record<string, unknown>);
      return { ...shown, page: await withPictures(shown.html) };
    },
    placeholderData: keepPreviousData,
    gcTime: 0, retry: false,
  });
}

/** Sends it; for some seconds it can be held back and is then open again as it was. */
export function usePassOn(message: Message, onDone: () => void) {
  const client = useQueryClient();
  const me = useMe();
  const { t } = useLanguage();
  const { open } = useDialog();
  const { offerUndo } = useSend(message.conversation_id);
  // One for each time it is opened: sent again after a lost answer, it goes out once.
  const [id] = useState(() => newId());
  return useMutation({
    mutationFn: (draft: ForwardDraft) => api.post<Message>(`/conversations/${message.conversation_id}/forwards`, {
      ...asked(draft), id, undo_s: me.user.preferences.undo_s ?? me.organization.undo_seconds ?? DEFAULT_UNDO_S,
    }),
    onSuccess(sent, draft) {
      putMessage(client, sent);
      if (sent.state === 'scheduled' && sent.send_at) offerUndo(sent.id, sent.send_at, () => open({ kind: 'forward', message, draft }));
      onDone();
    },
    onError: (error) => sayFailure(t, error),
  });
}
