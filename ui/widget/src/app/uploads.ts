import type { Attachment } from "./frames";
import { newId } from "./uuid";

export interface Upload {
  key: string;
  file: File;
  share: number;
  done: Attachment | null;
  problem: "size" | "lost" | null;
  request: XMLHttpRequest | null;
}

/** Files on their way up, with progress; they live in this page only, since localStorage cannot hold them. */
export class Uploads {
  list: Upload[] = [];

  constructor(
    private readonly host: string,
    private readonly token: () => Promise<string>,
    private readonly limit: () => number,
    private readonly kept: (attachment: Attachment, file: File) => void,
    private readonly changed: () => void,
  ) {}

  get isBusy(): boolean {
    return this.list.some((upload) => !upload.done && !upload.problem);
  }

  add(file: File): void {
    const upload: Upload = { key: newId(), file, share: 0, done: null, problem: null, request: null };
    this.list.push(upload);
    if (file.size > this.limit()) upload.problem = "size";
    else void this.send(upload);
    this.changed();
  }

  again(upload: Upload): void {
    upload.problem = null;
    upload.share = 0;
    void this.send(upload);
    this.changed();
  }

  remove(upload: Upload): void {
    this.list = this.list.filter((held) => held !== upload);
    upload.request?.abort();
    this.changed();
  }

  /** Hand over what is ready, and forget it. */
  take(): Attachment[] {
    const ready = this.list.map((upload) => upload.done).filter((held) => held !== null);
    this.list = this.list.filter((upload) => !upload.done);
    return ready;
  }

  private async send(upload: Upload): Promise<void> {
    try {
      upload.done = await this.put(upload, await this.token());
      this.kept(upload.done, upload.file);
    } catch {
      upload.problem = "lost"; // shown with a button that tries again
    }
    this.changed();
  }

  /** XMLHttpRequest, because fetch does not tell how far an upload has come. */
  private put(upload: Upload, token: string): Promise<Attachment> {
    const request = new XMLHttpRequest();
    upload.request = request;
    const body = new FormData();
    body.append("file", upload.file, upload.file.name);
    return new Promise((resolve, reject) => {
      request.upload.onprogress = (event) => {
        upload.share = event.total ? event.loaded / event.total : 0;
        this.changed();
      };
      request.onload = () => (request.status < 300 ? resolve(JSON.parse(request.responseText) as Attachment) : reject(new Error(String(request.status))));
      request.onerror = request.onabort = () => reject(new Error("upload"));
      request.open("POST", `${this.host}/widget/v1/attachments`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.send(body);
    });
  }
}
