import { useSyncExternalStore } from 'react';

const narrow = window.matchMedia('(width < 760px)');

/** Whether there is room for one step at a time only; the step in sight is then the page's main part. */
export const usePhone = () => useSyncExternalStore(watch, () => narrow.matches);

function watch(listener: () => void) {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}
