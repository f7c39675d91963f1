/** The menu of an app: its own entries, or one per form where it has none. */
import { Link, useLocation } from "@tanstack/react-router";
import type { AppDef, MenuItem } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";

export function menuOf(app: AppDef): MenuItem[] {
  return app.menu.length ? app.menu : Object.values(app.forms).map((form) => ({ form: form.key }));
}

/** What an entry is called and drawn with: its own words, else its form's. */
export function entryOf(app: AppDef, item: MenuItem): { label: string; icon: string; color: string | null } {
  const form = item.form ? app.forms[item.form] : undefined;
  return { label: item.label ?? form?.label ?? "", icon: item.icon ?? form?.icon ?? "form", color: form?.color ?? null };
}

/** The one entry a place belongs to: that of its view, else the first of its form. */
export function activeEntry(app: AppDef, pathname: string, view: string | undefined): MenuItem | undefined {
  const inForm = (item: MenuItem): boolean => {
    const target = paths.list(app.key, item.form ?? "");
    return item.form !== undefined && (pathname === target || pathname.startsWith(`${target}/`));
  };
  const near = menuOf(app).flatMap((item) => item.items ?? [item]).filter(inForm);
  return near.find((item) => item.view && item.view === view) ?? near.find((item) => !item.view) ?? near[0];
}

function Entry({ app, item, onChoose }: { app: AppDef; item: MenuItem; onChoose?: () => void }) {
  const { pathname, search } = useLocation();
  const { label, icon } = entryOf(app, item);
  const target = paths.list(app.key, item.form ?? "");
  const current = activeEntry(app, pathname, (search as Record<string, string>).view);
  const active = current !== undefined && current.form === item.form && current.view === item.view;
  return (
    <Link to={target} search={(item.view ? { view: item.view } : {}) as never} className="menu-entry" data-active={active} aria-current={active ? "page" : undefined} onClick={onChoose}>
      <Icon name={icon} />
      <span className="ellipsis">{label}</span>
    </Link>
  );
}

export function Menu({ app, onChoose }: { app: AppDef; onChoose?: () => void }) {
  return menuOf(app).map((item, index) =>
    item.items?.length ? (
      <div key={index} className="menu-group" role="group" aria-label={item.label ?? ""}>
        <div className="menu-title">{item.label}</div>
        {item.items.map((child, at) => (
          <Entry key={at} app={app} item={child} onChoose={onChoose} />
        ))}
      </div>
    ) : (
      item.form && app.forms[item.form] && <Entry key={index} app={app} item={item} onChoose={onChoose} />
    ),
  );
}
