const NAMES: Record<string, string> = {
  Mod: navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl',
  Alt: 'Alt',
  Shift: '⇧',
  Slash: '/',
  Enter: 'Enter',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  BracketLeft: '[',
  BracketRight: ']',
};

/** What is printed on a key of the Latin layout, whatever the layout in use: `KeyJ` → `J`. */
export function keyName(code: string): string {
  return NAMES[code] ?? code.replace(/^(Key|Digit)/, '');
}

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta']);

/** The pressed chord by physical keys, e.g. `KeyJ`, `Shift+Slash`, `Mod+KeyK`; null for a modifier alone. */
export function chordOf(event: KeyboardEvent): string | null {
  if (MODIFIERS.has(event.key) || !event.code) return null;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('Mod');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey) parts.push('Shift');
  return [...parts, event.code.replace(/^Numpad(?=Enter)/, '')].join('+');
}

/** Whether the person is writing, so that single letters are text and not commands. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
