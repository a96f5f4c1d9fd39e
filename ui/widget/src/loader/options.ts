import type { Locale } from "../messages/locale";
import { COLOURS, type Options } from "../shared/shell";
import { drawer } from "../shared/storage";

/** The tag that brought us: `currentScript` while it runs, else the one that names a key and our file. */
export function ownScript(): HTMLScriptElement | null {
  const running = document.currentScript;
  if (running instanceof HTMLScriptElement && running.dataset.key) return running;
  return document.querySelector<HTMLScriptElement>('script[data-key][src*="/widget/loader.js"]');
}

export function readOptions(script: HTMLScriptElement, address: URL): Options {
  const data = script.dataset;
  const query = address.searchParams;
  const byLink = query.get("hamseda") === "open";
  return {
    key: data["key"] ?? "",
    host: (data["host"] ?? new URL(script.src).origin).replace(/\/$/, ""),
    assets: new URL(".", script.src).href,
    locale: chooseLocale(data["locale"]),
    side: data["position"] === "start" ? "start" : "end",
    theme: data["theme"] === "light" || data["theme"] === "dark" ? data["theme"] : "auto",
    colour: drawer("localStorage", COLOURS).get<string>(data["key"] ?? "") ?? data["color"] ?? "",
    hidden: data["hidden"] !== undefined,
    open: byLink || data["open"] !== undefined,
    text: (byLink && query.get("text")) || data["text"] || "",
    campaign: query.get("campaign") ?? query.get("utm_campaign") ?? data["campaign"] ?? "",
    byLink,
  };
}

/** data-locale, else the page's language, else the browser's; Persian when none of them speaks. */
function chooseLocale(wanted: string | undefined): Locale {
  for (const tongue of [wanted, document.documentElement.lang, navigator.language]) {
    const short = tongue?.slice(0, 2).toLowerCase();
    if (short === "fa" || short === "en") return short;
  }
  return "fa";
}
