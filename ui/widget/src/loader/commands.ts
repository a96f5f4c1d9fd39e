import type { App, EventName } from "../shared/shell";

type Listener = (detail: unknown) => void;
type Call = [name: string, ...values: unknown[]];

/** What the public object does by itself; the rest waits for the app. */
export interface Door {
  setHidden(hidden: boolean): void;
  load(): void;
}

/** The public JavaScript API. Every call may come before the app is there: it is kept and replayed in order. */
export class Commands {
  private readonly listeners = new Map<string, Set<Listener>>();
  private waiting: ((app: App) => void)[] = [];
  private app: App | null = null;

  constructor(private readonly door: Door) {}

  /** Take over `window.Hamseda`: a page may have left calls in it as an array, `Hamseda.push(["open"])`. */
  publish(): void {
    const before = (window as { Hamseda?: unknown }).Hamseda;
    const facade = this.facade();
    (window as { Hamseda?: unknown }).Hamseda = facade;
    if (Array.isArray(before)) for (const call of before as Call[]) facade.push(call);
  }

  get isAttached(): boolean {
    return this.app !== null;
  }

  attach(app: App): void {
    this.app = app;
    const held = this.waiting;
    this.waiting = [];
    for (const call of held) call(app);
  }

  /** Do it now, or when the app is there; `load` says whether that is a reason to fetch it. */
  ask(call: (app: App) => void, load = true): void {
    if (this.app) return call(this.app);
    this.waiting.push(call);
    if (load) this.door.load();
  }

  emit(event: EventName, detail?: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        reportError(error); // the page's own fault must not stop the chat
      }
    }
  }

  private facade() {
    const methods: Record<string, (...values: never[]) => void> = {
      open: () => this.ask((app) => app.open()),
      close: () => this.app?.close(),
      toggle: () => this.ask((app) => (app.isOpen() ? app.close() : app.open())),
      startWith: (text: string) => this.ask((app) => app.startWith(String(text))),
      setUser: (token: string | null) => this.ask((app) => app.setUser(token), false),
      setContext: (values: Record<string, unknown>) => this.ask((app) => app.setContext(values), false),
      show: () => this.door.setHidden(false),
      hide: () => this.door.setHidden(true),
      on: (event: string, listener: Listener) => this.listen(event).add(listener),
      off: (event: string, listener: Listener) => this.listen(event).delete(listener),
    };
    const push = (...calls: Call[]) => {
      for (const [name, ...values] of calls) {
        const method = methods[name];
        if (method) method(...(values as never[]));
        else console.warn(`Hamseda: there is no "${name}"; known are ${Object.keys(methods).join(", ")}`);
      }
    };
    return { ...methods, push };
  }

  private listen(event: string): Set<Listener> {
    const held = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, held);
    return held;
  }
}
