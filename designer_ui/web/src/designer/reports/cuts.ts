/** How the values of a dimension make groups: by stretches of time, in steps, or each by itself. What fits no longer goes. Pure. */
import type { DimensionDoc } from "../../commands/documents";

type Derive = NonNullable<DimensionDoc["derive"]>;
type Change = Partial<DimensionDoc>;

const BY_TIME = { grain: undefined, part: undefined, fill: undefined, since: undefined } satisfies Change;
const BY_STEPS = { bins: undefined, top: undefined } satisfies Change;

/** Another field to split by: a date by month, anything else by its values. */
export const overField = (field: string, dated: boolean): Change => ({ field, ...BY_TIME, ...(dated ? { ...BY_STEPS, grain: "month" } : { bins: undefined }) });

/** What is known of the field something is worked out from. */
export interface Values {
  dated: boolean;
  numeric: boolean;
}

/** Whether what is worked out is a day: the first or the last one, not put into ranks. */
export const isDay = ({ agg, ntile }: Derive, { dated }: Values): boolean => dated && ntile === undefined && (agg === "min" || agg === "max");

/** Whether what is worked out is a number that may be put into steps. */
export const isAmount = ({ agg, ntile }: Derive, { numeric }: Values): boolean => ntile === undefined && (agg === "count" || agg === "sum" || numeric);

/** Something else worked out for each record. */
export function derived(one: DimensionDoc, derive: Derive, of: Values): Change {
  if (isDay(derive, of)) return { derive, ...BY_STEPS, ...(one.grain ?? one.part ? {} : { grain: "month" }) };
  return { derive, ...BY_TIME, ...(isAmount(derive, of) ? {} : { bins: undefined }) };
}
