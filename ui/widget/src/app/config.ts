import type { Options } from "../shared/shell";
import type { Config } from "./frames";

/** What the channel's owner has set: name, colour, hours, features. */
export async function fetchConfig({ host, key, locale }: Options): Promise<Config> {
  const answer = await fetch(`${host}/widget/v1/${encodeURIComponent(key)}/config?locale=${locale}`);
  if (!answer.ok) throw new Error(`config: ${answer.status}`);
  return (await answer.json()) as Config;
}
