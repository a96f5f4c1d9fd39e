/** Time zones that are offered; another that somebody has already is offered beside them. */
export const ZONES = ['Asia/Tehran', 'Asia/Kabul', 'Asia/Dushanbe', 'Asia/Dubai', 'Europe/Istanbul', 'Europe/Berlin', 'Europe/London', 'America/Toronto', 'UTC'];
