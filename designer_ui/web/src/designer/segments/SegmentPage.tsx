/** One segment: 「哪些会员」 as a sentence with slots left, how many there are now and who they are right. */
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome, Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { SegmentDoc } from "../../commands/documents";
import { editSegment } from "../../commands/edit_reports";
import { textOf, withText } from "../../commands/labels";
import { useApp, useDocuments, useExecute } from "../draft/DraftProvider";
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
  const { t, i18n } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const remove = useRemoveSegment();
  const sentence = useSegmentSentence(segment);
  const back = () => go(`/design/${app}/segments`);
  useScreenCommands([{ id: "remove-segment", label: t("segments.remove_ok"), run: () => remove(segment, back) }]);
  return (
    <header className="dz-rule-head">
      <div className="row">
        <Link to={`/design/${app}/segments`} className="dz-back" aria-label={t("nav.segments")} title={t("nav.segments")}>
          <Icon name="back" />
        </Link>
        <h1 className="sr-only">{textOf(segment.label, i18n.language)}</h1>
        <Input
          variant="borderless"
          className="dz-title-input"
          value={textOf(segment.label, i18n.language)}
          aria-label={t("segments.name")}
          data-testid="segment-label"
          onChange={(event) => event.target.value && edit((now) => ({ ...now, label: withText(now.label, i18n.language, i18n.language, event.target.value) }), "label")}
        />
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
  const app = useApp();
  const execute = useExecute();
  const key = useParam("segment");
  const segment: SegmentDoc | undefined = useDocuments().segments[key];
  if (!segment) {
    return (
      <Outcome
        icon="users"
        title={t("segments.gone")}
        text={t("reports.gone_text")}
        action={
          <Link to={`/design/${app}/segments`}>
            <Button icon={<Icon name="back" />}>{t("nav.segments")}</Button>
          </Link>
        }
      />
    );
  }
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
