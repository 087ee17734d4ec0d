import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import { Frame } from "./frame/frame.ts";
import { applyTheme } from "./frame/theme.ts";
import { pages } from "./pages.ts";

applyTheme();
new Frame(pages);
