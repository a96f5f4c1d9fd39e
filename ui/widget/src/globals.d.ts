declare module "*.css" {
  const text: string;
  export default text;
}
/** File name of the app beside loader.js, known at build time. */
declare const APP_FILE: string;
declare const FONTS: { arabic: string; latin: string };
