/** What recipes of workflows write into an app, in both languages. */
import type { Label } from "../../commands/documents";

const both = (chinese: string, english: string): Label => ({ "zh-CN": chinese, en: english });

export const TEXTS = {
  single: both("一级审批", "One approval"),
  single_text: both("提交后由一个人审批，同意或驳回", "One person approves or rejects"),
  amount: both("按金额分级审批", "Approval by amount"),
  amount_text: both("金额小的自动通过，金额大的才要人审批", "Small amounts pass, larger ones are approved"),
  together: both("会签", "Everybody signs"),
  together_text: both("一个角色的每个人都同意才算通过", "Passed when everybody of a role agrees"),
  complaint: both("投诉处理", "Handling a complaint"),
  complaint_text: both("新增后派给处理人，超时提醒再升级，处理后由主管确认", "Assigned at once, reminded and escalated when late, confirmed by a lead"),
  start: both("开始", "Start"),
  end: both("结束", "End"),
  passed: both("已通过", "Passed"),
  approve: both("审批", "Approve"),
  by_amount: both("按金额", "By amount"),
  large: both("金额较大", "Large amount"),
  small: both("金额较小", "Small amount"),
  lead: both("主管审批", "Approval by the lead"),
  sign: both("会签", "Everybody signs"),
  handle: both("处理", "Handle"),
  confirm: both("确认处理结果", "Confirm the outcome"),
  closed: both("已结案", "Closed"),
} as const;
