// A conversation: sends what is written, and asks what became of it only while an answer is under way.
(() => {
  const { made, drawn } = words;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const facts = read("facts");
  const log = document.getElementById("log");
  const form = document.getElementById("write");
  const field = document.getElementById("text");
  const state = document.getElementById("state");
  const aside = document.getElementById("conversations");
  const shown = new Map(); // number → {turn, element}
  const OPEN = ["queued", "running", "waiting"];
  let timer = 0;
  let pause = 0;

  if (matchMedia("(min-width: 900px)").matches) aside.open = true;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && aside.open && !matchMedia("(min-width: 900px)").matches) aside.open = false;
  });

  const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const send = async (path, body) => {
    const answer = await fetch(facts.base + path, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": csrf() } : {},
      body: body && JSON.stringify(body),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.detail || "That did not work. Try again.");
    return told;
  };

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const last = () => [...shown.values()].at(-1);
  const isOpen = () => OPEN.includes(last()?.turn.state);

  const question = (turn, asked) => {
    const box = made("div", undefined, "ask");
    box.append(made("strong", "Before it goes on"), made("p", asked.summary));
    if (!facts.approves) {
      box.append(made("p", "The operator is asked. It goes on once somebody has answered."));
      return box;
    }
    const buttons = made("div");
    for (const [decision, label, look] of [["approve", "Approve", "primary"], ["refuse", "Refuse", "plain"]]) {
      const button = made("button", label, look);
      button.type = "button";
      button.addEventListener("click", async () => {
        for (const each of buttons.children) each.disabled = true;
        try {
          await send(`approvals/${asked.id}`, { decision });
          turn.approvals = turn.approvals.filter((each) => each.id !== asked.id);
          box.remove();
        } catch (error) {
          tell(error.message);
          for (const each of buttons.children) each.disabled = false;
        }
        soon(300);
      });
      buttons.append(button);
    }
    box.append(buttons);
    return box;
  };

  const draw = (turn) => {
    const end = atEnd();
    document.querySelector(".hello")?.remove();
    const known = shown.get(turn.number) ?? { element: made("article", undefined, "said") };
    known.turn = turn;
    const { element } = known;
    element.replaceChildren(made("div", turn.text, "bubble"));
    if (turn.at) element.append(made("time", new Date(turn.at).toLocaleTimeString([], { timeStyle: "short" }), "time"));
    if (turn.answer !== null) element.append(drawn(made("div", undefined, "answer"), turn.answer || "Done."));
    else if (turn.error) {
      const failed = made("div", turn.error, "answer failed");
      const again = made("button", "Try again", "again");
      again.type = "button";
      again.addEventListener("click", () => say(turn.text));
      if (form) failed.append(again);
      element.append(failed);
    } else if (turn.writes) element.append(drawn(made("div", undefined, "answer waits"), turn.writes));
    else if (!turn.approvals.length) element.append(made("div", turn.doing || "Working", "answer waits dots"));
    for (const each of turn.approvals) element.append(question(turn, each));
    if (!shown.has(turn.number)) log.append(element);
    shown.set(turn.number, known);
    if (end) log.scrollTop = log.scrollHeight;
  };

  const tell = (text) => { state.textContent = text; };
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  };
  const look = async () => {
    const open = [...shown.values()].find(({ turn }) => OPEN.includes(turn.state));
    if (!open) return;
    try {
      const { turns } = await send(`turns?after=${open.turn.number - 1}`);
      tell("");
      for (const each of turns) {
        const before = shown.get(each.number);
        if (!before || JSON.stringify(before.turn) !== JSON.stringify(each)) draw(each);
      }
    } catch {
      tell("No connection. Trying again.");
    }
    enable();
    const newest = last()?.turn;
    pause = newest?.writes ? 350 : Math.min(pause * 1.3, newest?.approvals.length ? 5000 : 2000);
    if (isOpen()) soon(pause);
    else field?.focus();
  };
  const enable = () => {
    if (form) form.querySelector("button").disabled = isOpen();
  };

  const say = async (text) => {
    const number = (last()?.turn.number ?? 0) + 1;
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16)).join("-");
    const turn = { number, text, at: new Date().toISOString(), state: "queued", answer: null, error: null, doing: null, writes: null, approvals: [] };
    draw(turn);
    log.scrollTop = log.scrollHeight;
    enable();
    tell("");
    for (let attempt = 0; ; attempt += 1) {
      try {
        await send("say", { text, key });
        break;
      } catch (error) {
        if (error instanceof TypeError && attempt < 3) { // not even sent, or its answer got lost: the key makes it the same message
          await new Promise((resolve) => setTimeout(resolve, 600 * 2 ** attempt));
          continue;
        }
        shown.get(number).element.remove();
        shown.delete(number);
        tell(error instanceof TypeError ? "No connection. Your message was not sent." : error.message);
        if (!field.value) field.value = text;
        enable();
        return;
      }
    }
    pause = 250;
    soon(pause);
  };

  const submit = () => {
    const text = field.value.trim();
    if (!text || isOpen()) return;
    field.value = "";
    say(text);
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  for (const each of document.querySelectorAll("[data-say]")) {
    each.addEventListener("click", () => {
      if (form) say(each.dataset.say);
      else document.querySelector(".start")?.requestSubmit();
    });
  }

  // For staff the socket hints that something has happened; what it is, is asked for above.
  const listen = () => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/editor/`);
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ type: "subscribe", request_id: "chat", workflow: facts.workflow })),
    );
    socket.addEventListener("message", ({ data }) => {
      const push = JSON.parse(data);
      const of = [...shown.values()].find(({ turn }) => turn.run && turn.run === push.run);
      if (!of || !OPEN.includes(of.turn.state)) return;
      if (["agent_event", "approval_requested", "workflow_status"].includes(push.type)) soon(30);
    });
    socket.addEventListener("close", () => setTimeout(listen, 10_000));
  };

  for (const each of read("turns")) draw(each);
  log.scrollTop = log.scrollHeight;
  enable();
  if (isOpen()) { pause = 400; soon(0); }
  if (facts.staff && facts.base) listen();
})();
