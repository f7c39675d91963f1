/** Files and photos: chosen, dropped or taken with the camera; uploaded at once. */
import { App, Button, Spin } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { FileValue } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { usePlace } from "../place";
import type { EditProps } from "../widget";
import { FileItem, filesOf } from "./FileItem";

function useUpload(field: string, add: (files: FileValue[]) => void): { busy: number; upload: (files: File[]) => Promise<void> } {
  const place = usePlace();
  const { message } = App.useApp();
  const text = useFailureText();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(0);
  const one = async (file: File): Promise<FileValue | null> => {
    const form = new FormData();
    form.append("file", file);
    form.append("app", place.app);
    form.append("form", place.form);
    form.append("field", field);
    try {
      return await api.upload<FileValue>("/files", form);
    } catch (error) {
      message.error(t("form.fault_line", { place: file.name, message: text(error) }));
      return null;
    }
  };
  const upload = async (files: File[]) => {
    setBusy((count) => count + files.length);
    const done = await Promise.all(files.map(one));
    setBusy((count) => count - files.length);
    add(done.filter((file) => file !== null));
  };
  return { busy, upload };
}

export default function FileBox({ id, field, value, onChange, disabled, label, describedBy }: EditProps) {
  const { t } = useTranslation();
  const files = filesOf(value);
  const latest = useRef(files);
  latest.current = files;
  const limit = (field.look.max_files as number | undefined) ?? 9;
  const images = field.look.accept === "image";
  const camera = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { busy, upload } = useUpload(field.key, (added) => onChange([...latest.current, ...added].slice(0, limit)));
  const take = (list: FileList | null) => void upload(Array.from(list ?? []).slice(0, limit - files.length));
  const full = files.length >= limit;
  return (
    <div
      className="file-box"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (!disabled && !full) take(event.dataTransfer.files);
      }}
    >
      {files.length > 0 && (
        <ul className="file-list">
          {files.map((file) => (
            <FileItem key={file.id} file={file} remove={disabled ? undefined : () => onChange(files.filter((one) => one.id !== file.id))} />
          ))}
        </ul>
      )}
      {!disabled && !full && (
        <div className="row wrap">
          <input ref={chooser} id={id} type="file" className="sr-only" tabIndex={-1} multiple={limit > 1} accept={images ? "image/*" : undefined} aria-label={label ?? field.label} onChange={(event) => take(event.target.files)} />
          <input ref={camera} type="file" className="sr-only" tabIndex={-1} accept="image/*" capture="environment" aria-label={t("file.photo")} onChange={(event) => take(event.target.files)} />
          <Button icon={<Icon name="upload" size={15} />} aria-describedby={describedBy} onClick={() => chooser.current?.click()}>
            {t(images ? "file.choose_image" : "file.choose")}
          </Button>
          <Button className="phone-only" icon={<Icon name="camera" size={15} />} onClick={() => camera.current?.click()}>
            {t("file.photo")}
          </Button>
          {busy > 0 && (
            <span className="row muted" role="status">
              <Spin size="small" /> {t("file.busy", { count: busy })}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
