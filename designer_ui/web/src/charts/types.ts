/** What was pointed at: a row of the answer, or a cell of a cross table by its groups; in either the number, where one was meant. */
import type { Cell } from "../api/numbers";

/** `rest`: dimensions of the cell in which it is "the rest" of a top list, so that no group stands for it. */
export type Pointed = { row: number; measure?: string } | { groups: Record<string, Cell>; name: string; measure?: string; rest?: string[] };

export type Pointing = MouseEvent | KeyboardEvent | undefined;

export type CellHandler = (pointed: Pointed, event: Pointing) => void;
