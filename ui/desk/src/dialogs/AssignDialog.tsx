import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { conversationQuery, peopleQuery, presenceQuery } from '~/api/queries';
import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { useMe } from '~/shell/me';
import { Pick } from './Pick';
import { Sheet } from './Sheet';

export default function AssignDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t } = useLanguage();
  const me = useMe();
  const { id } = dialog.conversation;
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: people = [] } = useQuery(peopleQuery);
  const { data: presence } = useQuery(presenceQuery);
  const { assign } = useActions(id);
  const before = conversation?.assignee_id ?? null;

  function give(user: { id: Id; name: string } | null): void {
    onClose();
    void assign(user, before);
  }

  const states = new Map(presence?.items.map((p) => [p.user_id, p.state]));
  const others = people.filter((p) => p.id !== me.user.id && p.role !== 'auditor').sort((one, other) => nearness(states.get(one.id)) - nearness(states.get(other.id)));
  const choices = [me.user, ...others]
    .map((p) => ({ id: p.id, name: p.name, detail: p.id === me.user.id ? t('action.takeIt') : t(`presence.${states.get(p.id) ?? 'offline'}`) }));
  return (
    <Sheet title={t('assign.title')} onClose={onClose}>
      <Pick label={t('assign.search')} none={t('assign.none')} choices={choices}
        onPick={(picked) => give(choices.find((c) => c.id === picked) ?? null)} />
      {before && <Button fullWidth mt="sm" variant="default" onClick={() => give(null)}>{t('action.release')}</Button>}
    </Sheet>
  );
}

/* Whoever can go on at once stands first. */
const nearness = (state?: string) => (state === 'available' ? 0 : state === 'break' ? 1 : 2);
