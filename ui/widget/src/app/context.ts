import type { Page } from "../loader/trail";
import type { Context } from "./frames";

/** What the agent gets to know about where the visitor comes from; pages and referrer only after a yes. */
export function contextOf(
  pages: Page[], agreed: boolean, entry: Context["entry"], location: Context["location"], attributes: Context["attributes"],
): Context {
  return {
    pages: agreed ? pages : [],
    device: device(navigator.userAgent),
    referrer: agreed ? withoutQuery(document.referrer) : "",
    entry: { ...entry, link: withoutQuery(entry.link) },
    location,
    attributes,
  };
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

export function device(agent: string): Context["device"] {
  const first = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  const kind = /iPad|Tablet|Android(?!.*Mobile)/.test(agent) ? "tablet" : /Mobi|iPhone/.test(agent) ? "phone" : "desktop";
  const screen = `${globalThis.screen?.width ?? 0}x${globalThis.screen?.height ?? 0}`;
  return { kind, os: first(SYSTEMS), browser: first(BROWSERS), screen, language: navigator.language };
}
