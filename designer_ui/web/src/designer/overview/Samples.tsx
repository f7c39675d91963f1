/** The sample entries an app brought along: how many, and away with them in one click. Nothing is shown where there are none. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { builder } from "../builder_api";
import { useApp } from "../draft/DraftProvider";
import { Block } from "../parts/Screen";

export function Samples() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const key = ["builder", "samples", app];
  const { data } = useQuery({ queryKey: key, queryFn: () => builder.samples(app), retry: false });
  if (!data || data.count + data.waiting === 0) return null;
  const remove = async () => {
    const { removed, kept } = await builder.removeSamples(app);
    await queries.invalidateQueries();
    message.success(t(kept ? "overview.samples_kept" : "overview.samples_gone", { count: removed, kept }));
  };
  const ask = () =>
    modal.confirm({ title: t("overview.samples_ask", { count: data.count }), content: t("overview.samples_ask_text"), okText: t("overview.samples_remove"), onOk: remove });
  const button = data.count > 0 && (
    <Button onClick={ask} data-testid="samples-remove">
      {t("overview.samples_remove")}
    </Button>
  );
  const text = data.count ? t("overview.samples_count", { count: data.count }) : t("overview.samples_waiting", { count: data.waiting });
  return <Block title={t("overview.samples")} note={text} actions={button} />;
}
