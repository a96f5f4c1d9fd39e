import { APP, type AppWindow, type Shell } from "../shared/shell";
import { drawer } from "../shared/storage";
import { Commands } from "./commands";
import { ChatElement } from "./element";
import { ownScript, readOptions } from "./options";
import { Trail } from "./trail";

function start(script: HTMLScriptElement): void {
  if (customElements.get("hamseda-chat")) return; // the line of HTML stands twice in the page
  const options = readOptions(script, new URL(location.href));
  customElements.define("hamseda-chat", ChatElement);
  const element = document.createElement("hamseda-chat") as ChatElement;
  element.dress(options);
  const visitKey = `hamseda.${options.key}.visit`;
  const trail = new Trail();
  trail.start();

  let loading = false;
  const commands = new Commands({ setHidden: (hidden) => void (element.hidden = hidden), load });
  const shell: Shell = {
    options,
    host: element,
    root: element.root,
    launcher: element.launcher,
    pages: () => trail.pages(),
    setUnread: (count) => element.setUnread(count),
    setOpen: (open) => element.setOpen(open),
    emit: (event, detail) => commands.emit(event, detail),
  };

  function load(): void {
    if (loading) return;
    loading = true;
    const tag = document.createElement("script");
    tag.src = trusted(options.assets + APP_FILE);
    tag.onload = () => {
      const begin = (window as AppWindow)[APP];
      if (begin) commands.attach(begin(shell));
    };
    tag.onerror = () => {
      loading = false;
      tag.remove();
      element.sayFailed();
    };
    document.head.append(tag);
  }

  element.launcher.addEventListener("pointerenter", load);
  // Before the app is there a second, impatient press must not close what the first one opens.
  element.launcher.addEventListener("click", () => {
    const toggle = commands.isAttached;
    commands.ask((app) => (toggle && app.isOpen() ? app.close() : app.open()));
  });
  addEventListener("storage", (event) => event.key === visitKey && event.newValue && load()); // begun in another tab
  commands.publish();
  commands.emit("ready");
  dispatchEvent(new CustomEvent("hamseda:ready"));
  document.body.append(element);
  if (options.text) commands.ask((app) => app.startWith(options.text));
  else if (options.open) commands.ask((app) => app.open());
  // A conversation that goes on must be able to show its unread badge on the next page too.
  else if (drawer("localStorage", "").get(visitKey)) setTimeout(load, 300);
}

interface Policy {
  createScriptURL(url: string): string;
}
let policy: Policy | undefined; // a second one of the same name would be refused

/** A page under `require-trusted-types-for 'script'` wants the address blessed by a policy: ours blesses our file only. */
function trusted(address: string): string {
  const types = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  policy ??= types?.createPolicy("hamseda", { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
}

const script = ownScript();
if (!script?.dataset["key"]) console.error('Hamseda: the script tag needs data-key="…" from the channel\'s settings');
else if (document.body) start(script);
else addEventListener("DOMContentLoaded", () => start(script));
