import type { VisitBegun } from "../../../types/api";
import type { Drawer } from "../shared/storage";
import { newId } from "./uuid";

/** Milliseconds until what one page stores is surely seen by all others, and between two looks for it. */
const SPREAD = 1_000;
const GLANCE = 50;

interface Visit extends VisitBegun {
  /** When we got it, by this browser's clock. */
  got: number;
}

/** The server says no for good: a wrong key, a site that is not on the list. Trying again does not help. */
export class Refusal extends Error {}

/** Who the visitor is for the server: a token, renewed by itself; shared by all pages of the site. */
export class Visits {
  private identityToken: string | null = null;
  private fresh = false;

  /** `other` is called when the server answers with another visitor than the one whose conversation is shown. */
  constructor(
    private readonly host: string, private readonly key: string, private readonly store: Drawer, private readonly other: () => void,
  ) {}

  current(): Visit | null {
    return this.store.get<Visit>("visit");
  }

  /** A usable token; asks the server for one when there is none, or when it has run out. */
  async token(): Promise<string> {
    return this.usable() ?? this.alone(async () => this.usable() ?? (await this.visit(this.current())).visitor_token);
  }

  /** Milliseconds until the token should be renewed. */
  rest(): number {
    return this.half() - Date.now();
  }

  /** The server no longer takes the token we hold: the next one is asked for, with this one as its ticket. */
  spent(): void {
    this.fresh = true;
  }

  identify(identityToken: string | null): void {
    this.identityToken = identityToken;
    this.fresh = true;
  }

  forget(): void {
    this.identityToken = null;
    this.store.drop("visit");
    this.store.drop("device");
  }

  private usable(): string | null {
    const held = this.current();
    return held && !this.fresh && Date.now() < this.half() ? held.visitor_token : null;
  }

  /** Renewed at half of its life: a ticket that has run out would make a stranger of the visitor. */
  private half(): number {
    const held = this.current();
    return held ? (held.got + Date.parse(held.expires_at)) / 2 : 0;
  }

  private async visit(held: Visit | null): Promise<Visit> {
    const answer = await fetch(`${this.host}/widget/v1/${encodeURIComponent(this.key)}/visit`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        identity_token: this.identityToken ?? undefined,
        device_id: this.device(),
        resume_token: held?.visitor_token,
      }),
    });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      if (held) this.store.drop("visit"); // a ticket that is not taken any more: the next attempt goes without it
      if (!held || answer.status === 403 || answer.status === 404) throw new Refusal(String(answer.status));
    }
    if (!answer.ok) throw new Error(`visit: ${answer.status}`);
    const visit = { ...((await answer.json()) as VisitBegun), got: Date.now() };
    this.identityToken = null; // it lives for minutes; from here on our own token carries the proof
    this.fresh = false;
    if (held && held.visitor_id !== visit.visitor_id) this.other();
    this.store.put("visit", visit);
    return visit;
  }

  private device(): string {
    const held = this.store.get<string>("device") ?? newId();
    this.store.put("device", held);
    return held;
  }

  /**
   * Two pages that begin together must not become two visitors.
   *
   * What one of them has stored may reach the other later than the lock does (they are two processes): it is kept
   * for that long, and who had to wait for it looks for that long before asking the server.
   */
  private alone(work: () => Promise<string>): Promise<string> {
    const locks = (navigator as { locks?: LockManager }).locks; // absent on plain http
    if (!locks) return work();
    const name = `hamseda.visit.${this.key}`;
    return new Promise((resolve, reject) => {
      const turn = (waited: boolean) => async (lock: Lock | null) => {
        if (!lock) return false;
        if (waited) await this.look();
        resolve(await work());
        await pause(SPREAD);
        return true;
      };
      void locks
        .request(name, { ifAvailable: true }, turn(false))
        .then((had) => had || locks.request(name, turn(true)))
        .catch(reject);
    });
  }

  private async look(): Promise<void> {
    for (let rest = SPREAD; rest > 0 && !this.fresh && !this.usable(); rest -= GLANCE) await pause(GLANCE);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
