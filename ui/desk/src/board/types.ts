import type * as api from '../../../types/api';

/* The board as the API tells it. */
export type QueueState = api.QueueState;
export type AgentState = api.AgentState;

/** A queue at an instant; `answered` counts what was taken in the step that ended there. */
export type Point = api.Point;
export type BoardHistory = api.BoardHistory;
export type BoardState = api.Board;
