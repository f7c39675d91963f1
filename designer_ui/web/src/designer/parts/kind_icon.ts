/** The icon of a field type: ours by its name, else the one it names. */
import { ICONS } from "../../app/icons";
import type { FieldKind } from "../builder_api";

const SAME: Record<string, string> = { integer: "number" };

export function kindIcon(kind: Pick<FieldKind, "name" | "icon">): string {
  const name = SAME[kind.name] ?? kind.name;
  return name in ICONS ? name : kind.icon;
}
