import { h, icon, setText } from "../../shared/dom";
import { FILE } from "../../shared/icons";
import type { Attachment } from "../frames";
import type { Words } from "../words";

const LARGEST = 480; // pixels of the longer side of a preview, twice what is shown

/**
 * A file of a message. Photos are painted on a canvas: the bytes come with our token in a header, and a page
 * that allows images from our host only has no blob: addresses to show them by.
 */
export function attachmentView(held: Attachment, words: Words, fetch: (held: Attachment) => Promise<Blob>): HTMLElement {
  const note = h("span", { class: "size" }, words.size(held.size));
  const save = () =>
    fetch(held).then((blob) => download(blob, held.name), () => setText(note, words.say("attachmentGone", { name: held.name })));
  const name = h("span", { class: "name" }, h("bdi", {}, held.name), note);
  const label = words.say("download", { name: held.name });
  const button = h("button", { type: "button", class: "file", "aria-label": label, title: label, onclick: save }, icon(FILE), name);
  if (held.is_image) void paint(held, words, fetch).then((canvas) => canvas && picture(button, canvas), () => undefined);
  return button;
}

function picture(button: HTMLElement, canvas: HTMLCanvasElement): void {
  button.className = "photo";
  button.replaceChildren(canvas);
}

async function paint(held: Attachment, words: Words, fetch: (held: Attachment) => Promise<Blob>): Promise<HTMLCanvasElement | null> {
  const bitmap = await createImageBitmap(await fetch(held));
  const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
  const canvas = h("canvas", { width, height, role: "img", "aria-label": words.say("photo", { name: held.name }) });
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas;
}

/** Saved, never opened: a document of a stranger must not run under the page's own address. */
function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
