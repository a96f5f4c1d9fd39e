import type * as api from '../../../../types/api';

export type WhatIf = api.WhatIf;
export type WhatIfWish = api.WhatIfWish;
export type Scene = api.SceneView;
export type Period = Scene['periods'][number];
export type Change = WhatIfWish['what'];
export type Typed = NonNullable<WhatIfWish['typed']>;
export type Costs = NonNullable<WhatIfWish['costs']>;
export type OwnBase = api.OwnBase;

/** What pages read of a model; the rest goes back as it came. */
export interface Model {
  types: { name: string; arrivals: { per_period: number[] } }[];
  groups: { agents: number[] }[];
}

interface Figure {
  value: number | null;
  half_width: number | null;
}

/** A scene as the twin played it. */
export interface Played {
  key: string;
  total: Record<'service_level' | 'wait_mean_s' | 'abandoned' | 'arrivals' | 'served' | 'occupancy' | 'agents', Figure>;
  periods: Record<'service_level' | 'wait_mean_s', Figure>[];
}

export interface Confirmation {
  replications: number;
  seed: number;
  scenes: Played[];
}
