/** Files the server makes on demand, and what is done with them in the browser. */
import { api } from "./client";

/** `attachment; filename*=UTF-8''%E9%94%80%E5%94%AE.xlsx` → 销售.xlsx */
export function fileName(disposition: string | null): string {
  const encoded = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(disposition ?? "")?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1];
  return encoded ? decodeURIComponent(encoded) : (plain ?? "download");
}

/** The bytes of a `data:image/png;base64,…` address (which our page may not fetch). */
export function bytesOf(address: string): Uint8Array<ArrayBuffer> {
  const text = atob(address.slice(address.indexOf(",") + 1));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

/** Lets the browser keep a file. */
export function keepFile(content: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(content), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Asks for a file and hands it to the browser to keep, under the name the server gives it. */
export async function download(path: string, body: unknown): Promise<void> {
  const response = await api.granted("POST", path, { body });
  keepFile(await response.blob(), fileName(response.headers.get("Content-Disposition")));
}
