// What axe finds on this page. Its rule color-contrast costs more than all others together, and what it says depends on
// nothing but computed colours: it is asked when the page shows a pair of colours that it has not yet judged elsewhere.
async ({ judged, whole }) => {
  const known = new Set(judged), styles = new Map(), grounds = new Map();
  const style = (element) => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  // What is painted beneath an element's text, outwards: `under` is null where its ancestors alone cannot tell.
  const ground = (element) => {
    if (!element) return { under: "", opacity: 1, hidden: false };
    if (grounds.has(element)) return grounds.get(element);
    const { backgroundColor, backgroundImage, clipPath, filter, mixBlendMode, opacity, position } = style(element);
    const outer = ground(element.parentElement);
    const clear = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
    const solid = backgroundColor.startsWith("rgb(") && backgroundImage === "none";
    const mixed = filter !== "none" || mixBlendMode !== "normal";
    const found = { opacity: outer.opacity * opacity, hidden: outer.hidden || clipPath !== "none", under: outer.under };
    if (solid) found.under = backgroundColor;
    else if (mixed || position === "absolute" || position === "fixed") found.under = null;
    else if (!clear && outer.under !== null) found.under = `${backgroundColor} ${backgroundImage}/${outer.under}`;
    if (mixed || (found.opacity < 1 && !solid)) found.under = null;
    grounds.set(element, found);
    return found;
  };
  const off = (element) => Boolean(
    element.closest(":disabled, [aria-disabled=true]") || element.closest("label")?.control?.disabled ||
    (element.id && document.querySelector(`[aria-labelledby~="${CSS.escape(element.id)}"]:disabled`))
  );
  // The pair of colours of an element that shows text; undefined for one that shows none.
  const pair = (element) => {
    const { under, opacity, hidden } = ground(element);
    if (hidden || !element.checkVisibility({ visibilityProperty: true })) return undefined;
    const box = element.getBoundingClientRect();
    if (box.bottom + scrollY <= 0 || box.right + scrollX <= 0 || !box.width || !box.height || off(element)) return undefined;
    if (under === null) return null;
    const { color, fontSize, fontWeight, textShadow } = style(element);
    return [color, fontSize, fontWeight, textShadow, opacity, under].join("|");
  };
  const shown = new Set(document.querySelectorAll("input:not([type=hidden]), select, textarea"));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) shown.add(texts.currentNode.parentElement);
  const fresh = [...shown].filter((element) => {
    const found = pair(element);
    return found === null || (found !== undefined && !known.has(found));
  });
  const options = { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } } };
  const { violations } = await axe.run(options);
  const passed = new Set();
  if (whole || fresh.length) {
    const contrast = await axe.run(whole ? document : { include: fresh }, { runOnly: ["color-contrast"], elementRef: true });
    violations.push(...contrast.violations);
    for (const { nodes } of contrast.passes) for (const { element } of nodes) passed.add(pair(element));
  }
  return JSON.stringify({
    violations: violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.map(({ target, html, failureSummary }) => [target.join(" "), html, failureSummary].join("\n")),
    })),
    passed: [...passed].filter((each) => each),
  });
}
