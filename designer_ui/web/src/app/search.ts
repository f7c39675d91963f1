/** The part of an address after `?`: plain text values. */

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : "";
}

const HERE = "http://here.invalid";

/** Only a page of this product is a place to come back to after signing in. */
export function safeNext(next: string | undefined): string {
  const target = URL.canParse(next ?? "", HERE) ? new URL(next ?? "", HERE) : new URL(HERE);
  const known = target.origin === HERE && /^\/(app|design|me|people|tasks|notices|jobs)(\/|$)/.test(target.pathname);
  return known ? target.pathname + target.search : "/app";
}
