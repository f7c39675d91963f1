/** What one may do with a report: look again, take it along. */
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { type Answer, type Asked, exportReport, type ReportDef } from "../../api/numbers";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { usePreferences } from "../../app/preferences";
import { useNumberTexts } from "../../i18n";
import { useAsOf } from "./AsOf";

export interface ToolsProps {
  app: string;
  report: ReportDef;
  asked: Asked;
  answer: Answer | undefined;
  zone: string;
  refresh: () => void;
  busy: boolean;
}

/** Saves the figure as it is drawn here, with what it was asked for written below. */
export function usePicture(zone: string): (answer: Answer) => Promise<void> {
  const mode = usePreferences((state) => state.mode);
  const asOf = useAsOf(zone);
  return async (answer) => {
    const { savePicture } = await import("../../charts/picture");
    await savePicture(answer, mode, [...(answer.drill?.at ?? []).map((step) => step.text), answer.period, ...answer.filters, asOf(answer.as_of)].filter(Boolean).join(" · "));
  };
}

const drawn = (answer: Answer | undefined): boolean => Boolean(answer?.figure && answer.chart?.type !== "number" && answer.rows.length);

export function ReportTools({ app, report, asked, answer, zone, refresh, busy }: ToolsProps) {
  const { t } = useNumberTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const picture = usePicture(zone);
  const [taking, setTaking] = useState(false);
  const take = (work: () => Promise<void>) => {
    setTaking(true);
    void work()
      .catch((error: unknown) => message.error(failure(error)))
      .finally(() => setTaking(false));
  };
  const items = [
    ...(report.export ?? []).map((format) => ({ key: format, icon: <Icon name="download" size={16} />, label: t(`export.${format}`), onClick: () => take(() => exportReport(app, report.key, format, asked)) })),
    ...(drawn(answer) ? [{ key: "png", icon: <Icon name="image" size={16} />, label: t("export.png"), onClick: () => take(() => picture(answer!)) }] : []),
  ];
  return (
    <div className="row report-tools">
      <Button aria-label={t("refresh.now")} icon={<Icon name="repeat" size={16} />} loading={busy && Boolean(answer)} onClick={refresh} />
      {items.length > 0 && (
        <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items }}>
          <Button icon={<Icon name="download" size={16} />} loading={taking} aria-label={t("export.title")} data-testid="report-export">
            <span className="report-export">{t("export.title")}</span>
          </Button>
        </Dropdown>
      )}
    </div>
  );
}
