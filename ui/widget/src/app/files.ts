import type { Attachment } from "./frames";

/** The bytes of attachments, fetched once with the visitor's token and held while the page lives. */
export class Files {
  private readonly held = new Map<string, Promise<Blob>>();

  constructor(private readonly host: string, private readonly token: () => Promise<string>) {}

  get(file: Attachment): Promise<Blob> {
    const bytes = this.held.get(file.id) ?? this.fetch(file.id);
    this.held.set(file.id, bytes);
    bytes.catch(() => this.held.delete(file.id)); // the next press tries again
    return bytes;
  }

  hold(file: Attachment, bytes: Blob): void {
    this.held.set(file.id, Promise.resolve(bytes));
  }

  private async fetch(id: string): Promise<Blob> {
    const headers = { Authorization: `Bearer ${await this.token()}` };
    const answer = await fetch(`${this.host}/widget/v1/attachments/${id}`, { headers });
    if (!answer.ok) throw new Error(`attachment: ${answer.status}`);
    return answer.blob();
  }
}
