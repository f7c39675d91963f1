/** A small dialog: from the bottom on a phone, where the back gesture closes it; in the middle elsewhere. Mounted while it is open. */
import { Drawer, Grid, Modal } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import "./sheet.css";

const MARK = "dougongSheet";

/** While mounted, the back gesture closes instead of leaving the page. */
function useBackCloses(active: boolean, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!active) return;
    window.history.pushState({ ...window.history.state, [MARK]: true }, "");
    const onBack = () => latest.current();
    window.addEventListener("popstate", onBack);
    return () => {
      window.removeEventListener("popstate", onBack);
      if ((window.history.state as Record<string, unknown> | null)?.[MARK]) window.history.back();
    };
  }, [active]);
}

export function Sheet({ title, onClose, children, wideness = 480 }: { title: ReactNode; onClose: () => void; children: ReactNode; wideness?: number }) {
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  useBackCloses(!wide, onClose);
  if (wide) {
    return (
      <Modal open onCancel={onClose} title={title} footer={null} width={wideness} centered>
        {children}
      </Modal>
    );
  }
  return (
    <Drawer open onClose={onClose} title={title} placement="bottom" size="auto" className="sheet">
      {children}
    </Drawer>
  );
}
