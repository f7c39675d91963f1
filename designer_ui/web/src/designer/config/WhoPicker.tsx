/** Who is meant, in words: a person named in the record, a role, somebody's manager, a formula … */
import { useQuery } from "@tanstack/react-query";
import { Cascader, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { WhoDoc } from "../../commands/documents";
import type { Property } from "../builder_api";
import { useApp, useDocuments, useDraft, useLabel } from "../draft/DraftProvider";
import { children, resolve, type Place } from "../expressions/paths";
import { useScope, useSpotPath } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { useSource } from "../expressions/use_source";
import { ExpressionInput } from "./ExpressionInput";
import { Deeper } from "./Spot";

interface Person {
  id: string;
  name: string;
}

interface Node {
  value: string;
  label: string;
  children?: Node[];
}

const WAYS = ["field", "role", "user", "initiator", "manager", "dept_head", "expr"] as const;
/** Ways that make no sense without somebody who began it all. */
const BEGUN = ["initiator"];
const EMPTY = ["admin", "approve", "reject", "user"];
const DEPTH = 2;

/** The ways to people: user fields of the record, also along relations. Branches without people are left out. */
export function peoplePaths(place: Place, path = "", depth = DEPTH): Node[] {
  return children(place, path).flatMap((found) => {
    if (found.many) return [];
    if (found.field.type === "user") return [{ value: found.field.key, label: found.label }];
    const inner = found.deeper && depth > 0 ? peoplePaths(place, found.path, depth - 1) : [];
    return inner.length ? [{ value: found.field.key, label: found.label, children: inner }] : [];
  });
}

/** Everybody one may name: those who hold a role of this app, else whoever one may see. */
export function usePeople(): Person[] {
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  const users = useQuery({ queryKey: ["users", "pick", ""], queryFn: () => api.get<{ users: Person[] }>("/users", {}), retry: false });
  const roles = useQuery({ queryKey: ["roles", app], queryFn: () => api.get<{ roles: { users: Person[] }[] }>(`/apps/${app}/roles`), enabled: published && users.isError, retry: false });
  const held = roles.data?.roles.flatMap((role) => role.users) ?? [];
  return users.data?.users ?? [...new Map(held.map((one) => [one.id, one])).values()];
}

function PersonSelect({ value, onChange, label }: { value: string | undefined; onChange(id: string): void; label: string }) {
  const { t } = useTranslation("designer");
  const people = usePeople();
  const known = people.some((one) => one.id === value);
  const gone = value && !known ? [{ value, label: t("who.somebody") }] : [];
  return <Select value={value || undefined} aria-label={label} placeholder={t("config.choose")} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false} options={[...people.map((one) => ({ value: one.id, label: one.name })), ...gone]} onChange={onChange} />;
}

const one = (value: WhoDoc["value"]): string => (Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));

function FieldOfPeople({ value, onChange, label }: { value: string; onChange(path: string): void; label: string }) {
  const { t } = useTranslation("designer");
  const { place } = useSource(useScope().form);
  const tree = useMemo(() => peoplePaths(place), [place]);
  return (
    <Cascader
      options={tree}
      value={value ? value.split(".") : undefined}
      allowClear={false}
      showSearch
      expandTrigger="hover"
      aria-label={label}
      placeholder={t("who.field_hint")}
      notFoundContent={t("who.no_field")}
      displayRender={() => resolve(place, value)?.full.replaceAll(".", " › ") ?? ""}
      onChange={(path) => onChange((path as string[]).join("."))}
    />
  );
}

function Value({ who, set, label }: { who: WhoDoc; set(who: WhoDoc): void; label: string }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const roles = Object.values(useDocuments().roles);
  const value = one(who.value);
  const write = (next: string) => set({ ...who, value: next });
  if (who.by === "role") return <Select value={value || undefined} aria-label={t("who.role")} placeholder={t("config.choose")} popupMatchSelectWidth={false} options={roles.map((role) => ({ value: role.key, label: say(role.label) }))} onChange={write} data-testid="who-role" />;
  if (who.by === "user") return <PersonSelect value={value} onChange={write} label={label} />;
  if (who.by === "field") return <FieldOfPeople value={value} onChange={write} label={label} />;
  if (who.by === "expr") return <div className="grow"><ExpressionInput value={value} onChange={write} label={label} /></div>;
  return null;
}

interface Props {
  value: WhoDoc | undefined;
  onChange(who: WhoDoc): void;
  label: string;
  /** The step knows who began it; a rule does not. */
  begun?: boolean;
  /** What may be done where nobody is found; none: that is not asked. */
  property?: Property | undefined;
  testId?: string;
}

export function WhoPicker({ value, onChange, label, begun = true, property, testId }: Props) {
  const { t } = useTranslation("designer");
  const path = useSpotPath() ?? "";
  const who = value ?? { by: "" };
  const asked = property?.properties?.empty?.enum ?? EMPTY;
  const ways = WAYS.filter((way) => (begun || !BEGUN.includes(way)) && (property?.properties?.by?.enum ?? WAYS).includes(way));
  return (
    <div className="dz-who" role="group" aria-label={label} data-testid={testId}>
      <div className="dz-who-row">
        <Select value={who.by || undefined} aria-label={label} placeholder={t("config.choose")} popupMatchSelectWidth={false} options={ways.map((way) => ({ value: way, label: t(`who.${way}`) }))} data-testid="who-by" onChange={(by: string) => onChange({ ...(who.empty ? { empty: who.empty } : {}), ...(who.user ? { user: who.user } : {}), by })} />
        <Deeper name="value">
          <Value who={who} set={onChange} label={label} />
        </Deeper>
      </div>
      {who.by !== "" && (
        <div className="dz-who-row muted">
          <span>{t("who.if_nobody")}</span>
          <Select size="small" value={who.empty ?? "admin"} aria-label={t("who.if_nobody")} popupMatchSelectWidth={false} options={asked.map((way) => ({ value: way, label: t(`who.empty.${way}`) }))} onChange={(empty: string) => onChange({ ...who, empty })} />
          {who.empty === "user" && <PersonSelect value={who.user} onChange={(user) => onChange({ ...who, user })} label={t("who.empty.user")} />}
        </div>
      )}
      <SpotProblems path={path} />
    </div>
  );
}
