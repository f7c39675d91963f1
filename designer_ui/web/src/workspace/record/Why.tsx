/** 为什么? — how a computed value came about. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { FieldDef } from "../../api/types";
import { Failure } from "../../app/outcomes";
import { paths } from "../../app/routing";
import type { Because as Reason } from "../../api/work";
import { Because } from "./Because";

interface Explained {
  label: string;
  value: string | null;
  text: string;
  steps: { label: string; value: string | null }[];
  records: { form: string; id: string; title: string; value: string | null }[];
  count?: number | null;
  because?: Reason | null;
}

interface Props {
  app: string;
  form: string;
  record: string;
  field: FieldDef;
}

function Explanation({ app, form, record, field }: Props) {
  const { t } = useTranslation();
  const why = useQuery({ queryKey: ["records", app, "why", form, record, field.key], queryFn: () => api.get<Explained>(`/apps/${app}/forms/${form}/records/${record}/why`, { field: field.key }) });
  if (why.error) return <Failure error={why.error} />;
  if (!why.data) return <span className="muted">{t("state.loading")}</span>;
  const { text, steps, records, count, because } = why.data;
  return (
    <div className="why">
      <p className="why-text num">{text}</p>
      <Because app={app} because={because} />
      {steps.length > 0 && (
        <dl className="why-steps">
          {steps.map((step, at) => (
            <div key={at}>
              <dt>{step.label}</dt>
              <dd className="num">{step.value ?? "—"}</dd>
            </div>
          ))}
        </dl>
      )}
      {records.length > 0 && (
        <>
          <h3>{t("why.from", { count: count ?? records.length })}</h3>
          <ul className="why-records">
            {records.map((one) => (
              <li key={one.id}>
                <Link to={paths.record(app, one.form, one.id)} className="grow ellipsis">
                  {one.title || t("why.row")}
                </Link>
                <span className="num">{one.value ?? ""}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Only what is worked out has a reason to tell; a running number has none. */
export const explained = (field: FieldDef): boolean => field.type === "formula" || field.type === "rollup";

export function Why(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={t("why.title", { label: props.field.label })} content={open ? <Explanation {...props} /> : null}>
      <button type="button" className="why-button" aria-label={t("why.title", { label: props.field.label })} data-testid={`why-${props.field.key}`}>
        {t("why.ask")}
      </button>
    </Popover>
  );
}
