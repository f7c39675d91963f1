import { Grid } from "antd";
import { useEffect } from "react";
import { useParam } from "../../app/routing";
import { useInstance } from "./instances";
import { InstanceView } from "./InstanceView";

/** A workflow under way on a page of its own. */
export default function InstancePage() {
  const key = { app: useParam("app"), workflow: useParam("workflow"), id: useParam("instance") };
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const title = useInstance(key.app, key.workflow, key.id).data?.title;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  return (
    <div className="page instance-page">
      <InstanceView {...key} roomy={wide} />
    </div>
  );
}
