import { createRoot } from "react-dom/client";
import "./app/base.css";
import { start } from "./app/start";

void start().then((app) => createRoot(document.getElementById("root")!).render(app));
