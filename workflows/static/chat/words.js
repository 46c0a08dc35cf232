// Text as a model writes it, drawn with elements: never as HTML, whatever stands in it.
const words = (() => {
  const made = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const inline = (parent, text) => {
    for (const part of text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/)) {
      if (/^`[^`]+`$/.test(part)) parent.append(made("code", part.slice(1, -1)));
      else if (/^\*\*[^*]+\*\*$/.test(part)) parent.append(made("strong", part.slice(2, -2)));
      else parent.append(part);
    }
    return parent;
  };

  const kindOf = (line) => (/^\s*[-*] /.test(line) ? "ul" : /^\s*\d+[.)] /.test(line) ? "ol" : /^#{1,4} /.test(line) ? "h3" : "p");
  const MARK = /^\s*([-*]|\d+[.)]|#{1,4}) /;

  // Lines that belong together: those of one list, those of one paragraph, each heading.
  const blocks = (text) => {
    const found = [];
    let open = null;
    for (const line of text.split("\n")) {
      if (!line.trim()) open = null;
      else if (open && open.kind === kindOf(line) && open.kind !== "h3") open.lines.push(line);
      else found.push((open = { kind: kindOf(line), lines: [line] }));
    }
    return found;
  };

  const block = ({ kind, lines }) => {
    const element = made(kind);
    if (kind === "ul" || kind === "ol") {
      for (const line of lines) element.append(inline(made("li"), line.replace(MARK, "")));
      return element;
    }
    return inline(element, kind === "h3" ? lines[0].replace(MARK, "") : lines.join("\n"));
  };

  const drawn = (parent, text) => {
    parent.replaceChildren();
    text.split(/```[^\n]*\n?/).forEach((part, index) => {
      if (index % 2) {
        const pre = made("pre");
        pre.append(made("code", part.replace(/\n$/, "")));
        parent.append(pre);
      } else parent.append(...blocks(part).map(block));
    });
    return parent;
  };

  return { made, drawn };
})();
