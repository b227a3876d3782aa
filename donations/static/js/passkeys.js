// Asks the browser for a passkey and sends its answer with the form it stands in.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const problem = form.querySelector("[data-problem]");
  const options = JSON.parse(form.dataset.options);

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const ask = () => {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (form.dataset.passkey === "create") {
      publicKey.user = { ...options.user, id: bytes(options.user.id) };
      publicKey.excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey });
    }
    publicKey.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey });
  };

  const told = (key) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = {};
    for (const part of parts) if (key.response[part]) response[part] = text(key.response[part]);
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({
      id: key.id, rawId: text(key.rawId), type: key.type, response,
      extensions: JSON.stringify(key.getClientExtensionResults()),
      authenticatorAttachment: key.authenticatorAttachment || undefined,
    });
  };

  const go = async () => {
    problem.hidden = true;
    try {
      form.elements.credential.value = told(await ask());
      form.submit();
    } catch {
      problem.hidden = false;
    }
  };
  form.querySelector("[data-ask]").addEventListener("click", go);
  go();
})();
