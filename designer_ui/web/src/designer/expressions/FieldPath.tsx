/** Choosing a field by label, also along relations: 会员 › 等级. */
import { Cascader } from "antd";
import { useMemo } from "react";
import { children, resolve, type Found, type Place } from "./paths";
import { useSource } from "./use_source";

export interface Option {
  value: string;
  label: string;
  children?: Option[];
}

const DEPTH = 2;

/** The fields as a tree to choose from, also along relations. */
export function pathOptions(place: Place, path: string, depth: number): Option[] {
  return children(place, path)
    .filter((found) => place.lines || !found.many)
    .map((found: Found) => {
      const deeper = found.deeper && depth > 0 ? pathOptions(place, found.path, depth - 1) : [];
      return { value: found.field.key, label: found.label, ...(deeper.length ? { children: deeper } : {}) };
    });
}

export function FieldPath({ form, subtable, value, onChange, label }: { form: string; subtable?: string; value: string; onChange(path: string): void; label: string }) {
  const { place } = useSource(form, subtable);
  const tree = useMemo(() => pathOptions(place, "", DEPTH), [place]);
  return (
    <Cascader
      options={tree}
      value={value ? value.split(".") : undefined}
      changeOnSelect
      allowClear={false}
      showSearch
      expandTrigger="hover"
      aria-label={label}
      placeholder={label}
      displayRender={() => resolve(place, value)?.full ?? ""}
      onChange={(path) => onChange((path as string[]).join("."))}
    />
  );
}
