/** One segment: 「哪些会员」 as a sentence with slots left, how many there are now and who they are right. */
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { SegmentDoc } from "../../commands/documents";
import { editSegment } from "../../commands/edit_reports";
import { useApp, useDocuments, useExecute } from "../draft/DraftProvider";
import { Gone, Title } from "../parts/Titled";
import { LabelInput } from "../parts/LabelInput";
import { Prop } from "../reports/Prop";
import { useScreenCommands } from "../shell/command_list";
import { Members } from "./Members";
import { useRemoveSegment } from "./SegmentsPage";
import { useSegmentSentence } from "./use_segment_words";
import "../rules/rules.css";
import "../reports/reports.css";
import "./segments.css";

const Who = lazy(() => import("./Who").then((module) => ({ default: module.Who })));
const Counted = lazy(() => import("./Counted").then((module) => ({ default: module.Counted })));

export interface SegmentProps {
  segment: SegmentDoc;
  edit(change: (doc: SegmentDoc) => SegmentDoc, typing?: string): void;
}

function Head({ segment, edit }: SegmentProps) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const remove = useRemoveSegment();
  const sentence = useSegmentSentence(segment);
  const back = () => go(`/design/${app}/segments`);
  useScreenCommands([{ id: "remove-segment", label: t("segments.remove_ok"), run: () => remove(segment, back) }]);
  return (
    <header className="dz-rule-head">
      <div className="row">
        <Title room="segments" label={segment.label} name={t("segments.name")} testId="segment-label" write={(label) => edit((now) => ({ ...now, label }), "label")} />
        <Button icon={<Icon name="trash" size={16} />} aria-label={t("segments.remove_ok")} title={t("segments.remove_ok")} onClick={() => remove(segment, back)} />
      </div>
      <p className="dz-sentence" data-testid="sentence">
        {sentence}
      </p>
    </header>
  );
}

export default function SegmentPage() {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const key = useParam("segment");
  const segment: SegmentDoc | undefined = useDocuments().segments[key];
  if (!segment) return <Gone room="segments" icon="users" title={t("segments.gone")} text={t("reports.gone_text")} />;
  const edit: SegmentProps["edit"] = (change, typing) => execute(editSegment(key, change, typing));
  return (
    <main className="dz-screen wide dz-rule-page" key={key}>
      <Head segment={segment} edit={edit} />
      <div className="dz-rule-columns">
        <div className="stack">
          <section className="panel dz-block dz-sentence-editor" aria-label={t("segments.who")}>
            <Suspense fallback={<Waiting rows={5} />}>
              <Who segment={segment} edit={edit} />
              <Counted segment={segment} edit={edit} />
            </Suspense>
          </section>
          <section className="panel dz-block dz-props">
            <Prop name={t("reports.help")}>
              <LabelInput rows={2} value={segment.help} name={t("reports.help")} placeholder={t("segments.help_hint")} onChange={(help) => edit((now) => ({ ...now, help: help || undefined }), "help")} />
            </Prop>
          </section>
        </div>
        <div className="stack">
          <Members segment={segment} />
        </div>
      </div>
    </main>
  );
}
