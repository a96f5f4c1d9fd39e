import { useEffect } from 'react';

const SETTLE_MS = 250;

/** The address follows what is asked, a moment later: whoever copies it shares exactly this. */
export function useAddress(search: URLSearchParams): string {
  const asked = search.toString();
  const path = `${location.pathname}${asked ? `?${asked}` : ''}`;
  useEffect(() => {
    const timer = setTimeout(() => history.replaceState(history.state, '', path), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [path]);
  return `${location.origin}${path}`;
}
