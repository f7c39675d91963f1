/** Commands on rules and on messages. Takes: keys and values. Gives: Commands. */
import { command, type Command } from "./command";
import type { ActionDoc, MessageDoc, RuleDoc } from "./documents";
import { write } from "./edit_fields";

/** A new rule (and the messages it sends, where a recipe brought some): one step of undo. */
export const addRule = (rule: RuleDoc, messages: readonly MessageDoc[] = []): Command =>
  command("add_rule", (documents) => {
    documents.rules[rule.key] = rule;
    for (const message of messages) documents.messages[message.key] = message;
  });

/** Takes a rule away. */
export const removeRule = (rule: string): Command =>
  command("remove_rule", (documents) => {
    delete documents.rules[rule];
  });

const inRule = (name: string, rule: string, change: (rule: RuleDoc) => void, merge?: string): Command =>
  command(
    name,
    (documents) => {
      const found = documents.rules[rule];
      if (found) change(found);
    },
    merge,
  );

/** One property of a rule; empty takes it away. */
export const setRule = (rule: string, name: keyof RuleDoc, value: unknown): Command =>
  inRule("set_rule", rule, (doc) => write(doc as unknown as Record<string, unknown>, name, value), `rule/${rule}//${name}`);

/** Another event: what the old one alone knew goes, the form stays. */
export const setEvent = (rule: string, event: string, config: Record<string, unknown>): Command =>
  inRule("set_event", rule, (doc) => {
    doc.on = { event, ...(doc.on.form ? { form: doc.on.form } : {}), ...config };
  });

/** One property of the event. */
export const setOn = (rule: string, name: string, value: unknown): Command =>
  inRule("set_on", rule, (doc) => write(doc.on, name, value), `rule/${rule}/on/${name}`);

/** All actions of a rule. `merge`: where somebody is typing. */
export const setActions = (rule: string, change: (actions: ActionDoc[]) => ActionDoc[], merge?: string): Command =>
  inRule(
    "set_actions",
    rule,
    (doc) => {
      doc.actions = change(doc.actions ?? []);
    },
    merge,
  );

/** A new message. */
export const addMessage = (message: MessageDoc): Command =>
  command("add_message", (documents) => {
    documents.messages[message.key] = message;
  });

/** Takes a message away. */
export const removeMessage = (message: string): Command =>
  command("remove_message", (documents) => {
    delete documents.messages[message];
  });

/** One property of a message; empty takes it away. */
export const setMessage = (message: string, name: keyof MessageDoc, value: unknown): Command =>
  command(
    "set_message",
    (documents) => {
      const found = documents.messages[message];
      if (found) write(found as unknown as Record<string, unknown>, name, value);
    },
    `message/${message}//${name}`,
  );
