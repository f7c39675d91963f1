/** From a template: one that came with the product, or a zip. A zip is shown before anything is installed. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { textOf } from "../../commands/labels";
import { builder, type ReviewAnswer } from "../builder_api";

function Names({ title, items }: { title: string; items: ReviewAnswer["forms"] | ReviewAnswer["roles"] }) {
  const { i18n } = useTranslation();
  if (!items?.length) return null;
  const names = items.map((item) => (typeof item === "string" ? item : textOf(item.label, i18n.language)));
  return (
    <div className="dz-review-row">
      <span className="muted">{title}</span>
      <span className="row wrap">
        {names.map((name) => (
          <span key={name} className="tag dz-chip">
            {name}
          </span>
        ))}
      </span>
    </div>
  );
}

function Review({ review }: { review: ReviewAnswer }) {
  const { t } = useTranslation("designer");
  return (
    <div className="dz-review" data-testid="review">
      <Names title={t("template.forms", { count: review.forms.length })} items={review.forms} />
      <Names title={t("template.roles", { count: review.roles.length })} items={review.roles} />
      <div className="dz-review-row">
        <span className="muted">{t("template.records")}</span>
        <span>{t("template.records_count", { count: review.records })}</span>
      </div>
      <div className="dz-review-row">
        <span className="muted">{t("template.addresses")}</span>
        <span>{review.addresses.length ? review.addresses.join(", ") : t("template.no_addresses")}</span>
      </div>
      <div className="dz-review-row">
        <span className="muted">{t("template.public")}</span>
        <span>{review.public.length ? t("template.public_count", { count: review.public.length }) : t("template.no_public")}</span>
      </div>
      {review.problems.length > 0 && (
        <Alert type="warning" showIcon title={t("check.count", { count: review.problems.length })} description={review.problems.slice(0, 8).map((problem, i) => <p key={i}>{problem.message}</p>)} />
      )}
    </div>
  );
}

function Shipped({ chosen }: { chosen(app: string): void }) {
  const { t, i18n } = useTranslation("designer");
  const failure = useFailureText();
  const shipped = useQuery({ queryKey: ["builder", "templates"], queryFn: builder.templates });
  const install = useMutation({
    mutationFn: (row: { key: string; label: string }) => builder.fromTemplate(row.key, row.label),
    onSuccess: ({ app }) => chosen(app),
  });
  if (!shipped.data?.templates.length) return null;
  return (
    <>
      <h3>{t("template.shipped")}</h3>
      <div className="dz-list">
        {shipped.data.templates.map((row) => (
          <div key={row.key} className="row dz-list-row" data-testid={`template-${row.key}`}>
            <Tile icon={row.icon ?? "box"} color={row.color ?? null} />
            <span className="grow">
              <strong>{textOf(row.label, i18n.language)}</strong>
              <span className="muted dz-clamp">{textOf(row.help, i18n.language)}</span>
            </span>
            <Button loading={install.isPending && install.variables?.key === row.key} onClick={() => install.mutate({ key: row.key, label: textOf(row.label, i18n.language) })}>
              {t("template.use")}
            </Button>
          </div>
        ))}
      </div>
      {install.error && <Alert type="error" showIcon title={failure(install.error)} />}
    </>
  );
}

export function TemplateDialog({ open, close, opened }: { open: boolean; close(): void; opened(app: string): void }) {
  const { t, i18n } = useTranslation("designer");
  const failure = useFailureText();
  const [file, setFile] = useState<File | null>(null);
  const [label, setLabel] = useState("");
  const review = useMutation({
    mutationFn: (zip: File) => builder.review(zip),
    onSuccess: (answer) => setLabel(textOf(answer.label, i18n.language)),
  });
  const install = useMutation({ mutationFn: () => builder.install(file as File, label.trim()), onSuccess: ({ app }) => opened(app) });
  const pick = (zip: File) => {
    setFile(zip);
    review.mutate(zip);
    return false;
  };
  const reset = () => {
    setFile(null);
    review.reset();
    install.reset();
    close();
  };
  const error = review.error ?? install.error;
  const footer = review.data
    ? [
        <Button key="no" onClick={reset}>{t("parts.cancel")}</Button>,
        <Button key="yes" type="primary" data-testid="install" loading={install.isPending} disabled={!label.trim()} onClick={() => install.mutate()}>
          {t("template.install")}
        </Button>,
      ]
    : null;
  return (
    <Modal open={open} title={t("start.template")} onCancel={reset} footer={footer} width={620} destroyOnHidden>
      <div className="stack">
        {!review.data && <Shipped chosen={opened} />}
        {!review.data && (
          <Upload.Dragger accept=".zip" maxCount={1} showUploadList={false} beforeUpload={pick} disabled={review.isPending} data-testid="template-file">
            <p className="dz-drop-icon">
              <Icon name="upload" size={28} />
            </p>
            <p>{t("template.drop")}</p>
            <p className="muted">{t("template.drop_text")}</p>
          </Upload.Dragger>
        )}
        {review.data && (
          <>
            <label className="dz-prop">
              <span>{t("start.name")}</span>
              <Input value={label} maxLength={60} onChange={(event) => setLabel(event.target.value)} />
            </label>
            <Review review={review.data} />
            <p className="muted">{t("template.promise")}</p>
          </>
        )}
        {error && <Alert type="error" showIcon title={failure(error)} />}
      </div>
    </Modal>
  );
}
