import { useEffect, useState } from 'react';

const SETTLE_MS = 250;

/** The address follows what is asked, a moment later: whoever copies it shares exactly this. */
export function useAddress(search: URLSearchParams): string {
  const [page] = useState(() => location.pathname);
  const asked = search.toString();
  const path = `${page}${asked ? `?${asked}` : ''}`;
  useEffect(() => {
    const timer = setTimeout(() => {
      // Whoever has gone on in this moment is not called back.
      if (location.pathname === page) history.replaceState(history.state, '', path);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [page, path]);
  return `${location.origin}${path}`;
}
