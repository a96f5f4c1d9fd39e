import { v7 as newId } from 'uuid';
import type { Problem } from './types';

/** An answer of the API that is not a success, with its problem document. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string | undefined {
    return this.problem.code;
  }
}

let csrf = '';

export function keepCsrf(token: string): void {
  csrf = token;
}

type Body = Record<string, unknown> | unknown[];

async function call<T>(method: string, path: string, body?: Body, extra: RequestInit = {}, isKept = method === 'POST'): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (isKept) headers['Idempotency-Key'] = newId();
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
    ...extra,
  });
  return read<T>(response);
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const content: unknown = text && isJson ? JSON.parse(text) : undefined;
  if (response.ok) return content as T;
  throw new ApiProblem((content as Problem | undefined) ?? { title: response.statusText, status: response.status });
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal ? { signal } : {}),
  /** A file that the server writes when it is asked for. */
  async file(path: string, signal?: AbortSignal): Promise<Blob> {
    const response = await fetch(`/api/v1${path}`, { headers: { 'Accept-Language': document.documentElement.lang }, credentials: 'same-origin', signal: signal ?? null });
    return response.ok ? response.blob() : read<Blob>(response);
  },
  post: <T>(path: string, body: Body = {}) => call<T>('POST', path, body),
  /** A question too long for an address: nothing is changed by it, so it may be asked twice. */
  ask: <T>(path: string, body: Body, signal?: AbortSignal) => call<T>('POST', path, body, signal ? { signal } : {}, false),
  put: <T>(path: string, body: Body = {}) => call<T>('PUT', path, body),
  patch: <T>(path: string, body: Body) => call<T>('PATCH', path, body),
  delete: <T>(path: string, body?: Body) => call<T>('DELETE', path, body),
  /** Goes out even when the page is being left. */
  farewell: (path: string, body: Body) => call<void>('PUT', path, body, { keepalive: true }),
};

/** Sends a file and tells how far it has come (0..1); the signal cancels. */
export function upload<T>(path: string, file: File, fields: Record<string, string>, options: {
  onProgress: (part: number) => void;
  signal: AbortSignal;
}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file);
    request.open('POST', `/api/v1${path}`);
    request.setRequestHeader('X-CSRF-Token', csrf);
    request.setRequestHeader('Idempotency-Key', newId());
    request.upload.onprogress = (event) => options.onProgress(event.loaded / (event.total || 1));
    request.onload = () => {
      const content: unknown = request.responseText ? JSON.parse(request.responseText) : undefined;
      if (request.status < 300) resolve(content as T);
      else reject(new ApiProblem((content as Problem | undefined) ?? { title: request.statusText, status: request.status }));
    };
    request.onerror = () => reject(new TypeError('network'));
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    options.signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

export { newId };
