/** What was typed and not saved, kept in this browser until it is saved or thrown away. */
import type { Values } from "../../api/types";

export interface Draft {
  values: Values;
  version?: number;
  at: string;
}

const nameOf = (app: string, form: string, record?: string): string => `dougong.draft.${app}.${form}.${record ?? "new"}`;

export function readDraft(app: string, form: string, record?: string): Draft | null {
  try {
    const text = localStorage.getItem(nameOf(app, form, record));
    return text ? (JSON.parse(text) as Draft) : null;
  } catch {
    return null;
  }
}

export function keepDraft(app: string, form: string, record: string | undefined, draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(nameOf(app, form, record), JSON.stringify(draft));
    else localStorage.removeItem(nameOf(app, form, record));
  } catch {
    // without storage a draft lives as long as the page
  }
}
