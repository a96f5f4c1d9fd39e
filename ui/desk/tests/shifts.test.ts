import { describe, expect, it } from 'vitest';
import { nextPause, pausesOf, shiftNow } from '../src/myshifts/today';
import { instantOf } from '../src/workforce/shifts/AdherencePage';
import { messages } from '../src/workforce/shifts/messages';
import type { OwnShift } from '../src/workforce/shifts/types';

const night: OwnShift = {
  id: 'n', user_id: 'me', schedule_id: 's', time_zone: 'Asia/Tehran', day: '2026-12-05', template: 'night', start: '22:00', end: '06:00', locked: false,
  starts_at: '2026-12-05T18:30:00Z', ends_at: '2026-12-06T02:30:00Z',
  breaks: [{ name: 'late', start: '03:00', end: '03:30', paid: true }, { name: 'early', start: '23:30', end: '00:00', paid: true }], activities: [{ name: 'call', start: '00:00', end: '01:00' }],
};
const at = (iso: string) => Date.parse(iso);

describe('one’s own day', () => {
  it('has the breaks of a night in their order', () => {
    expect(pausesOf(night).map((one) => one.name)).toEqual(['early', 'call', 'late']);
    expect(nextPause(night, at('2026-12-05T19:00:00Z'))?.name).toBe('early');
    expect(nextPause(night, at('2026-12-05T20:15:00Z'))?.name).toBe('early'); // it goes on
    expect(nextPause(night, at('2026-12-05T20:31:00Z'))?.name).toBe('late');
    expect(nextPause(night, at('2026-12-06T00:05:00Z'))).toBeUndefined();
  });
  it('is the shift that goes on, also after midnight, else the next one of today', () => {
    const shifts = { items: [night], time_zone: 'Asia/Tehran', today: '2026-12-06' };
    expect(shiftNow(shifts, at('2026-12-06T01:00:00Z'))?.id).toBe('n');
    expect(shiftNow(shifts, at('2026-12-06T03:00:00Z'))).toBeUndefined();
    expect(shiftNow({ ...shifts, today: '2026-12-05' }, at('2026-12-05T06:00:00Z'))?.id).toBe('n');
  });
});

describe('wall times as instants', () => {
  it('are those of the zone, where clocks change too', () => {
    expect(instantOf('2026-12-05', '08:30:00', 'Asia/Tehran')).toBe('2026-12-05T05:00:00.000Z');
    expect(instantOf('2026-03-29', '12:00', 'Europe/Berlin')).toBe('2026-03-29T10:00:00.000Z');
    expect(instantOf('2026-03-28', '12:00', 'Europe/Berlin')).toBe('2026-03-28T11:00:00.000Z');
  });
});

describe('words of shifts', () => {
  it('are there in both languages', () => {
    expect(Object.keys(messages.en).sort()).toEqual(Object.keys(messages.fa).sort());
  });
});
