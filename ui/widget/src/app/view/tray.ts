import { h, icon } from "../../shared/dom";
import { CLOSE, FILE } from "../../shared/icons";
import type { Upload, Uploads } from "../uploads";
import type { Words } from "../words";

const PROBLEMS = { size: "uploadTooBig", lost: "uploadFailed", unsent: "uploadUnsent" } as const;

/** The files that will leave with the next message. */
export function tray(uploads: Uploads, words: Words, limit: number): HTMLElement[] {
  return uploads.list.map((upload) => chip(upload, uploads, words, limit));
}

function chip(upload: Upload, uploads: Uploads, words: Words, limit: number): HTMLElement {
  const { name } = upload;
  const state = upload.problem
    ? words.say(PROBLEMS[upload.problem], { name, limit: words.size(limit) })
    : upload.done ? words.say("uploadReady", { name }) : words.say("uploading", { name, percent: words.percent(upload.share) });
  const bar = !upload.done && !upload.problem && h("progress", { max: "1", value: upload.share, "aria-label": state });
  const again = (upload.problem === "lost" || upload.problem === "unsent") && h("button", {
    type: "button", class: "link", "aria-label": words.say("uploadRetry", { name }), onclick: () => uploads.again(upload),
  }, words.text.tryAgain);
  const label = words.say("uploadRemove", { name });
  const remove = h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => uploads.remove(upload) }, icon(CLOSE));
  const kind = `chip ${upload.problem ? "bad" : upload.done ? "ready" : ""}`;
  return h("div", { class: kind }, icon(FILE),
    h("div", { class: "what" }, h("bdi", { class: upload.problem ? "unseen" : "name" }, name), h("span", { class: upload.problem ? "problem" : "unseen", role: "status" }, state), bar || null, again || null),
    remove);
}
