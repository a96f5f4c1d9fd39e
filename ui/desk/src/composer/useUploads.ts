import { useCallback, useState } from 'react';
import { newId, upload } from '~/api/client';
import type { Attachment, Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';

export interface Upload {
  key: string;
  name: string;
  part: number;
  hasFailed: boolean;
  cancel: () => void;
}

/** Files on their way up; each shows how far it is and can be stopped. */
export function useUploads(conversation: Id, onArrived: (attachment: Attachment) => void) {
  const { t } = useLanguage();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const drop = useCallback((key: string) => setUploads((all) => all.filter((u) => u.key !== key)), []);
  const change = (key: string, changes: Partial<Upload>) =>
    setUploads((all) => all.map((u) => (u.key === key ? { ...u, ...changes } : u)));

  async function add(file: File): Promise<Attachment | null> {
    const key = newId();
    const stop = new AbortController();
    const cancel = () => {
      stop.abort();
      drop(key);
    };
    setUploads((all) => [...all, { key, name: file.name, part: 0, hasFailed: false, cancel }]);
    try {
      const arrived = await upload<Attachment>('/attachments', file, { conversation_id: conversation }, {
        onProgress: (part) => change(key, { part }),
        signal: stop.signal,
      });
      onArrived(arrived);
      drop(key);
      return arrived;
    } catch (error) {
      if (stop.signal.aborted) return null;
      change(key, { hasFailed: true });
      sayFailure(t, error);
      return null;
    }
  }

  return { uploads, add: (files: Iterable<File>) => [...files].map(add) };
}
