import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import { meQuery } from '~/api/queries';
import type { Me, Preferences } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';

type Own = Partial<Pick<Me['user'], 'name' | 'locale' | 'calendar' | 'digits' | 'time_zone' | 'preferences'>>;

/** Changes one's own settings; the desk follows at once and goes back when the server refuses. */
export function useSave() {
  const client = useQueryClient();
  const me = useMe();
  const { t } = useLanguage();
  const { mutate } = useMutation({
    mutationFn: (changes: Own) => api.patch('/me', changes),
    onMutate(changes) {
      const before = client.getQueryData(meQuery.queryKey);
      client.setQueryData(meQuery.queryKey, (old) => old && { ...old, user: { ...old.user, ...changes } });
      return before;
    },
    onSuccess: () => sayDone(t('done.saved')),
    onError(error, _, before) {
      client.setQueryData(meQuery.queryKey, before);
      sayFailure(t, error);
    },
  });
  return {
    save: (changes: Own) => mutate(changes),
    prefer: (changes: Preferences) => mutate({ preferences: { ...me.user.preferences, ...changes } }),
  };
}
