import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconAlarmSnooze, IconArrowBackUp, IconArrowRight, IconArrowsExchange, IconCheck, IconDots, IconId, IconMessageOff, IconTag, IconUserPlus, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { labelsQuery } from '~/api/queries';
import type { Conversation } from '~/api/types';
import { useCommands, type Command } from '~/commands/context';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { Kbd } from '~/shared/Kbd';
import { usePhone } from '~/shared/usePhone';
import { useMay, useMe } from '~/shell/me';
import { Facts } from './Facts';
import { useActions } from './useActions';
import css from './ConversationHead.module.css';

interface Props {
  conversation: Conversation;
  onNext: () => void;
  onBack: () => void;
  onCustomer: () => void;
}

/** Subject and state of the conversation, what can be done to it, and the four facts that are always in sight. */
export function ConversationHead({ conversation, onNext, onBack, onCustomer }: Props) {
  const { t, format } = useLanguage();
  const { id, status, subject, customer } = conversation;
  const actions = useActions(id);
  const mayWrite = useMay('conversations.write') && !conversation.merged_into;
  const commands = useHeadCommands(conversation, mayWrite, onNext);
  const Heading = usePhone() ? 'h1' : 'h2';
  const find = (wanted: string) => commands.find((c) => c.id === wanted);

  return (
    <header className={css.head}>
      <div className={css.top}>
        <ActionIcon className={css.back} variant="subtle" size={36} onClick={onBack} aria-label={t('header.back')}>
          <IconArrowRight size={20} aria-hidden className={css.backArrow} />
        </ActionIcon>
        <div className={css.titles}>
          <Heading><bdi className="cut aligned block">{subject || customer.name || t('customer.nameless')}</bdi></Heading>
          <p className={css.sub}>
            {subject && <><bdi className={`${css.who} cut`}>{customer.name || t('customer.nameless')}</bdi><span aria-hidden>·</span></>}
            <bdi dir="ltr" className="numeric" title={t('header.number')}>#{format.digits(String(conversation.number))}</bdi>
            <span className={css.status} data-status={status}>{t(`header.status.${status}`)}</span>
            <Labels conversation={conversation} />
          </p>
        </div>
        <ActionIcon className={css.customer} variant="default" size={36} onClick={onCustomer} aria-label={t('header.customerPanel')}>
          <IconId size={20} stroke={1.7} aria-hidden />
        </ActionIcon>
        {mayWrite && <div className={css.actions}>
          <More commands={commands} />
          <Action command={find('endTalk')} icon={IconMessageOff} />
          <Action command={find('labels')} icon={IconTag} />
          <Action command={find('snooze')} icon={IconAlarmSnooze} />
          <Action command={find('assign')} icon={IconUserPlus} />
          <Action command={find('transfer')} icon={IconArrowsExchange} />
          {status === 'resolved' ? (
            <Button className={css.reopen} variant="default" leftSection={<IconArrowBackUp size={18} aria-hidden className="mirrored" />} onClick={actions.reopen}>{t('action.reopen')}</Button>
          ) : (
            <Tooltip label={<Kbd keys={find('resolveNext')?.keys ?? 'KeyE'} />}>
              <Button className={css.resolve} onClick={() => find('resolveNext')?.run()} aria-label={t('action.resolveNext')}>
                <IconCheck size={18} aria-hidden /> <span className={css.word}>{t('action.resolveNext')}</span>
              </Button>
            </Tooltip>
          )}
        </div>}
      </div>
      <Facts conversation={conversation} />
    </header>
  );
}

const NONE: Command[] = [];

function useHeadCommands(conversation: Conversation, mayWrite: boolean, onNext: () => void): Command[] {
  const { open } = useDialog();
  const me = useMe();
  const { id, status, assignee_id: owner, work_item: work } = conversation;
  const actions = useActions(id);

  function resolveAndNext(): void {
    onNext();
    void actions.resolve();
  }

  const isResolved = status === 'resolved';
  const commands: Command[] = [
    { id: 'resolveNext', label: isResolved ? 'action.reopen' : 'action.resolveNext', group: 'do', keys: 'KeyE', run: isResolved ? actions.reopen : resolveAndNext },
    status === 'snoozed'
      ? { id: 'snooze', label: 'action.wake', group: 'do', keys: 'KeyZ', run: actions.wake }
      : { id: 'snooze', label: 'action.snooze', group: 'do', keys: 'KeyZ', run: () => open({ kind: 'snooze', conversation }) },
    { id: 'assign', label: 'action.assign', group: 'do', keys: 'KeyA', run: () => open({ kind: 'assign', conversation }) },
    { id: 'take', label: 'action.takeIt', group: 'do', keys: 'KeyM', run: () => void actions.assign(me.user, owner) },
    { id: 'transfer', label: 'action.transfer', group: 'do', keys: 'KeyT', run: () => open({ kind: 'transfer', conversation }) },
    { id: 'labels', label: 'header.labels', group: 'do', keys: 'KeyL', run: () => open({ kind: 'labels', conversation }) },
    { id: 'due', label: 'due.title', group: 'do', keys: 'KeyD', run: () => open({ kind: 'due', conversation }) },
    ...(work?.state === 'active' && work.agent_id === me.user.id
      ? [{ id: 'endTalk', label: 'wrap.end' as const, group: 'do' as const, keys: 'KeyW', run: () => void actions.endTalk(work.id) }] : []),
    { id: 'split', label: 'action.split', group: 'do', keys: 'KeyX', run: () => open({ kind: 'split', conversation }) },
    { id: 'merge', label: 'action.merge', group: 'do', keys: 'KeyH', run: () => open({ kind: 'merge', conversation }) },
    { id: 'nextStep', label: 'next.title', group: 'do', keys: 'KeyG', run: () => open({ kind: 'nextStep', conversation }) },
  ];
  useCommands(mayWrite ? commands : NONE);
  return commands;
}

function Action({ command, icon: Picture }: { command: Command | undefined; icon: Icon }) {
  const { t } = useLanguage();
  if (!command) return null;
  return (
    <Tooltip label={<span className={css.tip}>{t(command.label)} {command.keys && <Kbd keys={command.keys} />}</span>}>
      <ActionIcon variant="default" size={36} aria-label={t(command.label)} onClick={command.run}>
        <Picture size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Everything in one menu, where there is no room for a row of buttons. */
function More({ commands }: { commands: Command[] }) {
  const { t } = useLanguage();
  return (
    <Menu position="bottom-end" shadow="lg" width={230}>
      <Menu.Target>
        <ActionIcon className={css.more} variant="default" size={36} aria-label={t('header.more')}><IconDots size={20} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.filter((c) => c.id !== 'resolveNext').map((c) => <Menu.Item key={c.id} onClick={c.run}>{t(c.label)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function Labels({ conversation }: { conversation: Conversation }) {
  const { data: labels } = useQuery(labelsQuery);
  const shown = labels?.filter((label) => conversation.labels.includes(label.id)) ?? [];
  return shown.map((label) => (
    <span key={label.id} className={css.label} title={label.name}>
      <span className={css.swatch} style={{ background: label.color }} /><bdi>{label.name}</bdi>
    </span>
  ));
}
