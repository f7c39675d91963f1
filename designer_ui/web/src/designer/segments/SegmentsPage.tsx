/** The segments of an app: who belongs to each, in a sentence. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import type { SegmentDoc } from "../../commands/documents";
import { addSegment, removeSegment } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { freeText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { DocRow } from "../parts/DocRow";
import { Screen } from "../parts/Screen";
import { useTakeAway } from "../parts/take_away";
import { useScreenCommands } from "../shell/command_list";
import { sourcesOf } from "./sentence";
import { useSegmentSentence } from "./use_segment_words";
import "../rules/rules.css";
import "./segments.css";

/** Makes a segment of the form most others point at (members, customers) and opens it. */
function useNewSegment(): () => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const documents = useDocuments();
  return () => {
    const forms = Object.keys(documents.forms);
    const entity = [...forms].sort((a, b) => sourcesOf(documents, b).length - sourcesOf(documents, a).length)[0];
    if (!entity) return;
    const key = newKey("group", Object.keys(documents.segments));
    const taken = Object.values(documents.segments).map((one) => say(one.label));
    execute(addSegment({ key, label: freeText(t("segments.default_label"), taken), entity }));
    go(`/design/${app}/segments/${key}`);
  };
}

export const useRemoveSegment = (): ((segment: SegmentDoc, then?: () => void) => void) => useTakeAway("segments", removeSegment);

function Row({ segment }: { segment: SegmentDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const remove = useRemoveSegment();
  const sentence = useSegmentSentence(segment);
  return (
    <DocRow
      to={`/design/${app}/segments/${segment.key}`}
      name={say(segment.label)}
      testId={`segment-${segment.key}`}
      items={[{ key: "remove", label: t("segments.remove_ok"), onClick: () => remove(segment) }]}
      picture={
        <span className="dz-rule-icon">
          <Icon name="users" />
        </span>
      }
    >
      <p className="dz-sentence">{sentence}</p>
    </DocRow>
  );
}

export default function SegmentsPage() {
  const { t } = useTranslation("designer");
  const { segments, forms } = useDocuments();
  const create = useNewSegment();
  const all = Object.values(segments);
  useScreenCommands([{ id: "new-segment", label: t("segments.new"), run: create }]);
  const add = (
    <Button type="primary" disabled={!Object.keys(forms).length} icon={<Icon name="plus" size={16} />} data-testid="segment-new" onClick={create}>
      {t("segments.new")}
    </Button>
  );
  return (
    <Screen title={t("nav.segments")} lead={t("segments.lead")} actions={all.length > 0 && add}>
      {!all.length && <Outcome icon="users" title={t("segments.none")} text={t("segments.none_text")} action={add} />}
      <ul className="dz-rule-list">
        {all.map((one) => (
          <Row key={one.key} segment={one} />
        ))}
      </ul>
    </Screen>
  );
}
