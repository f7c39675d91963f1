import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef, RecordData, RelatedDef } from "../../api/types";
import { Failure, NotFoundPage, Waiting } from "../../app/outcomes";
import { TabBar } from "../../app/TabBar";
import { useParam, useQueryValues, useSetQueryValues } from "../../app/routing";
import { withTexts } from "../../i18n";
import { RecordPlace } from "../RecordPlace";
import { Details } from "./Details";
import { Header } from "./Header";
import { History } from "./History";
import { Timeline } from "./Timeline";
import { useRecord } from "./useRecord";
import "./record.css";

const RecordFlows = lazy(withTexts(() => import("../instance/RecordFlows")));
const Related = lazy(() => import("./Related"));

/** Records of the same form need the relation's name too: 「会员 · 推荐人」. */
function selfLabel(definition: AppDef, related: RelatedDef): string {
  const field = definition.forms[related.form]?.fields.find((one) => one.key === related.field);
  return field ? `${related.label} · ${field.label}` : related.label;
}

function Record({ definition, form, record }: { definition: AppDef; form: FormDef; record: RecordData }) {
  const { t } = useTranslation();
  const { tab } = useQueryValues();
  const set = useSetQueryValues();
  const related = (form.related ?? []).filter((one) => definition.forms[one.form]);
  const key = { app: definition.key, form: form.key, record: record.id };
  const details = { key: "details", label: t("record.details"), content: <Details form={form} record={record} app={definition.key} /> };
  const timeline = { key: "timeline", label: t("record.timeline"), content: <Timeline {...key} definition={definition} /> };
  const items = [
    ...(related.length ? [timeline, details] : [details, timeline]),
    ...related.map((one) => ({
      key: `${one.form}.${one.field}`, label: one.form === form.key ? selfLabel(definition, one) : one.label, content: (
        <Suspense fallback={<Waiting rows={4} />}>
          <Related definition={definition} form={form} record={record} related={one} />
        </Suspense>
      ),
    })),
    { key: "history", label: t("record.history"), content: <History {...key} zone={definition.timezone} /> },
  ];
  useEffect(() => {
    document.title = `${record.title || form.label} · ${definition.label}`;
  }, [record.title, form.label, definition.label]);
  return (
    <RecordPlace definition={definition} form={form.key} record={record.id} refs={record.refs}>
      <div className="page record-page">
        <Header definition={definition} form={form} record={record} related={related} />
        {definition.workflows?.some((one) => one.form === form.key) && (
          <Suspense>
            <RecordFlows app={definition.key} form={form.key} record={record.id} zone={definition.timezone} />
          </Suspense>
        )}
        <section className="panel record-tabs">
          <TabBar label={record.title || form.label} items={items} active={tab ?? ""} onChange={(next) => set({ tab: next })} />
        </section>
      </div>
    </RecordPlace>
  );
}

export default function RecordPage() {
  const app = useParam("app");
  const key = useParam("form");
  const id = useParam("record");
  const definition = useAppDef(app);
  const record = useRecord(app, key, id);
  const error = definition.error ?? record.error;
  if (error) return <Failure error={error} retry={() => void record.refetch()} />;
  if (!definition.data || !record.data) return <Waiting />;
  const form = definition.data.forms[key];
  return form ? <Record key={id} definition={definition.data} form={form} record={record.data} /> : <NotFoundPage />;
}
