/** The form as people will see it, on a computer or a phone, filled with a sample record and alive. Nothing is saved. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Skeleton } from "antd";
import dayjs from "dayjs";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormDef, Values } from "../../api/types";
import { Failure } from "../../app/outcomes";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import type { FormDoc } from "../../commands/documents";
import { useRun } from "../../workspace/form/use_run";
import { WIDGETS } from "../../fields";
import { NOWHERE, PlaceContext, type Place } from "../../fields/place";
import { useWords } from "../../fields/formats";
import { FormRenderer } from "../../renderer/FormRenderer";
import { liveState } from "../../renderer/live";
import { builder } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";
import { FormFrame } from "../form/FormFrame";
import { sampleValues } from "./samples";

function Filled({ form, filled }: { form: FormDef; filled: boolean }) {
  const { t } = useTranslation("designer");
  const { t: words } = useTranslation();
  const formats = useWords();
  const app = useApp();
  const zone = useDraft((state) => state.documents.app.timezone ?? "Asia/Shanghai");
  const today = dayjs().format("YYYY-MM-DD");
  const sample = useMemo(() => sampleValues(form, today, (key, values) => t(key, values ?? {})), [form, today, t]);
  const [values, setValues] = useState<Values>(filled ? sample : {});
  useEffect(() => setValues(filled ? sample : {}), [filled, sample]);
  const place = useMemo<Place>(
    () => ({ ...NOWHERE, app, form: form.key, today, zone, words: { ...formats, yes: words("word.yes"), no: words("word.no"), gone: "—", comma: words("word.comma") } }),
    [app, form.key, today, zone, words], // formats follow the language, as words do
  );
  const run = useRun(form, place);
  const live = useMemo(() => liveState(form, values, run), [form, values, run]);
  return (
    <PlaceContext.Provider value={place}>
      <FormRenderer form={form} values={values} live={live} widgets={WIDGETS} prefix="preview" onChange={(key, value) => setValues((old) => ({ ...old, [key]: value }))} />
    </PlaceContext.Provider>
  );
}

function Preview({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const { flush, turn } = useDraft((state) => state);
  const values = useQueryValues();
  const setValues = useSetQueryValues();
  const device = values.device === "phone" ? "phone" : "desk";
  const [filled, setFilled] = useState(true);
  const compiled = useQuery({ queryKey: ["builder", "preview", app, form.key, turn], queryFn: () => flush().then(() => builder.preview(app, form.key)), gcTime: 0 });
  return (
    <main className="dz-preview">
      <div className="row wrap">
        <Segmented
          value={device}
          aria-label={t("preview.device")}
          options={[
            { value: "desk", label: t("preview.desk") },
            { value: "phone", label: t("preview.phone") },
          ]}
          onChange={(next) => setValues({ device: next === "phone" ? "phone" : undefined })}
        />
        <Button data-testid="preview-fill" onClick={() => setFilled(!filled)}>
          {t(filled ? "preview.clear" : "preview.fill")}
        </Button>
        <span className="muted">{t("preview.note")}</span>
      </div>
      {compiled.isPending && <Skeleton active />}
      {compiled.error && <Failure error={compiled.error} retry={() => void compiled.refetch()} />}
      {compiled.data && (
        <div className={`panel dz-preview-form ${device}`} data-testid="preview">
          <Filled form={compiled.data} filled={filled} />
        </div>
      )}
    </main>
  );
}

export default function PreviewPage() {
  return <FormFrame>{(form) => <Preview form={form} />}</FormFrame>;
}
