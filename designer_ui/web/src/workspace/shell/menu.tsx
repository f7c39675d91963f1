/** The menu of an app: its own entries, or all its dashboards, forms and reports where it has none. */
import { Link, useLocation } from "@tanstack/react-router";
import type { AppDef, MenuItem } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";

export function menuOf(app: AppDef): MenuItem[] {
  if (app.menu.length) return app.menu;
  const [dashboards, reports] = [app.dashboards ?? [], app.reports ?? []];
  return [...dashboards.map(({ key }) => ({ dashboard: key })), ...Object.values(app.forms).map((form) => ({ form: form.key })), ...reports.map(({ key }) => ({ report: key }))];
}

interface Shown {
  label: string;
  icon: string;
  color: string | null;
  path: string;
}

/** Where an entry leads, what it is called and drawn with (its own words, else those of its target); null where this person has no such thing. */
export function entryOf(app: AppDef, item: MenuItem): Shown | null {
  const found = targetOf(app, item);
  return found && { ...found, label: item.label ?? found.label, icon: item.icon ?? found.icon };
}

function targetOf(app: AppDef, { form, report, dashboard }: MenuItem): Shown | null {
  const known = form ? app.forms[form] : undefined;
  if (known) return { label: known.label, icon: known.icon ?? "form", color: known.color ?? null, path: paths.list(app.key, known.key) };
  const numbers = report ? app.reports?.find((one) => one.key === report) : undefined;
  if (numbers) return { label: numbers.label, icon: numbers.icon ?? "chart", color: null, path: paths.report(app.key, numbers.key) };
  const tiles = dashboard ? app.dashboards?.find((one) => one.key === dashboard) : undefined;
  return tiles ? { label: tiles.label, icon: tiles.icon ?? "dashboard", color: null, path: paths.dashboard(app.key, tiles.key) } : null;
}

/** The one entry a place belongs to: that of its view, else the first of its form. */
export function activeEntry(app: AppDef, pathname: string, view: string | undefined): MenuItem | undefined {
  const around = (item: MenuItem): boolean => {
    const target = entryOf(app, item)?.path;
    return target !== undefined && (pathname === target || pathname.startsWith(`${target}/`));
  };
  const near = menuOf(app).flatMap((item) => item.items ?? [item]).filter(around);
  return near.find((item) => item.view && item.view === view) ?? near.find((item) => !item.view) ?? near[0];
}

function Entry({ app, item, shown, onChoose }: { app: AppDef; item: MenuItem; shown: Shown; onChoose?: () => void }) {
  const { pathname, search } = useLocation();
  const current = activeEntry(app, pathname, (search as Record<string, string>).view);
  const active = current !== undefined && entryOf(app, current)?.path === shown.path && current.view === item.view;
  return (
    <Link to={shown.path} search={(item.view ? { view: item.view } : {}) as never} className="menu-entry" data-active={active} aria-current={active ? "page" : undefined} onClick={onChoose}>
      <Icon name={shown.icon} />
      <span className="ellipsis">{shown.label}</span>
    </Link>
  );
}

function Group({ app, item, onChoose }: { app: AppDef; item: MenuItem; onChoose?: () => void }) {
  const entries = (item.items ?? []).map((child) => [child, entryOf(app, child)] as const).filter((pair): pair is readonly [MenuItem, Shown] => pair[1] !== null);
  if (entries.length === 0) return null;
  return (
    <div className="menu-group" role="group" aria-label={item.label ?? ""}>
      <div className="menu-title">{item.label}</div>
      {entries.map(([child, shown], at) => (
        <Entry key={at} app={app} item={child} shown={shown} onChoose={onChoose} />
      ))}
    </div>
  );
}

export function Menu({ app, onChoose }: { app: AppDef; onChoose?: () => void }) {
  return menuOf(app).map((item, index) => {
    if (item.items?.length) return <Group key={index} app={app} item={item} onChoose={onChoose} />;
    const shown = entryOf(app, item);
    return shown && <Entry key={index} app={app} item={item} shown={shown} onChoose={onChoose} />;
  });
}
