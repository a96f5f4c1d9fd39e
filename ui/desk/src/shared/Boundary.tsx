import { Component, type ReactNode } from 'react';
import { Broken } from './Broken';

/** Keeps a fault inside one room: the rail and the drafts stay alive. A quiet one leaves its place empty. */
export class Boundary extends Component<{ children: ReactNode; isQuiet?: boolean }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (this.state.isBroken && this.props.isQuiet) return null;
    if (this.state.isBroken) return <Broken isPage onRetry={() => location.reload()} />;
    return this.props.children;
  }
}
