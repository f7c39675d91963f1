import { useTranslation } from "react-i18next";
import type { InstanceEvent } from "../../api/work";
import { Icon } from "../../app/Icon";
import { useMoment } from "../../fields/formats";

/** What happened so far, in sentences, newest first. */
export function InstanceHistory({ items, zone }: { items: InstanceEvent[]; zone: string }) {
  const { t } = useTranslation("work");
  const moment = useMoment(zone);
  const newest = [...items].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <ol className="flow-history">
      {newest.map((item, at) => (
        <li key={at} className="flow-event">
          {item.actor ? (
            <span className="avatar history-avatar" aria-hidden="true">
              {item.actor.title.slice(0, 1)}
            </span>
          ) : (
            <span className="tile flow-auto" aria-hidden="true">
              <Icon name={item.icon ?? "bolt"} size={16} />
            </span>
          )}
          <div className="grow">
            <p>{item.text}</p>
            {item.comment && !item.text.includes(item.comment) && <blockquote className="flow-comment">{item.comment}</blockquote>}
            <span className="faint num">
              {moment(item.at)}
              {item.on_behalf_of && ` · ${t("flow.behalf", { name: item.on_behalf_of.title })}`}
            </span>
          </div>
        </li>
      ))}
    </ol>
  );
}
