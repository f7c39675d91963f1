/** The one door to /api/v1: CSRF, If-Match, Idempotency-Key, language, problem+json as ApiError. */

export interface Fault {
  pointer: string;
  code: string;
  message: string;
  params?: Record<string, unknown>;
}

/** A refusal of the server, or a lost connection (`offline`). Its message is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, unknown>;
  readonly faults: Fault[];
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? ""));
    this.status = status;
    this.code = String(body.code ?? "");
    this.params = (body.params as Record<string, unknown> | undefined) ?? {};
    this.faults = (body.errors as Fault[] | undefined) ?? [];
    this.body = body;
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

export type QueryValues = Record<string, string | number | boolean | null | undefined>;

export interface Options {
  query?: QueryValues;
  body?: unknown;
  form?: FormData;
  /** version or etag the caller saw */
  ifMatch?: string | number;
  /** same key = same effect, once */
  idempotencyKey?: string;
  /** the media type of the body where it is not plain JSON */
  contentType?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  status: number;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `/apps/x?limit=5` from a path and values; empty values are left out. */
export function address(path: string, query: QueryValues = {}): string {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

/** A key for a submission: pressed twice, it takes effect once. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const quoted = (version: string | number): string => (String(version).startsWith('"') ? String(version) : `"${version}"`);

class Client {
  private csrf = "";
  /** called when a signed-in call answers 401 */
  onSignedOut: () => void = () => undefined;

  useToken(csrf: string): void {
    this.csrf = csrf;
  }

  private headers(method: Method, options: Options): Headers {
    const headers = new Headers({ Accept: "application/json", "Accept-Language": document.documentElement.lang || "zh-CN" });
    if (options.body !== undefined) headers.set("Content-Type", options.contentType ?? "application/json");
    if (method !== "GET" && this.csrf) headers.set("X-CSRF-Token", this.csrf);
    if (options.ifMatch !== undefined) headers.set("If-Match", quoted(options.ifMatch));
    if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
    return headers;
  }

  /** The bare response, whatever it says. */
  private async ask(method: Method, path: string, options: Options): Promise<Response> {
    try {
      return await fetch(address(path, options.query), {
        method,
        headers: this.headers(method, options),
        body: options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
        signal: options.signal,
        credentials: "same-origin",
      });
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
      throw new ApiError(0, { code: "offline" });
    }
  }

  /** The response where it is a success; else a refusal is thrown. */
  async granted(method: Method, path: string, options: Options): Promise<Response> {
    const response = await this.ask(method, path, options);
    if (response.ok) return response;
    if (response.status === 401 && path !== "/session") this.onSignedOut();
    throw new ApiError(response.status, refusal(await response.text()));
  }

  /** The full answer: data, etag and status. */
  async call<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
    const response = await this.granted(method, path, options);
    const data = readJson(await response.text());
    return { data: data as T, etag: response.headers.get("ETag"), status: response.status };
  }

  async get<T>(path: string, query?: QueryValues, signal?: AbortSignal): Promise<T> {
    return (await this.call<T>("GET", path, { query, signal })).data;
  }

  async post<T>(path: string, body?: unknown, options: Options = {}): Promise<T> {
    return (await this.call<T>("POST", path, { ...options, body: body ?? {} })).data;
  }

  async upload<T>(path: string, form: FormData, options: Options = {}): Promise<T> {
    return (await this.call<T>("POST", path, { ...options, form })).data;
  }

  async patch<T>(path: string, body: unknown, options: Options = {}): Promise<T> {
    return (await this.call<T>("PATCH", path, { ...options, body })).data;
  }

  async put<T>(path: string, body: unknown, options: Options = {}): Promise<T> {
    return (await this.call<T>("PUT", path, { ...options, body })).data;
  }

  async remove<T = void>(path: string, options: Options = {}): Promise<T> {
    return (await this.call<T>("DELETE", path, options)).data;
  }
}

/** What a response says that is no success. */
const refusal = (text: string): Record<string, unknown> => {
  const data = readJson(text);
  return isObject(data) ? data : { detail: "" };
};

function readJson(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

export const api = new Client();

/** Faults by the field they belong to: `/values/lines/2/qty` → "lines.2.qty". The first message of a place counts. */
export function faultMap(faults: Fault[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const fault of faults) {
    const parts = fault.pointer.replace(/^#/, "").split("/").filter(Boolean).map(unescapePointer);
    const place = (parts[0] === "values" ? parts.slice(1) : parts).join(".");
    map[place] ??= fault.message;
  }
  return map;
}

const unescapePointer = (part: string): string => part.replace(/~1/g, "/").replace(/~0/g, "~");
