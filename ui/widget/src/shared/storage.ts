/** The browser's storage, or memory where it is closed (private modes, blocked site data). */
export interface Drawer {
  get<T>(name: string): T | null;
  put(name: string, value: unknown): void;
  drop(name: string): void;
  names(prefix: string): string[];
}

export function drawer(area: "localStorage" | "sessionStorage", prefix: string): Drawer {
  const store = open(area) ?? memory();
  return {
    get<T>(name: string): T | null {
      const text = store.getItem(prefix + name);
      if (text === null) return null;
      try {
        return JSON.parse(text) as T;
      } catch {
        store.removeItem(prefix + name); // written by somebody else: of no use to us
        return null;
      }
    },
    put(name, value) {
      try {
        store.setItem(prefix + name, JSON.stringify(value));
      } catch (error) {
        console.warn("hamseda: the browser's storage is full", error);
      }
    },
    drop: (name) => store.removeItem(prefix + name),
    names: (start) => Object.keys(store).filter((key) => key.startsWith(prefix + start)).map((key) => key.slice(prefix.length)),
  };
}

function open(area: "localStorage" | "sessionStorage"): Storage | null {
  try {
    const store = window[area];
    store.setItem("hamseda.probe", "1");
    store.removeItem("hamseda.probe");
    return store;
  } catch {
    return null;
  }
}

function memory(): Storage {
  const held: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => held[key] ?? null,
    setItem: (key: string, value: string) => void (held[key] = value),
    removeItem: (key: string) => void delete held[key],
  };
  return new Proxy(held, {
    get: (_target, key) => (methods as Record<string | symbol, unknown>)[key] ?? held[String(key)],
  }) as unknown as Storage;
}
