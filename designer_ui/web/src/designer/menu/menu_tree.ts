/** The menu as a tree of at most two levels; a path is the way of indexes to an entry. Pure. */
import type { Documents, Label, MenuDoc } from "../../commands/documents";

export type Path = readonly number[];

/** The menu with the list below a path changed; the empty path is the menu itself. */
export function itemsAt(menu: readonly MenuDoc[], path: Path, change: (items: MenuDoc[]) => MenuDoc[]): MenuDoc[] {
  const [first, ...rest] = path;
  if (first === undefined) return change([...menu]);
  return menu.map((entry, index) => (index === first ? { ...entry, items: itemsAt(entry.items ?? [], rest, change) } : entry));
}

const split = (path: Path): [Path, number] => [path.slice(0, -1), path.at(-1) ?? 0];

/** The menu with one entry changed. */
export function editAt(menu: readonly MenuDoc[], path: Path, change: (entry: MenuDoc) => MenuDoc): MenuDoc[] {
  const [parent, at] = split(path);
  return itemsAt(menu, parent, (items) => items.map((entry, index) => (index === at ? change(entry) : entry)));
}

/** The menu without an entry; the entries of a group take its place. */
export function removeAt(menu: readonly MenuDoc[], path: Path): MenuDoc[] {
  const [parent, at] = split(path);
  return itemsAt(menu, parent, (items) => items.flatMap((entry, index) => (index === at ? (entry.items ?? []) : [entry])));
}

/** The menu with an entry at its end. */
export const insertAt = (menu: readonly MenuDoc[], entry: MenuDoc): MenuDoc[] => [...menu, entry];

function entryAt(menu: readonly MenuDoc[], path: Path): MenuDoc | undefined {
  const [first, ...rest] = path;
  const entry = menu[first ?? -1];
  return rest.length ? entryAt(entry?.items ?? [], rest) : entry;
}

/** Moves an entry to the end of a group, or (`null`) to the end of the menu. Groups stay where they are. */
export function toGroup(menu: readonly MenuDoc[], path: Path, group: number | null): MenuDoc[] {
  const entry = entryAt(menu, path);
  if (!entry || entry.items) return [...menu];
  if (group === null) return insertAt(removeAt(menu, path), entry);
  const filled = itemsAt(menu, [group], (items) => [...items, entry]);
  return removeAt(filled, path);
}

/** What an entry opens: its name and picture where the entry has none of its own. */
export function targetOf(documents: Documents, entry: MenuDoc): { label: Label | undefined; icon: string } {
  const numbers = documents.reports[entry.report ?? ""];
  if (entry.report) return { label: numbers?.label, icon: numbers?.icon ?? "chart" };
  const tiles = documents.dashboards[entry.dashboard ?? ""];
  if (entry.dashboard) return { label: tiles?.label, icon: tiles?.icon ?? "dashboard" };
  const form = documents.forms[entry.form ?? ""];
  return { label: form?.label, icon: form?.icon ?? "form" };
}

/** An id per entry that stays with it when it moves. */
export function idsOf(entries: readonly MenuDoc[], path: Path): string[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const base = entry.items ? "group" : `${entry.form ?? ""}/${entry.view ?? ""}/${entry.report ?? ""}/${entry.dashboard ?? ""}`;
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return `${path.join("/")}:${base}:${count}`;
  });
}
