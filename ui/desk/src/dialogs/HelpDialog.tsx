import { useRegistry, type CommandGroup } from '~/commands/context';
import { useLanguage } from '~/i18n/context';
import { Kbd } from '~/shared/Kbd';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

const GROUPS: CommandGroup[] = ['go', 'do', 'write', 'work'];

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const commands = useRegistry().all().filter((c) => c.keys);
  return (
    <Sheet title={t('help.title')} onClose={onClose} size={720}>
      <div className={css.groups}>
        {GROUPS.filter((g) => commands.some((c) => c.group === g)).map((group) => (
          <section key={group}>
            <h3>{t(`help.group.${group}`)}</h3>
            <ul>
              {commands.filter((c) => c.group === group).map((c) => (
                <li key={c.id} className={css.keyRow}><span>{t(c.label, c.values)}</span><Kbd keys={c.keys ?? ''} /></li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className={css.hint}>{t('help.text')}</p>
    </Sheet>
  );
}
