/** The fields of the source as a tree: relations open, a search finds what lies deeper. Drag, or press one of the plus buttons. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useSource as useDragged } from "../../dnd/parts";
import { builder, type ReportField } from "../builder_api";
import { useApp, useDraft, useKinds, useLabel } from "../draft/DraftProvider";
import { children, type Found } from "../expressions/paths";
import { useSource } from "../expressions/use_source";
import { useFieldTypes } from "../parts/field_types";
import { kindIcon } from "../parts/kind_icon";

export type Zone = "dimension" | "measure" | "filter";

/** What the server says of the fields one step below a path. */
const useLevel = (form: string, prefix: readonly string[], enabled = true) => {
  const app = useApp();
  const saved = useDraft((state) => state.saving === "saved");
  return useQuery({ ...levelQuery(app, form, prefix), enabled: enabled && saved });
};

/** The fields one step below a path. Asked anew when forms change (see useFreshFields). */
const levelQuery = (app: string, form: string, prefix: readonly string[]) => ({
  queryKey: ["builder", "report_fields", app, form, prefix.join(".")],
  queryFn: () => builder.reportFields(app, form, prefix).then((answer) => answer.items),
  staleTime: Infinity,
  gcTime: 5 * 60_000,
});

/** Fields are asked for again where the forms of the draft have changed meanwhile. */
function useFreshFields(): void {
  const app = useApp();
  const forms = useDraft((state) => state.documents.forms);
  const queries = useQueryClient();
  const seen = useRef(forms);
  useEffect(() => {
    if (seen.current === forms) return;
    seen.current = forms;
    void queries.invalidateQueries({ queryKey: ["builder", "report_fields", app] });
  }, [app, forms, queries]);
}

/** Asks for one field by its path: where a search or a drop names it. */
export function useFieldAt(form: string): (path: string) => Promise<ReportField | null> {
  const app = useApp();
  const queries = useQueryClient();
  return async (path) => {
    const items = await queries.fetchQuery(levelQuery(app, form, path.split(".").slice(0, -1)));
    return items.find((one) => one.path === path) ?? null;
  };
}

const ZONES: readonly Zone[] = ["dimension", "measure", "filter"];
const NO_ZONES: readonly Zone[] = [];

interface RowProps {
  path: string;
  label: string;
  note?: string;
  icon: string;
  role: ReportField["role"];
  add(path: string, zone: Zone): void;
  open?: boolean | undefined;
  toggle?(): void;
}

function FieldRow({ path, label, note, icon, role, add, open, toggle }: RowProps) {
  const { t } = useTranslation("designer");
  const { ref, props, isDragging } = useDragged(`field-${path}`, { path, name: label });
  const natural: Zone = role === "dimension" ? "dimension" : "measure";
  return (
    <div className={`dz-field-row${isDragging ? " dragging" : ""}`}>
      {toggle ? (
        <button type="button" className="plain-button dz-twist" aria-expanded={open} aria-label={t(open ? "reports.close" : "reports.open", { name: label })} onClick={toggle}>
          <Icon name={open ? "down" : "right"} size={14} />
        </button>
      ) : (
        <span className="dz-twist" />
      )}
      <button
        type="button"
        ref={ref}
        {...props}
        className="dz-field-name"
        title={t("reports.drag_hint")}
        data-testid={`field-${path}`}
        onDoubleClick={() => (role ? add(path, natural) : toggle?.())}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            if (role) add(path, natural);
            else toggle?.();
          } else props.onKeyDown?.(event);
        }}
      >
        <Icon name={icon} size={15} />
        <span className="ellipsis">
          {label}
          {note && <small className="faint"> {note}</small>}
        </span>
      </button>
      <span className="dz-field-plus">
        {(role ? ZONES : NO_ZONES).map((zone) => (
          <button key={zone} type="button" className="plain-button" aria-label={t(`reports.add_to.${zone}`, { name: label })} title={t(`reports.add_to.${zone}`, { name: label })} data-testid={`add-${zone}-${path}`} onClick={() => add(path, zone)}>
            {t(`reports.zone_short.${zone}`)}
          </button>
        ))}
      </span>
    </div>
  );
}

function Level({ form, prefix, add }: { form: string; prefix: readonly string[]; add(path: string, zone: Zone): void }) {
  const { t } = useTranslation("designer");
  const level = useLevel(form, prefix);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (path: string) => setOpened((now) => new Set(now.has(path) ? [...now].filter((one) => one !== path) : [...now, path]));
  if (level.error) return <p className="faint">{t("reports.no_fields")}</p>;
  return (
    <ul className="dz-fields">
      {(level.data ?? []).map((one) => {
        const deeper = Boolean(one.form) && one.path.split(".").length < 4;
        const open = opened.has(one.path);
        return (
          <li key={one.path}>
            <FieldRow path={one.path} label={one.label} icon={one.icon ?? "form"} role={one.role} add={add} {...(deeper ? { open, toggle: () => toggle(one.path) } : {})} />
            {open && <Level form={form} prefix={one.path.split(".")} add={add} />}
          </li>
        );
      })}
    </ul>
  );
}

const SEARCH_DEPTH = 3;
const MOST = 40;

/** Fields whose label fits, also behind relations; the nearest first. */
function useSearch(form: string, words: string): Found[] {
  const { place } = useSource(form);
  if (!words) return [];
  const found: Found[] = [];
  let level = children({ ...place, lines: true, extra: undefined });
  for (let depth = 0; depth < SEARCH_DEPTH && found.length < MOST; depth += 1) {
    found.push(...level.filter((one) => one.label.toLowerCase().includes(words)));
    level = level.filter((one) => one.deeper).flatMap((one) => children({ ...place, extra: undefined }, one.path));
  }
  return found.filter((one) => one.field.type !== "subtable").slice(0, MOST);
}

export function Fields({ form, add }: { form: string; add(path: string | null, zone: Zone): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { fields: kinds } = useKinds();
  const label = say(useDraft((state) => state.documents.forms[form]?.label));
  const { numeric } = useFieldTypes();
  const [words, setWords] = useState("");
  useFreshFields();
  const found = useSearch(form, words.trim().toLowerCase());
  const iconOf = (type: string) => {
    const kind = kinds.find((one) => one.name === type);
    return kind ? kindIcon(kind) : "form";
  };
  return (
    <aside className="dz-palette dz-report-fields" aria-label={t("reports.fields")}>
      <Input size="small" allowClear value={words} prefix={<Icon name="search" size={14} />} placeholder={t("reports.find_field")} aria-label={t("reports.find_field")} onChange={(event) => setWords(event.target.value)} />
      {!words && (
        <div className="dz-field-row dz-count-row">
          <span className="dz-twist" />
          <button type="button" className="dz-field-name" data-testid="field-count" onClick={() => add(null, "measure")}>
            <Icon name="number" size={15} />
            <span className="ellipsis">{t("reports.count_of", { form: label })}</span>
          </button>
        </div>
      )}
      {words ? (
        <ul className="dz-fields">
          {found.map((one) => (
            <li key={one.path}>
              <FieldRow path={one.path} label={one.label} note={one.path.includes(".") ? one.full.split(".").slice(0, -1).join(" · ") : ""} icon={iconOf(one.field.type)} role={numeric(one.field.type) ? "measure" : "dimension"} add={add} />
            </li>
          ))}
          {!found.length && <li className="faint">{t("commands.none")}</li>}
        </ul>
      ) : (
        <Level form={form} prefix={[]} add={add} />
      )}
    </aside>
  );
}
