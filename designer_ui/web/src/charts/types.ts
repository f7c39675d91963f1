/** What was pointed at: a row of the answer, or a cell of a cross table by its groups. */
import type { Cell } from "../api/numbers";

export type Pointed = { row: number } | { groups: Record<string, Cell>; name: string; measure?: string };

export type Pointing = MouseEvent | KeyboardEvent | undefined;

export type CellHandler = (pointed: Pointed, event: Pointing) => void;
