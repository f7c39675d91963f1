/** One expression as a line of text and chips, with a list of what may follow. Stored as keys, shown as labels. */
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { caretOf, chipBefore, draw, readText, setCaret } from "./chip_dom";
import { complete, type Completion, type Source } from "./completion";
import { normalise } from "./lexer";
import { pieces } from "./pieces";

interface Props {
  value: string;
  onChange(text: string): void;
  source: Source;
  label: string;
  invalid?: boolean;
  describedBy?: string;
  testId?: string;
}

const NONE: Completion = { from: 0, suggestions: [] };

export function ChipInput({ value, onChange, source, label, invalid, describedBy, testId }: Props) {
  const { t } = useTranslation("designer");
  const root = useRef<HTMLDivElement>(null);
  const composing = useRef(false);
  const list = useId();
  const [offer, setOffer] = useState<Completion>(NONE);
  const [at, setAt] = useState(0);
  const open = offer.suggestions.length > 0;
  const { place, words } = source;
  const redraw = useCallback((text: string) => root.current && draw(root.current, pieces(text, place, words)), [place, words]);

  useLayoutEffect(() => {
    const node = root.current;
    if (!node || composing.current) return;
    const focused = document.activeElement === node;
    if (!focused || normalise(readText(node)) !== value) {
      const caret = focused ? caretOf(node) : null;
      redraw(value);
      if (caret !== null) setCaret(node, Math.min(caret, value.length));
    }
  }, [value, redraw]);

  const suggest = (asked: boolean) => {
    const node = root.current;
    if (!node) return;
    const caret = caretOf(node);
    setOffer(caret === null ? NONE : complete(source, readText(node).slice(0, caret), asked));
    setAt(0);
  };
  const typed = () => {
    if (composing.current || !root.current) return;
    onChange(normalise(readText(root.current)));
    suggest(false);
  };
  const replace = (from: number, to: number, insert: string) => {
    const node = root.current;
    if (!node) return;
    const text = readText(node);
    const next = text.slice(0, from) + insert + text.slice(to);
    redraw(next);
    node.focus();
    setCaret(node, from + insert.length);
    onChange(normalise(next));
    suggest(false);
  };
  const choose = (index: number) => {
    const one = offer.suggestions[index];
    const caret = root.current && caretOf(root.current);
    if (one) replace(offer.from, caret ?? offer.from, one.insert);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      event.preventDefault();
      setAt((at + step + offer.suggestions.length) % offer.suggestions.length);
    } else if (open && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOffer(NONE);
    } else if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      suggest(true);
    } else if (event.key === "Backspace" && root.current && window.getSelection()?.isCollapsed) {
      const caret = caretOf(root.current);
      const from = caret === null ? null : chipBefore(root.current, caret);
      if (caret === null || from === null) return;
      event.preventDefault();
      replace(from, caret, "");
    }
  };
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, list]);

  return (
    <div className="dz-x">
      <div
        ref={root}
        className={`dz-x-input${invalid ? " invalid" : ""}`}
        contentEditable
        suppressContentEditableWarning
        role="combobox"
        aria-label={label}
        aria-multiline="false"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={open ? `${list}-${at}` : undefined}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        data-placeholder={t("formula.placeholder")}
        data-testid={testId}
        spellCheck={false}
        tabIndex={0}
        onInput={typed}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={() => {
          composing.current = false;
          typed();
        }}
        onFocus={() => setTimeout(() => suggest(!value), 0)}
        onBlur={() => {
          setOffer(NONE);
          if (root.current) redraw(normalise(readText(root.current)));
        }}
        onKeyDown={onKey}
        onPaste={(event) => {
          event.preventDefault();
          document.execCommand("insertText", false, event.clipboardData.getData("text/plain").replace(/\s+/g, " "));
        }}
      />
      <div id={list} role="listbox" aria-label={t("formula.suggestions")} className="dz-x-list" hidden={!open}>
        {offer.suggestions.map((one, index) => (
          <div
            key={one.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? "on" : undefined}
            data-testid={`suggest-${index}`}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(index);
            }}
          >
            <Icon name={one.icon} size={16} />
            <span>{one.label}</span>
            <span className="faint ellipsis">{one.help}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
