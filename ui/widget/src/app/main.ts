import { APP, type App, type AppWindow, type Shell } from "../shared/shell";
import { Chat } from "./chat";
import { Panel } from "./view/panel";
import { loadFont } from "./view/font";

function begin(shell: Shell): App {
  loadFont(shell.options.assets);
  const chat = new Chat(shell);
  const panel = new Panel(shell, chat);
  return {
    open: () => panel.open(),
    close: () => panel.close(),
    isOpen: () => panel.isOpen,
    startWith: (text) => panel.startWith(text),
    setUser: (token) => chat.setUser(token),
    setContext: (values) => chat.setContext(values),
  };
}

(window as AppWindow)[APP] = begin;
