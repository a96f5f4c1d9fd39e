import type { Page } from "../loader/trail";
import type { Shell } from "../shared/shell";
import { drawer } from "../shared/storage";
import type { Context } from "./frames";

/** What the agent may know about where the visitor comes from; pages and referrer only after a yes. */
export class Background {
  location: Context["location"] = null;
  private attributes: Context["attributes"] = {};
  private readonly store;

  constructor(private readonly shell: Pick<Shell, "options" | "pages">) {
    this.store = drawer("sessionStorage", `hamseda.${shell.options.key}.`);
  }

  /** True and false are answers; null means that the visitor was not asked, or did not say. */
  get consent(): boolean | null {
    return this.store.get<boolean>("consent");
  }

  set consent(answer: boolean | null) {
    if (answer === null) this.store.drop("consent");
    else this.store.put("consent", answer);
  }

  add(attributes: Context["attributes"]): void {
    this.attributes = { ...this.attributes, ...attributes };
  }

  context(): Context {
    const { campaign, text } = this.shell.options;
    const agreed = this.consent === true;
    return {
      pages: agreed ? this.shell.pages() : ([] as Page[]),
      device: device(navigator.userAgent, navigator.language),
      referrer: agreed ? withoutQuery(document.referrer) : "",
      entry: { link: withoutQuery(location.href), campaign, text },
      location: this.location,
      attributes: this.attributes,
      withdrawn: this.consent === false,
    };
  }
}

export function withoutQuery(address: string): string {
  return address.split(/[?#]/, 1)[0] ?? "";
}

// The first match wins: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux.
const BROWSERS: [RegExp, string][] = [
  [/Edg\w*\//, "Edge"], [/OPR\//, "Opera"], [/SamsungBrowser\//, "Samsung Internet"], [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"], [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"], [/iPhone|iPad|iPod/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

export function device(agent: string, language = ""): Context["device"] {
  const first = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  const kind = /iPad|Tablet|Android(?!.*Mobile)/.test(agent) ? "tablet" : /Mobi|iPhone/.test(agent) ? "phone" : "desktop";
  const screen = `${globalThis.screen?.width ?? 0}x${globalThis.screen?.height ?? 0}`;
  return { kind, os: first(SYSTEMS), browser: first(BROWSERS), screen, language };
}
