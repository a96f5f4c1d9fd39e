import { drawer } from "../shared/storage";

/** One page the visitor saw, without its query string and fragment: those hold secrets and searches. */
export interface Page {
  url: string;
  title: string;
  at: string;
  seconds: number;
}

const RING = 20;

/** The page trail of this tab. It stays in sessionStorage; the app sends it only after the visitor agrees. */
export class Trail {
  private readonly store = drawer("sessionStorage", "hamseda.");
  private since = 0;

  start(): void {
    this.arrive();
    document.addEventListener("visibilitychange", () => (document.hidden ? this.settle() : this.look()));
    addEventListener("pagehide", () => this.settle());
    addEventListener("popstate", () => this.look());
    // Pages of a single-page application change without a load; patching the host's history would be rude.
    (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", () => this.look());
  }

  pages(): Page[] {
    this.settle();
    return this.read();
  }

  private look(): void {
    if (this.read().at(-1)?.url === here()) this.since = performance.now();
    else this.arrive();
  }

  private arrive(): void {
    this.settle();
    const pages = this.read();
    const last = pages.at(-1);
    this.since = performance.now();
    if (last?.url === here()) return;
    pages.push({ url: here(), title: document.title.slice(0, 200), at: new Date().toISOString(), seconds: 0 });
    this.store.put("trail", pages.slice(-RING));
  }

  /** Add the seconds spent since the last look to the page they were spent on. */
  private settle(): void {
    const pages = this.read();
    const last = pages.at(-1);
    if (!this.since || !last) return;
    const now = performance.now();
    last.seconds = Math.round((last.seconds + (now - this.since) / 1000) * 10) / 10;
    if (last.url === here() && document.title) last.title = document.title.slice(0, 200);
    this.since = document.hidden ? 0 : now;
    this.store.put("trail", pages);
  }

  private read(): Page[] {
    const pages = this.store.get<Page[]>("trail");
    return Array.isArray(pages) ? pages : [];
  }
}

function here(): string {
  return location.origin + location.pathname;
}
