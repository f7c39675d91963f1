/** A tile, or the dashboard as a whole, in words. */
import { Button, Checkbox, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { DashboardDoc, ParameterDoc, TileDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import { changed } from "../../commands/report_parts";
import { useProblems } from "../check/problems";
import { useApp, useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { LabelInput } from "../parts/LabelInput";
import { ConditionsOf } from "../reports/editing";
import { RANGE } from "../reports/filters";
import { Prop } from "../reports/Prop";
import { RangeInput } from "../reports/RangeInput";
import { rangeWords } from "../reports/ranges";
import { useBoard } from "./board";
import { useTileName } from "./TileBody";

interface TileProps {
  tile: TileDoc;
}

function Problems({ path }: { path: string }) {
  const problems = useProblems().filter((one) => one.path === path || one.path.startsWith(`${path}/`));
  if (!problems.length) return null;
  return (
    <ul className="dz-panel-problems">
      {problems.map((problem, at) => (
        <li key={at}>{problem.message}</li>
      ))}
    </ul>
  );
}

/** A parameter of the report as it is in this tile: like the dashboard's, or its own. */
function TileParam({ tile, param }: TileProps & { param: ParameterDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { doc, set } = useBoard();
  const shared = (doc.params ?? []).find((one) => one.key === param.key);
  const own = tile.params && param.key in tile.params;
  const value = tile.params?.[param.key];
  const name = say(param.label) || t("reports.period");
  const write = (next: unknown) => {
    const { [param.key]: _, ...rest } = tile.params ?? {};
    const params = next === undefined ? rest : { ...rest, [param.key]: next };
    set(tile.key, { params: Object.keys(params).length ? params : undefined });
  };
  const start = shared?.default ?? param.default;
  return (
    <Prop name={name}>
      <Checkbox checked={own ?? false} onChange={(event) => write(event.target.checked ? (start ?? { rel: "this", unit: "month" }) : undefined)}>
        {t("dashboards.own_value")}
      </Checkbox>
      {own ? <RangeInput value={value} label={name} onChange={write} /> : <small className="faint">{shared ? t("dashboards.follows") : t("dashboards.as_report", { value: rangeWords(param.default, t) })}</small>}
    </Prop>
  );
}

function ReportTile({ tile }: TileProps) {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const { reports } = useDocuments();
  const { charts: kinds } = useKinds();
  const { set } = useBoard();
  const report = reports[tile.report ?? ""];
  const charts = report?.charts ?? [];
  return (
    <>
      <Prop name={t("dashboards.report")}>
        <Select value={report ? tile.report : undefined} aria-label={t("dashboards.report")} showSearch={{ optionFilterProp: "label" }} options={Object.values(reports).map((one) => ({ value: one.key, label: say(one.label) }))} onChange={(next) => set(tile.key, { report: next, chart: undefined, params: undefined })} />
      </Prop>
      {charts.length > 1 && (
        <Prop name={t("dashboards.chart")}>
          <Select value={tile.chart ?? 0} aria-label={t("dashboards.chart")} data-testid="tile-chart" options={charts.map((chart, at) => ({ value: at, label: textOf(chart.title, i18n.language) || say(kinds.find((kind) => kind.name === chart.type)?.label) }))} onChange={(at) => set(tile.key, { chart: at || undefined })} />
        </Prop>
      )}
      {(report?.params ?? []).filter((param) => param.type === RANGE).map((param) => (
        <TileParam key={param.key} tile={tile} param={param} />
      ))}
      {report && (
        <Button icon={<Icon name="edit" size={15} />} onClick={() => go(`/design/${app}/reports/${report.key}`, { search: tile.chart ? { chart: String(tile.chart) } : {} })}>
          {t("dashboards.open_report")}
        </Button>
      )}
    </>
  );
}

function ListTile({ tile }: TileProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { forms } = useDocuments();
  const { doc, set } = useBoard();
  const form = forms[tile.form ?? ""];
  const fields = (form?.fields ?? []).filter((field) => !field.archived && !field.fields);
  const options = fields.map((field) => ({ value: field.key, label: say(field.label) }));
  const by = tile.sort?.[0] ?? "";
  return (
    <>
      <Prop name={t("dashboards.only")}>
        <ConditionsOf form={tile.form ?? ""} path={`dashboard/${doc.key}/tiles/${tile.key}/filter`}>
          <ConditionEditor key={tile.key} form={tile.form ?? ""} value={tile.filter ?? ""} label={t("dashboards.only")} empty={t("reports.all_records")} onChange={(text) => set(tile.key, { filter: text || undefined }, "filter")} />
        </ConditionsOf>
      </Prop>
      <Prop name={t("dashboards.columns")}>
        <Select mode="multiple" value={tile.columns ?? []} aria-label={t("dashboards.columns")} placeholder={t("dashboards.columns_all")} maxCount={10} options={options} onChange={(columns: string[]) => set(tile.key, { columns })} />
      </Prop>
      <Prop name={t("reports.sort")}>
        <div className="dz-ratio two-even">
          <Select value={by.replace(/^-/, "") || undefined} allowClear aria-label={t("reports.sort")} placeholder={t("dashboards.newest")} options={options} onChange={(key?: string) => set(tile.key, { sort: key ? [`-${key}`] : undefined })} />
          <Select value={by.startsWith("-") ? "down" : "up"} disabled={!by} aria-label={t("views.direction")} options={[{ value: "up", label: t("reports.up") }, { value: "down", label: t("reports.down") }]} onChange={(way) => set(tile.key, { sort: [(way === "down" ? "-" : "") + by.replace(/^-/, "")] })} />
        </div>
      </Prop>
      <Prop name={t("reports.limit")}>
        <InputNumber min={1} max={50} precision={0} value={tile.limit ?? 10} aria-label={t("reports.limit")} onChange={(limit) => limit && set(tile.key, { limit }, "limit")} />
      </Prop>
    </>
  );
}

const REFRESH = [0, 30, 60, 300, 900];

function Refresh({ value, write }: { value: number | undefined; write(next: number | undefined): void }) {
  const { t } = useTranslation("designer");
  const known = value && !REFRESH.includes(value) ? [...REFRESH, value] : REFRESH;
  return (
    <Prop name={t("dashboards.refresh")}>
      <Select value={value ?? 0} aria-label={t("dashboards.refresh")} options={known.map((seconds) => ({ value: seconds, label: seconds === 0 ? t("dashboards.refresh_no") : seconds < 60 ? t("dashboards.refresh_seconds", { count: seconds }) : t("dashboards.refresh_minutes", { count: Math.round(seconds / 60) }) }))} onChange={(seconds) => write(seconds || undefined)} />
    </Prop>
  );
}

export function TilePanel({ tile }: TileProps) {
  const { t } = useTranslation("designer");
  const { doc, set, select, remove } = useBoard();
  const name = useTileName(tile);
  return (
    <>
      <div className="dz-panel-head">
        <Icon name="cards" />
        <h2 className="grow ellipsis">{name}</h2>
        <Button type="text" size="small" aria-label={t("reports.close_panel")} icon={<Icon name="close" size={16} />} onClick={() => select(null)} />
      </div>
      <Problems path={`dashboard/${doc.key}/tiles/${tile.key}`} />
      {tile.text === undefined ? (
        <Prop name={t("dashboards.tile_title")}>
          <LabelInput value={tile.label} name={t("dashboards.tile_title")} placeholder={name} testId="tile-title" onChange={(label) => set(tile.key, { label: label || undefined }, "label")} />
        </Prop>
      ) : (
        <Prop name={t("dashboards.text")}>
          <LabelInput rows={5} value={tile.text} name={t("dashboards.text")} testId="tile-text" onChange={(text) => set(tile.key, { text }, "text")} />
        </Prop>
      )}
      {tile.form ? <ListTile tile={tile} /> : tile.text === undefined && <ReportTile tile={tile} />}
      {tile.text === undefined && <Refresh value={tile.refresh} write={(refresh) => set(tile.key, { refresh })} />}
      <Button danger icon={<Icon name="trash" size={15} />} data-testid="tile-remove" onClick={() => remove(tile.key)}>
        {t("dashboards.tile_remove")}
      </Button>
    </>
  );
}

/** Filters every tile follows: made of what the reports on it ask for, so that names meet by themselves. */
function Shared() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { reports } = useDocuments();
  const { doc, edit } = useBoard();
  const params = doc.params ?? [];
  const offered = new Map<string, ParameterDoc>();
  for (const tile of doc.tiles ?? []) for (const param of reports[tile.report ?? ""]?.params ?? []) if (!offered.has(param.key)) offered.set(param.key, param);
  const followers = (key: string) => (doc.tiles ?? []).filter((tile) => (reports[tile.report ?? ""]?.params ?? []).some((param) => param.key === key) && !(tile.params && key in tile.params)).length;
  const nameOf = (param: ParameterDoc) => say(param.label) || t("reports.period");
  const free = [...offered.values()].filter((param) => !params.some((one) => one.key === param.key));
  return (
    <Prop name={t("dashboards.filters")} help={t("dashboards.filters_text")}>
      {params.map((param) => (
        <div key={param.key} className="dz-sub">
          <div className="row between">
            <strong>{nameOf(param)}</strong>
            <button type="button" className="plain-button faint" aria-label={t("reports.take_out", { name: nameOf(param) })} onClick={() => edit((now) => ({ ...now, params: (now.params ?? []).filter((one) => one.key !== param.key) }))}>
              <Icon name="close" size={14} />
            </button>
          </div>
          <small className="faint">{t("dashboards.followers", { count: followers(param.key) })}</small>
          {param.type === RANGE && <RangeInput value={param.default} label={nameOf(param)} onChange={(value) => edit((now) => ({ ...now, params: changed(now.params, param.key, { default: value }) }))} />}
        </div>
      ))}
      {free.length > 0 && (
        <Select
          value={null}
          placeholder={t("dashboards.add_filter")}
          aria-label={t("dashboards.add_filter")}
          data-testid="board-add-filter"
          options={free.map((param) => ({ value: param.key, label: nameOf(param) }))}
          onChange={(key: string | null) => {
            const param = offered.get(key ?? "");
            if (param) edit((now) => ({ ...now, params: [...(now.params ?? []), withoutField(param)] }));
          }}
        />
      )}
      {!free.length && !params.length && <p className="muted">{t("dashboards.no_filters")}</p>}
    </Prop>
  );
}

/** A parameter away from its report: whose field it narrows is the report's business. */
const withoutField = ({ field: _, ...param }: ParameterDoc): ParameterDoc => param;

export function BoardPanel() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { roles } = useDocuments();
  const { doc, edit } = useBoard();
  const set = (change: Partial<DashboardDoc>, typing?: string) => edit((now) => ({ ...now, ...change }), typing);
  return (
    <>
      <div className="dz-panel-head">
        <Icon name="settings" />
        <h2 className="grow">{t("dashboards.settings")}</h2>
      </div>
      <Problems path={`dashboard/${doc.key}`} />
      <Checkbox checked={doc.home ?? false} data-testid="board-home" onChange={(event) => set({ home: event.target.checked || undefined })}>
        {t("dashboards.home")}
      </Checkbox>
      <Prop name={t("reports.roles")}>
        <Select mode="multiple" value={doc.roles ?? []} aria-label={t("reports.roles")} placeholder={t("dashboards.everyone")} data-testid="board-roles" options={Object.values(roles).map((role) => ({ value: role.key, label: say(role.label) }))} onChange={(keys: string[]) => set({ roles: keys })} />
      </Prop>
      <Shared />
      <Refresh value={doc.refresh} write={(refresh) => set({ refresh })} />
      <Prop name={t("reports.help")}>
        <LabelInput rows={2} value={doc.help} name={t("reports.help")} placeholder={t("dashboards.help_hint")} onChange={(help) => set({ help: help || undefined }, "help")} />
      </Prop>
    </>
  );
}
