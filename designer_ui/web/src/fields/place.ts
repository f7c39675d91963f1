/** Where a field stands: app, form, record, what is known about people and records it points to, clock and words. */
import { createContext, useContext } from "react";
import type { AppDef, PickerOption, Refs } from "../api/types";
import type { Words } from "./formats";

export interface Place {
  app: string;
  form: string;
  record?: string;
  definition?: AppDef;
  refs: Refs;
  /** remembers the title of something just picked or created */
  learn: (form: string, id: string, title: string) => void;
  /** what may be chosen where it is not a form's own field that asks */
  options?: (target: string, q: string, signal: AbortSignal) => Promise<{ options: PickerOption[] }>;
  /** opens a record, where that is possible */
  open?: (form: string, id: string) => void;
  today: string;
  zone: string;
  words: Words & { yes: string; no: string; gone: string; comma: string };
}

export const NOWHERE: Place = {
  app: "",
  form: "",
  refs: {},
  learn: () => undefined,
  today: "",
  zone: "Asia/Shanghai",
  words: { today: "", yesterday: "", tomorrow: "", yes: "", no: "", gone: "", comma: ", " },
};

export const PlaceContext = createContext<Place>(NOWHERE);
export const usePlace = (): Place => useContext(PlaceContext);

export const refTitle = (place: Place, form: string, id: string): string => place.refs[form]?.[id]?.title ?? place.words.gone;
