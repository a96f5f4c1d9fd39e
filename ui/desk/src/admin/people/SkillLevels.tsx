import { useLanguage } from '~/i18n/context';
import { useTexts } from '../kit/texts';
import type { SkillLevel } from '../types';
import css from './people.module.css';

const LEVELS = [0, 1, 2, 3, 4, 5];

interface Props {
  skills: { id: string; name: string }[];
  value: SkillLevel[];
  onChange: (value: SkillLevel[]) => void;
  isOff: boolean;
}

/** Each skill with its level; a dash is "does not have it". */
export function SkillLevels({ skills, value, onChange, isOff }: Props) {
  const a = useTexts();
  const { format } = useLanguage();
  const levelOf = (id: string) => value.find((s) => s.skill_id === id)?.level ?? 0;
  const set = (id: string, level: number) =>
    onChange([...value.filter((s) => s.skill_id !== id), ...(level ? [{ skill_id: id, level }] : [])]);
  if (skills.length === 0) return <p>{a('skills.emptyText')}</p>;
  return (
    <div className={css.skills}>
      {skills.map((skill) => (
        <div key={skill.id} className={css.skill} role="radiogroup" aria-label={a('people.levelOf', { name: skill.name })}>
          <bdi>{skill.name}</bdi>
          <span className={css.levels}>
            {LEVELS.map((level) => (
              <label key={level} className={css.level} data-on={levelOf(skill.id) === level && level > 0}>
                <input type="radio" name={skill.id} disabled={isOff} checked={levelOf(skill.id) === level} onChange={() => set(skill.id, level)}
                  aria-label={level ? a('people.level', { n: level }) : a('people.noSkill')} />
                <span aria-hidden>{level ? format.number(level) : '–'}</span>
              </label>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}
