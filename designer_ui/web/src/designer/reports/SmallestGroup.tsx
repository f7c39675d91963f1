/** From how many people on the numbers of a group are shown, and who is counted. */
import { Checkbox, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ReportDoc } from "../../commands/documents";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { useEditing } from "./editing";
import { peopleOf } from "./people";

const USUAL = 10;

export function SmallestGroup({ set }: { set(change: Partial<ReportDoc>, typing?: string): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { doc } = useEditing();
  const ways = peopleOf(documents, doc.source);
  const now = doc.min_group;
  const options = [...ways, ...(now && !ways.some((way) => way.of === now.of) ? [{ of: now.of, label: now.of }] : [])];
  const flip = (on: boolean) => set(on && ways[0] ? { min_group: { of: ways[0].of, n: USUAL }, having: undefined } : { min_group: undefined });
  return (
    <div className="dz-prop">
      <Checkbox checked={!!now} data-testid="smallest-group" onChange={(event) => flip(event.target.checked)}>
        {t("reports.smallest")}
      </Checkbox>
      {now && (
        <div className="row">
          <InputNumber min={2} max={1000} precision={0} value={now.n} aria-label={t("reports.smallest_n")} onChange={(n) => n && set({ min_group: { ...now, n } }, "min_group")} />
          <Select className="grow" value={now.of} aria-label={t("reports.smallest_of")} options={options.map((way) => ({ value: way.of, label: say(way.label) }))} onChange={(of) => set({ min_group: { ...now, of } })} />
        </div>
      )}
      <small className="faint">{t("reports.smallest_text")}</small>
    </div>
  );
}
