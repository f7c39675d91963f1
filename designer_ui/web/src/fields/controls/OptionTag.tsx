import { tint } from "../../app/theme";
import type { FieldDef, Json, Option } from "../../api/types";

export const optionsOf = (field: FieldDef): Option[] => field.config?.options ?? (field.look.options as unknown as Option[] | undefined) ?? [];

export const optionOf = (field: FieldDef, key: Json): Option | undefined => optionsOf(field).find((option) => option.key === key);

/** An option as people see it everywhere: its words on its soft colour. */
export function OptionTag({ option }: { option: Option | undefined }) {
  if (!option) return <span className="faint">—</span>;
  return (
    <span className="tag" style={tint(option.color)}>
      {option.label}
    </span>
  );
}
