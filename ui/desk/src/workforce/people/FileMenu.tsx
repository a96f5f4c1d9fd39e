import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileTypeDocx, IconFileTypePdf } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '~/api/client';
import { saveFile } from '../kit/csv';
import { usePeopleWords } from './words';
import css from './People.module.css';

const FORMS = [['pdf', 'fa'], ['pdf', 'en'], ['docx', 'fa'], ['docx', 'en']] as const;

/** A document in four kinds, made when one is chosen. */
export function FileMenu({ label, path, name, variant = 'filled' }: { label: string; path: string; name: string; variant?: string }) {
  const p = usePeopleWords();
  const file = useMutation({
    async mutationFn([kind, language]: (typeof FORMS)[number]) {
      saveFile(`${name}-${language}.${kind}`, await api.file(`${path}${path.includes('?') ? '&' : '?'}form=${kind}&language=${language}`));
    },
  });
  return (
    <div>
      <Menu position="bottom-end">
        <Menu.Target><Button variant={variant} loading={file.isPending} rightSection={<IconChevronDown size={16} aria-hidden />}>{label}</Button></Menu.Target>
        <Menu.Dropdown>
          {FORMS.map((one) => (
            <Menu.Item key={one.join()} leftSection={one[0] === 'pdf' ? <IconFileTypePdf size={18} aria-hidden /> : <IconFileTypeDocx size={18} aria-hidden />} onClick={() => file.mutate(one)}>{p(`form.${one[0]}.${one[1]}`)}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {file.error && <p role="alert" className={css.failed}>{file.error.message}</p>}
    </div>
  );
}
