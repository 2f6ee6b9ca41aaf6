/* Passkeys: shows what needs them where the browser can, asks the browser, sends its answer.
   A form says data-passkey="get" or "create"; its options stand in the element named by data-options
   or are fetched from data-options-url. Without this file everything but passkeys works. */
"use strict";

const able = Boolean(window.PublicKeyCredential && window.webauthnJSON);

async function optionsOf(form) {
  if (form.dataset.optionsUrl) {
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  }
  const data = JSON.parse(document.getElementById(form.dataset.options).textContent);
  return data.request_options || data.creation_options;
}

function forSignIn(options, without) {
  const wish = options.publicKey.authenticatorSelection;
  wish.residentKey = without ? "required" : "discouraged";
  wish.requireResidentKey = without;
  if (without) wish.userVerification = "required";
  return options;
}

async function ask(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential =
      form.dataset.passkey === "create"
        ? await window.webauthnJSON.create(forSignIn(options, Boolean(form.elements.passwordless?.checked)))
        : await window.webauthnJSON.get(options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    problem.hidden = false; // refused, timed out, or no passkey here: the person may try again
  }
}

if (able) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const around = form.closest("[data-passkey-only]");
    if (around) around.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
    form.querySelector("button").addEventListener("click", () => ask(form));
  }
}
