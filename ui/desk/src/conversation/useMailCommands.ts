import type { Conversation, Message } from '~/api/types';
import { useCommands, type Command } from '~/commands/context';
import { useDialog } from '~/dialogs/context';
import { printPage } from '~/mail/printing';
import { useMay, useMe } from '~/shell/me';

/** What the palette can do with what was said last. */
export function useMailCommands(conversation: Conversation, messages: Message[]): void {
  const { open } = useDialog();
  const { role } = useMe();
  const mayWrite = useMay('conversations.write') && !conversation.merged_into;
  const isSaid = (m: Message) => m.kind === 'message' && !m.local;
  const last = messages.findLast(isSaid);
  const mail = messages.findLast((m) => isSaid(m) && m.channel_kind === 'email');
  const original = messages.findLast((m) => m.meta.mail?.raw_id !== undefined);
  const isLeader = role === 'admin' || role === 'supervisor';

  const commands: (Command | false | undefined)[] = [
    mayWrite && last && { id: 'forward', label: 'command.forward', group: 'do', keys: 'KeyF', run: () => open({ kind: 'forward', message: last }) },
    isLeader && original && { id: 'source', label: 'command.source', group: 'do', run: () => open({ kind: 'source', message: original.id }) },
    mail && { id: 'print', label: 'command.print', group: 'do', run: () => printPage(`/mails/${mail.id}`) },
    { id: 'printAll', label: 'command.printAll', group: 'do', run: () => printPage(`/conversations/${conversation.id}`) },
  ];
  useCommands(commands.filter((one) => one !== undefined && one !== false));
}
