/** Where a figure could not be drawn this says so and offers to try again; another figure is tried at once. */
import { Component, type ReactNode } from "react";
import { Failed } from "./states";

interface Props {
  /** what is drawn */
  of: unknown;
  onRetry: () => void;
  children: ReactNode;
}

interface Drawing {
  of: unknown;
  error: unknown;
}

export class FigureBoundary extends Component<Props, Drawing> {
  override state: Drawing = { of: this.props.of, error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error() };
  }

  static getDerivedStateFromProps({ of }: Props, state: Drawing) {
    return of === state.of ? null : { of, error: null };
  }

  again = () => {
    this.props.onRetry();
    this.setState({ error: null });
  };

  override render() {
    return this.state.error === null ? this.props.children : <Failed error={this.state.error} retry={this.again} />;
  }
}
