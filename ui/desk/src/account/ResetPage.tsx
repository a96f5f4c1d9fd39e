export default function Stub(_: { token: string | undefined }) { return null; }
