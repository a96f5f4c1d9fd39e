import type { Drawer } from "../shared/storage";
import type { Attachment } from "./frames";
import { Shelf } from "./shelf";
import { newId } from "./uuid";

export interface Upload {
  key: string;
  name: string;
  /** Null where the browser could not keep it over a reload: it must be chosen again. */
  file: File | null;
  share: number;
  done: Attachment | null;
  problem: "size" | "lost" | "unsent" | null;
  request: XMLHttpRequest | null;
}

/** What the files need of the chat. */
export interface UploadEnds {
  host: string;
  key: string;
  token(): Promise<string>;
  visitor(): string | null;
  limit(): number;
  kept(attachment: Attachment, file: File): void;
  changed(): void;
  /** Whether a message with this file was written. */
  hasLeft(id: string): boolean;
  /** Let the visitor choose a file anew. */
  choose(): void;
}

/** Chosen files on their way up, with progress; those that have not left with a message survive a reload. */
export class Uploads {
  list: Upload[] = [];
  private readonly shelf: Shelf;

  constructor(private readonly ends: UploadEnds, private readonly store: Drawer) {
    const page = store.get<string>("page") ?? newId();
    store.put("page", page);
    this.shelf = new Shelf(`hamseda.${ends.key}`, page);
    void this.restore();
  }

  get isBusy(): boolean {
    return this.list.some((upload) => !upload.done && !upload.problem);
  }

  add(file: File): void {
    const upload = this.hold(newId(), file.name, file);
    if (file.size > this.ends.limit()) upload.problem = "size";
    else void this.keep(upload), void this.send(upload);
    this.ends.changed();
  }

  again(upload: Upload): void {
    if (!upload.file) {
      this.remove(upload);
      return this.ends.choose();
    }
    this.start(upload);
    this.ends.changed();
  }

  remove(upload: Upload): void {
    this.list = this.list.filter((held) => held !== upload);
    upload.request?.abort();
    this.forget(upload.key);
    this.ends.changed();
  }

  /** Hand over what is ready, and forget it. */
  take(): Attachment[] {
    const ready = this.list.filter((upload) => upload.done);
    this.list = this.list.filter((upload) => !upload.done);
    for (const { key } of ready) this.forget(key);
    return ready.map((upload) => upload.done).filter((held) => held !== null);
  }

  /** Another visitor is here now: what the server holds for the one before goes up again. */
  anew(): void {
    for (const upload of this.list) if (upload.file && upload.done) this.start(upload);
  }

  clear(): void {
    for (const upload of this.list) upload.request?.abort();
    this.list = [];
    this.store.drop("unkept");
    void this.shelf.clear();
    this.ends.changed();
  }

  private hold(key: string, name: string, file: File | null): Upload {
    const upload: Upload = { key, name, file, share: 0, done: null, problem: null, request: null };
    this.list.push(upload);
    return upload;
  }

  private start(upload: Upload): void {
    upload.problem = upload.done = null;
    upload.share = 0;
    void this.send(upload);
  }

  /** What the page before this one had chosen and not sent. */
  private async restore(): Promise<void> {
    const visitor = this.ends.visitor();
    for (const held of await this.shelf.mine()) {
      if (held.done && this.ends.hasLeft(held.done.id)) {
        this.forget(held.key); // the page went before it could be taken off the shelf
        continue;
      }
      const upload = this.hold(held.key, held.file.name, held.file);
      if (held.done && held.visitor === visitor) upload.done = held.done;
      else void this.send(upload);
      if (upload.done) this.ends.kept(upload.done, held.file);
    }
    for (const [key, name] of Object.entries(this.unkept())) this.hold(key, name, null).problem = "unsent";
    if (this.list.length) this.ends.changed();
  }

  private async keep(upload: Upload): Promise<void> {
    const { key, name, file, done } = upload;
    if (!file) return;
    const kept = await this.shelf.put({ key, file, done, visitor: this.ends.visitor() });
    if (!this.list.includes(upload)) this.forget(key);
    else if (!kept) this.store.put("unkept", { ...this.unkept(), [key]: name });
  }

  private forget(key: string): void {
    const { [key]: _, ...others } = this.unkept();
    this.store.put("unkept", others);
    void this.shelf.drop(key);
  }

  private unkept(): Record<string, string> {
    return this.store.get<Record<string, string>>("unkept") ?? {};
  }

  private async send(upload: Upload): Promise<void> {
    const { file } = upload;
    if (!file) return;
    try {
      const done = await this.put(upload, file, await this.ends.token());
      this.ends.kept(done, file);
      upload.done = done;
      void this.keep(upload);
    } catch {
      upload.problem = "lost"; // shown with a button that tries again
    }
    this.ends.changed();
  }

  /** XMLHttpRequest, because fetch does not tell how far an upload has come. */
  private put(upload: Upload, file: File, token: string): Promise<Attachment> {
    const request = new XMLHttpRequest();
    upload.request = request;
    const body = new FormData();
    body.append("file", file, file.name);
    return new Promise((resolve, reject) => {
      request.upload.onprogress = (event) => {
        upload.share = event.total ? event.loaded / event.total : 0;
        this.ends.changed();
      };
      request.onload = () => (request.status < 300 ? resolve(JSON.parse(request.responseText) as Attachment) : reject(new Error(String(request.status))));
      request.onerror = request.onabort = () => reject(new Error("upload"));
      request.open("POST", `${this.ends.host}/widget/v1/attachments`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.send(body);
    });
  }
}
