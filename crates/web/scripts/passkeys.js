// Passkeys: asks the hub what to ask of the device, and sends what the device answers as a form like any other. Without this script the
// forms stay hidden, and an authenticator app does instead.

const ways = { get: "parseRequestOptionsFromJSON", create: "parseCreationOptionsFromJSON" };

/** Has the device answer, and puts the answer into the form. */
async function answer(kind, question, form) {
  const body = new URLSearchParams({ form_token: form.elements.form_token.value });
  const response = await fetch(question, { method: "POST", body, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`the hub answered ${response.status}`);
  const { publicKey } = await response.json();
  const credential = await navigator.credentials[kind]({ publicKey: PublicKeyCredential[ways[kind]](publicKey) });
  form.elements.answer.value = JSON.stringify(credential.toJSON());
}

export function offerPasskeys() {
  for (const place of document.querySelectorAll("[data-od-passkey]")) {
    const { odPasskey: kind, odQuestion: question } = place.dataset;
    if (!globalThis.PublicKeyCredential?.[ways[kind]]) continue;
    const form = place.querySelector("form");
    const failed = place.querySelector("[data-od-passkey-failed]");
    place.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        await answer(kind, question, form);
        form.submit();
      } catch {
        // Given up by its user, no passkey of this hub, or the hub at another address than the passkey's.
        failed.hidden = false;
      }
    });
  }
}
