import { describe, expect, it } from 'vitest';
import { kindOf } from '../src/workforce/schedules/CoverageStrip';
import { messages } from '../src/workforce/schedules/messages';
import { clockAt, covered, foreseen, lengthOf, minuteAt, moved, partOf, pieces, placeOf, putAt, summaryOf, withParts } from '../src/workforce/schedules/times';
import type { Coverage, Schedule, Shift } from '../src/workforce/schedules/types';

const FIRST = '2026-12-05';
const shift = (more: Partial<Shift> = {}): Shift => ({
  id: 's', user_id: 'mina', day: '2026-12-06', template: 'day', start: '08:00', end: '16:00', starts_at: '2026-12-06T04:30:00Z', ends_at: '', locked: false,
  breaks: [{ name: 'lunch', start: '12:00', end: '12:30', paid: false }], activities: [{ name: 'training', start: '09:00', end: '10:00' }], ...more,
});
const night = shift({ start: '22:00', end: '06:00', breaks: [{ name: 'rest', start: '02:00', end: '02:30', paid: true }] });
const week = { first: 0, days: 7, from: 420, to: 1260 };

describe('the line of a schedule', () => {
  it('knows shifts that end on the next day, and their parts', () => {
    expect([lengthOf('22:00', '06:00'), lengthOf('08:00', '16:00'), lengthOf('08:00', '08:00')]).toEqual([480, 480, 1440]);
    expect(placeOf(night, FIRST)).toEqual({ user: 'mina', start: 1440 + 1320, end: 1440 + 1800 });
    expect(partOf(night, { start: '02:00', end: '02:30' }, FIRST)).toEqual({ start: 2880 + 120, end: 2880 + 150 });
    expect(clockAt(1500)).toBe('01:00');
  });
  it('is cut into days, and found again from where the pointer is', () => {
    const [piece] = pieces(week, 1440 + 480, 1440 + 960);
    expect(piece?.at).toBeCloseTo((1 + 60 / 840) / 7);
    expect(minuteAt(week, piece?.at ?? 0)).toBeCloseTo(1440 + 480);
    const whole = { first: 1, days: 2, from: 0, to: 1440 };
    expect(pieces(whole, 1440 + 1320, 2880 + 360).map((one) => [one.isBegun, one.isEnded])).toEqual([[true, false], [false, true]]);
    expect(pieces(week, 1440 + 1320, 2880 + 360)).toEqual([]);
  });
});

describe('a shift on its way', () => {
  const place = placeOf(shift(), FIRST);
  it('stays within the schedule and has a length', () => {
    expect(moved(place, 'whole', -9999, 'sara', 7)).toEqual({ user: 'sara', start: 0, end: 480 });
    expect(moved(place, 'end', -9999, 'sara', 7)).toEqual({ ...place, end: place.start + 30 });
    expect(moved(place, 'start', -60, 'sara', 7)).toEqual({ ...place, start: place.start - 60 });
    expect(moved(place, 'end', 9999, 'sara', 7).end - place.start).toBe(16 * 60);
  });
  it('is put where it lies: its other work goes along, its breaks are placed anew', () => {
    const templates = [{ name: 'day', length_m: 480, starts: [], on: [], breaks: [] }];
    expect(putAt(shift(), { user: 'sara', start: 2880 + 540, end: 2880 + 1020 }, FIRST, templates)).toEqual({
      do: 'put', id: 's', user_id: 'sara', day: '2026-12-07', template: 'day', start: '09:00', end: null, breaks: null,
      activities: [{ name: 'training', start: '10:00', end: '11:00' }], locked: false,
    });
    expect(putAt(shift(), { user: 'mina', start: 1440 + 480, end: 1440 + 1020 }, FIRST, templates)).toMatchObject({ start: '08:00', end: '17:00' });
    expect(withParts(shift(), null, [])).toMatchObject({ id: 's', start: '08:00', end: '16:00', breaks: null, activities: [] });
  });
});

describe('the need under the lanes', () => {
  const none = Array.from({ length: 7 * 24 }, () => 0);
  const scheduled = none.map((_, i) => (i >= 32 && i < 40 && i !== 36 ? 1 : 0));
  const coverage: Coverage = { interval_m: 60, first_day: FIRST, days: 7, present: none, resting: none, items: [{ queue_id: 'q', queue: 'Q', required: none, scheduled }, { queue_id: 'r', queue: 'R', required: none, scheduled: none }] };
  const people = [{ user_id: 'mina', name: 'Mina', queue_ids: ['q'], least_m: 0, most_m: 0, planned_m: 0, leave: [], evenings: 0, nights: 0, weekends: 0 }];
  const away = { user: 'mina', start: 2880 + 480, end: 2880 + 960 };
  it('follows a shift that is moved, with its breaks, where its agent serves', () => {
    const next = foreseen(covered(coverage, 'q').scheduled, coverage, 'q', people, shift({ breaks: [{ name: 'l', start: '12:00', end: '13:00', paid: false }] }), away);
    expect(next.slice(32, 40)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(next.slice(56, 64)).toEqual([1, 1, 1, 1, 0, 1, 1, 1]);
    expect(foreseen(none, coverage, 'r', people, shift(), away)).toEqual(none);
  });
  it('is named by what is missing, never by colour alone', () => {
    expect([kindOf(0, 0), kindOf(2, 2), kindOf(2, 3), kindOf(2, 1), kindOf(0, 1)]).toEqual(['none', 'exact', 'over', 'short', 'none']);
  });
});

describe('what publishing tells', () => {
  it('counts shifts and hours without unpaid breaks', () => {
    const person = { user_id: 'mina', name: 'Mina', queue_ids: [], least_m: 0, most_m: 0, planned_m: 0, leave: [], evenings: 0, nights: 0, weekends: 0 };
    const [mina, sara] = summaryOf({ people: [person, { ...person, user_id: 'sara' }], shifts: [night, shift()] } as unknown as Schedule);
    expect([mina?.shifts.length, mina?.minutes, sara?.shifts.length]).toEqual([2, 480 + 450, 0]);
  });
  it('has its words in both languages', () => {
    expect(Object.keys(messages.en).sort()).toEqual(Object.keys(messages.fa).sort());
  });
});
