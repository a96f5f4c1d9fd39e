import { defaultRangeExtractor, useVirtualizer, type Range, type Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { chordOf } from '~/commands/keys';
import { heightOf, type Block } from './timeline';

const AT_END_PX = 60;
const AHEAD = 4;
const EDGE_PX = 14;
/* Farther than this the way to the end is a jump: nobody wants to watch thousands of messages fly by. */
const GLIDE_SCREENS = 3;

/**
 * Draws only what is near the eye of a thread of any length. It stays at its end by itself unless the reader
 * has gone up; what is loaded above leaves in place what is being read.
 */
export function useScroll(blocks: Block[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [focused, setFocused] = useState<string | null>(null);
  const virtual = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    getItemKey: (i) => blocks[i]?.message.id ?? i,
    estimateSize: (i) => (blocks[i] ? heightOf(blocks[i]) : 0),
    anchorTo: 'end',
    scrollEndThreshold: AT_END_PX,
    // A picture that comes in late moves the end without anybody having scrolled.
    onChange: (list) => setAtEnd(list.isAtEnd(AT_END_PX)),
    overscan: AHEAD,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
    initialOffset: () => blocks.reduce((sum, block) => sum + heightOf(block), 0),
    initialRect: { width: 0, height: window.innerHeight },
    // What has the focus stays in the page, however far it is scrolled away.
    rangeExtractor: useCallback((range: Range) => withIndex(defaultRangeExtractor(range), blocks.findIndex((b) => b.message.id === focused)), [blocks, focused]),
  });

  useStillTop(virtual, blocks[0]?.message.id);
  useStillEnd(scroller);

  const newest = blocks.at(-1)?.message;
  const isMine = newest?.local === 'sending';
  useLayoutEffect(() => {
    if (isAtEnd || isMine) virtual.scrollToEnd();
    // Only when another message is the last one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [newest?.id]);

  function toEnd(): void {
    const height = scroller.current?.clientHeight ?? 0;
    const isNear = virtual.getDistanceFromEnd() < GLIDE_SCREENS * height && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    virtual.scrollToEnd({ behavior: isNear ? 'smooth' : 'auto' });
  }

  /** Up and down go from message to message, End to the newest. */
  function press(event: KeyboardEvent): void {
    const chord = chordOf(event.nativeEvent);
    const step = chord === 'ArrowDown' ? 1 : chord === 'ArrowUp' ? -1 : 0;
    if (chord === 'End') toEnd();
    else if (!step || !isOnList(event.target)) return;
    else focus(step);
    event.preventDefault();
  }

  function focus(step: 1 | -1): void {
    const seen = virtual.getVirtualItemForOffset((virtual.scrollOffset ?? 0) + (scroller.current?.clientHeight ?? 0) - EDGE_PX)?.index;
    const at = focused === null ? (seen ?? blocks.length) + (step < 0 ? 1 : 0) : blocks.findIndex((b) => b.message.id === focused);
    const next = Math.min(blocks.length - 1, Math.max(0, at + step));
    const id = blocks[next]?.message.id;
    if (!id) return;
    setFocused(id);
    virtual.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => virtual.elementsCache.get(id)?.focus({ preventScroll: true }));
  }

  return {
    scroller, virtual, isAtEnd, toEnd, press,
    look: () => setAtEnd(virtual.isAtEnd(AT_END_PX)),
    leave: () => setFocused(null),
  };
}

/**
 * When the place to write in grows its thread gets lower, and rows grow when what they show comes in: whoever was at
 * the end, and has not gone up since, stays there. Only going up ends it: rows that find their height move the end too.
 */
function useStillEnd(scroller: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const place = scroller.current;
    const rows = place?.querySelector('ol');
    if (!place || !rows) return;
    let stays = true;
    let top = place.scrollTop;
    const look = () => {
      const isAtEnd = place.scrollHeight - place.clientHeight - place.scrollTop <= AT_END_PX;
      stays = isAtEnd || (stays && place.scrollTop >= top);
      top = place.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (stays) place.scrollTop = place.scrollHeight;
    });
    place.addEventListener('scroll', look, { passive: true });
    observer.observe(place);
    observer.observe(rows);
    return () => {
      place.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller]);
}

/**
 * When older messages come in, the row that was the first loses what was drawn above its message (the day, the
 * channel): what is read below must not rise by that much. Everything else is the list's own judgement.
 */
function useStillTop(virtual: Virtualizer<HTMLDivElement, HTMLLIElement>, first: string | undefined): void {
  const known = useRef({ first, before: undefined as string | undefined });
  if (known.current.first !== first) known.current = { first, before: known.current.first };
  virtual.shouldAdjustScrollPositionOnItemSizeChange = (item, _, { scrollOffset, scrollDirection, itemSizeCache }) => {
    const top = scrollOffset ?? 0;
    if (!itemSizeCache.has(item.key)) return item.start < top;
    return (item.key === known.current.before && item.start <= top + EDGE_PX) || (item.end <= top && scrollDirection !== 'backward');
  };
}

const isOnList = (target: EventTarget) => target instanceof HTMLElement && target.matches('[data-index], [role="region"]');

const withIndex = (indexes: number[], index: number) =>
  (index < 0 || indexes.includes(index) ? indexes : [...indexes, index].sort((a, b) => a - b));
