import { useCallback, useEffect, useState } from "react";

const MARK = "dougongOverlay";

/** A drawer or dialog that the phone's back gesture closes before it leaves the page. `leave` closes it because another page opens. */
export function useBackClose(): { isOpen: boolean; open: () => void; close: () => void; leave: () => void } {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const onBack = () => setOpen(false);
    window.addEventListener("popstate", onBack);
    return () => window.removeEventListener("popstate", onBack);
  }, [isOpen]);
  const open = useCallback(() => {
    window.history.pushState({ ...window.history.state, [MARK]: true }, "");
    setOpen(true);
  }, []);
  const close = useCallback(() => {
    setOpen(false);
    if ((window.history.state as Record<string, unknown> | null)?.[MARK]) window.history.back();
  }, []);
  const leave = useCallback(() => setOpen(false), []);
  return { isOpen, open, close, leave };
}
