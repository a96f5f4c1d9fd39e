/** The server's page for paper, beside the desk. */
export const printPage = (path: string): void => void window.open(`/api/v1${path}/print`, '_blank', 'noopener');
