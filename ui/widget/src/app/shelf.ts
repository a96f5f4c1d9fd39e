import type { Attachment } from "./frames";

/** A file that was chosen and has not left with a message. */
export interface Shelved {
  key: string;
  page: string;
  at: number;
  file: File;
  /** Taken by the server for this visitor; nobody else may send it. */
  done: Attachment | null;
  visitor: string | null;
}

const STORE = "files";
const A_DAY = 86_400_000;

/** Chosen files, kept in this browser until they are sent: a reload does not lose them. Each page sees its own. */
export class Shelf {
  private readonly base: Promise<IDBDatabase | null>;

  constructor(name: string, private readonly page: string) {
    this.base = open(name).catch(() => null); // closed to us: then files live as long as the page
  }

  /** False where this browser keeps nothing for us, or has no room. */
  async put(held: Omit<Shelved, "page" | "at">): Promise<boolean> {
    return this.ask("readwrite", (store) => store.put({ ...held, page: this.page, at: Date.now() }));
  }

  async drop(key: string): Promise<void> {
    await this.ask("readwrite", (store) => store.delete(key));
  }

  async clear(): Promise<void> {
    await this.ask("readwrite", (store) => store.clear());
  }

  /** What this page had chosen, oldest first; what pages left behind long ago goes. */
  async mine(): Promise<Shelved[]> {
    let all: Shelved[] = [];
    await this.ask("readonly", (store) => {
      const request = store.getAll() as IDBRequest<Shelved[]>;
      request.onsuccess = () => (all = request.result);
    });
    for (const old of all.filter((held) => held.at < Date.now() - A_DAY)) void this.drop(old.key);
    return all.filter((held) => held.page === this.page).sort((a, b) => a.at - b.at);
  }

  private async ask(mode: IDBTransactionMode, act: (store: IDBObjectStore) => unknown): Promise<boolean> {
    const base = await this.base;
    if (!base) return false;
    return new Promise((resolve) => {
      try {
        const work = base.transaction(STORE, mode);
        work.oncomplete = () => resolve(true);
        work.onerror = work.onabort = () => resolve(false);
        act(work.objectStore(STORE));
      } catch {
        resolve(false); // the base was closed under us
      }
    });
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
  });
}
