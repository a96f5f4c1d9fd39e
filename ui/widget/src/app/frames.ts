import type * as api from "../../../types/api";
import type { Page } from "../loader/trail";

// What HTTP answers is named from the API's description; the socket's frames are no part of it and stand here.
export type Attachment = Omit<api.AttachmentView, "url">;
export type Wait = api.Wait;
export type Config = api.WidgetConfig;

export interface Context {
  pages: Page[];
  device: { kind: string; os: string; browser: string; screen: string; language: string };
  referrer: string;
  entry: { link: string; campaign: string; text: string };
  location: { lat: number; lon: number; accuracy_m: number } | null;
  attributes: Record<string, unknown>;
  /** The visitor says no to the trail: what an earlier yes has sent goes. */
  withdrawn: boolean;
}

/** Frames that must arrive: they carry the browser's id and wait in the outbox for their acknowledgement. */
export type Sendable =
  | { t: "message"; id: string; text: string; attachments: string[] }
  | { t: "leave_message"; id: string; text: string; email?: string; phone?: string }
  | { t: "callback"; id: string; phone: string; at: string; brief: string };

export type ClientFrame =
  | Sendable
  | { t: "start"; context: Context }
  | { t: "read"; position: number }
  | { t: "renew"; token: string }
  | { t: "typing" | "end" | "ping" };

export type MessageState = "sent" | "delivered" | "read";

export type ServerFrame =
  | { t: "hello"; conversation_id?: string | null; position: number; open?: boolean; opens_at?: string | null; agent?: string | null }
  | {
      t: "message"; id: string; position: number; direction: "inbound" | "outbound"; author_name: string | null;
      text: string; attachments: Attachment[]; at: string; state?: string;
    }
  | { t: "ack"; id: string; position: number | null; at: string; conversation_id?: string }
  | { t: "refused"; id: string; code: string; message: string }
  | { t: "state"; id: string; state: string }
  | { t: "typing"; name: string }
  | ({ t: "wait" } & Wait)
  | { t: "agent"; name: string | null }
  | { t: "ended" | "resync" | "pong" };
