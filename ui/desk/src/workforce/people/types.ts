import type * as api from '../../../../types/api';

/* People as the API tells them. */
export type HeadcountPlan = api.HeadcountPlan;
export type QueueMonths = api.QueueMonths;
export type EquipmentItem = api.EquipmentItem;
export type EquipmentTotal = api.EquipmentTotal;
