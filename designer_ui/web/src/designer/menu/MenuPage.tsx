/** The menu people see: entries and groups, in order. */
import { Button, Dropdown, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import type { Label, MenuDoc } from "../../commands/documents";
import { setMenu } from "../../commands/edit_app";
import { moved } from "../../commands/edit_form";
import { SortableList } from "../../dnd/SortableList";
import { useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { Block, Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { editAt, idsOf, insertAt, itemsAt, removeAt, targetOf, toGroup, type Path } from "./menu_tree";

type Edit = (change: (menu: MenuDoc[]) => MenuDoc[], merge?: string) => void;

function useEdit(): Edit {
  const execute = useExecute();
  return (change, merge) => execute(setMenu(change, merge));
}

function EntryName({ entry, path, edit }: { entry: MenuDoc; path: Path; edit: Edit }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const target = targetOf(useDocuments(), entry);
  return (
    <LabelInput
      size="small"
      name={t("menu.name")}
      value={entry.label}
      placeholder={label(target.label) || t("menu.group")}
      onChange={(text) => edit((menu) => editAt(menu, path, (one) => withLabel(one, text)), `menu/${path.join("/")}`)}
    />
  );
}

function withLabel(entry: MenuDoc, label: MenuDoc["label"]): MenuDoc {
  const { label: _, ...rest } = entry;
  return label || entry.items ? { ...rest, label: label || "" } : rest;
}

function EntryRow({ entry, path, edit }: { entry: MenuDoc; path: Path; edit: Edit }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const documents = useDocuments();
  const { forms, app } = documents;
  const form = forms[entry.form ?? ""];
  const target = targetOf(documents, entry);
  const name = label(entry.label) || label(target.label);
  const groups = (app.menu ?? []).map((one, index) => ({ one, index })).filter(({ one, index }) => one.items && (path.length === 1 || index !== path[0]));
  const items = [
    ...(path.length > 1 ? [{ key: "out", label: t("menu.out"), onClick: () => edit((menu) => toGroup(menu, path, null)) }] : []),
    ...groups.map(({ one, index }) => ({ key: String(index), label: t("menu.into", { name: label(one.label) || t("menu.group") }), onClick: () => edit((menu) => toGroup(menu, path, index)) })),
    { key: "remove", label: t("menu.remove"), onClick: () => edit((menu) => removeAt(menu, path)) },
  ];
  const views = form?.views ?? [];
  return (
    <>
      <Icon name={entry.icon ?? target.icon} size={16} />
      <EntryName entry={entry} path={path} edit={edit} />
      {views.length > 1 && (
        <Select
          size="small"
          value={entry.view ?? ""}
          aria-label={t("menu.view", { name })}
          popupMatchSelectWidth={false}
          options={[{ value: "", label: t("menu.all_views") }, ...views.map((view) => ({ value: view.key, label: label(view.label) }))]}
          onChange={(view) => edit((menu) => editAt(menu, path, ({ view: _, ...rest }) => (view ? { ...rest, view } : rest)))}
        />
      )}
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" size="small" aria-label={t("parts.more_of", { name })} icon={<Icon name="more" size={16} />} />
      </Dropdown>
    </>
  );
}

function Entries({ path, entries, edit, name }: { path: Path; entries: readonly MenuDoc[]; edit: Edit; name: string }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const documents = useDocuments();
  const ids = idsOf(entries, path);
  return (
    <SortableList
      label={name}
      items={entries}
      idOf={(_, index) => ids[index] as string}
      nameOf={(entry) => label(entry.label) || label(targetOf(documents, entry).label) || t("menu.group")}
      testIdOf={(entry) => `menu-${entry.form ?? entry.report ?? entry.dashboard ?? "group"}`}
      onMove={(from, to) => edit((menu) => itemsAt(menu, path, (list) => moved(list, from, to)))}
      render={(entry, index) => (entry.items ? <Group entry={entry} path={[...path, index]} edit={edit} /> : <EntryRow entry={entry} path={[...path, index]} edit={edit} />)}
    />
  );
}

function Group({ entry, path, edit }: { entry: MenuDoc; path: Path; edit: Edit }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const name = label(entry.label) || t("menu.group");
  return (
    <div className="dz-menu-group">
      <div className="row">
        <Icon name="folder" size={16} />
        <EntryName entry={entry} path={path} edit={edit} />
        <Button size="small" type="text" onClick={() => edit((menu) => removeAt(menu, path))}>
          {t("menu.ungroup")}
        </Button>
      </div>
      {entry.items?.length ? <Entries path={path} entries={entry.items} edit={edit} name={name} /> : <p className="faint">{t("menu.empty_group")}</p>}
    </div>
  );
}

/** `report:sales` → an entry that opens it. */
function entryOf(place: string): MenuDoc {
  const [kind, key] = place.split(":") as [string, string];
  return { [kind]: key };
}

export default function MenuPage() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, forms, reports, dashboards } = useDocuments();
  const edit = useEdit();
  const entries = app.menu ?? [];
  const listed = (kind: string, docs: Record<string, { key: string; label: Label }>) => Object.values(docs).map((doc) => ({ value: `${kind}:${doc.key}`, label: label(doc.label) }));
  const places = [
    { label: t("nav.dashboards"), options: listed("dashboard", dashboards) },
    { label: t("nav.reports"), options: listed("report", reports) },
    { label: t("nav.forms"), options: listed("form", forms) },
  ].filter((group) => group.options.length > 0);
  const addGroup = () => edit((menu) => insertAt(menu, { label: t("menu.new_group"), items: [] }));
  useScreenCommands([{ id: "menu-group", label: t("menu.add_group"), run: addGroup }]);
  return (
    <Screen title={t("nav.menu")} lead={t("menu.lead")}>
      <Block>
        {entries.length ? <Entries path={[]} entries={entries} edit={edit} name={t("nav.menu")} /> : <Outcome icon="menu" title={t("menu.empty")} text={t("menu.empty_text")} />}
        <div className="row wrap">
          <Select
            value={null}
            className="dz-add-select"
            placeholder={t("menu.add")}
            aria-label={t("menu.add")}
            data-testid="menu-add"
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={false}
            options={places}
            onChange={(place: string | null) => place && edit((menu) => insertAt(menu, entryOf(place)))}
          />
          <Button icon={<Icon name="folder" size={16} />} data-testid="menu-add-group" onClick={addGroup}>
            {t("menu.add_group")}
          </Button>
        </div>
      </Block>
    </Screen>
  );
}
