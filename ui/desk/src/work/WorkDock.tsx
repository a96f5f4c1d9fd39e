export function WorkDock() { return null; }
