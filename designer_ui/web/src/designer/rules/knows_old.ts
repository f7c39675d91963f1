/** Whether the record as it was before is known when a rule or workflow begins. Pure. */
import type { ConfigKind } from "../builder_api";

/** Changes of records know the record before; times and buttons do not. */
export const knowsOld = (kind: ConfigKind | undefined): boolean => kind?.knows_old ?? (kind?.group === "change" && kind.name !== "created");
