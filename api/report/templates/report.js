"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const gallery = find(".gallery");
  const filter = find("#filter");
  const looking = find("#looking");
  const closer = find("#closer");
  const help = find("#help");
  const cards = [...gallery.children];
  const words = new Map(); // of a card, in lower case; gathered when first asked for
  const choices = { band: "", truth: "" };
  let visible = cards;
  let current = null;
  let addressing = 0;

  const wordsOf = (card) => {
    if (!words.has(card)) {
      words.set(card, [...card.querySelectorAll("bdi")].map((part) => part.textContent).join(" ").toLowerCase());
    }
    return words.get(card);
  };

  // Moving about

  const select = (card, { focus = true } = {}) => {
    current?.classList.remove("current", "blink");
    current?.setAttribute("tabindex", "-1");
    current = card;
    if (!card) return looking.close();
    card.classList.add("current");
    card.setAttribute("tabindex", "0");
    if (looking.open) showCloser();
    if (!focus) return;
    if (!looking.open) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    // A reload comes back here. Browsers limit how often the address may change: wait for a pause.
    clearTimeout(addressing);
    addressing = setTimeout(() => history.replaceState(null, "", `#${card.id}`), 300);
  };

  const move = (step) => {
    const position = visible.indexOf(current) + step;
    if (visible.length) select(visible[Math.min(Math.max(position, 0), visible.length - 1)]);
  };

  const columns = () => (looking.open ? 1 : getComputedStyle(gallery).gridTemplateColumns.split(" ").length);

  // Looking closer

  const showCloser = () => {
    const copy = current.cloneNode(true);
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    for (const picture of copy.querySelectorAll("img")) picture.loading = "eager";
    closer.replaceChildren(copy);
    zoomCloser();
    const next = visible[visible.indexOf(current) + 1];
    for (const picture of next?.querySelectorAll("img") ?? []) new Image().src = picture.src;
  };

  const lookCloser = () => {
    if (looking.open) return looking.close();
    if (!current) return;
    looking.showModal();
    looking.focus(); // else a button has it, and Enter presses that
    showCloser();
  };

  looking.addEventListener("close", () => {
    closer.replaceChildren();
    // This comes a moment after the key, and the next key may have gone to the filter already.
    select(current, { focus: document.activeElement !== filter });
  });

  // Pictures

  // Fits each photo's region into its frame, all frames being of one shape. Done by size and not by
  // a transform, which would thicken the outline.
  const zoom = (root, frameWidth, frameHeight) => {
    const zoomed = document.body.classList.contains("zoomed");
    for (const stage of root.querySelectorAll("[data-zoom]")) {
      stage.removeAttribute("style");
      if (!zoomed) continue;
      const [photoWidth, photoHeight] = stage.dataset.size.split(" ").map(Number);
      const [x, y, width, height] = stage.dataset.zoom.split(" ").map(Number);
      const fit = Math.min(frameWidth / photoWidth, frameHeight / photoHeight); // as object-fit: contain does
      const factor = Math.min(Math.max(Math.min(frameWidth / width, frameHeight / height) / fit, 1), 8);
      const offset = (frame, photo, middle) => frame / 2 - factor * (frame / 2 + fit * (middle - photo / 2));
      stage.style.width = `${100 * factor}%`;
      stage.style.height = `${100 * factor}%`;
      stage.style.left = `${(100 * offset(frameWidth, photoWidth, x + width / 2)) / frameWidth}%`;
      stage.style.top = `${(100 * offset(frameHeight, photoHeight, y + height / 2)) / frameHeight}%`;
    }
  };

  const zoomCloser = () => {
    const frame = closer.querySelector(".frame");
    if (frame) zoom(closer, frame.clientWidth, frame.clientHeight);
  };

  const toggle = (action, state) => {
    const on = document.body.classList.toggle(state);
    for (const button of document.querySelectorAll(`[data-action="${action}"]`)) button.setAttribute("aria-pressed", on);
  };

  // Shows the next of the current card's exhibits; the others turn to the same one if they have it.
  const nextExhibit = () => {
    const shown = ["", ...(current?.dataset.exhibits?.split(" ") ?? [])];
    const position = Math.max(shown.indexOf(document.body.dataset.exhibit), 0); // without it, the photo is shown
    showExhibit(shown[(position + 1) % shown.length]);
  };

  const showExhibit = (name) => {
    document.body.dataset.exhibit = name;
    for (const exhibit of document.querySelectorAll(".exhibit")) exhibit.hidden = exhibit.dataset.exhibit !== name;
    for (const card of document.querySelectorAll(".card")) {
      card.classList.toggle("exhibiting", Boolean(name) && (card.dataset.exhibits ?? "").split(" ").includes(name));
    }
    for (const button of document.querySelectorAll('[data-action="exhibit"]')) button.setAttribute("aria-pressed", Boolean(name));
  };

  const actions = {
    exhibit: nextExhibit,
    outline: () => toggle("outline", "outlined"),
    zoom: () => {
      toggle("zoom", "zoomed");
      zoom(gallery, 1, 1);
      zoomCloser();
    },
    blink: () => {
      showExhibit("");
      (looking.open ? closer.firstElementChild : current)?.classList.toggle("blink");
    },
    next: () => move(1),
    previous: () => move(-1),
    close: () => looking.close(),
    help: () => {
      help.showModal();
      help.querySelector("form button").focus();
    },
    clear: () => {
      filter.value = "";
      choose("band", "");
      choose("truth", "");
    },
  };

  // Filtering

  const refresh = ({ filtered = true } = {}) => {
    const terms = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    visible = cards.filter((card) => {
      const shown =
        (!choices.band || card.dataset.band === choices.band) &&
        (!choices.truth || card.dataset.truth === choices.truth) &&
        terms.every((term) => wordsOf(card).includes(term));
      card.hidden = !shown;
      return shown;
    });
    const total = cards.length.toLocaleString("en");
    find("#shown").value = visible.length === cards.length ? `${total} shown` : `${visible.length.toLocaleString("en")} of ${total} shown`;
    find("#nothing").hidden = visible.length > 0;
    if (!visible.includes(current)) select(visible[0] ?? null, { focus: false });
    if (filtered) current?.scrollIntoView({ block: "nearest" });
  };

  const choose = (name, value) => {
    choices[name] = value;
    for (const button of document.querySelectorAll(`[data-choice="${name}"] button`)) {
      button.setAttribute("aria-pressed", button.value === value);
    }
    refresh();
  };

  filter.addEventListener("input", () => refresh());
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Escape") filter.value = "";
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      refresh();
      filter.blur();
      select(current);
    }
  });

  // Mouse

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const card = target.closest(".gallery .card");
    if (button?.dataset.action) actions[button.dataset.action]();
    else if (button?.closest("[data-choice]")) {
      const name = button.closest("[data-choice]").dataset.choice;
      choose(name, button.value === choices[name] ? "" : button.value);
    }
    else if (card) {
      if (!target.closest("a")) select(card);
      if (target.closest(".frame")) lookCloser();
    } else if (target.closest("#closer .frame")) looking.close();
  });

  // Keys

  const first = () => select(visible[0] ?? null);
  const last = () => select(visible.at(-1) ?? null);
  const keys = {
    j: actions.next,
    k: actions.previous,
    ArrowRight: actions.next,
    ArrowLeft: actions.previous,
    ArrowDown: () => move(columns()),
    ArrowUp: () => move(-columns()),
    g: first,
    G: last,
    Home: first,
    End: last,
    Enter: lookCloser,
    o: actions.outline,
    z: actions.zoom,
    b: actions.blink,
    e: actions.exhibit,
    "/": () => filter.focus(),
    "?": actions.help,
    0: () => choose("band", ""),
  };
  document.querySelectorAll('[data-choice="band"] button[value]:not([value=""])').forEach((button, i) => {
    keys[i + 1] = () => choose("band", button.value);
  });
  if (find('[data-choice="truth"]')) keys.w = () => choose("truth", choices.truth === "wrong" ? "" : "wrong");
  const moves = new Set(["j", "k", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]); // may be held down

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || !Object.hasOwn(keys, key)) return;
    if (target.matches("input")) return;
    if (key === "Enter" && target.matches("a, button")) return;
    if (key.length === 1 && !find("#keys").checked) return;
    if (event.repeat && !moves.has(key)) return;
    event.preventDefault();
    keys[key]();
  });

  window.addEventListener("resize", zoomCloser);

  find(".toolbar").hidden = false;
  refresh({ filtered: false });
  const remembered = cards.find((card) => `#${card.id}` === location.hash);
  if (remembered) select(remembered);
})();
