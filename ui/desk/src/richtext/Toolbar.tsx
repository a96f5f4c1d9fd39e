import { Popover, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp, IconArrowForwardUp, IconBlockquote, IconBold, IconClearFormatting, IconItalic, IconLink, IconList, IconListNumbers,
  IconPhoto, IconTextDirectionLtr, IconTextDirectionRtl, IconUnderline,
} from '@tabler/icons-react';
import type { EditorState } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { useRef, useState, type ReactNode } from 'react';
import { keyName } from '~/commands/keys';
import { useMessages } from '~/i18n/context';
import { commandOf, directionAt, KEYS, linkAt, pressed, setLink, type Action } from './commands';
import type { Direction } from './strong';
import { LinkForm } from './LinkForm';
import { en, fa } from './messages';
import css from './richtext.module.css';

interface Props {
  view: EditorView | null;
  state: EditorState | null;
  fallback: Direction;
  isLinking: boolean;
  onLinking: (is: boolean) => void;
  onPictures?: (files: File[]) => void;
  /** What else can be done here, in words at the end of the row. */
  last?: LastTool;
}

export interface LastTool {
  label: string;
  run: () => void;
}

const BEFORE_LINK = [['bold', IconBold], ['emphasis', IconItalic], ['underline', IconUnderline], ['bullets', IconList], ['numbers', IconListNumbers], ['quote', IconBlockquote]] as const;
const AFTER_TURN = [['clear', IconClearFormatting], ['undo', IconArrowBackUp], ['redo', IconArrowForwardUp]] as const;

/** One stop of the Tab key; arrows, Home and End walk inside, by the direction of the page. */
export function Toolbar({ view, state, fallback, isLinking, onLinking, onPictures, last }: Props) {
  const t = useMessages({ fa, en });
  const row = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [stop, setStop] = useState<string>('bold');
  const is: Partial<Record<Action | 'link', boolean>> = state ? pressed(state) : {};
  const direction = state ? directionAt(state, fallback) : fallback;
  const link = state && linkAt(state);

  function run(action: Action): void {
    if (!view) return;
    commandOf(action, fallback)(view.state, view.dispatch, view);
    if (row.current?.contains(document.activeElement)) return;
    view.focus();
  }

  function close(): void {
    onLinking(false);
    view?.focus();
  }

  const button = (name: string, icon: ReactNode, label: string, more: { keys?: string; isPressed?: boolean; isDisabled?: boolean; onClick: () => void }) => (
    <Tool key={name} name={name} label={label} isStop={stop === name} onStop={setStop} {...more}>{icon}</Tool>
  );
  const simple = ([action, Icon]: readonly [Action, typeof IconBold]) =>
    button(action, <Icon size={18} stroke={1.8} aria-hidden />, t(`rich.${action}` as keyof typeof fa), {
      keys: KEYS[action], isPressed: is[action], onClick: () => run(action),
      isDisabled: state !== null && (action === 'undo' || action === 'redo') && !commandOf(action, fallback)(state),
    });
  const turned = t(direction === 'rtl' ? 'rich.rtl' : 'rich.ltr');
  const Turn = direction === 'rtl' ? IconTextDirectionRtl : IconTextDirectionLtr;

  return (
    <div ref={row} role="toolbar" aria-label={t('rich.tools')} className={css.toolbar} onKeyDown={(event) => walk(event, row.current)}>
      {BEFORE_LINK.map(simple)}
      <Popover opened={isLinking} onChange={onLinking} position="top" shadow="lg" trapFocus withRoles={false}>
        <Popover.Target>
          <span className={css.group}>
            {button('link', <IconLink size={18} stroke={1.8} aria-hidden />, t('rich.link'), { keys: KEYS.link, isPressed: is.link, onClick: () => onLinking(!isLinking) })}
          </span>
        </Popover.Target>
        <Popover.Dropdown>
          <LinkForm href={link?.href ?? ''} onDone={(href) => { if (view) setLink(href)(view.state, view.dispatch); close(); }} onLeave={close} />
        </Popover.Dropdown>
      </Popover>
      {onPictures && (
        <>
          <input ref={file} type="file" accept="image/png,image/jpeg,image/gif,image/webp" multiple hidden
            onChange={(e) => { onPictures([...(e.target.files ?? [])]); e.target.value = ''; }} />
          {button('picture', <IconPhoto size={18} stroke={1.8} aria-hidden />, t('rich.picture'), { onClick: () => file.current?.click() })}
        </>
      )}
      {button('turn', <Turn size={18} stroke={1.8} aria-hidden />, `${t('rich.turn')}: ${turned}`, { keys: KEYS.turn, onClick: () => run('turn') })}
      {AFTER_TURN.map(simple)}
      {last && (
        <button type="button" data-tool="last" className={css.last} tabIndex={stop === 'last' ? 0 : -1} onFocus={() => setStop('last')} onClick={last.run}>{last.label}</button>
      )}
    </div>
  );
}

interface ToolProps {
  name: string;
  label: string;
  keys?: string | undefined;
  isPressed?: boolean | undefined;
  isDisabled?: boolean | undefined;
  isStop: boolean;
  onStop: (name: string) => void;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ name, label, keys, isPressed, isDisabled, isStop, onStop, onClick, children }: ToolProps) {
  return (
    <Tooltip label={keys ? <>{label} <bdi dir="ltr">{keys.split('+').map(keyName).join(' ')}</bdi></> : label}>
      <button type="button" data-tool={name} className={css.tool} aria-label={label} aria-pressed={isPressed} aria-disabled={isDisabled || undefined}
        tabIndex={isStop ? 0 : -1} onFocus={() => onStop(name)} onMouseDown={(e) => e.preventDefault()} onClick={() => isDisabled || onClick()}>
        {children}
      </button>
    </Tooltip>
  );
}

function walk(event: React.KeyboardEvent, row: HTMLElement | null): void {
  const tools = [...(row?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])];
  const at = tools.indexOf(event.target as HTMLElement);
  if (at < 0 || !row) return;
  const ahead = getComputedStyle(row).direction === 'rtl' ? -1 : 1;
  const places: Record<string, number> = { ArrowRight: at + ahead, ArrowLeft: at - ahead, Home: 0, End: tools.length - 1 };
  const to = places[event.code];
  if (to === undefined) return;
  event.preventDefault();
  tools[(to + tools.length) % tools.length]?.focus();
}
