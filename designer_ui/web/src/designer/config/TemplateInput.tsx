/** A text with fields in it: words are typed, fields are chips chosen from a list. Stored as `{{expression}}`, never seen as such. */
import "./config.css";
import { Button, Cascader } from "antd";
import { useLayoutEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { caretOf, chipBefore, draw, readText, setCaret } from "../expressions/chip_dom";
import { pathOptions } from "../expressions/FieldPath";
import { useSource } from "../expressions/use_source";
import { templatePieces } from "./text_expression";

interface Props {
  form: string;
  value: string;
  onChange(text: string): void;
  label: string;
  lines?: boolean;
  testId?: string;
  placeholder?: string;
}

export function TemplateInput({ form, value, onChange, label, lines, testId, placeholder }: Props) {
  const { t } = useTranslation("designer");
  const { place, words } = useSource(form);
  const root = useRef<HTMLDivElement>(null);
  const caret = useRef<number | null>(null);
  const composing = useRef(false);
  const tree = useMemo(() => pathOptions(place, "", 2), [place]);

  const redraw = (text: string) => {
    const node = root.current;
    if (!node) return;
    draw(node, templatePieces(text, place, words));
    if (text.endsWith("\n")) node.append(document.createTextNode("\u200b"));
  };
  useLayoutEffect(() => {
    const node = root.current;
    if (!node || composing.current) return;
    const focused = document.activeElement === node;
    if (!focused || readText(node) !== value) {
      const at = focused ? caretOf(node) : null;
      redraw(value);
      if (at !== null) setCaret(node, Math.min(at, value.length));
    }
  }, [value, place, words]); // drawn anew when labels change

  const note = () => {
    const at = root.current && caretOf(root.current);
    if (at !== null) caret.current = at;
  };
  const typed = () => {
    if (composing.current || !root.current) return;
    note();
    onChange(readText(root.current));
  };
  const replace = (from: number, to: number, insert: string) => {
    const node = root.current;
    if (!node) return;
    const text = readText(node);
    const next = text.slice(0, from) + insert + text.slice(to);
    redraw(next);
    node.focus();
    setCaret(node, from + insert.length);
    caret.current = from + insert.length;
    onChange(next);
  };
  const onKey = (event: KeyboardEvent) => {
    const node = root.current;
    const at = node && caretOf(node);
    if (!node || at === null) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (lines) replace(at, at, "\n");
    } else if (event.key === "Backspace" && window.getSelection()?.isCollapsed) {
      const from = chipBefore(node, at);
      if (from === null) return;
      event.preventDefault();
      replace(from, at, "");
    }
  };
  return (
    <div className="dz-template">
      <div
        ref={root}
        className={`dz-x-input${lines ? " lines" : ""}`}
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-label={label}
        aria-multiline={Boolean(lines)}
        data-placeholder={placeholder ?? t("template.placeholder")}
        data-testid={testId}
        spellCheck={false}
        tabIndex={0}
        onInput={typed}
        onKeyDown={onKey}
        onKeyUp={note}
        onMouseUp={note}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={() => {
          composing.current = false;
          typed();
        }}
        onBlur={() => root.current && redraw(readText(root.current))}
        onPaste={(event) => {
          event.preventDefault();
          const text = event.clipboardData.getData("text/plain").replace(lines ? /\r/g : /\s+/g, lines ? "" : " ");
          document.execCommand("insertText", false, text);
        }}
      />
      <Cascader
        options={tree}
        value={[]}
        changeOnSelect={false}
        showSearch
        expandTrigger="hover"
        onChange={(path) => {
          const insert = `{{${(path as string[]).join(".")}}}`;
          const at = Math.min(caret.current ?? value.length, value.length);
          replace(at, at, insert);
        }}
      >
        <Button size="small" type="text" icon={<Icon name="plus" size={14} />} aria-label={`${t("template.insert")}${t("parts.colon")}${label}`} data-testid={testId ? `${testId}-insert` : undefined}>
          {t("template.insert")}
        </Button>
      </Cascader>
    </div>
  );
}
