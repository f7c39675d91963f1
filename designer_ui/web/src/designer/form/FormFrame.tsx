/** What all screens of one form share: its name and look, and the way between them. */
import { Link, useLocation } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useRef, type ReactNode } from "react";
import type { InputRef } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo, useParam, useQueryValues, useSetQueryValues } from "../../app/routing";
import type { FormDoc } from "../../commands/documents";
import { setForm } from "../../commands/edit_form";
import { useApp, useExecute, useFormDoc } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { LookPicker } from "../parts/Pickers";
import { useScreenCommands } from "../shell/command_list";

const TABS = [
  { id: "canvas", path: "" },
  { id: "logic", path: "/logic" },
  { id: "views", path: "/views" },
  { id: "settings", path: "/settings" },
  { id: "preview", path: "/preview" },
] as const;

function Head({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const values = useQueryValues();
  const setValues = useSetQueryValues();
  const { pathname } = useLocation();
  const input = useRef<InputRef>(null);
  const root = `/design/${app}/forms/${form.key}`;
  const fresh = values.rename === "1" && !values.field && values.section === undefined;
  useEffect(() => {
    if (!fresh) return;
    input.current?.focus({ cursor: "all" });
    setValues({ rename: undefined });
  }, [fresh, setValues]);
  useScreenCommands(TABS.map((tab) => ({ id: `tab-${tab.id}`, label: t("commands.go", { name: t(`form.tab.${tab.id}`) }), run: () => go(root + tab.path) })));
  return (
    <header className="dz-form-head">
      <LookPicker icon={form.icon} color={form.color} setIcon={(icon) => execute(setForm(form.key, "icon", icon))} setColor={(color) => execute(setForm(form.key, "color", color))} />
      <LabelInput ref={input} name={t("form.name")} value={form.label} testId="form-label" onChange={(label) => label && execute(setForm(form.key, "label", label))} />
      <nav aria-label={t("form.screens")} className="dz-tabs">
        {TABS.map((tab) => {
          const to = root + tab.path;
          return (
            <Link key={tab.id} to={to} className={pathname === to ? "on" : undefined} aria-current={pathname === to ? "page" : undefined} data-testid={`tab-${tab.id}`}>
              {t(`form.tab.${tab.id}`)}
            </Link>
          );
        })}
      </nav>
    </header>
  );
}

export function FormFrame({ children }: { children(form: FormDoc): ReactNode }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const form = useFormDoc(useParam("form"));
  if (!form) {
    return (
      <Outcome
        icon="form"
        title={t("form.gone")}
        text={t("form.gone_text")}
        action={
          <Link to={`/design/${app}`}>
            <Button icon={<Icon name="back" />}>{t("nav.overview")}</Button>
          </Link>
        }
      />
    );
  }
  return (
    <div className="dz-form" key={form.key}>
      <Head form={form} />
      {children(form)}
    </div>
  );
}
