import "./act.ts";
