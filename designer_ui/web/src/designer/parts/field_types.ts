/** What the values of a field are, as its kind says. */
import type { FieldKind } from "../builder_api";
import { useKinds } from "../draft/DraftProvider";

const ORDERED = ["lt", "ge"];

const kindOf = (kinds: readonly FieldKind[], type: string) => kinds.find((one) => one.name === type);

/** Whether its values are worked out and of which type only the server knows: a running number is not, its kind has no format. */
const isOpen = (kind: FieldKind | undefined): boolean => kind !== undefined && kind.computed && "format" in (kind.config_schema.properties ?? {});

/** Whether its values are numbers, or may be where they are worked out. */
export function isNumeric(kinds: readonly FieldKind[], type: string): boolean {
  const kind = kindOf(kinds, type);
  return isOpen(kind) || ORDERED.every((name) => kind?.operators.includes(name));
}

/** Whether its values are days or moments. */
export const isDated = (kinds: readonly FieldKind[], type: string): boolean => kindOf(kinds, type)?.operators.includes("before") ?? false;

/** Whether its values are days or moments, or may be where they are worked out. */
export const mayBeDated = (kinds: readonly FieldKind[], type: string): boolean => isDated(kinds, type) || isOpen(kindOf(kinds, type));

/** Whether its values are moments: nobody asks for one exactly. */
const isMoment = (kinds: readonly FieldKind[], type: string): boolean => isDated(kinds, type) && !kindOf(kinds, type)?.operators.includes("eq");

export interface FieldTypes {
  numeric(type: string): boolean;
  dated(type: string): boolean;
  /** Days with their hours. */
  hours(type: string): boolean;
}

export function useFieldTypes(): FieldTypes {
  const { fields } = useKinds();
  return { numeric: (type) => isNumeric(fields, type), dated: (type) => isDated(fields, type), hours: (type) => isMoment(fields, type) };
}
