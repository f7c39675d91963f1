import { lazy, Suspense, type ComponentType } from "react";

/** A control that is loaded when a form first needs it; lists and record pages never do. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  const Control = lazy(load) as unknown as ComponentType<P>;
  return function Later(props: P) {
    return (
      <Suspense fallback={<div className="control-wait" />}>
        <Control {...props} />
      </Suspense>
    );
  };
}
