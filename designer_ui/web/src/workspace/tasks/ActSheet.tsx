/** What an act still needs: a reason, a step, colleagues. */
import { Button, Input, Radio, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SignerKind } from "../../api/work";
import { Sheet } from "../../app/Sheet";
import { ColleaguePicker } from "./ColleaguePicker";
import type { ActBody } from "./use_acts";
import type { Asked } from "./useActing";

interface Props {
  asked: Asked;
  onAct: (body: ActBody) => void;
  onClose: () => void;
}

const KINDS: SignerKind[] = ["before", "after", "parallel"];
const LONGEST = 1000;

function Comment({ value, onChange, hint, focus }: { value: string; onChange: (text: string) => void; hint: string; focus: boolean }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{hint}</label>
      <Input.TextArea id={id} autoFocus={focus} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={LONGEST} value={value} onChange={(event) => onChange(event.target.value)} data-testid="act-comment" />
    </>
  );
}

function Foot({ name, danger, disabled, onAct, onClose }: { name: string; danger?: boolean; disabled?: boolean; onAct: () => void; onClose: () => void }) {
  const { t } = useTranslation("work");
  return (
    <div className="sheet-foot">
      <Button onClick={onClose}>{t("act.cancel")}</Button>
      <Button type="primary" danger={danger} disabled={disabled} onClick={onAct} data-testid="act-confirm">
        {t(`act.${name}`)}
      </Button>
    </div>
  );
}

const said = (comment: string): ActBody => (comment.trim() ? { comment: comment.trim() } : {});

/** 同意: a word if one likes. */
function Approve({ onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const [comment, setComment] = useState("");
  return (
    <>
      <Comment value={comment} onChange={setComment} hint={t("act.comment_optional")} focus={false} />
      <Foot name="approve" onAct={() => onAct(said(comment))} onClose={onClose} />
    </>
  );
}

/** 驳回: a quick phrase rejects with one more touch, or one writes a reason. */
function Reject({ asked, onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const [comment, setComment] = useState("");
  const phrases = asked.task.phrases?.length ? asked.task.phrases : (t("phrases", { returnObjects: true }) as string[]);
  return (
    <>
      <p className="sheet-label">{t("act.reject_quick")}</p>
      <ul className="sheet-phrases">
        {phrases.slice(0, 3).map((phrase) => (
          <li key={phrase}>
            <button type="button" className="sheet-phrase" onClick={() => onAct({ comment: phrase })}>
              {phrase}
            </button>
          </li>
        ))}
      </ul>
      <Comment value={comment} onChange={setComment} hint={t("act.reason_own")} focus={false} />
      <Foot name="reject" danger disabled={!comment.trim()} onAct={() => onAct(said(comment))} onClose={onClose} />
    </>
  );
}

/** 退回到…: which step, and why. */
function Return({ asked, onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const id = useId();
  const steps = asked.steps ?? [];
  const [to, setTo] = useState<string | undefined>(steps.at(-1)?.key);
  const [comment, setComment] = useState("");
  return (
    <>
      <label htmlFor={id}>{t("act.return_to")}</label>
      <Select id={id} value={to} onChange={setTo} options={steps.map((step) => ({ value: step.key, label: step.label }))} notFoundContent={t("act.return_none")} />
      <Comment value={comment} onChange={setComment} hint={t("act.reason")} focus={false} />
      <Foot name="return" disabled={!to || !comment.trim()} onAct={() => onAct({ to, ...said(comment) })} onClose={onClose} />
    </>
  );
}

/** 转办 and 委派: to whom. */
function HandOn({ asked, onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const id = useId();
  const [to, setTo] = useState<string[]>([]);
  const [comment, setComment] = useState("");
  return (
    <>
      <p className="muted">{t(`act.${asked.name}_help`)}</p>
      <label htmlFor={id}>{t("act.colleague")}</label>
      <ColleaguePicker id={id} task={asked.task} value={to} onChange={setTo} />
      <Comment value={comment} onChange={setComment} hint={t("act.comment_optional")} focus={false} />
      <Foot name={asked.name} disabled={to.length === 0} onAct={() => onAct({ to: to[0], ...said(comment) })} onClose={onClose} />
    </>
  );
}

/** 加签: who else, and when they sign. */
function AddSigner({ asked, onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const id = useId();
  const kinds = KINDS.filter((kind) => asked.task.actions.includes(`add_${kind}`));
  const [kind, setKind] = useState<SignerKind>(kinds[0] ?? "before");
  const [users, setUsers] = useState<string[]>([]);
  const [comment, setComment] = useState("");
  return (
    <>
      <Radio.Group className="act-kinds" value={kind} onChange={(event) => setKind(event.target.value as SignerKind)} aria-label={t("act.add_when")}>
        {kinds.map((one) => (
          <Radio key={one} value={one}>
            {t(`act.add_${one}`)}
          </Radio>
        ))}
      </Radio.Group>
      <label htmlFor={id}>{t("act.colleagues")}</label>
      <ColleaguePicker id={id} task={asked.task} value={users} onChange={setUsers} many />
      <Comment value={comment} onChange={setComment} hint={t("act.comment_optional")} focus={false} />
      <Foot name="add_signer" disabled={users.length === 0} onAct={() => onAct({ kind, users, ...said(comment) })} onClose={onClose} />
    </>
  );
}

/** 减签: signers one had added, out again. */
function RemoveSigner({ asked, onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  const id = useId();
  const [users, setUsers] = useState<string[]>([]);
  return (
    <>
      <label htmlFor={id}>{t("act.signers_out")}</label>
      <Select id={id} mode="multiple" value={users} onChange={setUsers} showSearch={{ optionFilterProp: "label" }} options={(asked.signers ?? []).map((one) => ({ value: one.id, label: one.title }))} notFoundContent={t("act.colleague_none")} />
      <Foot name="remove_signer" disabled={users.length === 0} onAct={() => onAct({ users })} onClose={onClose} />
    </>
  );
}

/** 拿回: what one has said is taken back, while nobody has gone on from it. */
function TakeBack({ onAct, onClose }: Props) {
  const { t } = useTranslation("work");
  return (
    <>
      <p>{t("act.take_back_help")}</p>
      <Foot name="take_back" onAct={() => onAct({})} onClose={onClose} />
    </>
  );
}

const BODIES: Partial<Record<string, (props: Props) => React.ReactNode>> = { approve: Approve, reject: Reject, return: Return, transfer: HandOn, delegate: HandOn, add_signer: AddSigner, remove_signer: RemoveSigner, take_back: TakeBack };

export default function ActSheet(props: Props) {
  const { t } = useTranslation("work");
  const { task, name } = props.asked;
  const Body = BODIES[name];
  if (!Body) return null;
  return (
    <Sheet title={t(`sheet.${name}`)} onClose={props.onClose}>
      <div className="sheet-body" data-testid={`sheet-${name}`}>
        <p className="muted">{task.title}</p>
        <Body {...props} />
      </div>
    </Sheet>
  );
}
