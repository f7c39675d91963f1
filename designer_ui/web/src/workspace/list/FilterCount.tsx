import type { FieldDef } from "../../api/types";
import { readFilter } from "../../views/conditions";

/** How many conditions the list is narrowed by. */
export default function FilterCount({ filter, fields }: { filter: string; fields: FieldDef[] }) {
  return <span className="count num">{readFilter(filter, fields)?.length ?? 1}</span>;
}
