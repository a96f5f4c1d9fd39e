import type * as api from '../../../../types/api';

/* People as the API tells them. */
export type HeadcountPlan = api.HeadcountPlan;
export type TabledMonths = api.TabledMonths;
export type QueueMonths = api.QueueMonths;
export type EquipmentItem = api.EquipmentItem;
export type EquipmentTotal = api.EquipmentTotal;
export type CandidateRow = api.CandidateRow;
export type CandidateView = api.CandidateView;
export type TraitCards = api.TraitCards;
export type TraitCard = api.TraitCard;
export type Notice = api.Notice;
export type HiringMembers = api.HiringMembers;
export type Strategy = api.Strategy;
export type StrategyAnswers = Strategy['answers'];
export type Coverage = api.Coverage;
export type Site = api.SiteView;
