/** A form as a whole: what a record is called, what is searched, unique combinations, taking it out of use. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { activeFields, type ConstraintDoc, type FormDoc } from "../../commands/documents";
import { removeForm, setForm } from "../../commands/edit_form";
import { useApp, useExecute, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { Block, Screen } from "../parts/Screen";
import { useOutOfUse } from "../overview/out_of_use";
import { FormFrame } from "./FormFrame";
import { titleFields, titleOf } from "./title";

function FieldsProp({ form, name, label, help, keys, max }: { form: FormDoc; name: string; label: string; help: string; keys: string[]; max?: number }) {
  const say = useLabel();
  const execute = useExecute();
  return (
    <div className="dz-prop">
      <span>{label}</span>
      <Select
        mode="multiple"
        value={keys}
        maxCount={max}
        aria-label={label}
        data-testid={`form-${name}`}
        optionFilterProp="label"
        options={activeFields(form.fields).filter((field) => !field.fields).map((field) => ({ value: field.key, label: say(field.label) }))}
        onChange={(chosen: string[]) => execute(setForm(form.key, name, name === "title" ? titleOf(chosen) : chosen.length ? chosen : undefined))}
      />
      <small className="faint">{help}</small>
    </div>
  );
}

function Names({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const set = (name: string) => (value: unknown) => execute(setForm(form.key, name, value));
  return (
    <Block title={t("form_settings.names")}>
      <div className="dz-two">
        <label className="dz-prop">
          <span>{t("form_settings.label_other")}</span>
          <LabelInput other name={t("form.name")} value={form.label} onChange={set("label")} />
        </label>
        <label className="dz-prop">
          <span>{t("form_settings.new_label")}</span>
          <LabelInput name={t("form_settings.new_label")} value={form.new_label} placeholder={t("form_settings.new_label_hint")} testId="form-new-label" onChange={set("new_label")} />
        </label>
      </div>
      <label className="dz-prop">
        <span>{t("form_settings.help")}</span>
        <LabelInput rows={2} name={t("form_settings.help")} value={form.help} placeholder={t("form_settings.help_hint")} onChange={set("help")} />
      </label>
    </Block>
  );
}

function Unique({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const all = form.constraints ?? [];
  const listed = all.map((one, index) => ({ one, index })).filter(({ one }) => one.unique);
  const write = (next: ConstraintDoc[]) => execute(setForm(form.key, "constraints", next.length ? next : undefined));
  const options = activeFields(form.fields).filter((field) => !field.fields).map((field) => ({ value: field.key, label: label(field.label) }));
  return (
    <Block title={t("form_settings.unique")} note={t("form_settings.unique_text")}>
      {listed.map(({ one, index }) => (
        <div key={index} className="dz-row">
          <Select mode="multiple" value={one.unique ?? []} options={options} aria-label={t("form_settings.unique")} onChange={(unique) => write(unique.length ? all.map((other, i) => (i === index ? { ...other, unique } : other)) : all.filter((_, i) => i !== index))} />
          <button type="button" className="plain-button faint" aria-label={t("form_settings.unique_remove")} onClick={() => write(all.filter((_, i) => i !== index))}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      <Select
        mode="multiple"
        value={[]}
        placeholder={t("form_settings.unique_add")}
        aria-label={t("form_settings.unique_add")}
        options={options}
        onChange={(unique: string[]) => unique.length && write([...all, { unique }])}
      />
    </Block>
  );
}

function Settings({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const outOfUse = useOutOfUse();
  const stop = () =>
    outOfUse(label(form.label), () => {
      execute(removeForm(form.key));
      go(`/design/${app}`);
    });
  return (
    <Screen title={t("form_settings.title")} lead={t("form_settings.lead")}>
      <div className="stack">
        <Names form={form} />
        <Block title={t("form_settings.records")}>
          <FieldsProp form={form} name="title" label={t("form_settings.record_title")} help={t("form_settings.record_title_help")} keys={titleFields(form)} max={4} />
          <FieldsProp form={form} name="search" label={t("form_settings.search")} help={t("form_settings.search_help")} keys={form.search ?? []} />
          <FieldsProp form={form} name="header" label={t("form_settings.header")} help={t("form_settings.header_help")} keys={form.header ?? []} />
        </Block>
        <Unique form={form} />
        <Block title={t("form_settings.stop")} note={t("forms.stop_text")}>
          <div className="row end">
            <Button data-testid="form-stop" onClick={stop}>
              {t("forms.stop")}
            </Button>
          </div>
        </Block>
      </div>
    </Screen>
  );
}

export default function FormSettingsPage() {
  return <FormFrame>{(form) => <Settings form={form} />}</FormFrame>;
}
