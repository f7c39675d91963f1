/** 哪些 [会员]: the form, and the conditions on its own records. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { asTexts, textsOf } from "../../commands/report_parts";
import { allOf } from "../../views/all_of";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { SpotProblems } from "../expressions/SpotProblems";
import { ConditionsOf } from "../reports/editing";
import type { SegmentProps } from "./SegmentPage";

export function Who({ segment, edit }: SegmentProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { forms } = useDocuments();
  return (
    <div className="dz-slots">
      <div className="dz-slot-line">
        <b>{t("segments.which")}</b>
        <Select
          value={segment.entity}
          aria-label={t("segments.entity")}
          className="dz-slot"
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: "label" }}
          data-testid="segment-entity"
          options={Object.values(forms).map((form) => ({ value: form.key, label: say(form.label) }))}
          onChange={(entity) => edit((now) => ({ key: now.key, label: now.label, entity, ...(now.help ? { help: now.help } : {}) }))}
        />
      </div>
      <ConditionsOf form={segment.entity} path={`segment/${segment.key}/where`}>
        <ConditionEditor key={segment.entity} form={segment.entity} value={allOf(...textsOf(segment.where))} label={t("segments.own")} empty={t("segments.own_all")} testId="segment-where" onChange={(next) => edit((now) => ({ ...now, where: asTexts([next]) }), "where")} />
        <SpotProblems path={`segment/${segment.key}/where`} />
      </ConditionsOf>
    </div>
  );
}
