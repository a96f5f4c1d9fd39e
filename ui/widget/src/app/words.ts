import { catalogues, fill, type Catalogue } from "../messages/catalogue";
import type { Locale } from "../messages/locale";
import type { Wait } from "./frames";

/** Sentences, numbers and instants in the visitor's language: Jalali and Persian digits for fa. */
export class Words {
  readonly text: Catalogue;
  private readonly hour;
  private readonly fullDay;
  private readonly shortDay;

  constructor(readonly locale: Locale) {
    this.text = catalogues[locale];
    const tag = locale === "fa" ? "fa-IR-u-ca-persian-nu-arabext" : "en-GB";
    this.hour = new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    this.fullDay = new Intl.DateTimeFormat(tag, { weekday: locale === "fa" ? "long" : "short", day: "numeric", month: "long" });
    this.shortDay = new Intl.DateTimeFormat(tag, { day: "numeric", month: "long" });
  }

  say(key: keyof Catalogue, values: Record<string, string | number> = {}): string {
    return fill(this.text[key], values, (value) => this.number(value));
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 }).format(value);
  }

  percent(share: number): string {
    return new Intl.NumberFormat(this.locale, { style: "percent" }).format(share);
  }

  time(instant: string): string {
    return this.hour.format(new Date(instant));
  }

  /** «شنبه ۹ آذر»; built from parts, since Intl's own order in Persian is year, month, day, weekday. */
  day(instant: string | Date): string {
    const parts = this.fullDay.formatToParts(new Date(instant));
    const part = (type: string) => parts.find((held) => held.type === type)?.value ?? "";
    return `${part("weekday")} ${part("day")} ${part("month")}`;
  }

  /** A heading over the messages of a day. */
  dayHeading(instant: string, now = new Date()): string {
    const days = Math.round((midnight(now) - midnight(new Date(instant))) / 86_400_000);
    if (days === 0) return this.text.today;
    if (days === 1) return this.text.yesterday;
    return days < 7 ? this.day(instant) : this.shortDay.format(new Date(instant));
  }

  when(instant: string, now = new Date()): string {
    const days = Math.round((midnight(new Date(instant)) - midnight(now)) / 86_400_000);
    const hour = this.time(instant);
    return days === 0 ? this.say("whenToday", { hour }) : this.say("when", { day: this.day(instant), hour });
  }

  range({ low_s, high_s }: Pick<Wait, "low_s" | "high_s">): string {
    const [low, high] = [Math.round(low_s / 60), Math.max(1, Math.ceil(high_s / 60))];
    if (high_s < 60) return this.text.waitSoon;
    return low < 1 || low >= high ? this.say("waitAbout", { high }) : this.say("waitRange", { low, high });
  }

  /** How good the last promises of this kind were: the estimate's own accuracy. */
  record({ kept, of }: Pick<Wait, "kept" | "of">): string {
    return of === 0 ? this.text.waitNoRecord : this.say("waitRecord", { kept, of });
  }

  size(bytes: number): string {
    const kilobytes = Math.max(1, Math.round(bytes / 1024));
    if (kilobytes < 1024) return this.say("kilobytes", { count: kilobytes });
    return this.say("megabytes", { count: bytes / 1024 / 1024 });
  }
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
