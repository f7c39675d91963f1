/** Opens a place of the draft for editing: which names are known there, and where problems of it are shown. */
import { useContext, useMemo, type ReactNode } from "react";
import { SpotContext, useScope, type Binding, type Scope } from "../expressions/scope";

export function InScope({ scope, path, children }: { scope: Scope; path: string; children: ReactNode }) {
  const value = useMemo(() => ({ scope, path }), [scope, path]);
  return <SpotContext.Provider value={value}>{children}</SpotContext.Provider>;
}

/** One step deeper: a property of what is edited, seen from another form where it names one, with further names. */
export function Deeper({ name, target, more, children }: { name: string; target?: string | undefined; more?: readonly Binding[]; children: ReactNode }) {
  const scope = useScope();
  const around = useContext(SpotContext)?.path ?? "";
  const path = name ? `${around}/${name}` : around;
  const inner = useMemo(() => (target === undefined && !more?.length ? scope : { ...scope, ...(target === undefined ? {} : { target }), bindings: [...scope.bindings, ...(more ?? [])] }), [scope, target, more]);
  return (
    <InScope scope={inner} path={path}>
      {children}
    </InScope>
  );
}
