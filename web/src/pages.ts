import type { Page } from "./router.ts";

/** The pages. The first whose path fits is shown; each loads its own code. */
export const pages: readonly Page[] = [
  { path: "/", nav: "Recordings", load: () => import("./recordings/page.ts") },
  { path: "/archive", nav: "Archive", load: () => import("./archive/page.ts") },
  { path: "/ecg/:id", shows: ["ecg"], load: () => import("./ecg/page.ts") },
  { path: "/session/:id", shows: ["eeg", "other"], load: () => import("./session/page.ts") },
];

/** The address of the page that shows a recording; null where no page shows its modality. */
export function addressOf(recording: { id: string; modality: string }): string | null {
  const page = pages.find((p) => p.shows?.includes(recording.modality));
  return page ? page.path.replace(":id", recording.id) : null;
}
