import { describe, expect, it } from 'vitest';
import { fill } from '../src/i18n/translate';
import { contestInWords } from '../src/workforce/forecast/Contest';
import { addDays, gathered, isFriday, openSpan, runs, spanOf, weeksOf } from '../src/workforce/forecast/weeks';
import { toCsv } from '../src/workforce/kit/csv';
import { sidesOf, stepOf } from '../src/workforce/kit/sides';
import { percent, spell, ticks } from '../src/workforce/kit/figures';
import { messages, type WorkforceKey } from '../src/workforce/messages';
import { cellsOf, gridOf, intervalsOf, shade, totals } from '../src/workforce/required/cells';
import { sentences } from '../src/workforce/staffing/AnswerCard';
import { waitCeiling } from '../src/workforce/staffing/Curve';
import { areSpeeds, around, DEFAULT, fastest, quickEstimate, readAsk, readNumber, speedsFor, termsOf, writeAsk } from '../src/workforce/staffing/params';
import type { DayMark, Hindsight, Outlook, Staffed } from '../src/workforce/types';

const words = (language: 'fa' | 'en') => (key: WorkforceKey, values = {}) => fill(messages[language][key], values, String);
const en = words('en');

const staffed = (agents: number, more: Partial<Staffed> = {}): Staffed => ({
  agents, scheduled: agents + 6, load_erlang: 10, unstable: false, p_wait: 0.17, service_level: 0.89, asa_s: 8, wait_mean_s: 8, abandon: 0, occupancy: 0.71, waits: [], blocking: null, ...more,
});
const slot = (start: string, mean = 4, more = {}) => ({ start, actual: null, mean, p10: 2, p50: 4, p90: 7, aht: 120, ...more });

describe('numbers as people type them', () => {
  it('reads three scripts, Persian signs, and nothing else', () => {
    for (const text of ['1234.5', '۱۲۳۴٫۵', '١٢٣٤٫٥', '۱٬۲۳۴٫۵', ' 1234.5 ']) expect(readNumber(text)).toBe(1234.5);
    for (const text of ['', '-3', '1,234', '1e3', '۱۲ نفر', '1.2.3', 'NaN']) expect(readNumber(text)).toBeNull();
  });
});

describe('pictures', () => {
  it('begin where reading begins', () => {
    const [fa, latin] = [sidesOf(400, 'fa'), sidesOf(400, 'en')];
    expect([fa.x(0), fa.x(400), fa.left(10, 30)]).toEqual([400, 0, 360]);
    expect([latin.x(0), latin.x(400), latin.left(10, 30)]).toEqual([0, 400, 10]);
    expect([fa.end, latin.end]).toEqual(['start', 'end']);
    expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'Tab'].map((key) => stepOf(key, 'fa'))).toEqual([1, -1, 1, undefined]);
    expect(['ArrowLeft', 'ArrowRight', 'ArrowDown'].map((key) => stepOf(key, 'en'))).toEqual([-1, 1, -1]);
  });
});

describe('speeds of several chats', () => {
  it('are guessed so that they can be, and follow the number of chats', () => {
    for (let held = 2; held <= 20; held += 1) expect(areSpeeds(speedsFor(held, null))).toBe(true);
    expect(speedsFor(4, [1, 1.5])).toEqual([1, 1.5, 2.2, 2.9]);
    expect(speedsFor(2, [1, 1.5, 2])).toEqual([1, 1.5]);
    expect([[1, 0.9], [1, 2.1], [1.2], [1, 1.8, 1.7]].map(areSpeeds)).toEqual([false, false, false, false]);
  });
  it('go along in the address and to the formula', () => {
    const ask = { ...DEFAULT, concurrency: 3, speeds: [1, 1.6, 2.1] };
    expect(readAsk(writeAsk(ask))).toEqual({ ask, faults: [] });
    expect(termsOf(ask).speeds).toEqual([1, 1.6, 2.1]);
    expect(termsOf({ ...ask, concurrency: 1 })).not.toHaveProperty('speeds');
    expect([fastest(ask), fastest({ ...ask, speeds: null })]).toEqual([2.1, 3]);
    expect(readAsk(new URLSearchParams('chats=3&speeds=1,1.6')).faults).toEqual(['speeds']);
  });
});

describe('the address of a question', () => {
  it('gives back what was asked, and holds only what is not usual', () => {
    const ask = { ...DEFAULT, volume: 240, patience: 90, definition: 'answered' as const, agents: 12, month: 9000 };
    expect(readAsk(writeAsk(ask))).toEqual({ ask, faults: [] });
    expect(writeAsk(DEFAULT).toString()).toBe('');
  });
  it('names what cannot be meant and takes the usual for it', () => {
    const { ask, faults } = readAsk(new URLSearchParams('volume=-4&interval=17.5&agents=۱۲&definition=best&chats=99&model=magic'));
    expect(faults.sort()).toEqual(['chats', 'definition', 'interval', 'model', 'volume']);
    expect(ask).toEqual({ ...DEFAULT, agents: 12 });
  });
});

describe('the numbers of people that are drawn', () => {
  it('hold what is needed, what was chosen, and some on both sides', () => {
    const counts = around(14, 14, 10);
    expect(counts[0]).toBeLessThan(11);
    expect(counts).toContain(14);
    expect(counts.at(-1)).toBeGreaterThan(18);
    expect(around(14, 40, 10)).toContain(40);
    expect(around(14, 0, 10)).not.toContain(0);
  });
  it('stay few in a centre of thousands', () => {
    const counts = around(4000, 3000, 3900);
    expect(counts.length).toBeLessThan(26);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts).toEqual(expect.arrayContaining([3000, 4000]));
  });
  it('cut off waits that would flatten the others', () => {
    expect(waitCeiling([staffed(11, { wait_mean_s: 900 }), staffed(14)], 20, 14)).toBe(60);
    expect(waitCeiling([staffed(11, { unstable: true, wait_mean_s: null })], 20, 11)).toBe(1);
  });
});

describe('the quick estimate', () => {
  it('divides a month by people and days, or an interval by people', () => {
    expect(quickEstimate({ ...DEFAULT, month: 9000, days: 30 }, 10)).toBe(30);
    expect(quickEstimate(DEFAULT, 8)).toBe(12.5);
    expect(quickEstimate(DEFAULT, 0)).toBeNull();
  });
});

describe('the answer in words', () => {
  const answer = (chosen: Staffed, ask = DEFAULT) => ({ ask, needed: chosen, chosen });
  it('says endless patience, or who leaves', () => {
    expect(sentences(en, answer(staffed(14)))).toContain('It is taken that nobody leaves the line.');
    const patient = sentences(en, answer(staffed(12, { abandon: 0.043 }), { ...DEFAULT, patience: 120 }));
    expect(patient).toContain('4.3 of every 100 leave before they are answered.');
  });
  it('names the definition, and says little where nothing comes', () => {
    expect(sentences(en, answer(staffed(14), { ...DEFAULT, definition: 'answered' })).join()).toContain('who are answered had it within 20 seconds');
    expect(sentences(en, answer(staffed(0, { service_level: null }), { ...DEFAULT, volume: 0 }))).toHaveLength(2);
  });
  it('has every key in both languages, with the same places', () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((m) => m[1]).sort();
    for (const key of Object.keys(messages.fa) as WorkforceKey[]) expect([key, new Set(places(messages.en[key]))]).toEqual([key, new Set(places(messages.fa[key]))]);
    for (const [key, text] of Object.entries(messages.fa)) expect([key, /[يك]|(^|\s)ن?می [آ-ی]/.test(text)]).toEqual([key, false]);
  });
});

describe('figures', () => {
  it('never say all or nothing of what is only nearly so', () => {
    expect([percent(0.99999), percent(1), percent(0.00001), percent(0), percent(0.8596)]).toEqual([99.9, 100, 0.1, 0, 86]);
  });
  it('spell lengths of time', () => {
    expect([0, 0.4, 8.2, 59.7, 75, 120, 3600, 5460].map((s) => spell(en, s))).toEqual([
      '0 seconds', 'less than a second', '8 seconds', '1 minute', '1 min 15 s', '2 minutes', '1 hour', '1 h 31 min',
    ]);
  });
  it('carry minutes that round to an hour', () => {
    expect(spell(en, 7199)).toBe('2 hours');
  });
  it('find round steps that reach the top', () => {
    expect(ticks(60, 2)).toEqual([0, 50, 100]);
    expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(0.3).at(-1)).toBeGreaterThanOrEqual(0.3);
  });
});

describe('CSV', () => {
  it('quotes, empties what is undefined, and defuses formulas', () => {
    expect(toCsv(['a', 'b'], [['x,"y"', null], ['=1+1', -2.5], ['صف', true]])).toBe('a,b\r\n"x,""y""",\r\n\'=1+1,-2.5\r\nصف,true\r\n');
  });
});

describe('weeks of a forecast', () => {
  const marks: DayMark[] = [{ day: '2026-12-01', kind: 'campaign', name: 'یلدا', estimated: false }];
  const outlook = { points: [{ start: '2026-11-30T09:00', mean: 4, p10: 1, p50: 4, p90: 8, aht_s: null }, { start: '2026-12-07T09:00', mean: 5, p10: 2, p50: 5, p90: 9, aht_s: 90 }], marks } as unknown as Outlook;
  const hindsight = { weeks: [{ first_day: '2026-11-23' }], points: [{ start: '2026-11-29T23:00', actual: 3, mean: 4, p10: 1, p50: 4, p90: 8 }], marks: [] } as unknown as Hindsight;
  it('stand in one row: what was, and what is to come', () => {
    const weeks = weeksOf(outlook, hindsight, '2026-11-30', 14);
    expect(weeks.map((one) => [one.first, one.isPast, one.slots.length])).toEqual([['2026-11-23', true, 1], ['2026-11-30', false, 1], ['2026-12-07', false, 1]]);
    expect(weeks[0]?.slots[0]?.actual).toBe(3);
    expect(weeks[1]?.slots[0]?.actual).toBeNull();
    expect(weeks[1]?.marks).toEqual(marks);
    expect(weeks[2]?.marks).toEqual([]);
  });
  it('hold four of whole days at a time', () => {
    const spans = weeksOf(outlook, hindsight, '2026-11-30', 28, spanOf(1440));
    expect(spans.map((one) => [one.first, one.days, one.slots.length])).toEqual([['2026-11-02', 28, 1], ['2026-11-30', 28, 2]]);
  });
  it('cross months and years', () => {
    expect(addDays('2026-12-30', 3)).toBe('2027-01-02');
    expect(isFriday('2026-12-04')).toBe(true);
    expect(isFriday('2026-12-05')).toBe(false);
  });
  it('break their line at nights and gaps', () => {
    const slots = ['2026-11-30T09:00', '2026-11-30T09:30', '2026-11-30T11:00', '2026-12-01T09:00'].map((start) => slot(start));
    expect(runs(slots, 30).map((run) => run.length)).toEqual([2, 1, 1]);
    expect(openSpan(slots, 30)).toEqual([540, 690]);
    expect(runs(['2026-11-30', '2026-12-01', '2026-12-03'].map((day) => slot(`${day}T00:00`)), 1440).map((run) => run.length)).toEqual([2, 1]);
    expect(openSpan([], 30)).toEqual([0, 1440]);
  });
  it('gather days of one name to a span', () => {
    const days = ['2026-12-02', '2026-12-01', '2026-12-04'].map((day) => ({ day, kind: 'ramadan' as const, name: '', estimated: true }));
    expect(gathered(days).map(({ first, last }) => [first, last])).toEqual([['2026-12-01', '2026-12-02'], ['2026-12-04', '2026-12-04']]);
  });
});

describe('the contest in words', () => {
  const told = (more: Partial<Outlook>) => contestInWords(en, { model: 'robust', wape: { robust: 0.12, same_weekdays: 0.15 }, origins: 6, judged_by: 'wape', history_days: 90, points: [{}], ...more } as unknown as Outlook);
  it('says who won and by how much', () => {
    expect(told({})).toEqual(['The robust profile won: over the last 6 weeks its error was 12% of the volume, that of the median of 8 same weekdays 15%.', 'That is 20% less error.']);
  });
  it('says that nothing was tested', () => {
    expect(told({ origins: 0, history_days: 9 })[0]).toContain('9 days long, too little for a contest');
  });
  it('says that nothing is to come', () => {
    expect(told({ points: [], origins: 0 })).toEqual(['In the 90 days of this queue’s history nothing came lately; nothing is expected to come.']);
  });
});

describe('the need of a week', () => {
  const slots = [slot('2026-11-30T09:00', 4), slot('2026-11-30T09:30', 6, { aht: null })];
  const intervals = intervalsOf(slots, 'p90', 30, { ...DEFAULT, aht: 200, agents: 9 });
  it('staffs for the figure that was chosen, with the time that was measured', () => {
    expect(intervals.map((one) => [one.volume, one.aht_s, one.interval_s, one.agents])).toEqual([[7, 120, 1800, null], [7, 200, 1800, null]]);
  });
  it('lays cells out by day and time, and adds them up in hours', () => {
    const cells = cellsOf(slots, intervals, [staffed(2), staffed(5)]);
    const grid = gridOf(cells, '2026-11-30');
    expect(grid.minutes).toEqual([540, 570]);
    expect(grid.at('2026-11-30', 570)?.staffed.agents).toBe(5);
    expect(grid.at('2026-12-01', 570)).toBeUndefined();
    expect(totals(cells, 30)).toMatchObject({ work: 3.5, scheduled: 9.5, peak: { staffed: { agents: 5 } } });
    expect([0, 1, 3, 5].map((n) => shade(n, grid.most))).toEqual([0, 1, 3, 5]);
    expect(shade(0, 0)).toBe(0);
  });
});
