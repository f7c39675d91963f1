import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { address } from "../../api/client";
import type { FileValue, Json } from "../../api/types";
import { Icon } from "../../app/Icon";
import { fileSize } from "../formats";

export const filesOf = (value: Json): FileValue[] => (Array.isArray(value) ? (value as FileValue[]) : []);
const isImage = (file: FileValue): boolean => /^image\/(png|jpeg|gif|webp)$/.test(file.type);
const urlOf = (file: FileValue): string => address(`/files/${file.id}`);

/** One file: small picture or icon, name, size, a way to remove it. */
export function FileItem({ file, remove }: { file: FileValue; remove?: () => void }) {
  const { t } = useTranslation();
  return (
    <li className="file-item">
      <a href={urlOf(file)} target="_blank" rel="noreferrer" className="row grow">
        {isImage(file) ? <img src={urlOf(file)} alt="" className="file-thumb" loading="lazy" /> : <Icon name="file" className="faint" />}
        <span className="ellipsis">{file.name}</span>
        <span className="faint num">{fileSize(file.size)}</span>
      </a>
      {remove && <Button type="text" size="small" aria-label={t("file.remove", { name: file.name })} icon={<Icon name="close" size={14} />} onClick={remove} />}
    </li>
  );
}
