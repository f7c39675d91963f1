/** Ctrl+K: everything that can be done here, found by typing. `?`: the keys. */
import { Input, Modal, type InputRef } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isTyping, useCommandList, type ScreenCommand } from "./command_list";

const KEYS: [string, string][] = [
  ["Ctrl K", "keys.commands"],
  ["?", "keys.help"],
  ["Ctrl Z", "keys.undo"],
  ["Ctrl Shift Z", "keys.redo"],
  ["Tab", "keys.tab"],
  ["Enter", "keys.enter"],
  ["Space", "keys.space"],
  ["Alt ↑ ↓", "keys.move"],
  ["Ctrl D", "keys.duplicate"],
  ["Delete", "keys.archive"],
  ["Esc", "keys.escape"],
];

function useGlobalKeys(): void {
  const show = useCommandList((state) => state.show);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        show("commands");
      } else if (event.key === "?" && !isTyping(event.target)) {
        event.preventDefault();
        show("keys");
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [show]);
}

function Entry({ command, on, choose }: { command: ScreenCommand; on: boolean; choose(command: ScreenCommand): void }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) ref.current?.scrollIntoView({ block: "nearest" });
  }, [on]);
  return (
    <div
      ref={ref}
      id={`command-${command.id}`}
      role="option"
      aria-selected={on}
      className={`dz-command${on ? " on" : ""}`}
      data-testid={`command-${command.id}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => choose(command)}
    >
      <span className="grow ellipsis">{command.label}</span>
      {command.group && <span className="faint">{command.group}</span>}
      {command.keys && <kbd>{command.keys}</kbd>}
    </div>
  );
}

function Commands({ choose }: { choose(command: ScreenCommand): void }) {
  const { t } = useTranslation("designer");
  const { sets } = useCommandList();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<InputRef>(null);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const listed = useMemo(() => Object.values(sets).reverse().flat().filter((one) => !one.disabled), [sets]);
  const shown = listed.filter((one) => words.every((word) => `${one.label} ${one.group ?? ""}`.toLowerCase().includes(word)));
  const active = shown[Math.min(at, shown.length - 1)];
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((now) => (Math.min(now, shown.length - 1) + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      choose(active);
    }
  };
  useEffect(() => input.current?.focus(), []);
  return (
    <>
      <Input
        ref={input}
        size="large"
        value={text}
        placeholder={t("commands.placeholder")}
        aria-label={t("commands.title")}
        role="combobox"
        aria-expanded
        aria-controls="command-list"
        aria-activedescendant={active ? `command-${active.id}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="command-list" role="listbox" aria-label={t("commands.title")} className="dz-commands">
        {shown.map((command) => (
          <Entry key={command.id} command={command} on={command === active} choose={choose} />
        ))}
        {!shown.length && <p className="dz-none">{t("commands.none")}</p>}
      </div>
    </>
  );
}

function Keys() {
  const { t } = useTranslation("designer");
  return (
    <dl className="dz-keys">
      {KEYS.map(([keys, text]) => (
        <div key={keys}>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function CommandList() {
  const { t } = useTranslation("designer");
  const { open, show } = useCommandList();
  const chosen = useRef<ScreenCommand | null>(null);
  useGlobalKeys();
  const choose = (command: ScreenCommand) => {
    chosen.current = command;
    show(null);
  };
  // only when the list is gone and the focus is back may a command lead the focus elsewhere
  const run = () => {
    const command = chosen.current;
    chosen.current = null;
    command?.run();
  };
  return (
    <>
      <Modal open={open === "commands"} onCancel={() => show(null)} afterClose={run} footer={null} title={t("commands.title")} destroyOnHidden width={560}>
        <Commands choose={choose} />
      </Modal>
      <Modal open={open === "keys"} onCancel={() => show(null)} footer={null} title={t("keys.title")} destroyOnHidden width={460}>
        <Keys />
      </Modal>
    </>
  );
}
