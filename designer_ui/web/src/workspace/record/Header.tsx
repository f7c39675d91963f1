import { App, Button, Dropdown } from "antd";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useForgetRecords } from "../../api/queries";
import type { AppDef, FieldDef, FormDef, RecordData, RelatedDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { paths, useGo } from "../../app/routing";
import { widgetOf } from "../../fields";
import { usePlace } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { shownButtons } from "../buttons/shown";
import { useButton } from "../buttons/use_button";
import { useRun } from "../form/use_run";
import { explained, Why } from "./Why";

const DIRECT_BUTTONS = 5;

interface Props {
  definition: AppDef;
  form: FormDef;
  record: RecordData;
  related: RelatedDef[];
}

function Fact({ field, record, app, form }: { field: FieldDef; record: RecordData; app: string; form: string }) {
  const { View } = widgetOf(field);
  const value = record.values[field.key] ?? null;
  return (
    <div className="fact">
      <dt className="fact-label">
        {field.label}
        {explained(field) && !isEmpty(value) && <Why app={app} form={form} record={record.id} field={field} />}
      </dt>
      <dd className="fact-value">
        <View field={field} value={value} />
      </dd>
    </div>
  );
}

/** Deleting asks nothing: it can be taken back. */
function useDelete({ definition, form, record }: Props): () => Promise<void> {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const failure = useFailureText();
  const forget = useForgetRecords();
  const go = useGo();
  const path = `/apps/${definition.key}/forms/${form.key}/records/${record.id}`;
  const undo = async () => {
    message.destroy(record.id);
    try {
      await api.post(`${path}:restore`);
      await forget(definition.key);
      go(paths.record(definition.key, form.key, record.id));
    } catch (error) {
      message.error(failure(error));
    }
  };
  return async () => {
    try {
      await api.remove(path, { ifMatch: record.version });
    } catch (error) {
      message.error(failure(error));
      return;
    }
    go(paths.list(definition.key, form.key), { replace: true });
    // once its own page is gone: nobody asks for a deleted record again
    setTimeout(() => void forget(definition.key), 100);
    message.success({
      key: record.id,
      duration: 8,
      content: (
        <>
          {t("record.deleted", { title: record.title })}{" "}
          <button type="button" className="plain-button link" onClick={() => void undo()}>
            {t("action.undo")}
          </button>
        </>
      ),
    });
  };
}

function Buttons(props: Props) {
  const { definition, form, record, related } = props;
  const { t } = useTranslation();
  const go = useGo();
  const remove = useDelete(props);
  const pressing = useButton(definition, form, record);
  const run = useRun(form, usePlace());
  // what is only ever added to is neither changed nor deleted, by anybody
  const may = (action: string): boolean => !form.append_only && (record.can?.includes(action) ?? form.actions.includes(action));
  const buttons = shownButtons(form, record, run).map((button) => ({ key: `button.${button.key}`, label: button.label, icon: button.icon ?? "bolt", loading: pressing.busy === button.key, onClick: () => pressing.press(button) }));
  const creates = related
    .map((one) => ({ one, child: definition.forms[one.form]! }))
    .filter(({ child }) => child.actions.includes("create"))
    .map(({ one, child }) => ({
      key: `${one.form}.${one.field}`,
      label: child.new_label || t("record.new", { form: child.label }),
      icon: child.icon,
      loading: false,
      onClick: () => go(paths.create(definition.key, one.form), { search: { [one.field]: record.id, title: record.title, from: paths.record(definition.key, form.key, record.id) } }),
    }));
  const named = new Set(buttons.map((button) => button.label));
  // what is recorded most stands first, then what the app's own buttons do, then all else; nothing twice
  const [first = [], rest = []] = [creates.slice(0, 1), creates.slice(1)].map((some) => some.filter((item) => !named.has(item.label)));
  const all = [...first, ...buttons, ...rest];
  const direct = all.slice(0, DIRECT_BUTTONS);
  const more = [
    ...all.slice(DIRECT_BUTTONS).map(({ loading: _loading, ...item }) => ({ ...item, icon: <Icon name={item.icon} size={16} /> })),
    ...(may("delete") ? [{ key: "delete", danger: true, icon: <Icon name="trash" size={16} />, label: t("action.delete"), onClick: () => void remove() }] : []),
  ];
  return (
    <div className="record-buttons">
      {direct.map((item) => (
        <Button key={item.key} icon={<Icon name={item.icon} size={16} />} loading={item.loading} onClick={item.onClick} data-testid={item.key}>
          {item.label}
        </Button>
      ))}
      {may("update") && (
        <Button type="primary" icon={<Icon name="edit" size={16} />} data-testid="edit" onClick={() => go(paths.edit(definition.key, form.key, record.id))}>
          {t("action.edit")}
        </Button>
      )}
      {more.length > 0 && (
        <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items: more }}>
          <Button aria-label={t("action.more")} icon={<Icon name="more" size={18} />} data-testid="record-more" />
        </Dropdown>
      )}
      {pressing.dialog}
    </div>
  );
}

export function Header(props: Props) {
  const { definition, form, record } = props;
  const byKey = new Map(form.fields.map((field) => [field.key, field]));
  const badge = byKey.get(form.badge ?? "");
  const facts = (form.header ?? []).map((key) => byKey.get(key)).filter((field) => field !== undefined);
  const badgeWidget = badge && widgetOf(badge);
  const badgeValue = badge ? (record.values[badge.key] ?? null) : null;
  return (
    <header className="panel record-head">
      <div className="record-top">
        <Tile icon={form.icon} color={form.color} size={52} />
        <div className="grow">
          <Link to={paths.list(definition.key, form.key)} className="record-form">
            {form.label}
          </Link>
          <div className="row wrap">
            <h1>{record.title || form.label}</h1>
            {badgeWidget && badge && !isEmpty(badgeValue) && (
              <span className="badge">
                <badgeWidget.Cell field={badge} value={badgeValue} />
              </span>
            )}
          </div>
        </div>
        <Buttons {...props} />
      </div>
      {facts.length > 0 && (
        <dl className="facts">
          {facts.map((field) => (
            <Fact key={field.key} field={field} record={record} app={definition.key} form={form.key} />
          ))}
        </dl>
      )}
    </header>
  );
}
