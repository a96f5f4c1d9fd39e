import type { Kept } from "./thread";
import type { Standing } from "./keeping";

interface Ears {
  thread(kept: Kept | null): void;
  standing(kept: Partial<Standing>): void;
  visitor(is: "new" | "other" | "gone"): void;
  outbox(): void;
}

/**
 * Hear what the other open pages of this site store, so that all of them show the same.
 *
 * The value comes from the event and not from the storage: two pages that write at once overwrite one another there.
 */
export function hearOtherPages(prefix: string, ears: Ears): void {
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (!key?.startsWith(prefix)) return;
    const name = key.slice(prefix.length);
    if (name === "thread") ears.thread(newValue ? (JSON.parse(newValue) as Kept) : null);
    else if (name === "standing") ears.standing(newValue ? (JSON.parse(newValue) as Standing) : {});
    else if (name.startsWith("out.")) ears.outbox();
    else if (name === "visit") {
      if (!newValue) ears.visitor("gone");
      else if (!oldValue) ears.visitor("new");
      else if (visitorOf(newValue) !== visitorOf(oldValue)) ears.visitor("other");
    }
  });
}

function visitorOf(visit: string): unknown {
  return (JSON.parse(visit) as { visitor_id?: unknown }).visitor_id;
}
