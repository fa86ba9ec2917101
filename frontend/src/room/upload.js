/** One file on its way to the server, with its progress; a large photo is made smaller before. */

export const MOST_BYTES = 5_000_000;
const LARGE = 1_500_000;
const SIDE = 1600;

/** `progress` is told shares of 1. Answers as the server does; never throws. */
export function upload({ url, token, file, progress }) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve) => {
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("load", () => resolve(read(request)));
    for (const end of ["error", "abort", "timeout"]) {
      request.addEventListener(end, () => resolve({ ok: false, error: "lost" }));
    }
  });
  const form = new FormData();
  form.append("file", file, file.name);
  request.open("POST", url);
  request.setRequestHeader("X-CSRFToken", token);
  request.send(form);
  return { answer, stop: () => request.abort() };
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { ok: false, error: "lost" };
  }
}

/** What the server would do anyway, done before a slow line has to carry it. */
export async function smaller(file) {
  const photo = file.type === "image/jpeg" ? LARGE : MOST_BYTES;
  if (!file.type.startsWith("image/") || file.type === "image/gif" || file.size <= photo) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const share = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(bitmap.width * share),
      height: Math.round(bitmap.height * share),
    });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}
