/** Name and look of the app, its export as a template, and throwing the draft away. */
import { App, Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setApp } from "../../commands/edit_app";
import { builder } from "../builder_api";
import { useApp, useDraft, useExecute } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { LookPicker } from "../parts/Pickers";
import { Block, Screen } from "../parts/Screen";

const ZONES = ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Dubai", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC"];

function Names() {
  const { t } = useTranslation("designer");
  const doc = useDraft((state) => state.documents.app);
  const execute = useExecute();
  return (
    <Block title={t("settings.about")}>
      <div className="dz-name-row">
        <LookPicker icon={doc.icon ?? "app"} color={doc.color} setIcon={(icon) => execute(setApp("icon", icon))} setColor={(color) => execute(setApp("color", color))} />
        <label className="dz-prop grow">
          <span>{t("settings.name")}</span>
          <LabelInput name={t("settings.name")} value={doc.label} testId="app-label" onChange={(label) => label && execute(setApp("label", label))} />
        </label>
        <label className="dz-prop grow">
          <span>{t("parts.other_language")}</span>
          <LabelInput other name={t("settings.name")} value={doc.label} onChange={(label) => execute(setApp("label", label))} />
        </label>
      </div>
      <label className="dz-prop">
        <span>{t("settings.help")}</span>
        <LabelInput rows={2} name={t("settings.help")} value={doc.help} onChange={(help) => execute(setApp("help", help))} />
      </label>
      <label className="dz-prop">
        <span>{t("settings.zone")}</span>
        <Select
          value={doc.timezone ?? "Asia/Shanghai"}
          aria-label={t("settings.zone")}
          options={ZONES.map((zone) => ({ value: zone, label: t(`zone.${zone.replaceAll("/", "_")}`) }))}
          onChange={(zone) => execute(setApp("timezone", zone))}
        />
      </label>
    </Block>
  );
}

function Export() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const base = useDraft((state) => state.base);
  const [samples, setSamples] = useState(false);
  return (
    <Block title={t("settings.export")} note={t("settings.export_text")}>
      <div className="row wrap">
        <Checkbox checked={samples} disabled={base === null} onChange={(event) => setSamples(event.target.checked)}>
          {t("settings.samples")}
        </Checkbox>
        <span className="grow" />
        <Button href={builder.exportAddress(app, samples)} download data-testid="export">
          {t("settings.export_now")}
        </Button>
      </div>
    </Block>
  );
}

function Discard() {
  const { t } = useTranslation("designer");
  const { modal } = App.useApp();
  const { edits, base, discard } = useDraft((state) => state);
  const ask = () =>
    modal.confirm({
      title: t("settings.discard_title", { count: edits }),
      content: t("settings.discard_text", { n: base }),
      okText: t("settings.discard"),
      cancelText: t("parts.cancel"),
      onOk: () => discard(),
    });
  if (base === null || edits === 0) return null;
  return (
    <Block title={t("settings.discard")} note={t("settings.discard_note")}>
      <div className="row end">
        <Button data-testid="discard" onClick={ask}>
          {t("settings.discard")}
        </Button>
      </div>
    </Block>
  );
}

export default function SettingsPage() {
  const { t } = useTranslation("designer");
  return (
    <Screen title={t("nav.settings")} lead={t("settings.lead")}>
      <div className="stack">
        <Names />
        <Export />
        <Discard />
      </div>
    </Screen>
  );
}
