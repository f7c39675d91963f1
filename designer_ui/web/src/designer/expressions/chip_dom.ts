/** Pieces of an expression as nodes of an editable element, and back. A chip is one unit for caret and deletion. */
import type { Piece } from "./pieces";

const GAP = "\u200b"; // where a caret can stand beside a chip

const clean = (text: string): string => text.replaceAll(GAP, "").replaceAll("\u00a0", " ");

function chipNode(piece: Piece): HTMLElement {
  const node = document.createElement("span");
  node.className = `dz-x-chip ${piece.chip?.kind ?? ""}`;
  node.contentEditable = "false";
  node.dataset.text = piece.text;
  node.textContent = piece.chip?.label ?? "";
  return node;
}

/** Draws the pieces anew. */
export function draw(root: HTMLElement, pieces: readonly Piece[]): void {
  const nodes: Node[] = [];
  pieces.forEach((piece, index) => {
    if (!piece.chip) {
      nodes.push(document.createTextNode(piece.text));
      return;
    }
    if (index === 0 || pieces[index - 1]?.chip) nodes.push(document.createTextNode(GAP));
    nodes.push(chipNode(piece));
  });
  if (pieces.at(-1)?.chip) nodes.push(document.createTextNode(GAP));
  root.replaceChildren(...nodes);
}

const textOfNode = (node: Node): string =>
  node instanceof HTMLElement && node.dataset.text !== undefined ? node.dataset.text : clean(node.textContent ?? "");

/** The expression that stands in the element. */
export const readText = (root: HTMLElement): string => Array.from(root.childNodes, textOfNode).join("");

/** Where the caret stands, as an offset into the expression; null while it is elsewhere. */
export function caretOf(root: HTMLElement): number | null {
  const selection = window.getSelection();
  const anchor = selection?.focusNode;
  if (!selection || !anchor || !root.contains(anchor)) return null;
  const children = Array.from(root.childNodes);
  if (anchor === root) return children.slice(0, selection.focusOffset).reduce((sum, node) => sum + textOfNode(node).length, 0);
  let offset = 0;
  for (const child of children) {
    if (child === anchor && child.nodeType === Node.TEXT_NODE) return offset + clean((child.textContent ?? "").slice(0, selection.focusOffset)).length;
    offset += textOfNode(child).length;
    if (child.contains(anchor)) return offset;
  }
  return offset;
}

/** Puts the caret at an offset of the expression. */
export function setCaret(root: HTMLElement, at: number): void {
  const selection = window.getSelection();
  if (!selection) return;
  const children = Array.from(root.childNodes);
  let rest = at;
  for (const [index, child] of children.entries()) {
    const text = textOfNode(child);
    const isText = child.nodeType === Node.TEXT_NODE;
    if (isText && rest <= text.length) {
      const raw = child.textContent ?? "";
      const gaps = raw.startsWith(GAP) ? 1 : 0;
      selection.collapse(child, Math.min(raw.length, rest + gaps));
      if (rest < text.length || text.length > 0 || !children[index + 1]) return;
      if (rest === 0) return;
    }
    rest -= Math.min(rest, text.length);
    if (!isText && rest === 0 && !children[index + 1]) selection.collapse(root, index + 1);
  }
}

/** The chip that ends exactly at an offset, as the start of its text; null where none does. */
export function chipBefore(root: HTMLElement, at: number): number | null {
  let offset = 0;
  for (const child of Array.from(root.childNodes)) {
    const length = textOfNode(child).length;
    offset += length;
    if (offset === at && length > 0) return child instanceof HTMLElement ? offset - length : null;
    if (offset > at) return null;
  }
  return null;
}
